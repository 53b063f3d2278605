#include "base/text.hpp"
#include "emulator/catalogue.hpp"
#include "emulator/json_node.hpp"
#include "emulator/state_file.hpp"
#include "emulator/state_records.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace rolecall::emulator {
namespace {

/// The id behind a reference: an id, else the only record that `named` accepts.
template <class Record, class Named>
std::string resolve(const json_node& node, const table<Record>& all, const char* kind, const Named& named) {
  const auto wanted = node.text();
  if (all.contains(wanted)) return wanted;
  const Record* found = nullptr;
  for (const auto& record : all) {
    if (!named(record, wanted)) continue;
    if (found != nullptr) throw node.mistake("several are named " + base::quoted(wanted) + "; use the id");
    found = &record;
  }
  if (found == nullptr) throw node.mistake("no " + std::string(kind) + ' ' + base::quoted(wanted));
  return found->id;
}

class reader {
public:
  reader(const json_node& root, std::string_view key) : root_(root), key_(key) {}

  state read() {
    root_.expect_object({"format_version", "organization", "users", "roles", "groups", "projects", "invites",
                         "admin_keys", "audit_logs"});
    check_version();
    read_organization();
    for (const auto& node : root_.elements("users")) read_user(node, org_);
    read_roles(root_, org_.access, "role_");
    for (const auto& node : root_.elements("groups")) read_group(node, org_);
    for (const auto& node : root_.elements("projects")) read_project(node, org_);
    link_people();
    for (const auto& node : root_.elements("invites")) read_invite(node);
    read_keys();
    for (const auto& node : root_.elements("audit_logs"))
      read_event(node, org_, node.maybe("project") ? project_reference(node.at("project")) : std::string());
    return std::move(org_);
  }

private:
  /// Only snapshots that rolecall wrote have one.
  void check_version() const {
    const auto version = root_.maybe_text("format_version");
    if (version && !version->starts_with("1."))
      throw root_.at("format_version")
          .mistake("is " + base::quoted(*version) + ", but this emulator reads 1.x");
  }

  void read_organization() {
    std::string id = "org-emulator";
    org_.name = "Emulator";
    if (const auto node = root_.maybe("organization")) {
      node->expect_object({"id", "name"});
      id = node->maybe_text("id").value_or(id);
      org_.name = node->maybe_text("name").value_or(org_.name);
    }
    org_.access = organization_scope(id);
  }

  // Who is in what, and holds which role, once all of them are known.
  void link_people() {
    std::size_t at = 0;
    for (const auto& node : root_.elements("users")) {
      const auto& one = org_.users[at++];
      const principal who{principal_kind::user, one.id};
      if (node.maybe("roles") || !one.listed)
        give(node, "roles", org_.access, who);
      else
        assign(org_.access, who, predefined_role(org_.access, "reader").id);
    }
    at = 0;
    for (const auto& node : root_.elements("groups")) {
      auto& in = *org_.groups.find(org_.groups[at++].id);
      for (const auto& one : node.elements("members")) add(one, in.members, membership{person(one), epoch});
      give(node, "roles", org_.access, {principal_kind::group, in.id});
    }
    at = 0;
    for (const auto& node : root_.elements("projects"))
      link_project(node, *org_.projects.find(org_.projects[at++].id));
  }

  void link_project(const json_node& node, project& in) {
    for (const auto& one : node.elements("groups")) {
      one.expect_object({"group", "roles", "added_at", "listed"});
      const principal who{principal_kind::group, group_reference(one.at("group"))};
      give(one, "roles", in.access, who);
      list(one, in.groups, who);
    }
    for (const auto& one : node.elements("users")) {
      one.expect_object({"user", "roles", "added_at", "listed"});
      const principal who{principal_kind::user, person(one.at("user"))};
      if (one.maybe("roles"))
        give(one, "roles", in.access, who);
      else
        assign(in.access, who, predefined_role(in.access, "member").id);
      list(one, in.users, who);
    }
    std::size_t at = 0;
    for (const auto& one : node.elements("service_accounts"))
      link_account(one, in, in.service_accounts[at++].id);
  }

  void link_account(const json_node& node, project& in, const std::string& id) {
    const principal who{principal_kind::user, id};
    if (node.maybe("role") && node.maybe("roles")) throw node.mistake("has both role and roles");
    give(node, "roles", in.access, who);
    give(node, "organization_roles", org_.access, who);
    if (node.maybe("roles")) return;
    const auto shown = node.maybe_text("role").value_or("member");
    if (shown != "owner" && shown != "member" && shown != "none")
      throw node.mistake("role is owner, member or none");
    if (shown != "none") assign(in.access, who, predefined_role(in.access, shown).id);
  }

