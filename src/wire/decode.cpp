#include "wire/decode.hpp"

#include "base/text.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace rolecall::wire {
namespace {

namespace json = boost::json;
using model::live_group;
using model::live_invite;
using model::live_project;
using model::live_role;
using model::live_user;

/// Text of a member; nothing where it is missing, null or no text.
std::optional<std::string> text(const json::object& from, std::string_view key) {
  const json::value* found = from.if_contains({key.data(), key.size()});
  if (!found || !found->is_string()) return std::nullopt;
  const json::string& s = found->get_string();
  return std::string(s.data(), s.size());
}

/// Text that may be missing, or null; anything else is no answer that decisions can rest on.
decoded<std::string> maybe_text(const json::object& from, std::string_view key) {
  const json::value* found = from.if_contains({key.data(), key.size()});
  if (!found || found->is_null()) return std::string();
  if (auto said = text(from, key)) return *std::move(said);
  return malformed::because("has a \"" + std::string(key) + "\" that is no text");
}

/// Truth of a member; nothing where it is neither true nor false. A missing one, or null, is false.
std::optional<bool> flag(const json::object& from, std::string_view key) {
  const json::value* found = from.if_contains({key.data(), key.size()});
  if (!found || found->is_null()) return false;
  return found->is_bool() ? std::optional(found->get_bool()) : std::nullopt;
}

decoded<std::string> id(const json::object& from, std::string_view key = "id") {
  auto found = text(from, key);
  if (!found) return malformed::because("has no \"" + std::string(key) + "\"");
  if (!is_id(*found)) {
    return malformed::because("has a \"" + std::string(key) +
                              "\" that cannot be an id: " + base::quoted(found->substr(0, 80)));
  }
  return *std::move(found);
}

decoded<std::string> name(const json::object& from) {
  if (auto found = text(from, "name")) return *std::move(found);
  return malformed::because("has no \"name\"");
}

// ---- one thing each

decoded<std::vector<std::string>> permissions(const json::object& from) {
  const json::value* found = from.if_contains("permissions");
  if (!found || !found->is_array()) return malformed::because("has no \"permissions\"");
  std::vector<std::string_view> said;
  said.reserve(found->get_array().size());
  for (const json::value& entry : found->get_array()) {
    if (!entry.is_string()) return malformed::because("has a permission that is no text");
    said.emplace_back(entry.get_string().data(), entry.get_string().size());
  }
  std::ranges::sort(said);
  return std::vector<std::string>(said.begin(), std::unique(said.begin(), said.end()));
}

decoded<live_role> role_of(const json::object& from, const std::string& project_id) {
  auto role_id = id(from);
  if (!role_id) return role_id.error();
  auto role_name = name(from);
  if (!role_name) return role_name.error();
  auto granted = permissions(from);
  if (!granted) return granted.error();
  const json::value* predefined = from.if_contains("predefined_role");
  if (!predefined || !predefined->is_bool()) return malformed::because("has no \"predefined_role\"");
  return live_role{*std::move(role_id), *std::move(role_name),  text(from, "description"),
                   *std::move(granted), predefined->get_bool(), project_id};
}

/// What is not known to be an ordinary group is not ours to change.
model::group_owner owner_of(const json::object& from) {
  const auto provided = flag(from, "is_scim_managed");
  const auto scim = flag(from, "scim_managed");
  if (!provided || !scim) return model::group_owner::unknown;
  if (*provided || *scim) return model::group_owner::identity_provider;
  const json::value* type = from.if_contains("group_type");
  if (!type) return model::group_owner::organization; // the API's own examples lack it
  if (*type == "group") return model::group_owner::organization;
  return *type == "tenant_group" ? model::group_owner::tenant : model::group_owner::unknown;
}

decoded<live_group> group_of(const json::object& from) {
  auto group_id = id(from);
  if (!group_id) return group_id.error();
  auto group_name = name(from);
  if (!group_name) return group_name.error();
  return live_group{*std::move(group_id), *std::move(group_name), owner_of(from)};
}

decoded<live_project> project_of(const json::object& from) {
  auto project_id = id(from);
  if (!project_id) return project_id.error();
  const json::value* archived_at = from.if_contains("archived_at");
  const bool archived = text(from, "status") == "archived" || (archived_at && archived_at->is_number());
  auto project_name = maybe_text(from, "name");
  if (!project_name) return project_name.error();
  return live_project{*std::move(project_id), *std::move(project_name), archived};
}

decoded<live_user> user_of(const json::object& from) {
  auto user_id = id(from);
  if (!user_id) return user_id.error();
  const auto email = maybe_text(from, "email");
  if (!email) return email.error();
  return live_user{*std::move(user_id), base::lower(*email), flag(from, "is_service_account").value_or(false),
                   text(from, "role").value_or("")};
}

decoded<live_invite> invite_of(const json::object& from) {
  auto invite_id = id(from);
  if (!invite_id) return invite_id.error();
  const auto email = text(from, "email");
  if (!email) return malformed::because("has no \"email\"");
  const auto said = text(from, "status");
  if (!said) return malformed::because("has no \"status\"");
  // What is not known to be over is taken to be open: nothing is sent twice.
  const auto status = said == "accepted"  ? model::invite_status::accepted
                      : said == "expired" ? model::invite_status::expired
                                          : model::invite_status::pending;
  return live_invite{*std::move(invite_id), base::lower(*email), status};
}

bool tells_sources(const json::object& from) {
  const json::value* sources = from.if_contains("assignment_sources");
  return sources && sources->is_array() && !sources->get_array().empty();
}

/// Inherited: sources are told, and the principal itself is none of them.
model::grant_source source_of(const json::object& from, const std::string& principal_id) {
  if (!tells_sources(from)) return model::grant_source::untold;
  const json::value* sources = from.if_contains("assignment_sources");
  const bool itself = std::ranges::any_of(sources->get_array(), [&](const json::value& source) {
    return source.is_object() && text(source.get_object(), "principal_id") == principal_id;
  });
  return itself ? model::grant_source::direct : model::grant_source::inherited;
}

// ---- the envelope

decoded<std::optional<std::string>> cursor(const json::object& envelope, paging way) {
  const json::value* more = envelope.if_contains("has_more");
  if (!more || !more->is_bool())
    return malformed::because("the list does not say whether there is more (\"has_more\")");
  if (!more->get_bool()) return std::optional<std::string>();
  auto next = text(envelope, way == paging::next ? "next" : "last_id");
  if (way == paging::last_id && (!next || next->empty())) {
    const json::array& data = envelope.at("data").get_array();
    if (!data.empty() && data.back().is_object()) next = text(data.back().get_object(), "id");
  }
  if (!next || next->empty()) return malformed::because("the list says that there is more, but not where");
  return next;
}

decoded<json::object> envelope_of(std::string_view body, json::storage_ptr memory) {
  auto parsed = parse_strict(body, "the body", std::move(memory));
  if (!parsed) return parsed.error();
  if (!parsed->is_object()) return malformed::because("the answer is not an object");
  json::object out = std::move(parsed->get_object());
  const json::value* kind = out.if_contains("object");
  if (kind && kind->is_string() && kind->get_string() != "list" && !kind->get_string().ends_with("list")) {
    return malformed::because("the answer is not a list");
  }
  const json::value* data = out.if_contains("data");
  if (!data || !data->is_array()) return malformed::because("the answer has no list (\"data\")");
  return out;
}

template <class T, class Decode>
decoded<page<T>> page_of(std::string_view body, paging way, Decode decode) {
  json::monotonic_resource memory(2 * body.size() + 1024); // goes at once, when all is decoded
  auto envelope = envelope_of(body, &memory);
  if (!envelope) return envelope.error();
  page<T> out;
  const json::array& data = envelope->at("data").get_array();
  const auto item = [](std::size_t i) { return "item " + std::to_string(i) + " of the list "; };
  out.items.reserve(data.size());
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (!data[i].is_object()) return malformed::because(item(i) + "is not an object");
    auto one = decode(data[i].get_object());
    if (!one) return malformed::because(item(i) + one.error().message);
    out.items.push_back(*std::move(one));
  }
  auto next = cursor(*envelope, way);
  if (!next) return next.error();
  out.next = *std::move(next);
  return out;
}

