#pragma once

// What is not as a saved plan knew it because the plan itself, as far as it is made, has changed it. Pure.

#include "apply/traces.hpp"

namespace rolecall::apply {

class explanations {
public:
  /// All must outlive it.
  explanations(const plan::plan& p, const model::organization& now, const traces& seen);

  /// That an item is gone from its list.
  [[nodiscard]] bool of_end(const model::list_ref& list, const std::string& item) const;
  /// A new item, or one with a name that the plan gives.
  [[nodiscard]] bool of_new(const model::list_ref& list, const plan::listed_item& is) const;
  /// Between what it was and what the plan makes of it, in every respect.
  [[nodiscard]] bool of_change(const model::list_ref& list, const plan::listed_item& was) const;

private:
  void note_made(std::size_t i, const std::string& id);
  void note_ended_owners();
  template <class... Actions>
  [[nodiscard]] bool is_made(std::size_t i) const;
  [[nodiscard]] bool of_renamed_group(const plan::listed_item& was) const;

  const plan::plan& p_;
  const model::organization& now_;
  const traces& seen_;
  std::set<std::string> deleted_roles_;
  std::set<std::string> ended_owners_; ///< items of whom the plan took, perhaps, an organization role from
  std::set<model::list_ref> demoted_;  ///< lists of whom it has made a reader, perhaps
  std::set<item_key> made_items_;      ///< by creations
};

} // namespace rolecall::apply
