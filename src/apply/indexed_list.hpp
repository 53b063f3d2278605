#pragma once

// A complete list that is asked about one of its items after the other. Pure.

#include "api/client.hpp"

#include <cstddef>
#include <map>
#include <string>

namespace rolecall::apply {

class indexed_list {
public:
  explicit indexed_list(api::list_answer all);

  /// Of its items those of that id or that name, an invitation's being its e-mail, as a list of their own;
  /// of the roles of a principal all.
  [[nodiscard]] api::list_answer about(const std::string& id, const std::string& name) const;

private:
  api::list_answer all_;
  std::multimap<std::string, std::size_t> by_key_; ///< ids and names
};

} // namespace rolecall::apply
