#include "policy/json_schema.hpp"

#include "base/json_text.hpp"
#include "policy/grammar.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

namespace rolecall::policy {
namespace {

constexpr std::size_t longest_name = 255;

/// The bodies that keys lead to from `from`, and `from`.
void collect(body from, std::set<body>& into) {
  if (from == body::none || !into.insert(from).second) return;
  for (const field& f : fields_of(from)) collect(f.inner, into);
}

/// What the definition of a body is called.
std::string_view name_of(body what) {
  switch (what) {
  case body::none: break;
  case body::file: return "file";
  case body::manage: return "manage";
  case body::except: return "except";
  case body::project_manage: return "project_manage";
  case body::group_manage: return "group_manage";
  case body::guards: return "guards";
  case body::protect: return "protect";
  case body::role: return "role";
  case body::shared_role: return "shared_role";
  case body::project_role: return "project_role";
  case body::group: return "group";
  case body::user: return "user";
  case body::project: return "project";
  case body::match: return "template";
  case body::allow: return "allow";
  }
  return "";
}

bool is_role(body what) {
  return what == body::role || what == body::shared_role || what == body::project_role;
}

/// Whether it stands in a map under names, or in a list: then no key of the grammar describes it.
bool is_entry(body what) {
  return std::ranges::any_of(fields(), [what](const field& f) {
    return f.inner == what && (f.takes == shape::named || f.takes == shape::records);
  });
}

/// What others own is not described, and not renamed.
bool is_for_owners(const field& f) {
  const bool describes = f.key == "description" || f.key == "permissions";
  return f.key == "previously" || (describes && is_role(f.parent));
}

bool may_be_owned_by_others(body what) {
  return find_field(what, "create") && std::ranges::any_of(fields_of(what), is_for_owners);
}

bool is_version(const field& f) { return f.parent == body::file && f.key == "version"; }

bool is_id(const field& f) { return f.key == "id" || f.key == "organization"; }

bool holds_permissions(const field& f) { return f.key == "permissions" || f.key == "permission_sets"; }

class writer {
public:
  std::string whole() {
    out_.open_object();
    out_.key("$schema").text("http://json-schema.org/draft-07/schema#");
    out_.key("$id").text("https://example.com/rolecall/schema/policy.schema.json");
    out_.key("title").text("rolecall policy");
    out_.key("description")
        .text("One file of a policy. A policy is one file or a folder; files in its sub-folders hold only "
              "version and projects.");
    members_of(body::file);
    definitions();
    out_.close_object();
    return out_.str();
  }

private:
  void definitions() {
    out_.key("definitions").open_object();
    std::set<body> bodies;
    collect(body::file, bodies);
    bodies.erase(body::file);
    for (const body what : bodies) definition(what);
    name();
    item();
    permission();
    out_.close_object();
  }

  void definition(body what) {
    out_.key(name_of(what)).open_object();
    if (is_entry(what)) out_.key("description").text(describe(what));
    members_of(what);
    out_.close_object();
  }

  /// What stands in the schema of a map with fixed keys.
  void members_of(body what) {
    out_.key("type").text("object");
    out_.key("additionalProperties").boolean(false);
    required(what);
    if (find_field(what, "name") && find_field(what, "id")) name_needs_id();
    if (what == body::project) created_has_no_id();
    out_.key("properties").open_object();
    for (const field& f : fields_of(what)) property(f);
    out_.close_object();
    if (may_be_owned_by_others(what)) create_false(what);
  }

  void required(body what) {
    std::vector<std::string> keys;
    for (const field& f : fields_of(what)) {
      if (f.need == presence::required) keys.emplace_back(f.key);
    }
    if (!keys.empty()) out_.key("required").texts(keys);
  }

  void name_needs_id() {
    out_.key("dependencies").open_object();
    out_.key("name").texts({"id"});
    out_.close_object();
  }

  void created_has_no_id() {
    out_.key("if").open_object();
    out_.key("required").texts({"id"});
    out_.key("properties").open_object();
    out_.key("id").boolean(true);
    out_.close_object();
    out_.close_object();
    out_.key("then").open_object();
    out_.key("properties").open_object();
    out_.key("create").open_object();
    out_.key("const").boolean(false);
    out_.close_object();
    out_.close_object();
    out_.close_object();
  }

  /// Conditions and not alternatives: of those an editor cannot say which one was meant.
  void create_false(body what) {
    out_.key("if").open_object();
    out_.key("required").texts({"create"});
    out_.key("properties").open_object();
    out_.key("create").open_object();
    out_.key("const").boolean(false);
    out_.close_object();
    out_.close_object();
    out_.close_object();
    out_.key("then").open_object();
    nothing_for_owners(what);
    out_.close_object();
    if (is_role(what)) permissions_otherwise(what);
  }

  void nothing_for_owners(body what) {
    out_.key("properties").open_object();
    for (const field& f : fields_of(what)) {
      if (is_for_owners(f)) out_.key(f.key).boolean(false);
    }
    out_.close_object();
  }

