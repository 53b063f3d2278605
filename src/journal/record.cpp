#include "journal/record.hpp"

#include "base/instant.hpp"
#include "base/stable_hash.hpp"
#include "plan/action_json.hpp"
#include "plan/tally.hpp"
#include "plan/words.hpp"

#include <boost/json.hpp>

#include <array>
#include <stdexcept>

namespace rolecall::journal {
namespace {

namespace json = boost::json;

constexpr std::string_view before_sum = R"(,"sum":")";
constexpr std::string_view after_sum = R"("})";
constexpr std::size_t sum_digits = 16;

std::string member(const json::object& from, std::string_view key) {
  return std::string(std::string_view(from.at(key).as_string()));
}
std::size_t number(const json::object& from, std::string_view key) {
  return from.at(key).to_number<std::size_t>();
}
instant time(const json::object& from, std::string_view key) {
  const auto at = base::parse_instant(std::string_view(from.at(key).as_string()));
  if (!at) throw std::invalid_argument("time");
  return *at;
}

const json::object& object(const json::object& from, std::string_view key) {
  return from.at(key).as_object();
}
model::address address_from(const json::object& from) { return plan::address_from(object(from, "at")); }

fate fate_from(const json::object& from) {
  for (const fate f : {fate::done, fate::failed, fate::unknown}) {
    if (word(f) == member(from, "is")) return f;
  }
  throw std::invalid_argument("is");
}
plan::outcome outcome_from(const json::object& from) {
  for (const plan::outcome o : plan::all_outcomes) {
    if (plan::word(o) == member(from, "is")) return o;
  }
  throw std::invalid_argument("is");
}
plan::verb verb_from(const json::object& from) {
  for (const plan::verb v : {plan::verb::create, plan::verb::update, plan::verb::remove}) {
    if (plan::word(v) == member(from, "verb")) return v;
  }
  throw std::invalid_argument("verb");
}

struct writer {
  json::object operator()(const begin& r) const {
    return {{"record", "begin"},
            {"format", format},
            {"run", r.run},
            {"at", base::rfc3339(r.at)},
            {"version", r.version},
            {"organization", r.organization},
            {"api", r.api},
            {"who", r.who},
            {"plan", r.plan},
            {"add", r.counts.add},
            {"change", r.counts.change},
            {"remove", r.counts.remove}};
  }
  json::object operator()(const intent& r) const {
    return {{"record", "intent"},
            {"number", r.number},
            {"operation", r.operation},
            {"at", plan::parts_of(r.at)},
            {"what", plan::to_json(r.what)},
            {"method", r.method},
            {"path", r.path},
            {"body", r.body},
            {"time", base::rfc3339(r.time)}};
  }
  json::object operator()(const answer& r) const {
    return {{"record", "answer"},           {"number", r.number},   {"is", word(r.is)},
            {"status", r.status},           {"request", r.request}, {"message", r.message},
            {"time", base::rfc3339(r.time)}};
  }
  json::object operator()(const settled& r) const {
    return {{"record", "settled"},         {"operation", r.operation},
            {"at", plan::parts_of(r.at)},  {"verb", plan::word(r.verb)},
            {"is", plan::word(r.now.is)},  {"reason", r.now.reason},
            {"request", r.now.request_id}, {"id", r.id}};
  }
  json::object operator()(const debt& r) const {
    return {{"record", "debt"},
            {"number", r.number},
            {"at", plan::parts_of(r.at)},
            {"what", plan::to_json(plan::action(r.what))}};
  }
  json::object operator()(const paid& r) const {
    return {{"record", "paid"}, {"number", r.number}, {"how", r.how}};
  }
  json::object operator()(const found& r) const {
    return {{"record", "found"}, {"operation", r.operation}, {"at", plan::parts_of(r.at)},
            {"was", r.was},      {"detail", r.detail},       {"time", base::rfc3339(r.time)}};
  }
  json::object operator()(const end& r) const {
    return {{"record", "end"}, {"at", base::rfc3339(r.at)}, {"by", r.by}, {"what", r.what}, {"open", r.open}};
  }
};

plan::unassign_role unassign_from(const json::object& from) {
  return std::get<plan::unassign_role>(plan::action_from(object(from, "what")));
}

/// Throws where a member lacks or is of another kind; nothing for a record that is not known here.
std::optional<record> record_from(const json::object& r) {
  const std::string kind = member(r, "record");
  if (kind == "begin") {
    if (number(r, "format") > format) return std::nullopt;
    return begin{member(r, "run"),     time(r, "at"),
                 member(r, "version"), member(r, "organization"),
                 member(r, "api"),     member(r, "who"),
                 member(r, "plan"),    {number(r, "add"), number(r, "change"), number(r, "remove")}};
  }
  if (kind == "intent")
    return intent{
        number(r, "number"), number(r, "operation"), address_from(r),   plan::action_from(object(r, "what")),
        member(r, "method"), member(r, "path"),      member(r, "body"), time(r, "time")};
  if (kind == "answer")
    return answer{number(r, "number"),  fate_from(r),         r.at("status").to_number<int>(),
                  member(r, "request"), member(r, "message"), time(r, "time")};
  if (kind == "settled")
    return settled{number(r, "operation"),
                   address_from(r),
                   verb_from(r),
                   {outcome_from(r), member(r, "reason"), member(r, "request")},
                   member(r, "id")};
  if (kind == "debt") return debt{number(r, "number"), address_from(r), unassign_from(r)};
  if (kind == "paid") return paid{number(r, "number"), member(r, "how")};
  if (kind == "found")
    return found{number(r, "operation"), address_from(r), member(r, "was"), member(r, "detail"),
                 time(r, "time")};
  if (kind == "end") return end{time(r, "at"), member(r, "by"), member(r, "what"), r.at("open").as_bool()};
  return std::nullopt;
}

} // namespace

std::string_view word(fate is) {
  switch (is) {
  case fate::done: return "done";
  case fate::failed: return "failed";
  case fate::unknown: return "unknown";
  }
  return {};
}

std::string line(const record& what) {
  std::string out = json::serialize(std::visit(writer{}, what));
  out.pop_back(); // the brace, which comes after the sum
  const std::string sum = base::hex(base::stable_hash(out));
  return out.append(before_sum).append(sum).append(after_sum) + "\n";
}

std::variant<record, line_problem> parse_line(std::string_view whole) {
  constexpr std::size_t tail = before_sum.size() + sum_digits + after_sum.size();
  if (whole.size() < tail) return line_problem::damaged;
  const std::string_view summed = whole.substr(0, whole.size() - tail);
  const std::string expected =
      std::string(before_sum) + base::hex(base::stable_hash(summed)) + std::string(after_sum);
  if (whole.substr(summed.size()) != expected) return line_problem::damaged;
  try {
    auto read = record_from(json::parse(std::string(summed) + "}").as_object());
    if (!read) return line_problem::newer;
    return *std::move(read);
  } catch (const std::exception&) {
    return line_problem::newer; // the sum says that somebody wrote it so
  }
}

} // namespace rolecall::journal
