#include "emulator/machine.hpp"

#include "emulator/fault_kinds.hpp"
#include "emulator/http_date.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace rolecall::emulator {
namespace {

constexpr std::string_view prefix = "/v1";

/// The path below the prefix; nothing if the request is for somewhere else.
std::optional<std::string_view> below_prefix(std::string_view path) {
  if (!path.starts_with(prefix)) return std::nullopt;
  return path.substr(prefix.size());
}

routed route_of(const request& asked, const parsed_target& target) {
  return find_route(asked.method, below_prefix(target.path).value_or(target.path));
}

refusal unknown_path(std::string_view method, std::string_view path, bool path_known) {
  const auto asked = std::string(method) + ' ' + std::string(path);
  if (path_known) return refusal{405, "Not allowed to " + asked + ".", std::nullopt, "method_not_supported"};
  return refusal{404, "Invalid URL (" + asked + ")", std::nullopt, "unknown_url"};
}

response rate_limited(const rate_rule& rule, std::chrono::duration<double> wait, unix_time now) {
  const auto milliseconds = static_cast<std::int64_t>(std::ceil(wait.count() * 1000));
  const auto pause =
      std::to_string(milliseconds / 1000) + '.' + std::to_string(1000 + milliseconds % 1000).substr(1);
  const auto message =
      rule.form == "text"
          ? "You've exceeded the rate limit, please slow down and try again after " + pause + " seconds."
          : std::string("You've exceeded the rate limit, please slow down.");
  auto out = error_answer({429, message, std::nullopt, "rate_limit_exceeded"});
  const std::int64_t seconds = std::max<std::int64_t>(1, (milliseconds + 999) / 1000);
  if (rule.form == "header") set_header(out.headers, "Retry-After", std::to_string(seconds));
  if (rule.form == "fraction") set_header(out.headers, "Retry-After", pause);
  if (rule.form == "date") set_header(out.headers, "Retry-After", http_date(now + seconds));
  if (rule.form == "ms") set_header(out.headers, "retry-after-ms", std::to_string(milliseconds));
  return out;
}

/// The behaviours that are faults are the faults of that kind, for every list.
void shape_page(std::string_view kind, response& out) { find_fault_kind(kind)->shape({{}, 0}, out); }

} // namespace

machine::machine(machine_options options, state initial)
    : options_(std::move(options)), org_(std::move(initial)), random_(options_.seed) {}

void machine::replace(state fresh) {
  org_ = std::move(fresh);
  history_.clear();
  postponed_.clear();
  cursors_.clear();
}

unix_time machine::unix_now(time_point now) const {
  return options_.started +
         std::chrono::duration_cast<std::chrono::seconds>(now - first_.value_or(now)).count();
}

response machine::handle(const request& asked, time_point now) {
  if (!first_) first_ = now;
  commit_postponed(now);
  if (asked.target.starts_with("/__emulator/")) {
    auto out = control(asked, now);
    set_header(out.headers, "Content-Type", "application/json");
    return out;
  }
  logged_request entry{++served_, asked.method, asked.target, std::nullopt, asked.body};
  auto out = serve(asked, now, entry);
  if (is_answered(out)) entry.status = out.status;
  log_.push_back(std::move(entry));
  return out;
}

response machine::handle_another(const request& asked, time_point now) {
  if (!first_) first_ = now;
  commit_postponed(now);
  try {
    const auto target = parse_target(asked.target);
    const auto to = route_of(asked, target);
    if (to.found == nullptr) throw unknown_path(asked.method, target.path, to.path_known);
    return dispatch(asked, to, target, now);
  } catch (const refusal& why) {
    return error_answer(why);
  }
}

response machine::serve(const request& asked, time_point now, logged_request& entry) {
  const auto target = parse_target(asked.target);
  const auto below = below_prefix(target.path).value_or(target.path);
  const auto to = find_route(asked.method, below);
  std::vector<const fault*> met;
  for (auto& one : faults_)
    if (one.meets(asked.method, below, to.found != nullptr && is_list(*to.found))) met.push_back(&one);
  for (const auto* one : met) entry.faults.push_back(one->name());

  auto when = effect::now;
  std::chrono::milliseconds late{0};
  for (const auto* one : met) {
    if (one->when() == effect::late) late = one->late_by();
    if (when != effect::never && one->when() != effect::now) when = one->when();
  }
  response out;
  if (when == effect::now) out = answer(asked, to, target, now);
  if (when == effect::late) postponed_.push_back({asked, now + late});
  finish(out, now);
  if (how_.is(knob::cursor_loop, "on")) shape_page("cursor-loop", out);
  if (how_.is(knob::no_has_more, "on")) shape_page("no-has-more", out);
  for (const auto* one : met) one->shape(out, unix_now(now));
  return out;
}

