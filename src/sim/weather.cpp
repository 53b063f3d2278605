#include "sim/weather.hpp"

#include "emulator/behaviours.hpp"

#include <algorithm>
#include <array>

namespace rolecall::sim {
namespace {

using texts = std::vector<std::string>;

const texts& read_faults() {
  static const texts all{"500",
                         "502",
                         "503=retry-after:2",
                         "503=retry-after:date+30",
                         "504",
                         "520",
                         "408",
                         "425",
                         "drop",
                         "cut",
                         "reset",
                         "drop=head",
                         "drop=body",
                         "stall",
                         "stall=body",
                         "delay=3000",
                         "delay=90000",
                         "trickle=100",
                         "429",
                         "429=retry-after:4",
                         "429=retry-after:120",
                         "429=retry-after-ms:1500",
                         "429=text:3.2",
                         "429=retry-after:date+30",
                         "429=retry-after:-3",
                         "429=quota",
                         "401",
                         "403",
                         "404",
                         "400",
                         "redirect",
                         "201",
                         "202",
                         "204",
                         "206",
                         "304",
                         "html",
                         "empty-body",
                         "body-object",
                         "body-null",
                         "body-array",
                         "truncated-json",
                         "garbage",
                         "two-values",
                         "bom",
                         "bad-utf8",
                         "lone-surrogate",
                         "duplicate-keys",
                         "infinity",
                         "deep=100",
                         "huge-time",
                         "text-time",
                         "null-name",
                         "number-name",
                         "nul-name",
                         "unknown-enums",
                         "renamed-scim",
                         "data-null",
                         "data-object",
                         "no-data",
                         "wrong-object",
                         "no-has-more",
                         "has-more-text",
                         "empty-page",
                         "next-null",
                         "false-with-next",
                         "cursor-loop",
                         "item-twice",
                         "item-conflict",
                         "item-without-id",
                         "item-null-id",
                         "item-empty-id",
                         "item-path-id",
                         "item-long-id",
                         "item-text",
                         "unknown-fields",
                         "reversed",
                         "leftover"};
  return all;
}

const texts& write_faults() {
  static const texts all{"500",
                         "500=after",
                         "500=late:5000",
                         "502",
                         "502=after",
                         "503=after",
                         "504",
                         "504=after",
                         "504=late:12000",
                         "520=after",
                         "drop",
                         "drop=after",
                         "drop=late:12000",
                         "drop=body",
                         "cut=after",
                         "reset=after",
                         "stall",
                         "stall=after",
                         "stall=late:2000",
                         "408",
                         "408=after",
                         "425",
                         "409",
                         "400",
                         "422",
                         "403",
                         "404",
                         "401",
                         "429",
                         "429=retry-after:4",
                         "429=retry-after-ms:1500",
                         "429=quota",
                         "html",
                         "empty-body",
                         "truncated-json",
                         "body-object",
                         "204",

                         "delay=3000",
                         "delay=90000",
                         "leftover",
                         "redirect",
                         "drop=after",
                         "500=after"};
  return all;
}

std::string fault(const place& at) {
  const bool write = (at / "write").flip(60);
  static const texts read_paths{"*",
                                "*/roles",
                                "/organization/groups*",
                                "/projects/*",
                                "/organization/projects*",
                                "/organization/roles",
                                "/organization/users*"};
  static const texts write_paths{"*",
                                 "*/roles*",
                                 "/organization/groups*",
                                 "/projects/*",
                                 "/organization/projects*",
                                 "/organization/users*"};
  std::string out = (at / "kind").one_of(write ? write_faults() : read_faults());
  out += write ? ((at / "verb").flip(65) ? "@POST " : "@DELETE ") : "@GET ";
  out += (at / "path").one_of(write ? write_paths : read_paths);
  constexpr std::array times{1, 1, 1, 2, 3, 8};
  if (!(at / "always").flip(12)) out += "#" + std::to_string((at / "times").one_of(times));
  return out + "~" + std::to_string((at / "skip").below(write ? 6 : 30));
}

bool has_knob(const weather& of, std::string_view name) {
  return std::ranges::any_of(of.behaviours, [&](const std::string& b) { return b.starts_with(name); });
}

/// What no client could see through: a first page that is empty, and the word that there are no more;
/// projects without a name, which may truly have none.
bool is_lie(const std::string& spec, const weather& of) {
  if (spec.starts_with("false-with-next")) return has_knob(of, "empty_page");
  if (spec.starts_with("409")) return has_knob(of, "inherited=unmarked");
  const bool of_projects =
      spec.find("@GET *") != std::string::npos || spec.find("projects*") != std::string::npos;
  return spec.starts_with("null-name") && of_projects;
}

/// Who holds roles where no list shows him: nothing tells where they come from, or what keeps a role in use.
bool is_unknowable(const weather& of) {
  return has_knob(of, "nonmember_role=apart") &&
         (has_knob(of, "inherited=unmarked") || has_knob(of, "delete_in_use"));
}

std::string value_of(const place& at, const emulator::knob_row& row) {
  if (row.name == "stale_reads") return (at / "value").one_of(texts{"2", "10", "3reads"});
  if (row.name == "rate_limit") {
    const std::string rate = (at / "rate").one_of(texts{"600:", "60:", "20:"});
    return rate + (at / "form").one_of(texts{"header", "ms", "text", "none"});
  }
  return std::string((at / "value").one_of(row.others));
}

} // namespace

weather random_weather(const place& at) {
  weather out;
  for (const emulator::knob_row& row : emulator::all_knobs()) {
    const place here = at / row.name;
    const std::size_t percent =
        row.name == "nonmember_role" ? 30 : 12; // the more for what is given in passing
    if (row.kind != emulator::knob_kind::behaviour || !here.has(percent)) continue;
    out.behaviours.push_back(std::string(row.name) + "=" + value_of(here, row));
    out.lags = out.lags || row.name == "stale_reads";
  }
  if (is_unknowable(out)) std::erase(out.behaviours, "nonmember_role=apart");
  if ((at / "calm").flip(15)) return out;
  for (std::size_t i = 0; i < 5; ++i) {
    const place here = at / "fault" / i;
    if (!here.has(45)) continue;
    std::string spec = fault(here);
    if (is_lie(spec, out)) continue;
    out.faults.push_back(std::move(spec));
    out.lags = out.lags || out.faults.back().find("late:") != std::string::npos;
  }
  const place owner = at / "fault" / "owner"; // the new one, without whom the old one must stay
  if (owner.has(6))
    out.faults.push_back(owner.one_of(texts{"500", "403", "drop"}) +
                         "@POST /organization/users/user_grace/roles");
  out.echoes_key = (at / "echo").has(8);
  return out;
}

} // namespace rolecall::sim