  static void list(const json_node& node, table<membership>& in, const principal& who) {
    if (node.flag("listed", true))
      add(node, in, membership{who.id, node.maybe_number("added_at").value_or(epoch)});
  }

  static void give(const json_node& node, const char* member, scope& where, const principal& who) {
    for (const auto& one : node.elements(member)) give(one, where, who);
  }

  /// What is inherited follows from groups, so it is not assigned.
  static void give(const json_node& node, scope& where, const principal& who) {
    const auto named = [](const role& r, const std::string& name) { return r.name == name; };
    if (!node.value().is_object()) return assign(where, who, resolve(node, where.roles, "role", named));
    node.expect_object({"role", "source"});
    const auto source = node.text("source");
    if (source != "direct" && source != "inherited" && source != "untold")
      throw node.mistake("source is direct, inherited or untold");
    const auto id = resolve(node.at("role"), where.roles, "role", named);
    if (source != "inherited") assign(where, who, id);
  }

  std::string group_reference(const json_node& node) const {
    return resolve(node, org_.groups, "group",
                   [](const group& g, const std::string& name) { return g.name == name; });
  }

  std::string person(const json_node& node) const {
    if (node.value().is_string() && find_service_account(org_, node.text()) != nullptr) return node.text();
    return resolve(node, org_.users, "user", [](const user& u, const std::string& name) {
      return u.email && base::same_but_case(*u.email, name);
    });
  }

  std::string project_reference(const json_node& node) const {
    return resolve(node, org_.projects, "project",
                   [](const project& p, const std::string& name) { return p.name == name; });
  }

  void read_invite(const json_node& node) {
    node.expect_object(
        {"id", "email", "role", "status", "created_at", "expires_at", "accepted_at", "projects"});
    invite made;
    made.email = node.text("email");
    made.id = id_of(node, org_.invites, "invite-" + slug(made.email));
    made.role = node.maybe_text("role").value_or("reader");
    if (made.role != "owner" && made.role != "reader") throw node.mistake("role is owner or reader");
    made.status = node.maybe_text("status").value_or("pending");
    if (made.status != "pending" && made.status != "accepted" && made.status != "expired")
      throw node.mistake("status is pending, accepted or expired");
    made.created_at = node.maybe_number("created_at").value_or(epoch);
    made.expires_at = node.maybe_number("expires_at");
    made.accepted_at = node.maybe_number("accepted_at");
    for (const auto& one : node.elements("projects")) {
      one.expect_object({"id", "role"});
      const auto shown = one.maybe_text("role").value_or("member");
      if (shown != "owner" && shown != "member") throw one.mistake("role is owner or member");
      made.projects.push_back({project_reference(one.at("id")), shown});
    }
    add(node, org_.invites, std::move(made));
  }

  void read_keys() {
    for (const auto& node : root_.elements("admin_keys")) {
      node.expect_object(
          {"id", "name", "redacted_value", "owner", "created_at", "expires_at", "last_used_at"});
      admin_key made;
      made.name = node.maybe_text("name");
      made.id = id_of(node, org_.admin_keys, "key_" + slug(made.name.value_or("admin")));
      made.redacted_value = node.maybe_text("redacted_value").value_or(redacted(key_));
      if (const auto owner = node.maybe("owner"))
        made.owner = person(*owner);
      else
        made.owner = first_owner();
      made.created_at = node.maybe_number("created_at").value_or(epoch);
      made.expires_at = node.maybe_number("expires_at");
      made.last_used_at = node.maybe_number("last_used_at");
      add(node, org_.admin_keys, std::move(made));
    }
    if (root_.maybe("admin_keys") || first_owner().empty()) return;
    admin_key made;
    made.id = "key_emulator";
    made.name = "Emulator";
    made.redacted_value = redacted(key_);
    made.owner = first_owner();
    made.created_at = epoch;
    org_.admin_keys.add(std::move(made));
  }

  [[nodiscard]] std::string first_owner() const {
    const auto& owner = predefined_role(org_.access, "owner").id;
    for (const auto& one : org_.users)
      if (holds(org_.access, {principal_kind::user, one.id}, owner)) return one.id;
    return {};
  }

  const json_node& root_;
  std::string_view key_;
  state org_;
};

} // namespace

std::variant<state, state_problem> read_state(std::string_view text, std::string_view key) {
  boost::system::error_code ec;
  const auto document = boost::json::parse(boost::json::string_view(text.data(), text.size()), ec);
  if (ec) return state_problem{"not JSON: " + ec.message()};
  try {
    const json_node root(document, "");
    return reader(root, key).read();
  } catch (const json_mistake& mistake) {
    return state_problem{mistake.message};
  }
}

} // namespace rolecall::emulator
