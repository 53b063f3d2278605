#include "cli/caller.hpp"

namespace rolecall::cli {
namespace {

/// Whether the API's short form of a key ("sk-admin...def") can stand for the key that ends in `ending`.
bool stands_for(const std::string& redacted, const std::string& ending) {
  const std::string tail = redacted.substr(redacted.find_last_of(".*") + 1);
  return !tail.empty() && !ending.empty() && (ending.ends_with(tail) || tail.ends_with(ending));
}

} // namespace

const wire::admin_key* own_key(const std::vector<wire::admin_key>& all, const std::string& ending) {
  const wire::admin_key* found = nullptr;
  for (const wire::admin_key& key : all) {
    if (!stands_for(key.redacted, ending)) continue;
    if (found) return nullptr;
    found = &key;
  }
  return found;
}

boost::asio::awaitable<caller> find_caller(api::client& api, std::string key_ending) {
  caller out;
  const auto answered = co_await api.admin_keys();
  if (!answered) {
    api::error why = answered.error();
    why.request_id.clear(); // it goes into the plan, which is the same for the same organization
    out.why_not = "the list of admin keys cannot be read: " + api::to_string(why);
    co_return out;
  }
  const wire::admin_key* mine = own_key(*answered, key_ending);
  if (mine) out.user_id = mine->owner_id;
  if (out.user_id.empty()) out.why_not = "the list of admin keys does not tell whose this one is";
  co_return out;
}

} // namespace rolecall::cli
