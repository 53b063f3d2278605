#include "emulator/fault_kinds.hpp"

#include <algorithm>
#include <array>

// Bodies that are not what they should be. They change the text only, so that the malformed ones need no
// parser.

namespace rolecall::emulator {
namespace {

void html(const fault_call&, response& answer) {
  answer.status = 200;
  set_header(answer.headers, "Content-Type", "text/html; charset=UTF-8");
  answer.body = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Sign in to the "
                "network.</body></html>\n";
}

void empty(const fault_call&, response& answer) { answer.body.clear(); }
void only_object(const fault_call&, response& answer) { answer.body = "{}"; }
void only_null(const fault_call&, response& answer) { answer.body = "null"; }
void only_array(const fault_call&, response& answer) { answer.body = "[]"; }

// The length is right: only the JSON is incomplete.
void truncated(const fault_call&, response& answer) { answer.body.resize(answer.body.size() / 2); }
void garbage(const fault_call&, response& answer) { answer.body += "<!-- served by cache -->"; }
void two_values(const fault_call&, response& answer) { answer.body += "\n{}"; }
void bom(const fault_call&, response& answer) { answer.body.insert(0, "\xEF\xBB\xBF"); }

/// Adds members in front of those of the outermost object.
void put_first(response& answer, std::string_view members) {
  const auto at = answer.body.find('{');
  if (at == std::string::npos) return;
  const auto next = answer.body.find_first_not_of(" \n", at + 1);
  const bool others = next != std::string::npos && answer.body[next] != '}';
  answer.body.insert(at + 1, std::string(members) + (others ? "," : ""));
}

void bad_utf8(const fault_call&, response& answer) { put_first(answer, "\"note\":\"\xC3\x28\xFF\""); }
void lone_surrogate(const fault_call&, response& answer) { put_first(answer, R"("note":"\ud800")"); }

void duplicate_keys(const fault_call&, response& answer) {
  put_first(answer, R"("object":"list","has_more":false,"id":"x","name":"x","data":[],"next":null)");
}

void infinity(const fault_call&, response& answer) { put_first(answer, R"("extra":1e999)"); }

void deep(const fault_call& f, response& answer) {
  const auto depth = static_cast<std::size_t>(f.number(10000));
  put_first(answer, R"("extra":)" + std::string(depth, '[') + std::string(depth, ']'));
}

void huge_body(const fault_call& f, response& answer) {
  put_first(answer, R"("extra":")" + std::string(static_cast<std::size_t>(f.number(40 << 20)), 'x') + '"');
}

/// In every value of that member.
void replace_values(response& answer, std::string_view member, std::string_view with) {
  const auto key = '"' + std::string(member) + "\":";
  std::size_t at = 0;
  while ((at = answer.body.find(key, at)) != std::string::npos) {
    at += key.size();
    auto end = at;
    if (end < answer.body.size() && answer.body[end] == '"') {
      for (++end; end < answer.body.size() && answer.body[end] != '"'; ++end)
        if (answer.body[end] == '\\') ++end;
      end = std::min(end + 1, answer.body.size());
    } else {
      end = std::min(answer.body.find_first_of(",}]", at), answer.body.size());
    }
    answer.body.replace(at, end - at, with);
    at += with.size();
  }
}

void huge_time(const fault_call&, response& answer) {
  for (const auto* member : {"created_at", "added_at", "effective_at"})
    replace_values(answer, member, "1000000000000000000000000000000");
}

void null_name(const fault_call&, response& answer) { replace_values(answer, "name", "null"); }
void number_name(const fault_call&, response& answer) { replace_values(answer, "name", "7"); }
void nul_name(const fault_call&, response& answer) { replace_values(answer, "name", R"("a\u0000b")"); }
void text_time(const fault_call&, response& answer) {
  replace_values(answer, "created_at", R"("1711471533")");
}

void unknown_enums(const fault_call&, response& answer) {
  replace_values(answer, "group_type", R"("galaxy")");
  replace_values(answer, "resource_type", R"("api.galaxy")");
  replace_values(answer, "status", R"("paused")");
}

void renamed_scim(const fault_call&, response& answer) {
  constexpr std::string_view from = "\"is_scim_managed\":";
  for (auto at = answer.body.find(from); at != std::string::npos; at = answer.body.find(from, at))
    answer.body.replace(at, from.size(), "\"scim_managed\":");
}

constexpr std::array kinds{
    fault_kind{"html", "", effect::now, false, "200 with a sign-in page", html},
    fault_kind{"empty-body", "", effect::now, false, "no body", empty},
    fault_kind{"body-object", "", effect::now, false, "{}", only_object},
    fault_kind{"body-null", "", effect::now, false, "null", only_null},
    fault_kind{"body-array", "", effect::now, false, "[]", only_array},
    fault_kind{"truncated-json", "", effect::now, false, "half of the JSON, with the right length",
               truncated},
    fault_kind{"garbage", "", effect::now, false, "text behind the JSON", garbage},
    fault_kind{"two-values", "", effect::now, false, "a second JSON value", two_values},
    fault_kind{"bom", "", effect::now, false, "a byte order mark", bom},
    fault_kind{"bad-utf8", "", effect::now, false, "bytes that are not UTF-8 in a string", bad_utf8},
    fault_kind{"lone-surrogate", "", effect::now, false, "half a surrogate pair, escaped", lone_surrogate},
    fault_kind{"duplicate-keys", "", effect::now, false, "members twice, with other values first",
               duplicate_keys},
    fault_kind{"infinity", "", effect::now, false, "the number 1e999", infinity},
    fault_kind{"deep", "N", effect::now, false, "nested N deep (10000)", deep},
    fault_kind{"huge-body", "N", effect::now, false, "N bytes more (40 MiB)", huge_body},
    fault_kind{"huge-time", "", effect::now, false, "times of 10^30", huge_time},
    fault_kind{"text-time", "", effect::now, false, "times as strings", text_time},
    fault_kind{"null-name", "", effect::now, false, "names that are null", null_name},
    fault_kind{"number-name", "", effect::now, false, "names that are numbers", number_name},
    fault_kind{"nul-name", "", effect::now, false, "names with a NUL", nul_name},
    fault_kind{"unknown-enums", "", effect::now, false,
               "values of group_type, resource_type, status that nobody knows", unknown_enums},
    fault_kind{"renamed-scim", "", effect::now, false, "scim_managed instead of is_scim_managed",
               renamed_scim},
};

} // namespace

std::span<const fault_kind> body_faults() { return kinds; }

} // namespace rolecall::emulator
