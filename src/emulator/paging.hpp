#pragma once

// Lists a page at a time. There are three variants, told apart by endpoint.

#include "emulator/call.hpp"
#include "emulator/json_writer.hpp"

#include <cstddef>
#include <functional>
#include <string_view>

namespace rolecall::emulator {

/// `next` and `last_id` are members of the answer; item_id is a list with `last_id` whose clients go by the
/// id of the last item, so that the two are always the same.
enum class cursor_kind { next, last_id, item_id };

struct list_rules {
  cursor_kind cursor = cursor_kind::last_id;
  int smallest = 1;
  int largest = 100;
  int fallback = 20;       ///< the limit if none is asked for
  bool may_order = false;  ///< whether the query may say asc or desc
  bool descending = false; ///< the order if the query does not say
  bool backwards = false;  ///< whether `before` is known
};

inline constexpr list_rules role_list{cursor_kind::next, 0, 1000, 1000, true};
inline constexpr list_rules group_list{cursor_kind::next, 0, 1000, 100, true};
inline constexpr list_rules member_list{cursor_kind::next, 0, 1000, 100, true, true};
inline constexpr list_rules assigned_role_list{cursor_kind::next, 0, 1000, 1000, true};
inline constexpr list_rules project_group_list{cursor_kind::next, 0, 100, 20, true};
inline constexpr list_rules plain_list{};
inline constexpr list_rules admin_key_list{cursor_kind::item_id, 1, 100, 20, true};
inline constexpr list_rules audit_list{cursor_kind::last_id, 1, 100, 20, false, false, true};

/// Leads to the beginning of a list, behind an empty first page; no item has such an id.
inline constexpr std::string_view start_cursor = "cursor-start";

/// The items in ascending order: how many there are, the key of each, and how each is written.
struct listing {
  std::size_t size = 0;
  std::function<std::string_view(std::size_t)> key;
  std::function<void(json_writer&, std::size_t)> write;
};

/// The page that the query asks for. Which query names are allowed is checked by the endpoint.
response list_page(call& c, const list_rules& rules, const listing& items);

} // namespace rolecall::emulator