decoded<json::object> object_of(std::string_view body) {
  auto parsed = parse_strict(body);
  if (!parsed) return parsed.error();
  if (!parsed->is_object()) return malformed::because("the answer is not an object");
  return std::move(parsed->get_object());
}

} // namespace

bool is_id(std::string_view text) {
  constexpr std::string_view marks = "-_.~:@+=,";
  const auto allowed = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != marks.npos;
  };
  return !text.empty() && text.size() <= 256 && text != "." && text != ".." &&
         std::ranges::all_of(text, allowed);
}

decoded<page<live_role>> roles(std::string_view body, const std::string& project_id) {
  return page_of<live_role>(body, paging::next,
                            [&](const json::object& o) { return role_of(o, project_id); });
}
decoded<page<live_group>> groups(std::string_view body) {
  return page_of<live_group>(body, paging::next, group_of);
}
decoded<page<live_project>> projects(std::string_view body) {
  return page_of<live_project>(body, paging::last_id, project_of);
}
decoded<page<live_user>> users(std::string_view body) {
  return page_of<live_user>(body, paging::last_id, user_of);
}
decoded<page<live_invite>> invites(std::string_view body) {
  return page_of<live_invite>(body, paging::last_id, invite_of);
}
decoded<page<live_user>> group_members(std::string_view body) {
  return page_of<live_user>(body, paging::next, user_of);
}
decoded<page<std::string>> project_groups(std::string_view body) {
  return page_of<std::string>(body, paging::next, [](const json::object& o) { return id(o, "group_id"); });
}

