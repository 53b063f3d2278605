#pragma once

// Projects of a resolution: which live ones entries and templates mean, their roles, who holds which role in
// them.

#include "policy/resolve_people.hpp"
#include "policy/templates.hpp"

#include <string>

namespace rolecall::policy {

class project_resolver {
public:
  project_resolver(resolution& r, role_resolver& roles, people_resolver& people)
      : r_(r), roles_(roles), people_(people) {}

  void run();

private:
  struct target {
    const model::project* own = nullptr; ///< null: known through templates only
    std::string id;                      ///< empty: to be created
    std::string name;
    model::symbol key = model::symbol::none;
    base::source_range cause;
  };

  void entry(const model::project& own);
  void matched_by_templates();
  const model::live_project* find(const model::project& own);
  const model::live_project* only_one(const model::project& own, const std::string& name);
  void resolve(const target& project);
  bool want_roles(const target& project, const united_project& said);
  bool want_granted(const target& project, const united_list& list, std::set<std::string>& seen);
  model::rule grants(const target& project, const united_list& list, model::principal_kind kind,
                     model::ownership mode);
  people_resolver::someone find_user(const target& project, const model::written& who,
                                     const people_resolver::line& at);
  bool refuse_in_default_project(const target& project, const model::written& who, model::principal to,
                                 const people_resolver::line& at);

  resolution& r_;
  role_resolver& roles_;
  people_resolver& people_;
};

} // namespace rolecall::policy
