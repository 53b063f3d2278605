#include "plan/saved_json.hpp"

#include "plan/action_fields.hpp"
#include "plan/action_json.hpp"
#include "plan/words.hpp"

#include <boost/json.hpp>

namespace rolecall::plan {
namespace {

namespace json = boost::json;
using base::json_text;

class field_writer {
public:
  explicit field_writer(json::object& out) : out_(out) {}

  template <class Value>
  void operator()(std::string_view name, const Value& value) {
    out_[name] = as_json(value);
  }

private:
  static json::value as_json(const std::string& text) { return json::value(text); }
  static json::value as_json(bool yes) { return yes; }
  static json::value as_json(model::principal_kind kind) { return json::value(word(kind)); }
  static json::value as_json(entry enters) { return json::value(word(enters)); }
  static json::value as_json(const target& to) {
    json::object out{{"id", to.id}};
    if (to.made_by) out["made_by"] = *to.made_by;
    return out;
  }
  static json::value as_json(const rename& name) {
    return json::object{{"from", name.from}, {"to", name.to}};
  }
  static json::value as_json(const role_body& body) {
    json::object out;
    out["description"] = body.description ? json::value(*body.description) : json::value();
    json::array& permissions = out["permissions"].emplace_array();
    for (const std::string& one : body.permissions) permissions.emplace_back(one);
    return out;
  }
  static json::value as_json(const std::vector<model::address>& all) {
    json::array out;
    for (const model::address& at : all) out.emplace_back(parts_of(at));
    return out;
  }

  json::object& out_;
};

/// What the JSON of an action is made of: numbers are never negative.
void put(json_text& out, const json::value& value) {
  switch (value.kind()) {
  case json::kind::object:
    out.open_object();
    for (const json::key_value_pair& member : value.get_object()) {
      out.key(member.key());
      put(out, member.value());
    }
    return out.close_object();
  case json::kind::array:
    out.open_array();
    for (const json::value& one : value.get_array()) put(out, one);
    return out.close_array();
  case json::kind::string: return out.text(value.get_string());
  case json::kind::bool_: return out.boolean(value.get_bool());
  case json::kind::null: return out.null();
  default: return out.number(value.to_number<std::size_t>());
  }
}

} // namespace

json::object parts_of(const model::address& at) {
  json::object out;
  for (const model::address_part& part : at.parts()) {
    out[part.kind] = part.thing.name;
    if (!part.thing.id.empty()) out[part.kind + "_id"] = part.thing.id;
  }
  return out;
}

json::object to_json(const action& what) {
  action copy = what; // its fields are named once, for reading too
  json::object out;
  std::visit(
      [&](auto& one) {
        out["kind"] = kind_of<std::decay_t<decltype(one)>>;
        each_field(one, field_writer(out));
      },
      copy);
  return out;
}

void put_parts(json_text& out, const model::address& at) { put(out, parts_of(at)); }
void put_action(json_text& out, const action& what) { put(out, to_json(what)); }

void put_precondition(json_text& out, const precondition& must_be) {
  out.open_object();
  out.key("list").open_object();
  out.key("endpoint").text(model::route(must_be.list.kind));
  if (!must_be.list.project_id.empty()) out.key("project_id").text(must_be.list.project_id);
  if (!must_be.list.principal_id.empty()) out.key("principal_id").text(must_be.list.principal_id);
  if (!must_be.list.emails.empty()) out.key("emails").texts(must_be.list.emails);
  out.close_object();
  out.key("digest").text(must_be.digest);
  out.key("whole").boolean(must_be.whole);
  out.key("items").open_array();
  for (const listed_item& item : must_be.items) {
    out.open_object();
    out.key("id").text(item.id);
    if (!item.name.empty()) out.key("name").text(item.name);
    if (!item.digest.empty()) out.key("digest").text(item.digest);
    out.close_object();
  }
  out.close_array();
  out.key("absent").texts(must_be.absent);
  out.close_object();
}

} // namespace rolecall::plan
