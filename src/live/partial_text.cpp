#include "base/json_text.hpp"
#include "base/stable_hash.hpp"
#include "live/json_node.hpp"
#include "live/partial_reading.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace rolecall::live {
namespace {

using model::list_kind;

constexpr std::string_view heading = "rolecall partial reading 1 ";

constexpr std::array<std::pair<list_kind, const char*>, 14> kinds{{
    {list_kind::organization_roles, "organization_roles"},
    {list_kind::groups, "groups"},
    {list_kind::projects, "projects"},
    {list_kind::users, "users"},
    {list_kind::users_by_email, "users_by_email"},
    {list_kind::invites, "invites"},
    {list_kind::project_roles, "project_roles"},
    {list_kind::project_groups, "project_groups"},
    {list_kind::project_users, "project_users"},
    {list_kind::group_members, "group_members"},
    {list_kind::group_roles, "group_roles"},
    {list_kind::user_roles, "user_roles"},
    {list_kind::project_group_roles, "project_group_roles"},
    {list_kind::project_user_roles, "project_user_roles"},
}};

const char* name_of(list_kind kind) {
  return std::ranges::find(kinds, kind, [](const auto& row) { return row.first; })->second;
}

/// Roles stand once, in a table; whoever holds them names them by their place in it.
class writer {
public:
  std::string run(const partial_reading& kept) {
    out_.open_object();
    out_.key("organization").text(kept.organization);
    number("stopped_at", kept.stopped_at);
    number("wanted", kept.wanted);
    out_.key("unheard_of").texts({kept.unheard_of.begin(), kept.unheard_of.end()});
    out_.key("lists").open_array();
    for (const auto& [list, what] : kept.lists) one(list, what);
    out_.close_array();
    out_.key("roles").open_array();
    for (const model::live_role* role : table_) write(*role);
    out_.close_array();
    out_.close_object();
    return out_.str();
  }

  // What the lists may hold.
  void write(const model::live_role& role) {
    out_.open_object();
    out_.key("id").text(role.id);
    out_.key("name").text(role.name);
    if (role.description) out_.key("description").text(*role.description);
    out_.key("permissions").texts(role.permissions);
    out_.key("predefined").boolean(role.predefined);
    out_.key("project").text(role.project_id);
    out_.close_object();
  }
  void write(const model::live_group& group) {
    out_.open_object();
    out_.key("id").text(group.id);
    out_.key("name").text(group.name);
    number("owner", group.owner);
    out_.close_object();
  }
  void write(const model::live_project& project) {
    out_.open_object();
    out_.key("id").text(project.id);
    out_.key("name").text(project.name);
    out_.key("archived").boolean(project.archived);
    out_.close_object();
  }
  void write(const model::live_user& user) {
    out_.open_object();
    out_.key("id").text(user.id);
    out_.key("email").text(user.email);
    out_.key("service_account").boolean(user.service_account);
    out_.key("organization_role").text(user.organization_role);
    out_.close_object();
  }
  void write(const model::live_invite& invite) {
    out_.open_object();
    out_.key("id").text(invite.id);
    out_.key("email").text(invite.email);
    number("status", invite.status);
    out_.close_object();
  }
  void write(const std::string& id) {
    out_.open_object();
    out_.key("id").text(id);
    out_.close_object();
  }
  void write(const wire::assigned_role& held) {
    out_.open_object();
    const auto [place, fresh] = places_.emplace(std::pair(held.role.project_id, held.role.id), table_.size());
    if (fresh) table_.push_back(&held.role);
    number("role", place->second);
    number("source", held.source);
    out_.close_object();
  }

private:
  template <class Number>
  void number(const char* key, Number value) {
    out_.key(key).number(static_cast<std::size_t>(value));
  }

  void one(const model::list_ref& list, const kept_list& what) {
    out_.open_object();
    out_.key("list").text(name_of(list.kind));
    if (!list.project_id.empty()) out_.key("project").text(list.project_id);
    if (!list.principal_id.empty()) out_.key("principal").text(list.principal_id);
    if (!list.emails.empty()) out_.key("emails").texts(list.emails);
    number("read_at", what.read_at);
    number("pages", what.answer.pages);
    out_.key("items").open_array();
    std::visit(
        [this](const auto& items) {
          for (const auto& item : items) write(item);
        },
        what.answer.items);
    out_.close_array();
    out_.close_object();
  }

  base::json_text out_;
  std::map<std::pair<std::string, std::string>, std::size_t> places_;
  std::vector<const model::live_role*> table_;
};

std::vector<std::string> texts(const node& from, std::string_view name) {
  std::vector<std::string> out;
  for (const node& one : from.elements(name)) out.push_back(one.text());
  return out;
}

class reader {
public:
  explicit reader(const node& root) : root_(root) {
    for (const node& role : root.elements("roles")) table_.push_back(role_in(role));
  }

