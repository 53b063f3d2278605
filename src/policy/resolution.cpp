#include "policy/resolution.hpp"

#include "base/text.hpp"
#include "policy/live_names.hpp"

#include <algorithm>
#include <utility>

namespace rolecall::policy {

void resolution::problem(rule broken, const base::source_range& at, std::string message, std::string hint,
                         std::string address, std::vector<base::related> also) {
  const bool said = std::ranges::any_of(out.problems, [&](const base::diagnostic& known) {
    return known.rule == id_of(broken) && known.at == at && known.message == message;
  });
  if (said) return;
  base::diagnostic found;
  found.level = about(broken).level;
  found.rule = id_of(broken);
  found.at = at;
  found.message = std::move(message);
  found.hint = std::move(hint);
  found.address = std::move(address);
  found.also = std::move(also);
  out.problems.push_back(std::move(found));
}

void resolution::block(model::address at, const base::source_range& cause, std::string reason) {
  out.blocked.push_back({std::move(at), std::move(reason), cause});
}

void resolution::wait(model::address at, const base::source_range& cause, std::string reason) {
  out.waiting.push_back({std::move(at), std::move(reason), cause});
}

model::symbol resolution::new_thing(const std::string& kind, const std::string& scope_key,
                                    const std::string& name) {
  const model::symbol key = names.intern(model::new_key(kind, scope_key, name));
  out.names.emplace(key, model::thing_name{name, {}});
  return key;
}

void resolution::refuse_excepted(const char* kind, const std::vector<model::written>& globs,
                                 const model::written& name) {
  if (!matches_any(globs, name.text)) return;
  problem(rule::excepted, name.at,
          std::string(kind) + " " + base::quoted(name.text) +
              " is declared here, but \"manage.except\" gives it to another policy",
          "declare it with \"create: false\", or take it out of \"except\"");
}

void refuse_second_entry(resolution& r, named_once& seen, model::symbol user, const model::written& who) {
  const auto [known, is_new] = seen.emplace(user, &who);
  if (is_new) return;
  const model::written* first = known->second;
  const model::written* second = &who;
  if (second->at < first->at) std::swap(first, second);
  r.problem(rule::same_user, second->at,
            base::quoted(second->text) + " and " + base::quoted(first->text) + " are the same user",
            "keep one entry for each user", {}, {{first->at, "the other entry"}});
}

model::rule rule_of(bool is_written, model::ownership mode) {
  if (!is_written) return model::rule::unmanaged;
  return mode == model::ownership::authoritative ? model::rule::authoritative : model::rule::additive;
}

void hold(model::rule& list) {
  if (list == model::rule::authoritative) list = model::rule::held;
}

} // namespace rolecall::policy
