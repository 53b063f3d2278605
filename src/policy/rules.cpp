#include "policy/rules.hpp"

#include <algorithm>
#include <array>

namespace rolecall::policy {
namespace {

using base::severity;

// clang-format off
constexpr std::array table = {
    rule_info{rule::cannot_read, "cannot-read", severity::error, "a file or folder could not be opened or read"},
    rule_info{rule::not_a_file, "not-a-file", severity::error, "a pipe, device or socket stands where a policy file should be"},
    rule_info{rule::outside_folder, "outside-folder", severity::error, "a symbolic link leads out of the policy folder"},
    rule_info{rule::too_many_files, "too-many-files", severity::error, "the policy has more files than any policy needs"},
    rule_info{rule::too_large, "too-large", severity::error, "the policy is larger than 64 MiB"},
    rule_info{rule::no_files, "no-files", severity::error, "there is no policy file to read"},
    rule_info{rule::read_twice, "read-twice", severity::error, "the same file was given twice"},

    rule_info{rule::not_utf8, "not-utf8", severity::error, "the file is in another encoding than UTF-8"},
    rule_info{rule::invalid_utf8, "invalid-utf8", severity::error, "a byte is not UTF-8"},
    rule_info{rule::control_character, "control-character", severity::error, "a control or text direction character stands in the file as itself"},
    rule_info{rule::carriage_return, "carriage-return", severity::error, "a line ends with a carriage return alone"},
    rule_info{rule::tab_indentation, "tab-indentation", severity::error, "a line is indented with a tab"},
    rule_info{rule::secret, "secret", severity::error, "the file holds what looks like an API key"},
    rule_info{rule::unexpanded, "unexpanded", severity::error, "a template marker was left in"},
    rule_info{rule::no_final_newline, "no-final-newline", severity::warning, "the last line has no line end, as if the file had been cut"},

    rule_info{rule::syntax, "syntax", severity::error, "the file is not YAML"},
    rule_info{rule::needs_quotes, "needs-quotes", severity::error, "text begins with a character that YAML reserves"},
    rule_info{rule::unclosed_quote, "unclosed-quote", severity::error, "a quote is opened and never closed"},
    rule_info{rule::empty_file, "empty-file", severity::error, "the file says nothing"},
    rule_info{rule::several_documents, "several-documents", severity::error, "the file holds more than one YAML document"},
    rule_info{rule::anchor_or_alias, "anchor-or-alias", severity::error, "YAML anchors and aliases are not allowed"},
    rule_info{rule::merge_key, "merge-key", severity::error, "the YAML merge key is not allowed"},
    rule_info{rule::tag, "tag", severity::error, "YAML tags are not allowed"},
    rule_info{rule::key_not_text, "key-not-text", severity::error, "a key is a list, a map or nothing"},
    rule_info{rule::duplicate_key, "duplicate-key", severity::error, "a key stands twice in one map"},
    rule_info{rule::too_deep, "too-deep", severity::error, "lists and maps are nested more than 32 deep"},
    rule_info{rule::too_many_nodes, "too-many-nodes", severity::error, "the file has more values than any policy needs"},
    rule_info{rule::directive, "directive", severity::error, "YAML directives are not allowed"},

    rule_info{rule::wrong_type, "wrong-type", severity::error, "a value is not of the kind that its key takes"},
    rule_info{rule::no_value, "no-value", severity::error, "a key has no value"},
    rule_info{rule::unknown_key, "unknown-key", severity::error, "a key is not in the grammar"},
    rule_info{rule::missing_key, "missing-key", severity::error, "a required key is missing"},
    rule_info{rule::wrong_version, "wrong-version", severity::error, "the file is written for another version of the grammar"},
    rule_info{rule::wrong_word, "wrong-word", severity::error, "a value is not one of the words allowed there"},
    rule_info{rule::not_together, "not-together", severity::error, "two keys do not go together, or one needs the other"},
    rule_info{rule::top_files_only, "top-files-only", severity::error, "a file in a sub-folder holds more than version and projects"},
    rule_info{rule::missing_blank, "missing-blank", severity::error, "a blank is missing after a colon or a dash"},

    rule_info{rule::empty_name, "empty-name", severity::error, "a name is empty"},
    rule_info{rule::long_name, "long-name", severity::error, "a name is longer than 255 bytes"},
    rule_info{rule::hidden_character, "hidden-character", severity::error, "a name holds a character that cannot be seen"},
    rule_info{rule::outer_blank, "outer-blank", severity::error, "a name begins or ends with a blank"},
    rule_info{rule::predefined_name, "predefined-name", severity::error, "a predefined role is declared"},
    rule_info{rule::same_name, "same-name", severity::error, "two names are the same text in two spellings"},
    rule_info{rule::mixed_scripts, "mixed-scripts", severity::warning, "a word of a name mixes letters of two scripts"},
    rule_info{rule::differs_in_case, "differs-in-case", severity::warning, "two names differ only in upper and lower case"},
    rule_info{rule::bad_id, "bad-id", severity::error, "an id holds what no id holds"},
    rule_info{rule::bad_permission, "bad-permission", severity::error, "a permission holds what no permission holds"},

    rule_info{rule::unknown_role, "unknown-role", severity::error, "a role that is granted is not declared"},
    rule_info{rule::unknown_group, "unknown-group", severity::error, "a group that is used is not declared"},
    rule_info{rule::unknown_set, "unknown-set", severity::error, "a permission set that is used is not defined"},
    rule_info{rule::set_cycle, "set-cycle", severity::error, "permission sets contain one another"},
    rule_info{rule::no_shared_role, "no-shared-role", severity::error, "a role written as {} is not in project_roles"},
    rule_info{rule::declared_twice, "declared-twice", severity::error, "an entry stands in two files"},
    rule_info{rule::listed_twice, "listed-twice", severity::warning, "a list names the same thing twice"},
    rule_info{rule::no_permissions, "no-permissions", severity::warning, "a role has no permissions"},
    rule_info{rule::replaces_shared, "replaces-shared", severity::warning, "a project's own role hides the one of project_roles"},
    rule_info{rule::excepted, "excepted", severity::error, "an entry is declared here and left to another policy"},
    rule_info{rule::same_id, "same-id", severity::error, "two entries are pinned to one id"},
    rule_info{rule::old_name_declared, "old-name-declared", severity::error, "an old name is declared itself, and not both entries have an id"},
    rule_info{rule::old_name_twice, "old-name-twice", severity::error, "two entries claim one old name"},

    rule_info{rule::ambiguous_name, "ambiguous-name", severity::error, "several live things have the name that the policy uses"},
    rule_info{rule::pinned_name_differs, "pinned-name-differs", severity::error, "the live thing with the given id has another name"},
    rule_info{rule::other_organization, "other-organization", severity::error, "the admin key belongs to another organization than the policy"},
    rule_info{rule::same_project, "same-project", severity::error, "two entries mean the same live project"},
    rule_info{rule::several_old_names, "several-old-names", severity::error, "several live things have old names of one entry"},
    rule_info{rule::old_name_is_live, "old-name-is-live", severity::warning, "the new name and an old one are both live"},
    rule_info{rule::template_matches_nothing, "template-matches-nothing", severity::warning, "a template matches no active project"},
    rule_info{rule::templates_disagree, "templates-disagree", severity::error, "templates that match one project disagree in manage"},
    rule_info{rule::same_user, "same-user", severity::error, "two entries of one list mean the same live user"},

    rule_info{rule::unknown_permission, "unknown-permission", severity::warning, "a permission is not one that is known"},
    rule_info{rule::organization_permission, "organization-permission", severity::warning, "a project role has a permission of the organization"},
    rule_info{rule::project_permission, "project-permission", severity::warning, "an organization role has a permission of projects"},
    rule_info{rule::unheld_role, "unheld-role", severity::warning, "a role that the policy creates is given to nobody"},
    rule_info{rule::empty_group, "empty-group", severity::warning, "a group holds roles and has no members"},
    rule_info{rule::idle_group, "idle-group", severity::warning, "a group holds no role and has no members in the policy"},
    rule_info{rule::unused_set, "unused-set", severity::warning, "a permission set is in no role"},
    rule_info{rule::implied_by_role, "implied-by-role", severity::warning, "another role that is granted beside this one has all that it has"},
    rule_info{rule::implied_by_owner, "implied-by-owner", severity::warning, "a project grant to an owner of the organization, who owns every project"},
    rule_info{rule::implied_by_group, "implied-by-group", severity::warning, "a role is granted to a user and to a group that has the user as a member"},

    rule_info{rule::allow_rule, "allow-rule", severity::error, "allow names a rule that cannot be accepted"},
    rule_info{rule::allow_address, "allow-address", severity::error, "allow names no thing that a warning could be about"},
    rule_info{rule::allow_reason, "allow-reason", severity::error, "allow gives no reason"},
    rule_info{rule::unused_allowance, "unused-allowance", severity::warning, "allow accepts a warning that is not there"},
};
// clang-format on

static_assert(std::ranges::is_sorted(table, {}, &rule_info::number));

} // namespace

std::span<const rule_info> rules() { return table; }

const rule_info& about(rule which) { return *std::ranges::lower_bound(table, which, {}, &rule_info::number); }

bool can_be_accepted(const rule_info& r) {
  const bool is_of_the_file = r.number == rule::no_final_newline || r.number == rule::unused_allowance;
  return r.level == severity::warning && !is_of_the_file;
}

bool is_live(rule which) { return which >= rule::ambiguous_name && which < rule::unknown_permission; }

std::string id_of(rule which) {
  const std::string digits = std::to_string(static_cast<int>(which));
  return "RC" + std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0') + digits;
}

} // namespace rolecall::policy
