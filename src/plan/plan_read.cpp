#include "plan/plan_read.hpp"

#include "base/text.hpp"
#include "plan/action_reader.hpp"
#include "plan/digest.hpp"
#include "plan/plan_check.hpp"
#include "plan/words.hpp"
#include "wire/strict_json.hpp"

#include <boost/json.hpp>

#include <array>

namespace rolecall::plan {
namespace {

namespace json = boost::json;

constexpr std::array stages{stage::create,       stage::early_addition, stage::removal,
                            stage::mixed_update, stage::late_addition,  stage::deletion,
                            stage::own_rights};
constexpr std::array wait_reasons{wait_reason::uses, wait_reason::phantom_access, wait_reason::kept_access,
                                  wait_reason::owners, wait_reason::own_rights};
constexpr std::array keep_reasons{keep_reason::additive,           keep_reason::blocked_line,
                                  keep_reason::identity_provider,  keep_reason::tenant,
                                  keep_reason::unknown_owner,      keep_reason::organization_reader,
                                  keep_reason::organization_owner, keep_reason::unnamed_account};
constexpr std::array list_kinds{model::list_kind::organization_roles,
                                model::list_kind::groups,
                                model::list_kind::projects,
                                model::list_kind::users,
                                model::list_kind::invites,
                                model::list_kind::project_roles,
                                model::list_kind::project_groups,
                                model::list_kind::project_users,
                                model::list_kind::group_members,
                                model::list_kind::group_roles,
                                model::list_kind::user_roles,
                                model::list_kind::project_group_roles,
                                model::list_kind::project_user_roles};

constexpr std::size_t largest_place = 1'000'000'000;

base::source_range read_place(const value_reader& in) {
  base::source_range out;
  out.begin.file = in.text("filename");
  const value_reader start = in.object("start");
  out.begin.line = static_cast<int>(start.number("line", largest_place, 1));
  out.begin.column = static_cast<int>(start.number("column", largest_place, 1));
  out.length = static_cast<int>(in.number("length", largest_place, 1));
  return out;
}

std::optional<base::source_range> read_cause(const value_reader& in) {
  if (in.is_null("cause")) return std::nullopt;
  const value_reader cause = in.object("cause");
  if (cause.id("filename").empty()) return std::nullopt; // refused
  return read_place(cause);
}

operation read_operation(const value_reader& in) {
  operation out;
  out.at = in.address("parts", "address");
  if (in.has("previous_address")) out.previous = in.address("previous_parts", "previous_address");
  out.stage = in.word_of(stages, "stage");
  for (const value_reader& after : in.objects("after"))
    out.after.push_back({after.number("index"), after.word_of(wait_reasons, "reason")});
  out.cause = read_cause(in);
  if (in.has("also")) {
    for (const value_reader& also : in.objects("also")) out.also.push_back(read_place(also));
  }
  out.what = read_action(in.object("operation"));
  return out;
}

model::unmet_line read_unmet(const value_reader& in) {
  model::unmet_line out{in.address("parts", "address"), in.text("reason"), {}};
  if (const auto cause = read_cause(in)) out.cause = *cause;
  return out;
}

model::list_ref read_list(const value_reader& in) {
  const std::string endpoint = in.text("endpoint");
  for (const model::list_kind kind : list_kinds) {
    if (model::route(kind) != endpoint) continue;
    model::list_ref out{kind, {}, {}};
    if (endpoint.find("{project_id}") != std::string::npos) out.project_id = in.id("project_id");
    const bool principal =
        endpoint.find("{group_id}") != std::string::npos || endpoint.find("{user_id}") != std::string::npos;
    if (principal) out.principal_id = in.id("principal_id");
    if (kind == model::list_kind::users && in.has("emails")) {
      out.kind = model::list_kind::users_by_email;
      out.emails = in.texts("emails");
    }
    return out;
  }
  in.refuse("endpoint", "is " + base::quoted(endpoint) + ", which is no list that this rolecall knows");
  return {};
}

precondition read_precondition(const value_reader& in) {
  precondition out;
  out.list = read_list(in.object("list"));
  out.digest = in.text("digest");
  out.whole = in.flag("whole");
  for (const value_reader& item : in.objects("items")) {
    out.items.push_back({item.id("id"), item.has("name") ? item.text("name") : "",
                         item.has("digest") ? item.text("digest") : ""});
  }
  out.absent = in.texts("absent");
  return out;
}

plan read_plan(const value_reader& in) {
  plan out;
  if (!in.is_null("organization")) out.organization = in.text("organization");
  for (const value_reader& op : in.objects("resource_changes")) out.operations.push_back(read_operation(op));
  for (const value_reader& line : in.objects("blocked")) out.blocked.push_back(read_unmet(line));
  for (const value_reader& line : in.objects("waiting")) out.waiting.push_back(read_unmet(line));
  for (const value_reader& kept : in.objects("kept"))
    out.kept.push_back({kept.address("parts", "address"), kept.word_of(keep_reasons, "reason")});
  for (const value_reader& gap : in.objects("gaps")) {
    out.gaps.push_back({gap.address("parts", "address"), gap.text("permission"), gap.number("lost_by_index"),
                        gap.number("back_by_index")});
  }
  for (const value_reader& guard : in.objects("guards")) {
    out.guards.push_back(
        {guard.text("name"), guard.flag("refused"), guard.text("message"), guard.text("flag")});
  }
  for (const value_reader& of : in.objects("ends_rights_of")) {
    out.ends_rights_of.push_back(
        {of.id("user_id"), of.text("user"), of.flag("for_a_time"), of.flag("lifted")});
  }
  for (const value_reader& list : in.objects("unreadable"))
    out.unreadable.push_back({list.text("what"), list.text("why")});
  out.warnings = in.texts("warnings");
  out.revoke_first = in.has("revoke_first") && in.flag("revoke_first");
  if (!in.is_null("policy")) out.policy = in.text("policy");
  out.only = in.texts("only");
  for (const value_reader& one : in.objects("preconditions"))
    out.preconditions.push_back(read_precondition(one));
  return out;
}

/// The version comes before the digest: of another major version not even that is known.
std::optional<std::string> wrong_version(const json::object& root) {
  const json::value* said = root.if_contains("format_version");
  if (!said || !said->is_string())
    return "it has no format_version: a plan is what 'rolecall plan --format json' writes";
  const std::string version(said->as_string());
  if (version.starts_with("1.")) return std::nullopt;
  return "its format_version is " + base::quoted(version) + ", and this rolecall reads 1.x";
}

} // namespace

std::variant<plan, no_plan> from_json(std::string_view text) {
  if (text.size() > largest_plan) return no_plan{"it is longer than 64 MiB"};
  const auto parsed = wire::parse_strict(text, "the file");
  if (!parsed) return no_plan{base::printable(parsed.error().message)};
  const json::object* root = parsed->if_object();
  if (!root) return no_plan{"it is JSON, but no plan: a plan is an object"};
  if (auto wrong = wrong_version(*root)) return no_plan{*std::move(wrong)};
  const auto intact = is_intact(text);
  if (!intact) return no_plan{"it does not end in its digest: it was changed, or written by something else"};
  if (!*intact)
    return no_plan{"it was changed after it was written: its digest is another one. Make a new plan"};
  std::string complaint;
  plan out = read_plan(value_reader(*root, "", complaint));
  if (complaint.empty()) complaint = what_is_wrong(out);
  if (!complaint.empty()) return no_plan{std::move(complaint)};
  return out;
}

} // namespace rolecall::plan
