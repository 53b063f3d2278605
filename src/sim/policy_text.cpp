#include "sim/policy_text.hpp"

#include "sim/names.hpp"

#include <algorithm>
#include <map>

namespace rolecall::sim {
namespace {

std::string quoted(const std::string& text) { return '"' + text + '"'; }

std::string list(const names& items) {
  std::string out = "[";
  for (const std::string& item : items) out += (out.size() > 1 ? ", " : "") + quoted(item);
  return out + "]";
}

bool has(const names& all, const std::string& one) { return std::ranges::count(all, one) > 0; }

class writer {
public:
  writer(place at, std::size_t projects) : at_(std::move(at)), projects_(projects) {}

  std::string run() {
    out_ = "version: 1\n";
    if ((at_ / "organization").has(30)) out_ += "organization: org-sim\n";
    manage();
    organization_roles();
    shared_roles();
    groups();
    users();
    projects();
    templates();
    return std::move(out_);
  }

private:
  static std::string ownership(const place& at) { return at.has(65) ? "authoritative" : "additive"; }

  void line(std::size_t depth, const std::string& text) { out_.append(2 * depth, ' ').append(text) += '\n'; }

  void manage() {
    const place here = at_ / "manage";
    line(0, "manage:");
    for (const char* key : {"roles", "groups", "members", "grants"})
      line(1, std::string(key) + ": " + ownership(here / key));
    except_roles_ = (here / "except roles").has(35);
    except_groups_ = (here / "except groups").has(35);
    if (!except_roles_ && !except_groups_) return;
    line(1, "except:");
    if (except_roles_) line(2, "roles: [\"x-*\"]");
    if (except_groups_) line(2, "groups: [\"x-*\"]");
  }

  names some(const place& at, const names& of, std::size_t percent) const {
    names out;
    for (const std::string& one : of) {
      if ((at / one).has(percent)) out.push_back(one);
    }
    return out;
  }

  /// Entries of a map of roles; returns their names.
  names roles(const place& at, std::size_t depth, const names& of, std::size_t percent,
              const names& other = {}) {
    const names declared = some(at, of, percent);
    names claimed;
    for (const std::string& name : declared) {
      const place here = at / name;
      if ((except_roles_ && name == "x-R") || (here / "foreign").has(10)) {
        line(depth, quoted(name) + ": {create: false}");
        continue;
      }
      line(depth, quoted(name) + ":");
      line(depth + 1, "permissions: " + list(some(here / "permission", permission_names, 40)));
      if ((here / "description").has(30)) line(depth + 1, "description: text");
      const std::string old = (here / "old").one_of(of);
      const bool free = !has(declared, old) && !has(claimed, old) && !has(other, old);
      if ((here / "previously").has(20) && free && !(except_roles_ && old == "x-R")) {
        line(depth + 1, "previously: [" + quoted(old) + "]");
        claimed.push_back(old);
      }
    }
    return declared;
  }

  void organization_roles() {
    if (!(at_ / "roles").has(85)) return;
    line(0, "roles:");
    const std::size_t start = out_.size();
    roles_ = roles(at_ / "roles", 1, role_names, 55);
    if (out_.size() == start) out_.insert(start - 1, " {}");
  }

  void shared_roles() {
    if (!(at_ / "shared").has(70)) return;
    line(0, "project_roles:");
    const std::size_t start = out_.size();
    shared_ = roles(at_ / "shared", 1, shared_role_names, 60);
    if (out_.size() == start) out_.insert(start - 1, " {}");
  }

  names people(const place& at, std::size_t percent) const {
    names out;
    for (const std::string& name : user_names) {
      if ((at / name).has(percent)) out.push_back(email(name));
    }
    if ((at / "guest").has(8) && has(invited_, "guest")) out.push_back(email("guest"));
    if ((at / "nobody").has(2)) out.push_back(email("nobody"));
    if ((at / "bot").has(5)) out.emplace_back("user_bot");
    return out;
  }

  void groups() {
    invited_ = some(at_ / "users" / "invite", {"guest", "new"}, 30);
    if (!(at_ / "groups").has(90)) return;
    line(0, "groups:");
    const std::size_t start = out_.size();
    names grantable = roles_;
    grantable.emplace_back("reader");
    const names chosen = some(at_ / "groups", group_names, 60);
    for (const std::string& name : chosen) group(at_ / "groups" / name, name, grantable, chosen);
    groups_ = chosen;
    if (out_.size() == start) out_.insert(start - 1, " {}");
  }

