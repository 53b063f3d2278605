#include "report/entry.hpp"

#include "report/escape.hpp"

#include <algorithm>
#include <iterator>

namespace rolecall::report {
namespace {

/// Details of each kind of operation.
class details_of {
public:
  explicit details_of(std::vector<detail>& out) : out_(out) {}

  void operator()(const plan::create_project&) {}
  void operator()(const plan::invite_user& what) {
    add(' ', "invited as a reader of the organization; the rest waits for the acceptance");
    if (!what.expired_id.empty()) add(' ', "the invitation that ran out is deleted");
  }
  void operator()(const plan::create_role& what) { whole('+', what.after); }
  void operator()(const plan::delete_role& what) { whole('-', what.before); }
  void operator()(const plan::update_role& what) {
    renamed(what.name);
    difference('-', what.before.permissions, what.after.permissions);
    difference('+', what.after.permissions, what.before.permissions);
    if (!what.after.description || what.after.description == what.before.description) return;
    add('~', "description: " + shown_quoted(what.before.description.value_or("")) + " -> " +
                 shown_quoted(*what.after.description));
  }
  void operator()(const plan::create_group&) {}
  void operator()(const plan::rename_group& what) { renamed(what.name); }
  void operator()(const plan::add_member&) {}
  void operator()(const plan::remove_member&) {}
  void operator()(const plan::delete_group& what) {
    for (const model::address& gone : what.cascades) add('-', shown(gone));
  }
  void operator()(const plan::assign_role& what) {
    if (what.enters == plan::entry::joins) add(' ', "joins the project by this");
    if (what.enters == plan::entry::tries)
      add(' ', "joins the project by this; may be `member` in passing, if only members may have roles");
  }
  void operator()(const plan::unassign_role&) {}
  void operator()(const plan::leave_project&) { add(' ', "leaves the project: its last role there goes"); }

private:
  void renamed(const plan::rename& name) {
    if (name.from != name.to) add('~', "renamed from " + shown_quoted(name.from));
  }

  void add(char sign, std::string text) { out_.push_back({sign, std::move(text)}); }

  void whole(char sign, const plan::role_body& body) {
    if (body.description && !body.description->empty()) {
      add(sign, "description: " + shown_quoted(*body.description));
    }
    for (const std::string& permission : body.permissions) add(sign, shown(permission));
    if (body.permissions.empty()) add(' ', "without any permission");
  }

  void difference(char sign, const std::vector<std::string>& of, const std::vector<std::string>& without) {
    std::vector<std::string> only;
    std::ranges::set_difference(of, without, std::back_inserter(only));
    for (const std::string& permission : only) add(sign, shown(permission));
  }

  std::vector<detail>& out_;
};

/// Why something goes that no line of the policy asks to go.
std::string why_removed(const plan::action& what, const deletions& gone) {
  const auto* grant = std::get_if<plan::unassign_role>(&what);
  if (grant && gone.roles.contains(grant->role_id)) return "its role is deleted";
  if (grant && gone.groups.contains(grant->principal_id)) return "its group is deleted";
  return "not in the policy";
}

} // namespace

deletions deletions_of(const plan::plan& p) {
  deletions out;
  for (const plan::operation& op : p.operations) {
    if (const auto* role = std::get_if<plan::delete_role>(&op.what)) out.roles.insert(role->role_id);
    if (const auto* group = std::get_if<plan::delete_group>(&op.what)) out.groups.insert(group->group_id);
  }
  return out;
}

entry describe(const plan::operation& op, const deletions& gone) {
  entry out;
  out.verb = plan::verb_of(op.what);
  out.address = shown(op.at);
  if (op.cause) {
    out.origin = shown(op.cause->begin);
    for (const base::source_range& at : op.also) out.origin += ", " + shown(at.begin);
  } else if (out.verb == plan::verb::remove)
    out.origin = why_removed(op.what, gone);
  std::visit(details_of(out.details), op.what);
  return out;
}

} // namespace rolecall::report
