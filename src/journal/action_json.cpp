#include "journal/action_json.hpp"

#include <boost/json.hpp>

#include <stdexcept>

namespace rolecall::journal {
namespace {

namespace json = boost::json;

std::string text(const json::object& from, std::string_view key) {
  return std::string(std::string_view(from.at(key).as_string()));
}
bool flag(const json::object& from, std::string_view key) { return from.at(key).as_bool(); }

std::string word(model::principal_kind kind) {
  return kind == model::principal_kind::group ? "group" : "user";
}
model::principal_kind kind_from(const json::object& from) {
  const std::string kind = text(from, "kind");
  if (kind != "group" && kind != "user") throw std::invalid_argument("kind");
  return kind == "group" ? model::principal_kind::group : model::principal_kind::user;
}

std::string word(plan::entry enters) {
  switch (enters) {
  case plan::entry::inside: return "inside";
  case plan::entry::joins: return "joins";
  case plan::entry::tries: return "tries";
  }
  return {};
}
plan::entry entry_from(const json::object& from) {
  for (const plan::entry e : {plan::entry::inside, plan::entry::joins, plan::entry::tries}) {
    if (word(e) == text(from, "enters")) return e;
  }
  throw std::invalid_argument("enters");
}

json::object to_json(const plan::role_body& body) {
  json::array permissions;
  for (const std::string& p : body.permissions) permissions.emplace_back(p);
  json::object out;
  if (body.description) out["description"] = *body.description;
  out["permissions"] = std::move(permissions);
  return out;
}
plan::role_body body_from(const json::value& value) {
  const json::object& from = value.as_object();
  plan::role_body out;
  if (from.contains("description")) out.description = text(from, "description");
  for (const json::value& p : from.at("permissions").as_array())
    out.permissions.emplace_back(std::string_view(p.as_string()));
  return out;
}

plan::target target_from(const json::object& from, std::string_view key) {
  plan::target out;
  out.id = text(from, key);
  return out;
}
plan::rename rename_from(const json::object& from) { return {text(from, "from"), text(from, "to")}; }

struct writer {
  json::object operator()(const plan::create_project& w) const {
    return {{"do", "create_project"}, {"name", w.name}};
  }
  json::object operator()(const plan::invite_user& w) const {
    return {{"do", "invite_user"}, {"email", w.email}, {"expired", w.expired_id}};
  }
  json::object operator()(const plan::create_role& w) const {
    return {{"do", "create_role"}, {"project", w.project.id}, {"name", w.name}, {"after", to_json(w.after)}};
  }
  json::object operator()(const plan::update_role& w) const {
    return {{"do", "update_role"},      {"project", w.project_id}, {"role", w.role_id},
            {"from", w.name.from},      {"to", w.name.to},         {"before", to_json(w.before)},
            {"after", to_json(w.after)}};
  }
  json::object operator()(const plan::delete_role& w) const {
    return {{"do", "delete_role"}, {"project", w.project_id}, {"role", w.role_id}};
  }
  json::object operator()(const plan::create_group& w) const {
    return {{"do", "create_group"}, {"name", w.name}};
  }
  json::object operator()(const plan::rename_group& w) const {
    return {{"do", "rename_group"}, {"group", w.group_id}, {"from", w.name.from}, {"to", w.name.to}};
  }
  json::object operator()(const plan::delete_group& w) const {
    return {{"do", "delete_group"}, {"group", w.group_id}};
  }
  json::object operator()(const plan::add_member& w) const {
    return {{"do", "add_member"}, {"group", w.group.id}, {"user", w.user_id}};
  }
  json::object operator()(const plan::remove_member& w) const {
    return {{"do", "remove_member"}, {"group", w.group_id}, {"user", w.user_id}};
  }
  json::object operator()(const plan::assign_role& w) const {
    return {{"do", "assign_role"},    {"project", w.project.id},
            {"kind", word(w.kind)},   {"who", w.principal.id},
            {"role", w.role.id},      {"enters", word(w.enters)},
            {"joins_as", w.joins_as}, {"behind_group", w.behind_group}};
  }
  json::object operator()(const plan::unassign_role& w) const {
    return {{"do", "unassign_role"},         {"project", w.project_id}, {"kind", word(w.kind)},
            {"who", w.principal_id},         {"role", w.role_id},       {"demotes", w.demotes},
            {"behind_group", w.behind_group}};
  }
  json::object operator()(const plan::leave_project& w) const {
    return {
        {"do", "leave_project"}, {"project", w.project_id}, {"kind", word(w.kind)}, {"who", w.principal_id}};
  }
};

plan::action role_action(const std::string& name, const json::object& from) {
  if (name == "create_role")
    return plan::create_role{target_from(from, "project"), text(from, "name"), body_from(from.at("after"))};
  if (name == "update_role")
    return plan::update_role{text(from, "project"), text(from, "role"), rename_from(from),
                             body_from(from.at("before")), body_from(from.at("after"))};
  if (name == "delete_role") return plan::delete_role{text(from, "project"), text(from, "role"), {}};
  if (name == "assign_role")
    return plan::assign_role{target_from(from, "project"), kind_from(from),  target_from(from, "who"),
                             target_from(from, "role"),    entry_from(from), text(from, "joins_as"),
                             flag(from, "behind_group")};
  if (name == "unassign_role")
    return plan::unassign_role{text(from, "project"), kind_from(from),       text(from, "who"),
                               text(from, "role"),    flag(from, "demotes"), flag(from, "behind_group")};
  throw std::invalid_argument("do");
}

} // namespace

json::object to_json(const plan::action& what) { return std::visit(writer{}, what); }

plan::action action_from(const json::object& from) {
  const std::string name = text(from, "do");
  if (name == "create_project") return plan::create_project{text(from, "name")};
  if (name == "invite_user") return plan::invite_user{text(from, "email"), text(from, "expired")};
  if (name == "create_group") return plan::create_group{text(from, "name")};
  if (name == "rename_group") return plan::rename_group{text(from, "group"), rename_from(from)};
  if (name == "delete_group") return plan::delete_group{text(from, "group"), {}};
  if (name == "add_member") return plan::add_member{target_from(from, "group"), text(from, "user")};
  if (name == "remove_member") return plan::remove_member{text(from, "group"), text(from, "user")};
  if (name == "leave_project")
    return plan::leave_project{text(from, "project"), kind_from(from), text(from, "who")};
  return role_action(name, from);
}

} // namespace rolecall::journal
