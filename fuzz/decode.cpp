// Any body as the answer to each kind of call: ids that are accepted can stand in a path.

#include "wire/decode.hpp"

#include "fuzz/must.hpp"
#include "http/message.hpp"
#include "wire/strict_json.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using rolecall::fuzz::must;
namespace wire = rolecall::wire;

namespace {

void check_id(const std::string& id) {
  must(wire::is_id(id), "an id that was read is one");
  must(!rolecall::http::why_not_a_segment(id), "an id fits into a path");
}

template <class Item, class IdOf>
void check(const wire::decoded<wire::page<Item>>& read, IdOf id_of) {
  if (!read) {
    must(!read.error().message.empty(), "a failure has a reason");
    return;
  }
  for (const Item& item : read->items) check_id(id_of(item));
  if (read->next) must(!read->next->empty(), "a cursor is not empty");
}

template <class Item>
std::string its_id(const Item& item) {
  return item.id;
}
std::string itself(const std::string& id) { return id; }
std::string its_role(const wire::assigned_role& item) { return item.role.id; }

/// What parses can be written and parsed again.
void check_json(std::string_view text) {
  const auto read = wire::parse_strict(text);
  if (!read) return;
  const auto again = wire::parse_strict(boost::json::serialize(*read));
  must(again.has_value(), "what was written can be read");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_json(text);
  check(wire::roles(text, ""), its_id<rolecall::model::live_role>);
  check(wire::roles(text, "proj_1"), its_id<rolecall::model::live_role>);
  check(wire::groups(text), its_id<rolecall::model::live_group>);
  check(wire::projects(text), its_id<rolecall::model::live_project>);
  check(wire::users(text), its_id<rolecall::model::live_user>);
  check(wire::group_members(text), its_id<rolecall::model::live_user>);
  check(wire::invites(text), its_id<rolecall::model::live_invite>);
  check(wire::project_groups(text), itself);
  check(wire::assigned_roles(text, "proj_1", "group_1"), its_role);
  if (const auto one = wire::role(text, "")) check_id(one->id);
  if (const auto one = wire::group(text)) check_id(one->id);
  if (const auto one = wire::project(text)) check_id(one->id);
  if (const auto one = wire::invite(text)) check_id(one->id);
  wire::object(text);
  wire::admin_keys(text);
  wire::error(text);
  return 0;
}