void machine::commit_postponed(time_point now) {
  const auto due = std::stable_partition(postponed_.begin(), postponed_.end(),
                                         [&](const postponed& one) { return one.due > now; });
  std::vector<postponed> ready(std::make_move_iterator(due), std::make_move_iterator(postponed_.end()));
  postponed_.erase(due, postponed_.end());
  for (const auto& one : ready) {
    const auto target = parse_target(one.asked.target);
    answer(one.asked, route_of(one.asked, target), target, one.due); // as long ago as it was
  }
}

void machine::finish(response& out, time_point now) {
  if (out.body.empty()) out.body = "{}";
  out.how.delay += options_.latency;
  std::vector<header> headers;
  headers.reserve(6 + out.headers.size());
  const auto add = [&](const char* name, std::string value) { headers.push_back({name, std::move(value)}); };
  add("Content-Type", "application/json");
  add("Date", http_date(unix_now(now)));
  add("x-request-id", "req_" + base::random_source(options_.seed + served_).hex(32));
  add("openai-organization", org_.access.id);
  add("openai-version", "2020-10-01");
  add("openai-processing-ms", "1");
  std::ranges::move(out.headers, std::back_inserter(headers));
  out.headers = std::move(headers);
}

response machine::answer(const request& asked, const routed& to, const parsed_target& target,
                         time_point now) {
  try {
    check_key(asked);
    const bool is_ours = target.path.starts_with(prefix);
    if (to.found == nullptr || !is_ours)
      throw unknown_path(asked.method, target.path, is_ours && to.path_known);
    check_scope(to);
    if (auto out = limited(*to.found, now)) return std::move(*out);
    return dispatch(asked, to, target, now);
  } catch (const refusal& why) {
    return error_answer(why);
  }
}

response machine::dispatch(const request& asked, const routed& to, const parsed_target& target,
                           time_point now) {
  const bool is_read = asked.method == "GET";
  auto& org = as_seen(is_read, now);
  call c{org, how_, random_, cursors_, unix_now(now), target.path, to.args, target.query, asked.body};
  const auto stale = how_.stale_reads();
  if (is_read || !stale) return to.found->answer(c);
  past before{org_, now, stale->reads};
  auto out = to.found->answer(c);
  history_.push_back(std::move(before));
  return out;
}

state& machine::as_seen(bool is_read, time_point now) {
  const auto stale = how_.stale_reads();
  if (!stale) history_.clear();
  if (!is_read || history_.empty()) return org_;
  const auto over = [&](const past& one) {
    const std::chrono::duration<double> ago = now - one.written;
    return ago.count() >= stale->seconds || (stale->reads > 0 && one.reads_left <= 0);
  };
  while (!history_.empty() && over(history_.front())) history_.pop_front();
  if (history_.empty()) return org_;
  for (auto& one : history_) --one.reads_left;
  return history_.front().before;
}

void machine::check_key(const request& asked) const {
  const auto given = find_header(asked.headers, "authorization");
  if (!given || !given->starts_with("Bearer "))
    throw refusal{401, "You didn't provide an API key.", std::nullopt, std::nullopt};
  if (given->substr(7) == options_.admin_key) return;
  throw refusal{401, "Incorrect API key provided.", std::nullopt, "invalid_api_key"};
}

void machine::check_scope(const routed& to) const {
  const auto rule = how_.missing_scope();
  if (!rule) return;
  const auto in = to.args.find("project_id");
  if (!rule->project.empty() && (in == to.args.end() || in->second != rule->project)) return;
  const std::string missing = to.found->method == "GET" ? "api.management.read" : "api.management.write";
  throw refusal{
      rule->status,
      "You have insufficient permissions for this operation. Missing scopes: " + missing +
          ". Check that you have the correct role in your organization, and if you're using a restricted API "
          "key, that it has the necessary scopes.",
      std::nullopt, std::nullopt};
}

std::optional<response> machine::limited(const route& to, time_point now) {
  const auto rule = how_.rate_limit();
  if (!rule) return std::nullopt;
  auto& mine = buckets_.try_emplace(&to, bucket{double(rule->per_minute), now}).first->second;
  const double a_second = rule->per_minute / 60.0;
  const auto passed = std::chrono::duration<double>(now - mine.filled).count();
  mine.tokens = std::min(double(rule->per_minute), mine.tokens + passed * a_second);
  mine.filled = now;
  if (mine.tokens >= 1) {
    mine.tokens -= 1;
    return std::nullopt;
  }
  return rate_limited(*rule, std::chrono::duration<double>((1 - mine.tokens) / a_second), unix_now(now));
}

} // namespace rolecall::emulator
