#include "sim/editor.hpp"

#include "sim/names.hpp"

#include <algorithm>
#include <array>

namespace rolecall::sim {
namespace {

using emulator::request;

class hand {
public:
  hand(const place& how, const emulator::state& org) : how_(how), org_(org) {}

  /// Empty method: nothing to do.
  request act() {
    switch ((how_ / "kind").below(14)) {
    case 0: return member("POST");
    case 1: return member("DELETE");
    case 2: return organization_grant("POST");
    case 3: return organization_grant("DELETE");
    case 4:
    case 5: return project_grant("POST");
    case 6: return project_grant("DELETE");
    case 7: return of_role("{\"role_name\": \"" + role_name() + "\"}");
    case 8: return of_role("{\"permissions\": [\"" + (how_ / "permission").one_of(permission_names) + "\"]}");
    case 9: return delete_role();
    case 10:
      return {"POST",
              "/v1/organization/roles",
              {},
              R"({"role_name": ")" + role_name() + R"(", "permissions": []})"};
    case 11:
      return {"POST",
              "/v1/organization/groups",
              {},
              "{\"name\": \"" + (how_ / "name").one_of(group_names) + "\"}"};
    case 12: return of_group("DELETE", "");
    default: return archive();
    }
  }

private:
  template <class Table>
  const auto* any(const char* what, const Table& all) const {
    return all.empty() ? nullptr : &all[(how_ / what).below(all.size())];
  }
  [[nodiscard]] std::string role_name() const { return (how_ / "name").one_of(role_names); }

  request member(const std::string& method) const {
    const auto* group = any("group", org_.groups);
    const auto* user = any("user", org_.users);
    if (!group || !user || gives_owner(*group)) return {};
    const std::string path = "/v1/organization/groups/" + group->id + "/users";
    if (method == "POST") return {method, path, {}, "{\"user_id\": \"" + user->id + "\"}"};
    return {method, path + "/" + user->id, {}, {}};
  }
  [[nodiscard]] bool gives_owner(const emulator::group& group) const {
    return emulator::holds(org_.access, {emulator::principal_kind::group, group.id},
                           emulator::predefined_role(org_.access, "owner").id);
  }
  [[nodiscard]] const emulator::role* harmless_role(const emulator::scope& where) const {
    const auto* role = any("role", where.roles);
    return role && emulator::plain_name(*role) != "owner" ? role : nullptr;
  }
  request grant(const std::string& method, const std::string& base, const emulator::role& role) const {
    const auto* group = any("group", org_.groups);
    const auto* user = any("user", org_.users);
    const bool to_group = (how_ / "to group").flip(50);
    if (to_group ? !group : !user) return {};
    const std::string path = base + (to_group ? "/groups/" + group->id : "/users/" + user->id) + "/roles";
    if (method == "POST") return {method, path, {}, "{\"role_id\": \"" + role.id + "\"}"};
    return {method, path + "/" + role.id, {}, {}};
  }
  request organization_grant(const std::string& method) const {
    const auto* role = harmless_role(org_.access);
    return role ? grant(method, "/v1/organization", *role) : request();
  }
  request project_grant(const std::string& method) const {
    const auto* in = any("project", org_.projects);
    if (!in || in->archived_at) return {};
    const auto* role = any("role", in->access.roles);
    return role ? grant(method, "/v1/projects/" + in->id, *role) : request();
  }
  [[nodiscard]] std::string path_of_role(bool& found) const {
    const auto* in = any("project", org_.projects);
    const bool inside = in && !in->archived_at && (how_ / "in project").flip(50);
    const auto& where = inside ? in->access : org_.access;
    const auto* role = any("role", where.roles);
    found = role && !role->predefined;
    if (!found) return {};
    return (inside ? "/v1/projects/" + in->id : std::string("/v1/organization")) + "/roles/" + role->id;
  }
  request of_role(std::string body) const {
    bool found = false;
    std::string path = path_of_role(found);
    return found ? request{"POST", std::move(path), {}, std::move(body)} : request();
  }
  request delete_role() const {
    bool found = false;
    std::string path = path_of_role(found);
    return found ? request{"DELETE", std::move(path), {}, {}} : request();
  }
  request of_group(const std::string& method, std::string body) const {
    const auto* group = any("group", org_.groups);
    if (!group || gives_owner(*group)) return {};
    return {method, "/v1/organization/groups/" + group->id, {}, std::move(body)};
  }
  request archive() const {
    const auto* in = any("project", org_.projects);
    if (!in || in->is_default) return {};
    return {"POST", "/v1/organization/projects/" + in->id + "/archive", {}, {}};
  }

  const place& how_;
  const emulator::state& org_;
};

} // namespace

std::vector<edit> random_edits(const place& at) {
  std::vector<edit> out;
  if (!(at / "any").flip(35)) return out;
  for (std::size_t i = 0; i < 4; ++i) {
    const place here = at / i;
    if (here.has(60)) out.push_back({(here / "before").below(150), here});
  }
  std::ranges::stable_sort(out, {}, &edit::before);
  return out;
}

std::string carry_out(const edit& what, emulator::machine& server, emulator::machine::time_point now) {
  const request asked = hand(what.how, server.organization()).act();
  if (asked.method.empty()) return {};
  const emulator::response answer = server.handle_another(asked, now);
  if (answer.status >= 300) return {};
  return asked.method + " " + asked.target + " " + asked.body;
}

} // namespace rolecall::sim
