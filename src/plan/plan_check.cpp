#include "plan/plan_check.hpp"

#include <algorithm>
#include <iterator>

namespace rolecall::plan {
namespace {

std::string place(std::size_t index) { return "resource_changes[" + std::to_string(index) + "]"; }

class operation_check {
public:
  operation_check(const plan& p, std::size_t index) : p_(p), index_(index) {}

  std::string run() {
    const std::vector<dependency>& after = p_.operations[index_].after;
    for (const dependency& d : after) {
      if (d.on >= index_) complain("waits for what does not come before it");
    }
    if (!std::ranges::is_sorted(after)) complain("names what it waits for in no order");
    if (complaint_.empty()) std::visit(*this, p_.operations[index_].what);
    return complaint_;
  }

  void operator()(const create_role& what) { made<create_project>(what.project); }
  void operator()(const add_member& what) { made<create_group>(what.group); }
  void operator()(const assign_role& what) {
    made<create_project>(what.project);
    made<create_group>(what.principal);
    if (what.principal.made_by && what.kind != model::principal_kind::group)
      complain("gives to a user what only a group can be");
    const auto* role = made<create_role>(what.role);
    if (role && role->project != what.project) complain("gives a role of another place");
  }
  void operator()(const auto&) {}

private:
  /// The operation that makes what is needed, if one does.
  template <class Maker>
  const Maker* made(const target& needed) {
    if (!needed.made_by) return nullptr;
    const auto& after = p_.operations[index_].after;
    const bool waits = std::ranges::count(after, *needed.made_by, &dependency::on) > 0;
    const Maker* maker = waits ? std::get_if<Maker>(&p_.operations[*needed.made_by].what) : nullptr;
    if (!maker) complain("needs what the operation that it names does not make");
    if (!needed.id.empty()) complain("names by its id what is not made yet");
    return maker;
  }

  void complain(const char* what) {
    if (complaint_.empty()) complaint_ = place(index_) + " " + what;
  }

  const plan& p_;
  std::size_t index_;
  std::string complaint_;
};

/// Or a removal could wait for an addition, which waits for all removals.
bool is_in_order(const plan& p) {
  return std::ranges::is_sorted(p.operations, {},
                                [](const operation& op) { return place_of(op.stage, true); });
}

} // namespace

std::string what_is_wrong(const plan& p) {
  if (p.revoke_first && !is_in_order(p)) return "it revokes first, but its operations are in another order";
  for (std::size_t i = 0; i < p.operations.size(); ++i) {
    if (std::string complaint = operation_check(p, i).run(); !complaint.empty()) return complaint;
  }
  for (const access_gap& gap : p.gaps) {
    if (std::max(gap.lost_by, gap.back_by) >= p.operations.size())
      return "a gap names an operation that is not there";
  }
  return {};
}

} // namespace rolecall::plan
