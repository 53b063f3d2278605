#include "base/json_text.hpp"
#include "base/text.hpp"
#include "cli/caller.hpp"
#include "cli/commands.hpp"
#include "cli/connection.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"
#include "cli/survey.hpp"

#include <algorithm>

namespace rolecall::cli {
namespace {

using boost::asio::awaitable;

struct findings {
  std::string organization; ///< empty: not told
  std::string key;          ///< as the API shows it; empty: not found
  std::string owner;        ///< empty: not told
  std::string why_no_owner;
  std::string roles; ///< what the list said
  std::string groups;
  std::string keys;
  bool any_answer = false;
  exit_code code = exit_code::ok; ///< of lists that were not heard of at all
};

std::string counted(std::size_t n, const char* what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

/// Whether asking for other lists is pointless too.
bool is_final(const api::error& why) {
  return api::is_hopeless(why) || why.kind == api::error_kind::network ||
         why.kind == api::error_kind::stopped;
}

/// What the list could not be read for. That this key may not read it is an answer too.
std::string not_readable(const api::error& why, findings& out) {
  const bool not_heard = why.kind == api::error_kind::network || why.kind == api::error_kind::stopped ||
                         why.kind == api::error_kind::server || why.kind == api::error_kind::malformed;
  if (not_heard) out.code = worse(out.code, code_of(live::read_failure{{}, why}));
  return "not readable: " + api::to_string(why);
}

/// A failure that says the other lists need not be asked for.
awaitable<std::optional<live::read_failure>> read_roles(session& with, findings& out) {
  const model::list_ref list{model::list_kind::organization_roles, {}, {}};
  const auto answered = co_await with.api().read(list);
  if (!answered) {
    if (is_final(answered.error())) {
      live::read_failure failed{list, answered.error()};
      co_return failed;
    }
    out.roles = not_readable(answered.error(), out);
    co_return std::nullopt;
  }
  const auto& roles = std::get<std::vector<model::live_role>>(answered->items);
  const auto custom = static_cast<std::size_t>(
      std::ranges::count_if(roles, [](const model::live_role& r) { return !r.predefined; }));
  out.any_answer = true;
  out.roles = "available: " + std::to_string(roles.size() - custom) + " predefined, " +
              std::to_string(custom) + " custom";
  for (const model::live_role& role : roles) {
    if (const auto id = model::organization_of_role_id(role.id)) out.organization = *id;
  }
  if (out.organization.empty()) out.organization = answered->organization.value_or("");
  co_return std::nullopt;
}

awaitable<void> read_groups(session& with, findings& out) {
  const model::list_ref list{model::list_kind::groups, {}, {}};
  const auto answered = co_await with.api().read(list);
  if (!answered) {
    out.groups = not_readable(answered.error(), out);
    co_return;
  }
  out.any_answer = true;
  out.groups =
      "available: " + counted(std::get<std::vector<model::live_group>>(answered->items).size(), "group");
}

awaitable<void> read_keys(session& with, findings& out) {
  const auto answered = co_await with.api().admin_keys();
  if (!answered) {
    out.keys = not_readable(answered.error(), out);
    out.why_no_owner = "not known, as the list of admin keys is not readable";
    co_return;
  }
  out.any_answer = true;
  out.keys = "available: " + counted(answered->size(), "admin key");
  const wire::admin_key* mine = own_key(*answered, with.key_ending());
  out.why_no_owner = mine ? "not known, as the list of admin keys names none for this key"
                          : "not known, as not exactly one key of the list of admin keys ends like this one";
  if (!mine) co_return;
  out.key = mine->redacted;
  out.owner = mine->owner;
}

std::string or_else(const std::string& text, const std::string& otherwise) {
  return base::printable(text.empty() ? otherwise : text);
}

std::string as_text(const findings& f, const std::string& host) {
  std::string out;
  out += "api           " + base::printable(host) + "\n";
  out += "organization  " + or_else(f.organization, "not known, as the server does not say") + "\n";
  out += "key           " + or_else(f.key, f.why_no_owner) + "\n";
  out += "owner         " + or_else(f.owner, f.why_no_owner) + "\n";
  out += "roles         " + base::printable(f.roles) + "\n";
  out += "groups        " + base::printable(f.groups) + "\n";
  out += "admin keys    " + base::printable(f.keys) + "\n";
  return out;
}

std::string as_json(const findings& f, const std::string& host) {
  base::json_text out;
  const auto member = [&out](const char* name, const std::string& text) {
    out.key(name);
    text.empty() ? out.null() : out.text(text);
  };
  out.open_object();
  member("format_version", "1.0");
  member("api", host);
  member("organization", f.organization);
  member("key", f.key);
  member("owner", f.owner);
  member("roles", f.roles);
  member("groups", f.groups);
  member("admin_keys", f.keys);
  out.close_object();
  return out.str();
}

/// Three calls, one after the other: a key that is not accepted is refused once, not three times.
awaitable<exit_code> whoami(const options& chosen, session& with) {
  findings f;
  const auto failed = co_await read_roles(with, f);
  if (failed) co_return tell(*failed, with);
  co_await read_groups(with, f);
  co_await read_keys(with, f);
  const bool json = chosen.format == shape::json;
  const bool put = put_data(chosen, json ? as_json(f, with.host()) : as_text(f, with.host()));
  if (!put || !f.any_answer) co_return exit_code::failure;
  co_return f.code;
}

} // namespace

exit_code run_whoami(const options& chosen) {
  return run_connected(chosen, [&](session& with) { return whoami(chosen, with); });
}

} // namespace rolecall::cli
