#include "plan/words.hpp"

namespace rolecall::plan {

std::string_view word(verb v) {
  switch (v) {
  case verb::create: return "create";
  case verb::update: return "update";
  case verb::remove: return "delete";
  }
  return {};
}

std::string_view word(stage s) {
  switch (s) {
  case stage::create: return "create";
  case stage::early_addition: return "early_addition";
  case stage::removal: return "removal";
  case stage::mixed_update: return "mixed_update";
  case stage::late_addition: return "late_addition";
  case stage::deletion: return "deletion";
  case stage::own_rights: return "own_rights";
  }
  return {};
}

std::string_view word(wait_reason r) {
  switch (r) {
  case wait_reason::uses: return "uses";
  case wait_reason::phantom_access: return "phantom_access";
  case wait_reason::kept_access: return "kept_access";
  case wait_reason::owners: return "owners";
  case wait_reason::own_rights: return "own_rights";
  }
  return {};
}

std::string_view word(keep_reason r) {
  switch (r) {
  case keep_reason::additive: return "additive";
  case keep_reason::blocked_line: return "blocked_line";
  case keep_reason::identity_provider: return "identity_provider";
  case keep_reason::tenant: return "tenant";
  case keep_reason::unknown_owner: return "unknown_owner";
  case keep_reason::organization_reader: return "organization_reader";
  case keep_reason::organization_owner: return "organization_owner";
  case keep_reason::unnamed_account: return "unnamed_account";
  }
  return {};
}

std::string_view word(outcome o) {
  switch (o) {
  case outcome::not_begun: return "not_begun";
  case outcome::done: return "done";
  case outcome::already: return "already";
  case outcome::failed: return "failed";
  case outcome::skipped: return "skipped";
  case outcome::unknown: return "unknown";
  case outcome::unconfirmed: return "unconfirmed";
  }
  return {};
}

std::string_view word(entry e) {
  switch (e) {
  case entry::inside: return "inside";
  case entry::joins: return "joins";
  case entry::tries: return "tries";
  }
  return {};
}

std::string_view word(model::principal_kind k) {
  return k == model::principal_kind::group ? "group" : "user";
}

} // namespace rolecall::plan
