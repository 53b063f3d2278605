#include "plan/action_reader.hpp"

#include "base/text.hpp"
#include "plan/action_fields.hpp"
#include "plan/action_json.hpp"

#include <boost/json.hpp>

#include <array>
#include <utility>

namespace rolecall::plan {
namespace {

namespace json = boost::json;

const json::object& nothing() {
  static const json::object none;
  return none;
}

std::string place_in(const std::string& place, std::string_view name) {
  return place.empty() ? std::string(name) : place + "." + std::string(name);
}

class field_reader {
public:
  explicit field_reader(const value_reader& in) : in_(in) {}

  void operator()(std::string_view name, std::string& value) const {
    const bool needed = name == "role_id" || name == "group_id" || name == "user_id" ||
                        name == "principal_id" || name == "email";
    value = needed ? in_.id(name) : in_.text(name);
  }
  void operator()(std::string_view name, bool& value) const { value = in_.flag(name); }
  void operator()(std::string_view name, model::principal_kind& value) const {
    value = in_.word_of(std::array{model::principal_kind::group, model::principal_kind::user}, name);
  }
  void operator()(std::string_view name, entry& value) const {
    value = in_.word_of(std::array{entry::inside, entry::joins, entry::tries}, name);
  }
  void operator()(std::string_view name, target& value) const {
    const value_reader in = in_.object(name);
    value.id = in.text("id");
    if (in.has("made_by")) value.made_by = in.number("made_by");
    if (name != "project" && value.id.empty() && !value.made_by) in_.refuse(name, "names nothing");
  }
  void operator()(std::string_view name, rename& value) const {
    const value_reader in = in_.object(name);
    value = {in.text("from"), in.text("to")};
  }
  void operator()(std::string_view name, role_body& value) const {
    const value_reader in = in_.object(name);
    if (!in.is_null("description")) value.description = in.text("description");
    value.permissions = in.texts("permissions");
  }
  void operator()(std::string_view name, std::vector<model::address>& value) const {
    for (const value_reader& at : in_.objects(name)) value.push_back(at.address());
  }

private:
  const value_reader& in_;
};

template <std::size_t... Index>
bool read_as(action& into, const std::string& kind, const value_reader& in, std::index_sequence<Index...>) {
  const auto try_one = [&]<class Action>(Action what) {
    if (kind_of<Action> != kind) return false;
    each_field(what, field_reader(in));
    into = std::move(what);
    return true;
  };
  return (try_one(std::variant_alternative_t<Index, action>{}) || ...);
}

} // namespace

bool value_reader::has(std::string_view name) const { return in_.contains(name); }

bool value_reader::is_null(std::string_view name) const {
  const json::value* value = in_.if_contains(name);
  return !value || value->is_null();
}

void value_reader::refuse(std::string_view name, const std::string& what) const {
  if (complaint_.empty()) complaint_ = place_in(place_, name) + " " + what;
}

std::string value_reader::text(std::string_view name) const {
  const json::value* value = in_.if_contains(name);
  if (const json::string* text = value ? value->if_string() : nullptr) return {text->begin(), text->end()};
  refuse(name, value ? "is no text" : "is missing");
  return {};
}

std::string value_reader::id(std::string_view name) const {
  std::string out = text(name);
  if (out.empty()) refuse(name, "is empty");
  return out;
}

bool value_reader::flag(std::string_view name) const {
  const json::value* value = in_.if_contains(name);
  if (const bool* flag = value ? value->if_bool() : nullptr) return *flag;
  refuse(name, value ? "is neither true nor false" : "is missing");
  return false;
}

std::size_t value_reader::number(std::string_view name, std::size_t most, std::size_t least) const {
  const json::value* value = in_.if_contains(name);
  const std::int64_t* number = value ? value->if_int64() : nullptr;
  const std::size_t size = number && *number >= 0 ? static_cast<std::size_t>(*number) : 0;
  if (number && *number >= 0 && size >= least && size <= most) return size;
  refuse(name, value ? "is no number that can stand here" : "is missing");
  return 0;
}

std::vector<std::string> value_reader::texts(std::string_view name) const {
  const json::value* value = in_.if_contains(name);
  const json::array* list = value ? value->if_array() : nullptr;
  std::vector<std::string> out;
  if (!list) refuse(name, value ? "is no list" : "is missing");
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    if (const json::string* text = (*list)[i].if_string())
      out.emplace_back(text->begin(), text->end());
    else
      refuse(name, "holds what is no text");
  }
  return out;
}

value_reader value_reader::object(std::string_view name) const {
  const json::value* value = in_.if_contains(name);
  if (const json::object* object = value ? value->if_object() : nullptr)
    return {*object, place_in(place_, name), complaint_};
  refuse(name, value ? "is no object" : "is missing");
  return {nothing(), place_in(place_, name), complaint_};
}

std::vector<value_reader> value_reader::objects(std::string_view name) const {
  const json::value* value = in_.if_contains(name);
  const json::array* list = value ? value->if_array() : nullptr;
  std::vector<value_reader> out;
  if (!list) refuse(name, value ? "is no list" : "is missing");
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    if (const json::object* object = (*list)[i].if_object())
      out.emplace_back(*object, place_in(place_, name) + "[" + std::to_string(i) + "]", complaint_);
    else
      refuse(name, "holds what is no object");
  }
  return out;
}

model::address value_reader::address() const {
  model::address out;
  for (auto at = in_.begin(); at != in_.end(); ++at) {
    const std::string kind(at->key());
    model::thing_name thing{text(kind), {}};
    const auto next = at + 1;
    if (next != in_.end() && std::string_view(next->key()) == kind + "_id") {
      thing.id = id(kind + "_id");
      at = next;
    }
    out = out / model::address_part{kind, std::move(thing)};
  }
  return out;
}

model::address value_reader::address(std::string_view parts, std::string_view shown) const {
  model::address out = object(parts).address();
  if (out.text() != text(shown)) refuse(shown, "does not say what its parts say");
  return out;
}

action action_from(const json::object& in) {
  std::string complaint;
  action out = read_action({in, {}, complaint});
  if (!complaint.empty()) throw bad_action(complaint);
  return out;
}

model::address address_from(const json::object& parts) {
  std::string complaint;
  model::address out = value_reader(parts, {}, complaint).address();
  if (!complaint.empty()) throw bad_action(complaint);
  return out;
}

action read_action(const value_reader& in) {
  action out;
  const std::string kind = in.text("kind");
  const bool known = read_as(out, kind, in, std::make_index_sequence<std::variant_size_v<action>>());
  if (!known) in.refuse("kind", "is " + base::quoted(kind) + ", which this rolecall cannot carry out");
  return out;
}

} // namespace rolecall::plan