  partial_reading run() {
    partial_reading out;
    out.organization = root_.text("organization");
    out.stopped_at = root_.number("stopped_at");
    out.wanted = static_cast<std::size_t>(root_.number("wanted"));
    for (std::string& id : texts(root_, "unheard_of")) out.unheard_of.insert(std::move(id));
    for (const node& list : root_.elements("lists")) {
      kept_list what;
      const model::list_ref ref = ref_in(list);
      what.read_at = list.number("read_at");
      what.answer.pages = static_cast<int>(std::min<std::int64_t>(list.number("pages"), 1'000'000));
      what.answer.organization = out.organization;
      fill(ref, list, what.answer);
      out.lists.insert_or_assign(ref, std::move(what));
    }
    return out;
  }

private:
  static model::live_role role_in(const node& role) {
    model::live_role out;
    out.id = role.text("id");
    out.name = role.text("name");
    if (role.has("description")) out.description = role.text("description");
    out.permissions = texts(role, "permissions");
    out.predefined = role.flag("predefined", false);
    out.project_id = role.text("project");
    return out;
  }

  static model::live_role of_scope(model::live_role role, const std::string& project_id, const node& from) {
    if (role.project_id != project_id) from.wrong("of another project");
    return role;
  }

  static model::list_ref ref_in(const node& list) {
    model::list_ref out;
    const std::string name = list.text("list");
    const auto kind = std::ranges::find(kinds, name, [](const auto& row) { return row.second; });
    if (kind == kinds.end())
      list.wrong("no list that is known here");
    else
      out.kind = kind->first;
    out.project_id = list.text_or("project", {});
    out.principal_id = list.text_or("principal", {});
    if (list.has("emails")) out.emails = texts(list, "emails");
    return out;
  }

  void fill(const model::list_ref& ref, const node& list, api::list_answer& into) const {
    switch (ref.kind) {
    case list_kind::organization_roles:
    case list_kind::project_roles:
      into.items = items<model::live_role>(
          list, [&ref](const node& n) { return of_scope(role_in(n), ref.project_id, n); });
      break;
    case list_kind::groups:
      into.items = items<model::live_group>(list, [](const node& n) {
        return model::live_group{n.text("id"), n.text("name"),
                                 one_of<model::group_owner>(n, "owner", model::group_owner::unknown)};
      });
      break;
    case list_kind::projects:
      into.items = items<model::live_project>(list, [](const node& n) {
        return model::live_project{n.text("id"), n.text("name"), n.flag("archived", false)};
      });
      break;
    case list_kind::users:
    case list_kind::users_by_email:
    case list_kind::project_users:
    case list_kind::group_members:
      into.items = items<model::live_user>(list, [](const node& n) {
        return model::live_user{n.text("id"), n.text("email"), n.flag("service_account", false),
                                n.text("organization_role")};
      });
      break;
    case list_kind::invites:
      into.items = items<model::live_invite>(list, [](const node& n) {
        return model::live_invite{n.text("id"), n.text("email"),
                                  one_of<model::invite_status>(n, "status", model::invite_status::expired)};
      });
      break;
    case list_kind::project_groups:
      into.items = items<std::string>(list, [](const node& n) { return n.text("id"); });
      break;
    case list_kind::group_roles:
    case list_kind::user_roles:
    case list_kind::project_group_roles:
    case list_kind::project_user_roles:
      into.items =
          items<wire::assigned_role>(list, [&](const node& n) { return held_in(n, ref.project_id); });
      break;
    }
  }

  [[nodiscard]] wire::assigned_role held_in(const node& held, const std::string& project_id) const {
    wire::assigned_role out;
    const auto place = static_cast<std::size_t>(held.number("role"));
    if (place < table_.size())
      out.role = of_scope(table_[place], project_id, held);
    else
      held.wrong("no such role");
    out.source = one_of<model::grant_source>(held, "source", model::grant_source::inherited);
    return out;
  }

  template <class Item, class Read>
  static std::vector<Item> items(const node& list, Read read) {
    std::vector<Item> out;
    for (const node& one : list.elements("items")) out.push_back(read(one));
    return out;
  }

  template <class Word>
  static Word one_of(const node& from, std::string_view name, Word last) {
    const std::int64_t value = from.number(name);
    if (value > static_cast<std::int64_t>(last)) from.wrong("out of range");
    return static_cast<Word>(std::min(value, static_cast<std::int64_t>(last)));
  }

  node root_;
  std::vector<model::live_role> table_;
};

std::string checksum(std::string_view body) { return base::hex(base::stable_hash(body)); }

} // namespace

std::string to_text(const partial_reading& kept) {
  const std::string body = writer().run(kept);
  return std::string(heading) + checksum(body) + "\n" + body;
}

wire::decoded<partial_reading> partial_from_text(std::string_view text) {
  const auto end = text.find('\n');
  if (!text.starts_with(heading) || end == std::string_view::npos)
    return wire::malformed::because("not of a form that is known here");
  const std::string_view body = text.substr(end + 1);
  if (text.substr(heading.size(), end - heading.size()) != checksum(body))
    return wire::malformed::because("damaged");
  const auto document = wire::parse_strict(body, "the file");
  if (!document) return document.error();
  std::string mistake;
  partial_reading out = reader(node(&*document, {}, mistake)).run();
  if (!mistake.empty()) return wire::malformed::because(std::move(mistake));
  return out;
}

} // namespace rolecall::live