  void group(const place& here, const std::string& name, const names& grantable, const names& declared) {
    if (except_groups_ && name == "x-G") return line(1, quoted(name) + ": {create: false}");
    line(1, quoted(name) + ":");
    line(2, (here / "foreign").has(10) ? "create: false" : "create: true");
    if ((here / "roles").has(75)) {
      names held = some(here / "roles", grantable, 35);
      if ((here / "roles" / "owner").has(8)) held.emplace_back("owner");
      line(2, "roles: " + list(held));
    }
    if ((here / "members").has(55)) line(2, "members: " + list(people(here / "members", 35)));
    if ((here / "manage").has(15)) line(2, "manage: " + ownership(here / "manage" / "all"));
    const std::string old = (here / "old").one_of(group_names);
    if ((here / "previously").has(12) && !(here / "foreign").has(10) && !has(declared, old) &&
        !has(old_groups_, old) && !old.starts_with("x-")) {
      line(2, "previously: [" + quoted(old) + "]");
      old_groups_.push_back(old);
    }
  }

  void users() {
    const place here = at_ / "users";
    if (!here.has(70)) {
      invited_.clear();
      return;
    }
    line(0, "users:");
    line(1, quoted(email("grace")) + ": {roles: [owner]}");
    names grantable = roles_;
    grantable.emplace_back("reader");
    for (const std::string& name : user_names) {
      if (name == "grace" || !(here / name).has(45)) continue;
      const bool owner = (here / name / "owner").has(10);
      names held = some(here / name, grantable, 35);
      if (owner) held.emplace_back("owner");
      line(1, quoted(email(name)) + ": {roles: " + list(held) + "}");
    }
    for (const std::string& name : invited_) line(1, quoted(email(name)) + ": {invite: true}");
  }

  void projects() {
    const place here = at_ / "projects";
    std::string before = std::move(out_);
    out_.clear();
    for (const std::string& name : project_names(projects_)) {
      if ((here / name).has(name == "Default project" ? 20 : 65)) project(here / name, name, false);
    }
    for (const std::string& name : new_project_names) {
      if ((here / name).has(15)) project(here / name, name, true);
    }
    if (!out_.empty()) before += "projects:\n";
    out_ = before + out_;
  }

  void project(const place& here, const std::string& name, bool create) {
    const bool many = projects_ > 10;
    line(1, quoted(name) + ":");
    line(2, std::string("create: ") + (create ? "true" : "false"));
    if ((here / "manage").has(25)) {
      line(2, "manage: {roles: " + ownership(here / "manage" / "roles") +
                  ", grants: " + ownership(here / "manage" / "grants") + "}");
    }
    names grantable = shared_;
    if ((here / "roles").has(60)) {
      line(2, "roles:");
      const std::size_t start = out_.size();
      for (const std::string& role : roles(here / "roles", 3, role_names, many ? 25 : 40, shared_)) {
        if (!has(grantable, role)) grantable.push_back(role);
      }
      if (out_.size() == start) out_.insert(start - 1, " {}");
    }
    grantable.insert(grantable.end(), {"owner", "member", "viewer"});
    if ((here / "groups").has(75))
      grants(here / "groups", 2, "groups", some(here / "groups", groups_, many ? 20 : 50), grantable);
    if (name != "Default project" && (here / "users").has(many ? 30 : 60))
      grants(here / "users", 2, "users", people(here / "users", many ? 20 : 40), grantable);
  }

  void grants(const place& here, std::size_t depth, const std::string& key, const names& whom,
              const names& grantable) {
    line(depth, key + ":" + (whom.empty() ? " {}" : ""));
    for (const std::string& who : whom)
      line(depth + 1, quoted(who) + ": " + list(some(here / who / "roles", grantable, 30)));
  }

  void templates() {
    const place here = at_ / "template";
    if (!here.has(35)) return;
    const names globs{"*", "P*", "?0", "N"};
    line(0, "templates:");
    line(1, "- match: [" + quoted((here / "match").one_of(globs)) + "]");
    line(2, "except: [\"Default project\"]");
    if ((here / "manage").has(50)) line(2, "manage: {grants: " + ownership(here / "manage" / "grants") + "}");
    names grantable = shared_;
    grantable.insert(grantable.end(), {"owner", "member", "viewer"});
    grants(here / "groups", 2, "groups", some(here / "groups", groups_, 40), grantable);
    if ((here / "users").has(40)) grants(here / "users", 2, "users", people(here / "users", 30), grantable);
  }

  place at_;
  std::size_t projects_;
  std::string out_;
  bool except_roles_ = false;
  bool except_groups_ = false;
  names roles_;
  names shared_;
  names groups_;
  names old_groups_;
  names invited_;
};

} // namespace

std::string random_policy(const place& at, std::size_t projects) { return writer(at, projects).run(); }

} // namespace rolecall::sim
