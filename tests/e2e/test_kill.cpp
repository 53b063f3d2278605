#include "base/random_source.hpp"
#include "e2e/rolecall.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <set>

// The real program, killed in the middle of an apply of 200 changes, and run again.

namespace rolecall::e2e {
namespace {

namespace json = boost::json;

constexpr int things = 32; ///< of each kind
constexpr int removals = 20;
constexpr std::size_t changes = 200;

std::string number(int i) { return std::to_string(100 + i); }

/// Twenty groups that lose a role, one that keeps what it has, and roles that are to be described.
std::string state_before() {
  json::array groups{
      json::object{{"id", "group_keep"}, {"name", "Keep"}, {"roles", {"reader"}}, {"members", {"bob"}}}};
  json::array roles;
  for (int i = 0; i < removals; ++i) {
    groups.emplace_back(json::object{{"id", "group_" + number(i)},
                                     {"name", "Old " + number(i)},
                                     {"roles", {"reader", "Worn " + number(i)}},
                                     {"members", {"bob"}}});
    roles.emplace_back(json::object{
        {"id", "role_" + number(i)}, {"name", "Worn " + number(i)}, {"permissions", {"api.model.read"}}});
  }
  return json::serialize(
      json::object{{"organization", {{"id", "org-kill"}, {"name", "Kill"}}},
                   {"users",
                    {{{"id", "ada"}, {"email", "ada@example.com"}, {"roles", {"owner"}}},
                     {{"id", "bob"}, {"email", "bob@example.com"}, {"roles", {"reader"}}}}},
                   {"roles", roles},
                   {"groups", groups},
                   {"projects", {{{"id", "proj_default"}, {"name", "Default project"}, {"default", true}}}}});
}

/// 32 roles, 32 groups that hold them, 32 projects and a group in each, 20 new descriptions, 20 removals.
std::string policy() {
  std::string roles = "roles:\n";
  std::string groups = "groups:\n  Keep: {roles: [reader]}\n";
  std::string projects = "projects:\n";
  for (int i = 0; i < things; ++i) {
    roles += "  New " + number(i) + ": {permissions: [api.model.read]}\n";
    groups += "  New " + number(i) + ": {roles: [New " + number(i) + "]}\n";
    projects += "  New " + number(i) + ": {create: true, groups: {New " + number(i) + ": [viewer]}}\n";
  }
  for (int i = 0; i < removals; ++i) {
    roles += "  Worn " + number(i) + ": {permissions: [api.model.read], description: Worn}\n";
    groups += "  Old " + number(i) + ": {roles: [reader]}\n";
  }
  return "version: 1\nmanage: {roles: additive, groups: additive, members: additive, grants: "
         "authoritative}\n" +
         roles + groups + projects;
}

std::string sorted(const json::value& list) {
  std::set<std::string> words;
  for (const json::value& word : list.as_array()) words.emplace(std::string_view(word.as_string()));
  std::string out;
  for (const std::string& word : words) out += " " + word;
  return out;
}

/// Who may do what in the organization, by names; what is there twice is listed twice.
std::vector<std::string> picture(const std::string& state) {
  const json::value all = json::parse(state);
  std::vector<std::string> out;
  std::map<std::string, std::string> names;
  const auto text = [](const json::value& of, const char* key) {
    const auto* there = of.as_object().if_contains(key);
    return there && there->is_string() ? std::string(std::string_view(there->as_string())) : std::string();
  };
  for (const json::value& role : all.at("roles").as_array())
    out.push_back("role " + text(role, "name") + ":" + sorted(role.at("permissions")) + " " +
                  text(role, "description"));
  for (const json::value& group : all.at("groups").as_array()) {
    names[text(group, "id")] = text(group, "name");
    out.push_back("group " + text(group, "name") + ":" + sorted(group.at("members")) + " is" +
                  sorted(group.at("roles")));
  }
  for (const json::value& project : all.at("projects").as_array()) {
    out.push_back("project " + text(project, "name"));
    for (const json::value& group : project.at("groups").as_array())
      out.push_back("project " + text(project, "name") + ": " + names[text(group, "group")] +
                    sorted(group.at("roles")));
  }
  for (const json::value& user : all.at("users").as_array())
    out.push_back("user " + text(user, "id") + ":" + sorted(user.at("roles")));
  std::ranges::sort(out);
  return out;
}

const std::string apply_words = "apply --yes --settle 1 --max-removals 100 rolecall.yaml";

struct scene {
  scene() { place.put("rolecall.yaml", policy()); }
  folder place;
  emulator server{place.put("state.json", state_before()), {"--behaviour", "duplicate_name=accept"}};
  setting here = against(server, place.path());
};

/// An apply that was killed once the server had received a random number of writes, or a little later; and
/// the next one.
struct trial {
  explicit trial(std::uint64_t number) : seed(number) {
    base::random_source random(seed);
    const std::size_t writes = random.below(changes);
    process running(rolecall_command(apply_words, in.here));
    wait_until([&] { return in.server.writes().size() >= writes; });
    running.signal(SIGKILL);
    running.finish();
    received = in.server.writes().size();
  }
  std::uint64_t seed;
  std::size_t received = 0;
  scene in;
  std::optional<process> next;
};

} // namespace

TEST_SUITE("killed") {
  // Covers F38.
  TEST_CASE("an apply that is killed at any moment is finished by the next, without a duplicate or a wrong "
            "removal") {
    scene calm;
    const outcome undisturbed = rolecall(apply_words, calm.here);
    REQUIRE(undisturbed.code == 0);
    REQUIRE(undisturbed.out.find("Applied: " + std::to_string(changes) + " done.") != std::string::npos);
    const std::vector<std::string> wanted = picture(calm.server.state());
    const char* times = std::getenv("ROLECALL_CASES");
    const std::uint64_t kills = times ? 6 * std::strtoull(times, nullptr, 10) : 6;
    std::size_t in_the_middle = 0;
    std::size_t with_doubt = 0;
    for (std::uint64_t seed = 0; seed < kills;) {
      std::vector<std::unique_ptr<trial>> wave; // side by side: most of them wait for what was in doubt
      while (wave.size() < 6 && seed < kills) wave.push_back(std::make_unique<trial>(seed++));
      for (const auto& one : wave) one->next.emplace(rolecall_command(apply_words, one->in.here));
      for (const auto& one : wave) {
        CAPTURE(one->seed);
        CAPTURE(one->received);
        const outcome next = one->next->finish();
        check_no_key(next);
        INFO(next.out << next.err);
        CHECK(next.code == 0);
        CHECK(picture(one->in.server.state()) == wanted);
        in_the_middle += one->received > 0 && one->received < changes ? 1 : 0;
        with_doubt += next.err.find("in doubt:") != std::string::npos ? 1 : 0;
        const outcome last = rolecall("plan -q --detailed-exitcode rolecall.yaml", one->in.here);
        CHECK(last.code == 0);
        CHECK(last.err == "");
      }
    }
    if (times)
      MESSAGE(kills << " kills, " << in_the_middle << " in the middle, " << with_doubt
                    << " with writes in doubt");
    CHECK(in_the_middle > 0);
  }
}

} // namespace rolecall::e2e