  void permissions_otherwise(body what) {
    out_.key("else").open_object();
    what == body::project_role ? permissions_or_nothing() : needs_permissions();
    out_.close_object();
  }

  void permissions_or_nothing() {
    out_.key("if").open_object();
    out_.key("minProperties").number(1);
    out_.close_object();
    out_.key("then").open_object();
    needs_permissions();
    out_.close_object();
  }

  void needs_permissions() { out_.key("required").texts({"permissions"}); }

  void property(const field& f) {
    out_.key(f.key).open_object();
    out_.key("description").text(f.about);
    value(f);
    out_.close_object();
  }

  void value(const field& f) {
    switch (f.takes) {
    case shape::number: return number(f);
    case shape::text: return text(f);
    case shape::flag: return type("boolean");
    case shape::ownership: return ownership();
    case shape::manage: return ownership_or(f.inner);
    case shape::texts: return list(f);
    case shape::named_texts: return named_lists(f);
    case shape::record: return record(f.inner);
    case shape::named: return named(f.inner);
    case shape::records: return records(f.inner);
    }
  }

  void type(std::string_view what) { out_.key("type").text(what); }

  /// What rolecall reads as text, other readers of YAML also take for numbers and booleans.
  void plain() { out_.key("type").texts({"string", "number", "boolean"}); }

  void number(const field& f) {
    if (is_version(f)) return out_.key("const").number(1);
    type("integer");
    out_.key("minimum").number(0);
  }

  void text(const field& f) {
    plain();
    if (is_id(f)) out_.key("pattern").text(R"(^[^\s/"\\?#]+$)");
    if (is_id(f) || f.key == "name") length_of_name();
    if (f.parent == body::allow && f.key == "rule") out_.key("pattern").text("^RC[0-9]{3}$");
    if (f.parent == body::allow && f.key == "reason") out_.key("pattern").text(R"(\S)");
  }

  void length_of_name() {
    out_.key("minLength").number(1);
    out_.key("maxLength").number(longest_name);
  }

  void ownership() {
    type("string");
    words("enum");
  }

  void words(std::string_view keyword) { out_.key(keyword).texts({"additive", "authoritative"}); }

  /// The examples are for editors: they propose no words out of `else`.
  void ownership_or(body inner) {
    out_.key("type").texts({"string", "object"});
    words("examples");
    out_.key("if").open_object();
    type("object");
    out_.close_object();
    out_.key("then");
    reference(name_of(inner));
    out_.key("else").open_object();
    words("enum");
    out_.close_object();
  }

  void list(const field& f) {
    type("array");
    if (f.need == presence::required) out_.key("minItems").number(1);
    out_.key("items");
    reference(holds_permissions(f) ? "permission" : "item");
  }

  void named_lists(const field& f) {
    names();
    out_.key("additionalProperties").open_object();
    list(f);
    out_.close_object();
  }

  void named(body inner) {
    names();
    if (inner == body::user) no_invitation_of_ids();
    out_.key("additionalProperties");
    reference(name_of(inner));
  }

  /// The schema of a user, said again: what a pattern covers is additional no more.
  void no_invitation_of_ids() {
    out_.key("patternProperties").open_object();
    out_.key("^[^@]*$").open_object();
    out_.key("allOf").open_array();
    reference(name_of(body::user));
    out_.open_object();
    out_.key("type").text("object");
    out_.key("properties").open_object();
    out_.key("invite").open_object();
    out_.key("const").boolean(false);
    out_.close_object();
    out_.close_object();
    out_.close_object();
    out_.close_array();
    out_.close_object();
    out_.close_object();
  }

  void names() {
    type("object");
    out_.key("propertyNames");
    reference("name");
  }

  /// Draft-07 ignores what stands beside a reference: the description of the key.
  void record(body inner) {
    type("object");
    out_.key("allOf").open_array();
    reference(name_of(inner));
    out_.close_array();
  }

  void records(body inner) {
    type("array");
    out_.key("items");
    reference(name_of(inner));
  }

  void reference(std::string_view definition) {
    out_.open_object();
    out_.key("$ref").text("#/definitions/" + std::string(definition));
    out_.close_object();
  }

  void name() {
    out_.key("name").open_object();
    out_.key("description").text("a name");
    type("string");
    length_of_name();
    out_.close_object();
  }

  void item() {
    out_.key("item").open_object();
    plain();
    out_.key("minLength").number(1);
    out_.close_object();
  }

  void permission() {
    out_.key("permission").open_object();
    out_.key("description")
        .text("a permission such as api.groups.read, or the name of a permission set behind an @");
    plain();
    out_.key("pattern").text("^(@.+|[^@ ][^ ]*)$");
    out_.close_object();
  }

  base::json_text out_;
};

} // namespace

std::string json_schema() { return writer().whole(); }

} // namespace rolecall::policy
