#pragma once

// Groups and users of a resolution: which live ones the policy means, who is in which group, who holds which
// organization role.

#include "policy/resolve_roles.hpp"

#include <map>
#include <string>

namespace rolecall::policy {

class people_resolver {
public:
  people_resolver(resolution& r, role_resolver& roles);

  /// Groups first: members and grants speak of them.
  void groups();
  void members();
  void organization_grants();

  enum class presence {
    there,
    waiting, ///< invited: has not accepted yet
    missing, ///< not there, and said so; or the list that would tell could not be read
    unknown  ///< not read yet
  };
  struct someone {
    presence is = presence::unknown;
    model::principal who;
  };
  /// Where a line stands that names somebody, for what is missing or waits.
  struct line {
    const model::address& in;
    const char* kind; ///< "group", "user", "member"
    [[nodiscard]] model::address of(const model::written& who) const;
  };
  someone group(const model::written& name, const line& at);
  someone user(const model::written& who, const line& at);
  /// Notes that the line waits for somebody's acceptance.
  void wait_for(const model::written& who, const line& at);

private:
  void want_group(const model::group& group);
  void members_of(const model::group& group, model::symbol key);
  void grants_of(model::principal to, const std::optional<std::vector<model::written>>& roles,
                 model::ownership mode);
  void user_entry(const model::user& user, named_once& seen);
  [[nodiscard]] bool is_invited(const std::string& email) const;
  void invite(const model::user& user);
  void say_what_waits(const model::user& user);
  [[nodiscard]] std::string after_acceptance(const model::user& user) const;
  [[nodiscard]] bool was_asked_for(const std::string& email) const;
  [[nodiscard]] bool may_not_ask() const;

  resolution& r_;
  role_resolver& roles_;
  candidates live_groups_;
  std::map<std::string, model::symbol>
      group_keys_; // groups that exist or will be created, by the policy's name
  std::map<std::string, std::vector<std::string>> ids_by_email_;
  std::map<std::string, const model::user*> invited_; // entries with invite: true, by e-mail
};

} // namespace rolecall::policy
