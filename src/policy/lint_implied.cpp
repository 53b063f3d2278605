#include "policy/lint_implied.hpp"

#include "policy/lint_walk.hpp"
#include "policy/predefined.hpp"

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace rolecall::policy {
namespace {

using grants_list = std::span<const model::project_grants>;
using model::written;

constexpr std::size_t most_compared = 64; // roles of one principal: nobody has more, and pairs are many

/// What the roles of one scope mean.
struct scope_view {
  const model::policy& policy;
  const model::project* project = nullptr; ///< null: the organization, or a template
  bool is_organization = false;

  /// Null where the policy does not say what the role allows.
  [[nodiscard]] const model::role* body(std::string_view name) const {
    const model::role* found = nullptr;
    if (is_organization) found = find_role(entries_of(policy.roles), name);
    if (project) found = find_role(entries_of(project->roles), name);
    const bool may_be_shared = !is_organization && (!found || found->shared);
    if (may_be_shared) found = find_role(policy.project_roles, name);
    return found && found->create ? found : nullptr;
  }
};

/// viewer 1, member 2, owner 3; 0 for any other role.
std::ptrdiff_t rank_in_project(std::string_view role) {
  constexpr std::array<std::string_view, 3> order = {"viewer", "member", "owner"};
  const auto* const found = std::ranges::find(order, role);
  return found == order.end() ? 0 : found - order.begin() + 1;
}

/// Whether `wide` allows all that `narrow` allows. A role without permissions is not compared.
bool covers(const scope_view& in, std::string_view wide, std::string_view narrow) {
  if (wide == narrow) return false;
  if (in.is_organization && wide == "owner") return true; // an owner may do everything
  const std::ptrdiff_t rank = in.is_organization ? 0 : rank_in_project(narrow);
  if (rank > 0) return rank_in_project(wide) > rank;
  const model::role* outer = in.body(wide);
  const model::role* inner = in.body(narrow);
  if (!outer || !inner || inner->permissions.empty()) return false;
  return std::ranges::includes(outer->permissions, inner->permissions, {}, &model::permission::name,
                               &model::permission::name);
}

const model::project_grants* find_grants(grants_list list, std::string_view who) {
  const auto found = std::ranges::find(
      list, who, [](const model::project_grants& g) -> std::string_view { return g.who.text; });
  return found == list.end() ? nullptr : &*found;
}

const written* find_written(std::span<const written> list, std::string_view text) {
  const auto found = std::ranges::find(list, text, &written::text);
  return found == list.end() ? nullptr : &*found;
}

class implied_check {
public:
  implied_check(const model::policy& of, findings& out) : policy_(of), out_(out) {}

  void run() {
    note_members_and_owners();
    organization();
    for (const model::project& p : policy_.projects) project(p);
    for (const model::project_template& t : policy_.templates) one_template(t);
  }

private:
  struct membership {
    const model::group* group;
    const written* member;
  };
  /// What makes somebody an owner of the organization.
  struct ownership {
    const written* role = nullptr;
    const membership* through = nullptr; ///< null: held directly
  };
  /// One scope of a project's kind: what is written in it, and the templates that add to it.
  struct place {
    scope_view roles;
    subject about;
    std::string words; ///< "in project "P"", for messages
    std::vector<const model::project_template*> templates;
  };

  void note_members_and_owners() {
    for (const model::group& g : entries_of(policy_.groups)) {
      for (const written& m : entries_of(g.members)) groups_of_[m.text].push_back({&g, &m});
      if (const written* owner = find_written(entries_of(g.roles), "owner"))
        group_owners_[g.name.text] = {owner};
    }
    for (const model::user& u : entries_of(policy_.users)) {
      if (const written* owner = find_written(entries_of(u.roles), "owner"))
        user_owners_[u.key.text] = {owner};
    }
    for (const auto& [user, memberships] : groups_of_) {
      for (const membership& m : memberships) {
        const auto owner = group_owners_.find(m.group->name.text);
        if (owner != group_owners_.end()) user_owners_.try_emplace(user, ownership{owner->second.role, &m});
      }
    }
  }

  // ---- the organization

  void organization() {
    const scope_view roles{policy_, nullptr, true};
    const std::string words = "in the organization";
    for (const model::group& g : entries_of(policy_.groups)) {
      const subject about{nullptr, "group", g.name.text};
      compare(roles, about, words, entries_of(g.roles), {});
    }
    for (const model::user& u : entries_of(policy_.users)) {
      const subject about{nullptr, "user", u.key.text};
      compare(roles, about, words, entries_of(u.roles), {});
      for (const written& role : entries_of(u.roles)) {
        for (const membership& m : memberships_of(u.key.text)) {
          const written* same = find_written(entries_of(m.group->roles), role.text);
          if (same && report_group(about, words, role, *same, m)) break;
        }
      }
    }
  }

  // ---- projects and templates

  void project(const model::project& p) {
    place here{{policy_, &p}, {nullptr, "project", p.key.text}, "in project " + quote(p.key.text), {}};
    for (const model::project_template& t : policy_.templates) {
      if (matches(t, p)) here.templates.push_back(&t);
    }
    scope(here, p);
  }

  void one_template(const model::project_template& t) {
    const std::string name = name_of_template(t);
    scope({{policy_}, {nullptr, "template", name}, "by this template", {}}, t);
  }

  template <class Scope>
  void scope(const place& here, const Scope& written_in) {
    for (const model::project_grants& g : entries_of(written_in.groups)) {
      const subject about{&here.about, "group", g.who.text};
      principal(here, about, g, &model::project_template::groups, group_owners_);
    }
    for (const model::project_grants& g : entries_of(written_in.users)) {
      const subject about{&here.about, "user", g.who.text};
      principal(here, about, g, &model::project_template::users, user_owners_);
      for (const written& role : g.roles) through_groups(here, about, entries_of(written_in.groups), role);
    }
  }

  using list_of_template = std::optional<std::vector<model::project_grants>> model::project_template::*;
  using owners = std::unordered_map<std::string_view, ownership>;

  void principal(const place& here, const subject& about, const model::project_grants& g,
                 list_of_template list, const owners& known_owners) {
    std::vector<const written*> more;
    for (const model::project_template* t : here.templates) {
      const model::project_grants* found = find_grants(entries_of(t->*list), g.who.text);
      for (const written& role :
           found ? std::span<const written>(found->roles) : std::span<const written>()) {
        more.push_back(&role);
      }
    }
    compare(here.roles, about, here.words, g.roles, more);
    const auto owner = known_owners.find(g.who.text);
    if (owner != known_owners.end() && !g.roles.empty()) report_owner(about, here.words, g, owner->second);
  }

  void through_groups(const place& here, const subject& about, grants_list groups, const written& role) {
    for (const membership& m : memberships_of(about.name)) {
      const written* same = nullptr;
      const auto look = [&](const model::project_grants* g) {
        if (g && !same) same = find_written(g->roles, role.text);
      };
      look(find_grants(groups, m.group->name.text));
      for (const model::project_template* t : here.templates)
        look(find_grants(entries_of(t->groups), m.group->name.text));
      if (same && report_group(about, here.words, role, *same, m)) return;
    }
  }

  /// Says which of `own` are covered by another of them, or by one of `more`, which templates add.
  void compare(const scope_view& roles, const subject& about, const std::string& words,
               std::span<const written> own, const std::vector<const written*>& more) {
    if (own.size() + more.size() > most_compared) return;
    std::vector<const written*> others;
    for (const written& role : own) others.push_back(&role);
    others.insert(others.end(), more.begin(), more.end());
    for (const written& role : own) {
      for (std::size_t i = 0; i < others.size(); ++i) {
        const written& other = *others[i];
        if (!covers(roles, other.text, role.text)) continue;
        const bool is_own = i < own.size();
        const bool is_said_there = is_own && &role < &other && covers(roles, role.text, other.text);
        if (is_said_there) continue;
        report_role(about, words, role, other);
        break;
      }
    }
  }

  [[nodiscard]] std::span<const membership> memberships_of(std::string_view user) const {
    const auto found = groups_of_.find(user);
    if (found == groups_of_.end()) return {};
    return found->second;
  }

  // ---- messages

  static std::string describe(const subject& principal) {
    return std::string(principal.kind) + " " + quote(principal.name);
  }

  void report_role(const subject& about, const std::string& words, const written& role,
                   const written& wider) {
    out_.add(rule::implied_by_role, role.at,
             describe(about) + " is granted " + quote(role.text) + " " + words + " beside " +
                 quote(wider.text) + ", which allows all of it",
             "remove " + quote(role.text) + " if the wider role is meant", {{wider.at, "the wider role"}},
             subject{&about, "grant", role.text}.text());
  }

  void report_owner(const subject& about, const std::string& words, const model::project_grants& g,
                    const ownership& owner) {
    std::vector<base::related> also = {{owner.role->at, "owner of the organization by this"}};
    if (owner.through) also.push_back({owner.through->member->at, "a member of that group"});
    out_.add(rule::implied_by_owner, g.who.at,
             describe(about) + " is granted roles " + words + " and is an owner of the organization",
             "owners of the organization own every project: remove this, or the ownership", std::move(also),
             about.text());
  }

  /// True, so that it is said once.
  bool report_group(const subject& about, const std::string& words, const written& role, const written& same,
                    const membership& by) {
    out_.add(rule::implied_by_group, role.at,
             describe(about) + " is granted " + quote(role.text) + " " + words + ", and group " +
                 quote(by.group->name.text) + " gives it too",
             "remove it here, or take the user out of the group",
             {{same.at, "the group's grant"}, {by.member->at, "the membership"}},
             subject{&about, "grant", role.text}.text());
    return true;
  }

  const model::policy& policy_;
  findings& out_;
  std::unordered_map<std::string_view, std::vector<membership>> groups_of_;
  owners group_owners_;
  owners user_owners_;
};

} // namespace

void lint_implied(const model::policy& of, findings& out) { implied_check(of, out).run(); }

} // namespace rolecall::policy
