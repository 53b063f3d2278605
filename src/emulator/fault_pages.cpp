#include "emulator/fault_kinds.hpp"
#include "emulator/paging.hpp"

#include <boost/json.hpp>

#include <array>

// Pages that contradict themselves. They change the JSON of a page that was right.

namespace rolecall::emulator {
namespace json = boost::json;

namespace {

using change = void (*)(json::object& page);

/// Errors and what is no page stay as they are.
template <change Change>
void on_page(const fault_call&, response& answer) {
  boost::system::error_code ec;
  auto document = json::parse(answer.body, ec);
  if (ec || !document.is_object()) return;
  const auto* data = document.get_object().if_contains("data");
  if (data == nullptr || !data->is_array()) return;
  Change(document.get_object());
  answer.body = json::serialize(document);
}

const char* cursor_name(const json::object& page) { return page.contains("next") ? "next" : "last_id"; }

json::array& data_of(json::object& page) { return page["data"].as_array(); }

template <class Change>
void for_items(json::object& page, const Change& change_item) {
  for (auto& item : data_of(page))
    if (item.is_object()) change_item(item.get_object());
}

const char* id_name(const json::object& item) { return item.contains("id") ? "id" : "group_id"; }

void data_null(json::object& page) { page["data"] = nullptr; }
void data_object(json::object& page) { page["data"] = json::object(); }
void no_data(json::object& page) { page.erase("data"); }
void wrong_object(json::object& page) { page["object"] = "page"; }
void no_has_more(json::object& page) { page.erase("has_more"); }
void has_more_text(json::object& page) {
  page["has_more"] = page["has_more"] == json::value(true) ? "true" : "false";
}

void empty_page(json::object& page) {
  data_of(page).clear();
  page["has_more"] = true;
  page[cursor_name(page)] =
      start_cursor; // the list comes again from its beginning, so a client that goes on gets it
}

void next_null(json::object& page) {
  page["has_more"] = true;
  page[cursor_name(page)] = nullptr;
}

void false_with_next(json::object& page) {
  page["has_more"] = false;
  page[cursor_name(page)] = "cursor-beyond";
}

void item_twice(json::object& page) {
  auto& data = data_of(page);
  if (!data.empty()) data.push_back(json::value(data.back()));
}

void item_conflict(json::object& page) {
  auto& data = data_of(page);
  if (data.empty() || !data.back().is_object()) return;
  json::value other = data.back();
  auto& item = other.as_object();
  item[item.contains("group_name") ? "group_name" : "name"] = "Another";
  data.push_back(std::move(other));
}

void item_without_id(json::object& page) {
  for_items(page, [](json::object& item) { item.erase(id_name(item)); });
}

void item_null_id(json::object& page) {
  for_items(page, [](json::object& item) { item[id_name(item)] = nullptr; });
}

void item_empty_id(json::object& page) {
  for_items(page, [](json::object& item) { item[id_name(item)] = ""; });
}

void item_path_id(json::object& page) {
  for_items(page, [](json::object& item) {
    auto& id = item[id_name(item)];
    if (id.is_string()) id = "../" + std::string(id.get_string().c_str());
  });
}

void item_long_id(json::object& page) {
  for_items(page, [](json::object& item) { item[id_name(item)] = std::string(10240, 'x'); });
}

void item_text(json::object& page) {
  for (auto& item : data_of(page)) item = "item";
}

void unknown_fields(json::object& page) {
  page["extra"] = {{"nested", true}};
  for_items(page, [](json::object& item) { item["extra"] = {1, 2, 3}; });
}

void reversed(json::object& page) {
  auto& data = data_of(page);
  json::array flipped(data.rbegin(), data.rend());
  data = std::move(flipped);
}

void cursor_loop(json::object& page) {
  page["has_more"] = true;
  page[cursor_name(page)] = start_cursor; // leads to this page again
}

template <change Change>
constexpr fault_kind kind(std::string_view name, std::string_view meaning) {
  return fault_kind{name, "", effect::now, true, meaning, on_page<Change>};
}

constexpr std::array kinds{
    kind<data_null>("data-null", "data is null"),
    kind<data_object>("data-object", "data is {}"),
    kind<no_data>("no-data", "data is missing"),
    kind<wrong_object>("wrong-object", "object is not list"),
    kind<no_has_more>("no-has-more", "has_more is missing"),
    kind<has_more_text>("has-more-text", "has_more is a string"),
    kind<empty_page>("empty-page", "no items, has_more, and a cursor that leads to the list's beginning"),
    kind<next_null>("next-null", "has_more without a cursor"),
    kind<false_with_next>("false-with-next", "a cursor without has_more"),
    kind<cursor_loop>("cursor-loop", "the same cursor for ever"),
    kind<item_twice>("item-twice", "the last item twice"),
    kind<item_conflict>("item-conflict", "the last item again, with another name"),
    kind<item_without_id>("item-without-id", "items without id"),
    kind<item_null_id>("item-null-id", "items whose id is null"),
    kind<item_empty_id>("item-empty-id", "items whose id is empty"),
    kind<item_path_id>("item-path-id", "items whose id begins with ../"),
    kind<item_long_id>("item-long-id", "items with an id of 10 KB"),
    kind<item_text>("item-text", "items that are strings"),
    kind<unknown_fields>("unknown-fields", "members that nobody knows"),
    kind<reversed>("reversed", "the page in the other order"),
};

} // namespace

std::span<const fault_kind> page_faults() { return kinds; }

} // namespace rolecall::emulator
