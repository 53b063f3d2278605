#include "base/glob.hpp"
#include "base/text.hpp"
#include "emulator/fault_kinds.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace rolecall::emulator {
namespace {

std::array<std::span<const fault_kind>, 3> all_kinds() {
  return {transport_faults(), body_faults(), page_faults()};
}

std::optional<int> number(std::string_view text) {
  int out = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, out);
  if (parsed.ec != std::errc() || parsed.ptr != end || out < 0) return std::nullopt;
  return out;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(at), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

bool fits(const fault_argument& given, std::string_view form) {
  const auto colon = form.find(':');
  if (form == "N") return given.value.empty() && number(given.name).has_value();
  if (colon == std::string_view::npos) return given.value.empty() && given.name == form;
  if (given.name != form.substr(0, colon) || given.value.empty()) return false;
  return form.substr(colon + 1) != "N" || number(given.value).has_value();
}

/// Cuts `#12` or `~3` from the end.
std::optional<int> take_count(std::string_view& text, char mark) {
  const auto at = text.rfind(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const auto count = number(text.substr(at + 1));
  if (count) text = text.substr(0, at);
  return count;
}

fault_problem unknown_kind(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& kinds : all_kinds())
    for (const auto& kind : kinds) names.emplace_back(kind.name);
  std::string message = "unknown fault " + base::quoted(name);
  if (const auto near = base::nearest(name, names)) message += " (did you mean " + *near + "?)";
  message += "; known are";
  for (const auto& known : names) message += ' ' + known;
  return {message};
}

} // namespace

const fault_kind* find_fault_kind(std::string_view name) {
  for (const auto& kinds : all_kinds())
    for (const auto& kind : kinds)
      if (kind.name == name) return &kind;
  return nullptr;
}

const fault_argument* fault_call::find(std::string_view name) const {
  const auto found = std::find_if(arguments.begin(), arguments.end(),
                                  [&](const fault_argument& a) { return a.name == name; });
  return found == arguments.end() ? nullptr : &*found;
}

int fault_call::number(int fallback) const {
  for (const auto& one : arguments)
    if (const auto found = emulator::number(one.name)) return *found;
  return fallback;
}

std::variant<fault, fault_problem> fault::parse(std::string_view spec) {
  fault out;
  auto rest = spec;
  if (const auto skip = take_count(rest, '~')) out.skip_ = *skip;
  if (const auto times = take_count(rest, '#')) out.times_ = *times;
  if (const auto at = rest.find('@'); at != std::string_view::npos) {
    const auto where = rest.substr(at + 1);
    rest = rest.substr(0, at);
    const auto blank = where.find(' ');
    const bool path_only = where.starts_with('/') || where.starts_with('*');
    if (blank != std::string_view::npos) {
      out.method_ = where.substr(0, blank);
      out.path_ = where.substr(blank + 1);
    } else {
      (path_only ? out.path_ : out.method_) = where;
    }
    const bool method_known =
        out.method_ == "*" || out.method_ == "GET" || out.method_ == "POST" || out.method_ == "DELETE";
    const bool path_known = out.path_.starts_with('/') || out.path_.starts_with('*');
    if (!method_known || !path_known || out.path_.starts_with("/v1/"))
      return fault_problem{"in fault " + base::quoted(spec) +
                           ": behind the @ stands a method (GET, POST, DELETE, *), a "
                           "path below /v1, or both, as in 500@POST /organization/groups"};
  }
  const auto equals = std::min(rest.find('='), rest.size());
  out.kind_ = find_fault_kind(rest.substr(0, equals));
  if (out.kind_ == nullptr) return unknown_kind(rest.substr(0, equals));
  for (const auto text : split(rest.substr(std::min(equals + 1, rest.size())), ',')) {
    const auto colon = std::min(text.find(':'), text.size());
    const fault_argument given{std::string(text.substr(0, colon)),
                               std::string(text.substr(std::min(colon + 1, text.size())))};
    const auto forms = split(out.kind_->forms, ',');
    if (!std::any_of(forms.begin(), forms.end(), [&](std::string_view form) { return fits(given, form); }))
      return fault_problem{"fault " + std::string(out.kind_->name) + " takes " +
                           (forms.empty() ? "no argument" : std::string(out.kind_->forms)) + "; found " +
                           base::quoted(text)};
    out.arguments_.push_back(given);
  }
  return out;
}

bool fault::meets(std::string_view method, std::string_view path, bool is_list) {
  if (method_ != "*" && method_ != method) return false;
  if (kind_->lists_only && !is_list) return false;
  if (!base::glob_match(path_, path)) return false;
  if (skip_ > 0) {
    --skip_;
    return false;
  }
  if (times_ == 0) return false;
  if (times_ > 0) --times_;
  return true;
}

std::string_view fault::name() const { return kind_->name; }

effect fault::when() const {
  const fault_call given{arguments_};
  if (given.has("late")) return effect::late;
  if (given.has("before")) return effect::never;
  if (given.has("after") || given.has("head") || given.has("body")) return effect::now;
  return kind_->when;
}

std::chrono::milliseconds fault::late_by() const {
  const auto* late = fault_call{arguments_}.find("late");
  return std::chrono::milliseconds(late == nullptr ? 0 : number(late->value).value_or(0));
}

void fault::shape(response& answer, unix_time now) const { kind_->shape({arguments_, now}, answer); }

std::string fault_help() {
  std::string out = R"(A fault is KIND[=ARG,...][@METHOD PATH-GLOB][#TIMES][~SKIP]
  METHOD     GET, POST, DELETE or * (default *)
  PATH-GLOB  over the path below /v1, without the query; * is any run of characters (default *)
  #TIMES     so many requests meet it (default: all); ~SKIP: the first so many do not
             (where a path itself ends in ~ and digits, write ~0 behind it)
  before     the request takes no effect; after: it does; late:MS: it does, so many milliseconds after the answer
Several faults add up, in the order given. Examples:
  500@POST /organization/groups#1        the first group is not created, the client sees 500
  500=after@POST *#1                     ... is created, the client sees 500
  drop=late:2000@POST */roles#1          no answer; the role is assigned two seconds later
  429=retry-after:4@GET /projects/*#3~2  the third to fifth project read is told to wait 4 seconds
  503=retry-after:date+30,html#1         a date half a minute ahead, and an HTML body
  trickle=100@GET */groups               one byte of the body every 100 ms
Kinds:
)";
  for (const auto& kinds : all_kinds())
    for (const auto& kind : kinds) {
      std::string line = "  " + std::string(kind.name);
      if (!kind.forms.empty()) line += "=" + std::string(kind.forms);
      line.resize(std::max<std::size_t>(line.size() + 2, 46), ' ');
      out += line + std::string(kind.meaning) + '\n';
    }
  return out;
}

} // namespace rolecall::emulator
