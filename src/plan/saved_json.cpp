#include "plan/saved_json.hpp"

#include "plan/action_fields.hpp"
#include "plan/words.hpp"

namespace rolecall::plan {
namespace {

using base::json_text;

class field_writer {
public:
  explicit field_writer(json_text& out) : out_(out) {}

  template <class Value>
  void operator()(std::string_view name, const Value& value) {
    out_.key(name);
    put(value);
  }

private:
  void put(const std::string& text) { out_.text(text); }
  void put(bool yes) { out_.boolean(yes); }
  void put(model::principal_kind kind) { out_.text(word(kind)); }
  void put(entry enters) { out_.text(word(enters)); }
  void put(const target& to) {
    out_.open_object();
    out_.key("id").text(to.id);
    if (to.made_by) out_.key("made_by").number(*to.made_by);
    out_.close_object();
  }
  void put(const rename& name) {
    out_.open_object();
    out_.key("from").text(name.from);
    out_.key("to").text(name.to);
    out_.close_object();
  }
  void put(const role_body& body) {
    out_.open_object();
    out_.key("description");
    if (body.description)
      out_.text(*body.description);
    else
      out_.null();
    out_.key("permissions").texts(body.permissions);
    out_.close_object();
  }
  void put(const std::vector<model::address>& all) {
    out_.open_array();
    for (const model::address& at : all) put_parts(out_, at);
    out_.close_array();
  }

  json_text& out_;
};

} // namespace

void put_parts(json_text& out, const model::address& at) {
  out.open_object();
  for (const model::address_part& part : at.parts()) {
    out.key(part.kind).text(part.thing.name);
    if (!part.thing.id.empty()) out.key(part.kind + "_id").text(part.thing.id);
  }
  out.close_object();
}

void put_action(json_text& out, const action& what) {
  action copy = what; // its fields are named once, for reading too
  out.open_object();
  std::visit(
      [&](auto& one) {
        out.key("kind").text(kind_of<std::decay_t<decltype(one)>>);
        each_field(one, field_writer(out));
      },
      copy);
  out.close_object();
}

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
