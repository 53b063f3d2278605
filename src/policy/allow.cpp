#include "policy/allow.hpp"

#include "base/text.hpp"
#include "policy/names.hpp"
#include "policy/subject.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace rolecall::policy {
namespace {

using rule_and_address = std::pair<std::string_view, std::string>;

/// An address in a message: it has quotes of its own.
std::string shortened(const std::string& address) {
  const std::string quoted = quote(address);
  return quoted.substr(1, quoted.size() - 2);
}

const rule_info* find_rule(std::string_view id) {
  const auto found =
      std::ranges::find_if(rules(), [id](const rule_info& r) { return id_of(r.number) == id; });
  return found == rules().end() ? nullptr : &*found;
}

std::string hint_for_no_rule(std::string_view text) {
  const auto by_name = std::ranges::find(rules(), base::lower(text), &rule_info::name);
  if (by_name != rules().end()) return "write " + id_of(by_name->number);
  std::vector<std::string> ids;
  for (const rule_info& r : rules()) {
    if (can_be_accepted(r)) ids.push_back(id_of(r.number));
  }
  const auto near = base::nearest(text, ids);
  return (near ? "did you mean " + *near + "? " : "") + "every warning shows the id of its rule in brackets";
}

void check_rule(const model::allowance& entry, findings& out) {
  const rule_info* found = find_rule(entry.rule.text);
  if (!found) {
    out.add(rule::allow_rule, entry.rule.at, quote(entry.rule.text) + " is not a rule",
            hint_for_no_rule(entry.rule.text));
  } else if (found->level == base::severity::error) {
    out.add(rule::allow_rule, entry.rule.at, entry.rule.text + " is an error and cannot be accepted",
            "only warnings can: " + std::string(found->meaning));
  } else if (!can_be_accepted(*found)) {
    out.add(rule::allow_rule, entry.rule.at,
            entry.rule.text + " cannot be accepted: it is about no thing of the policy",
            "mend it instead: " + std::string(found->meaning));
  }
}

void check_address(const model::allowance& entry, findings& out) {
  if (canonical_address(entry.address.text)) return;
  out.add(rule::allow_address, entry.address.at, quote(entry.address.text) + " is not an address",
          "an address is written like 'group[\"Support Team\"]' or "
          "'project[\"Checkout\"].role[\"Auditor\"]'; every "
          "warning shows its own");
}

void check_reason(const model::allowance& entry, findings& out) {
  if (!normalized(entry.reason.text).empty()) return;
  out.add(rule::allow_reason, entry.reason.at, "the reason is empty",
          "say why the warning is accepted: the next reader will ask");
}

rule_and_address key_of(const model::allowance& entry) {
  return {entry.rule.text, canonical_address(entry.address.text).value_or(entry.address.text)};
}

void check_repeated(const std::vector<model::allowance>& entries, findings& out) {
  std::map<rule_and_address, const model::allowance*> seen;
  for (const model::allowance& entry : entries) {
    const auto [first, is_new] = seen.emplace(key_of(entry), &entry);
    if (is_new) continue;
    out.add(rule::listed_twice, entry.address.at,
            entry.rule.text + " at " + shortened(entry.address.text) + " is accepted twice",
            "remove one of them", {{first->second->address.at, "first accepted here"}});
  }
}

void report_unused(const model::allowance& entry, findings& out) {
  std::vector<std::string> others;
  for (const base::diagnostic& d : out.all()) {
    if (d.rule == entry.rule.text) others.push_back(d.address);
  }
  const auto near = base::nearest(entry.address.text, others);
  out.add(rule::unused_allowance, entry.address.at,
          "there is no " + entry.rule.text + " at " + shortened(entry.address.text) + " to accept",
          (near ? "did you mean " + shortened(*near) + "? " : "") +
              "remove the entry if what it accepted is mended");
}

} // namespace

void check_allow(const std::vector<model::allowance>& entries, findings& out) {
  for (const model::allowance& entry : entries) {
    check_rule(entry, out);
    check_address(entry, out);
    check_reason(entry, out);
  }
  check_repeated(entries, out);
}

std::size_t accept(const std::vector<model::allowance>& entries, judged rules, findings& out) {
  std::map<rule_and_address, bool> used;
  for (const model::allowance& entry : entries) used.emplace(key_of(entry), false);
  const std::size_t dropped = out.drop([&used](const base::diagnostic& d) {
    const auto found = used.find({d.rule, d.address});
    return found != used.end() && (found->second = true);
  });
  for (const model::allowance& entry : entries) {
    const rule_info* broken = find_rule(entry.rule.text);
    const bool is_judged = broken && is_live(broken->number) == (rules == judged::live);
    if (is_judged && !used.at(key_of(entry))) report_unused(entry, out);
  }
  return dropped;
}

} // namespace rolecall::policy