decoded<page<assigned_role>> assigned_roles(std::string_view body, const std::string& project_id,
                                            const std::string& principal_id) {
  const auto decode = [&](const json::object& o) -> decoded<assigned_role> {
    auto role = role_of(o, project_id);
    if (!role) return role.error();
    return assigned_role{*std::move(role), source_of(o, principal_id)};
  };
  return page_of<assigned_role>(body, paging::next, decode);
}

decoded<live_role> role(std::string_view body, const std::string& project_id) {
  auto from = object_of(body);
  if (!from) return from.error();
  return role_of(*from, project_id);
}

decoded<live_group> group(std::string_view body) {
  auto from = object_of(body);
  if (!from) return from.error();
  return group_of(*from);
}

decoded<live_project> project(std::string_view body) {
  auto from = object_of(body);
  if (!from) return from.error();
  return project_of(*from);
}

decoded<live_invite> invite(std::string_view body) {
  auto from = object_of(body);
  if (!from) return from.error();
  return invite_of(*from);
}

decoded<bool> object(std::string_view body) {
  auto from = object_of(body);
  if (!from) return from.error();
  return true;
}

decoded<page<admin_key>> admin_keys(std::string_view body) {
  const auto decode = [](const json::object& o) -> decoded<admin_key> {
    auto key_id = id(o);
    if (!key_id) return key_id.error();
    admin_key out{*std::move(key_id), text(o, "redacted_value").value_or(""), {}};
    const json::value* owner = o.if_contains("owner");
    if (owner && owner->is_object()) {
      const json::object& who = owner->get_object();
      out.owner_id = text(who, "id").value_or("");
      out.owner = text(who, "name").value_or(out.owner_id);
    }
    return out;
  };
  return page_of<admin_key>(body, paging::last_id, decode);
}

error_text error(std::string_view body) {
  const auto from = object_of(body);
  if (!from) return {};
  const json::value* error = from->if_contains("error");
  if (error && error->is_object()) {
    const json::object& o = error->get_object();
    return {text(o, "message").value_or(""), text(o, "code").value_or("")};
  }
  if (error && error->is_string()) {
    return {text(*from, "error_description").value_or(text(*from, "error").value_or("")), ""};
  }
  return {text(*from, "message").value_or(""), ""};
}

} // namespace rolecall::wire
