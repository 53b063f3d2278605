#include "http/log.hpp"

#include "base/text.hpp"
#include "http/base64.hpp"
#include "http/message.hpp"

#include <spdlog/details/null_mutex.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

namespace rolecall::http::log {
namespace {

constexpr std::array<std::string_view, 6> level_names{"trace", "debug", "info", "warn", "error", "off"};

spdlog::level::level_enum spdlog_level(level of) {
  constexpr std::array levels{spdlog::level::trace, spdlog::level::debug, spdlog::level::info,
                              spdlog::level::warn,  spdlog::level::err,   spdlog::level::off};
  return levels.at(static_cast<std::size_t>(of));
}

/// Lines to a file that is somebody else's to close.
class file_sink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
public:
  explicit file_sink(std::FILE* to) : to_(to) {}

private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    std::fwrite(line.data(), 1, line.size(), to_);
  }
  void flush_() override { std::fflush(to_); }

  std::FILE* to_;
};

struct state {
  format shape = format::text;
  std::shared_ptr<spdlog::logger> out; ///< none: nothing is logged
  std::vector<base::secret> hidden;    ///< longest forms first
};

state& here() {
  static state the_state;
  return the_state;
}

/// Fields of one event, each escaped for the shape in use.
class line {
public:
  void add(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    const std::string clean = without_secrets(value);
    if (here().shape == format::json) {
      append(name, base::quoted(clean));
    } else if (name == "message") {
      text_ += base::printable(clean);
    } else {
      append(name, clean.find(' ') == std::string::npos ? base::printable(clean) : base::quoted(clean));
    }
  }

  void add(std::string_view name, long long value) { append(name, std::to_string(value)); }

  [[nodiscard]] const std::string& text() const { return text_; }

private:
  void append(std::string_view name, const std::string& value) {
    if (here().shape == format::json) {
      text_ += ",\"" + std::string(name) + "\":" + value;
    } else {
      text_ += " " + std::string(name) + "=" + value;
    }
  }

  std::string text_;
};

/// Whatever a header with credentials says, whoever they belong to.
void without_credentials(std::string& text) {
  constexpr std::string_view name = "authorization: ";
  for (auto at = base::lower(text).find(name); at != std::string::npos;
       at = base::lower(text).find(name, at + name.size())) {
    const auto begin = at + name.size();
    const auto end = std::min(text.find_first_of("\r\n\"", begin), text.size());
    text.replace(begin, end - begin, "[hidden]");
  }
}

void put(level of, const line& what) {
  here().out->log(spdlog_level(of), spdlog::string_view_t(what.text().data(), what.text().size()));
}

} // namespace

std::optional<level> parse_level(std::string_view name) {
  for (std::size_t i = 0; i < level_names.size(); ++i) {
    if (name == level_names[i]) return static_cast<level>(i);
  }
  return std::nullopt;
}

void configure(level least, format shape, std::FILE* to) {
  const char* const pattern = shape == format::json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l"%v})"
                                                    : "%Y-%m-%dT%H:%M:%S.%eZ %-7l %v";
  auto sink = std::make_shared<file_sink>(to);
  sink->set_formatter(
      std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc, "\n"));
  here().shape = shape;
  here().out = std::make_shared<spdlog::logger>("rolecall", std::move(sink));
  here().out->set_level(spdlog_level(least));
  here().out->flush_on(spdlog::level::trace);
}

void hide(const base::secret& value) {
  std::vector<base::secret>& hidden = here().hidden;
  if (value.reveal().empty()) return hidden.clear();
  for (std::string form : {base64(value.reveal()), query_value(value.reveal()), value.reveal()}) {
    const auto same = [&form](const base::secret& one) { return one.reveal() == form; };
    if (std::ranges::none_of(hidden, same)) hidden.emplace_back(form);
    base::wipe(form);
  }
}

std::string without_secrets(std::string_view text) {
  std::string out(text);
  for (const base::secret& one : here().hidden) {
    const std::string& value = one.reveal();
    for (auto at = out.find(value); at != std::string::npos; at = out.find(value, at))
      out.replace(at, value.size(), "[key]");
  }
  without_credentials(out);
  return out;
}

bool enabled(level of) { return of != level::off && here().out && here().out->should_log(spdlog_level(of)); }

void write(level of, std::string_view message) {
  if (!enabled(of)) return;
  line what;
  what.add("message", message);
  put(of, what);
}

void write(level of, const exchange& done) {
  if (!enabled(of)) return;
  line what;
  what.add("message", "exchange");
  what.add("endpoint", done.route);
  if (done.status != 0) what.add("status", done.status);
  what.add("attempt", done.attempt);
  what.add("ms", done.took.count());
  if (done.pause.count() > 0) what.add("pause_ms", done.pause.count());
  what.add("request_id", done.request_id);
  what.add("failure", done.failure);
  put(of, what);
}

} // namespace rolecall::http::log
