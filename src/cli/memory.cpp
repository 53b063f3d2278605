#include "cli/memory.hpp"

#include "http/log.hpp"

#include <algorithm>
#include <array>
#include <ctime>

namespace rolecall::cli {
namespace {

namespace log = http::log;

constexpr std::size_t largest_rates = std::size_t{1} << 20U;

std::string rates_path(const std::string& folder) { return folder + "/rates.json"; }

void note(const std::string& what) { log::write(log::level::info, what); }

/// The text of the file; nothing where there is none, or after a note.
std::optional<std::string> text_of(base::store& files, const std::string& path, std::size_t most) {
  auto read = files.read(path, most);
  if (auto* text = std::get_if<std::string>(&read)) return std::move(*text);
  const auto& why = std::get<base::store_failure>(read);
  if (why.kind != base::store_problem::missing) note(why.message);
  return std::nullopt;
}

bool put(base::store& files, const std::string& folder, const std::string& path, const std::string& text) {
  auto failed = files.make_folder(folder);
  if (!failed) failed = files.replace(path, text);
  if (failed) note(failed->message);
  return !failed;
}

/// ", the oldest read 25 min ago": what people must know before they rely on it.
std::string age_of_oldest(const live::partial_reading& kept, live::unix_seconds now) {
  if (kept.lists.empty()) return {};
  live::unix_seconds oldest = now;
  for (const auto& [list, what] : kept.lists) oldest = std::min(oldest, what.read_at);
  const auto minutes = (now - oldest) / 60;
  return ", the oldest read " + (minutes < 1 ? "less than a minute" : std::to_string(minutes) + " min") +
         " ago";
}

/// The time of day, as people here say it: "12:03".
std::string time_of_day(live::unix_seconds at) {
  const auto when = static_cast<std::time_t>(at);
  std::tm local{};
  std::array<char, 16> out{};
  if (::localtime_r(&when, &local) == nullptr) return "?";
  return {out.data(), std::strftime(out.data(), out.size(), "%H:%M", &local)};
}

} // namespace

const live::learned_rates& kept_rates::read() {
  if (folder_.empty()) return known_;
  std::string text = text_of(files_, rates_path(folder_), largest_rates).value_or("");
  if (text == text_) return known_;
  text_ = std::move(text);
  known_ = {};
  if (text_.empty()) return known_;
  auto read = live::rates_from_json(text_);
  if (read)
    known_ = *std::move(read);
  else
    note("what earlier runs have learned is not used: " + rates_path(folder_) + ": " + read.error().message);
  return known_;
}

void kept_rates::write(const live::learned_rates& all) {
  if (!folder_.empty()) put(files_, folder_, rates_path(folder_), live::to_json(all));
}

kept_reading::kept_reading(base::store& files, const std::string& folder, const std::string& place,
                           bool fresh, live::unix_seconds now)
    : files_(files), folder_(folder) {
  if (folder.empty()) return;
  path_ = folder + "/reading-" + place;
  if (fresh) return;
  const auto text = text_of(files, path_, live::largest_partial_reading);
  if (!text) return;
  auto read = live::partial_from_text(*text);
  if (!read)
    note("an interrupted reading is not continued: " + path_ + ": " + read.error().message);
  else if (live::is_usable(*read, now))
    earlier_ = *std::move(read);
}

std::optional<std::string> kept_reading::confirm(const model::organization& live, live::unix_seconds now) {
  confirmed_ = true;
  if (live.id == earlier_->organization) {
    return "continuing the reading of " + time_of_day(earlier_->stopped_at) + ": " +
           std::to_string(earlier_->lists.size()) + " of at least " + std::to_string(earlier_->wanted) +
           " lists are at hand" + age_of_oldest(*earlier_, now) + "; --fresh reads all anew";
  }
  earlier_.reset();
  return std::nullopt;
}

std::vector<model::list_ref> kept_reading::missing(std::vector<model::list_ref> lists) const {
  if (earlier_ && confirmed_)
    std::erase_if(lists, [this](const model::list_ref& list) { return earlier_->lists.contains(list); });
  return lists;
}

std::vector<model::list_ref> kept_reading::take(std::vector<model::list_ref> lists, live::moment now,
                                                model::organization& live) const {
  if (!earlier_ || !confirmed_) return lists;
  return live::take(*earlier_, lists, now, live);
}

void kept_reading::save(const model::organization& live, std::size_t wanted, live::moment now) {
  // What is not known to be of this organization stays as it is; the first list is read again in any case.
  if (path_.empty() || waits() || !live.id || live.read.size() < 2) return;
  live::partial_reading out;
  if (earlier_) out = *earlier_;
  out.wanted = std::max(wanted, out.wanted);
  live::keep(live, now, out);
  out.wanted = std::max(out.wanted, out.lists.size());
  if (!put(files_, folder_, path_, live::to_text(out))) return;
  saved_ = "what was read is kept, " + std::to_string(out.lists.size()) + " of at least " +
           std::to_string(out.wanted) + " lists: a run within 15 minutes goes on from there";
}

void kept_reading::finish() {
  earlier_.reset();
  if (path_.empty()) return;
  if (const auto failed = files_.remove(path_)) note(failed->message);
  path_.clear();
}

} // namespace rolecall::cli
