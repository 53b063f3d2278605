#pragma once

// Sorting by what is dear to make: once for each item, and not for each comparison. Inside the planner only.

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace rolecall::planner {

template <class Item, class Key>
void sort_by(std::vector<Item>& items, Key key_of) {
  std::vector<std::pair<decltype(key_of(items.front())), std::size_t>> order;
  order.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) order.emplace_back(key_of(items[i]), i);
  std::ranges::sort(order);
  std::vector<Item> sorted;
  sorted.reserve(items.size());
  for (const auto& entry : order) sorted.push_back(std::move(items[entry.second]));
  items = std::move(sorted);
}

} // namespace rolecall::planner
