#include "api/client.hpp"
#include "http/caller.hpp"
#include "http/running.hpp"
#include "http/virtual_run.hpp"

#include <doctest/doctest.h>

#include <map>

// The client against a transport that answers by script: paths, paging, what is asked for again.

using namespace rolecall;
using http::testing::scripted_transport;

namespace {

http::response ok(std::string body) {
  http::response out;
  out.status = 200;
  out.body = std::move(body);
  out.headers = {{"openai-organization", "org-1"}};
  return out;
}

/// Answers by target; a target that is not in the tables is 404.
struct fixture {
  std::map<std::string, std::vector<std::string>>
      bodies;                              ///< what each target answers, in turn; the last for ever
  std::map<std::string, unsigned> refused; ///< with that status
  std::vector<std::string> asked;

  http::result<http::response> answer(const http::request& what) {
    asked.push_back(std::string(http::to_string(what.verb)) + " " + what.target +
                    (what.body.empty() ? "" : " " + what.body));
    auto& left = bodies[what.target];
    if (left.empty()) {
      http::response none;
      none.status = refused.contains(what.target) ? refused.at(what.target) : 404;
      return none;
    }
    const std::string body = left.front();
    if (left.size() > 1) left.erase(left.begin());
    return ok(body);
  }

  template <class T, class Call>
  T run(Call call) {
    http::virtual_clock time;
    boost::asio::io_context io;
    scripted_transport to(time, [this](const http::request& what, int) { return answer(what); });
    http::caller calls(to, time, http::retry_policy(), 1);
    api::client client(calls);
    std::optional<T> out;
    boost::asio::co_spawn(io, http::testing::into(out, call(client)), [](std::exception_ptr e) {
      if (e) std::rethrow_exception(e);
    });
    http::testing::run_all(io, time);
    return std::move(out.value());
  }

  api::result<api::list_answer> read(const model::list_ref& list) {
    return run<api::result<api::list_answer>>([&](api::client& c) { return c.read(list); });
  }
};

std::string group(const std::string& id, const std::string& name = "G") {
  return R"({"id": ")" + id + R"(", "name": ")" + name + R"("})";
}
std::string page(const std::string& items, const std::string& next = "") {
  const std::string rest =
      next.empty() ? R"("has_more": false)" : R"("has_more": true, "next": ")" + next + "\"";
  return R"({"object": "list", "data": [)" + items + "], " + rest + "}";
}

const model::list_ref groups{model::list_kind::groups, {}, {}};
const std::string first = "/organization/groups?limit=1000";

std::size_t count(const api::result<api::list_answer>& answered) {
  return std::get<std::vector<model::live_group>>(answered->items).size();
}

} // namespace

TEST_SUITE("api") {
  TEST_CASE("a list is read to its end, over empty pages, equal items of two pages once") {
    fixture f;
    f.bodies[first] = {page(group("a") + "," + group("b"), "c/1")};
    f.bodies[first + "&after=c%2F1"] = {page("", "c2")};
    f.bodies[first + "&after=c2"] = {page(group("b") + "," + group("c"))};
    const auto answered = f.read(groups);
    REQUIRE(answered.has_value());
    CHECK(count(answered) == 3);
    CHECK(answered->pages == 3);
    CHECK(answered->organization == "org-1");
  }

  TEST_CASE("a list that goes in circles, or contradicts itself, is an error") {
    fixture circle;
    circle.bodies[first] = {page(group("a"), "c1")};
    circle.bodies[first + "&after=c1"] = {page(group("b"), "c2")};
    circle.bodies[first + "&after=c2"] = {page(group("c"), "c1")};
    CHECK(circle.read(groups).error().message.find("circles") != std::string::npos);
    fixture twice;
    twice.bodies[first] = {page(group("a", "X") + "," + group("a", "Y"))};
    CHECK(twice.read(groups).error().message.find("twice") != std::string::npos);
  }

  TEST_CASE("a body that cannot be believed is asked for once more, not twice") {
    fixture once;
    once.bodies[first] = {"<html>", page(group("a"))};
    CHECK(count(once.read(groups)) == 1);
    fixture always;
    always.bodies[first] = {"<html>"};
    CHECK(always.read(groups).has_error());
    CHECK(always.asked.size() == 2);
  }

  TEST_CASE("every list has its path and its largest page") {
    struct row {
      model::list_ref list;
      std::string target;
    };
    using enum model::list_kind;
    const std::vector<row> rows{
        {{organization_roles, {}, {}}, "/organization/roles?limit=1000"},
        {{model::list_kind::groups, {}, {}}, "/organization/groups?limit=1000"},
        {{projects, {}, {}}, "/organization/projects?limit=100"},
        {{users, {}, {}}, "/organization/users?limit=100"},
        {{project_roles, "p~1", {}}, "/projects/p~1/roles?limit=1000"},
        {{project_groups, "p", {}}, "/organization/projects/p/groups?limit=100"},
        {{project_users, "p", {}}, "/organization/projects/p/users?limit=100"},
        {{group_members, {}, "g"}, "/organization/groups/g/users?limit=1000"},
        {{group_roles, {}, "g"}, "/organization/groups/g/roles?limit=1000"},
        {{user_roles, {}, "u"}, "/organization/users/u/roles?limit=1000"},
        {{project_group_roles, "p", "g"}, "/projects/p/groups/g/roles?limit=1000"},
        {{project_user_roles, "p", "u"}, "/projects/p/users/u/roles?limit=1000"},
    };
    for (const row& r : rows) {
      fixture f;
      f.bodies[r.target] = {page("")};
      CAPTURE(r.target);
      CHECK(f.read(r.list).has_value());
    }
  }

  TEST_CASE("users are asked for by e-mail, a hundred in a call") {
    const auto asking = [](int users, std::string spelling) {
      model::list_ref list{model::list_kind::users_by_email, {}, {}, {}};
      for (int i = 0; i < users; ++i) list.emails.push_back("u" + std::to_string(1000 + i) + "@example.com");
      std::string target = "/organization/users?limit=100";
      std::vector<std::string> targets(1, target);
      for (std::size_t i = 0; i < list.emails.size(); ++i) {
        if (i > 0 && i % 100 == 0) targets.push_back(target);
        targets.back() += "&" + spelling + "=" + std::to_string(1000 + i).insert(0, "u") + "%40example.com";
      }
      return std::pair{list, targets};
    };
    for (const int users : {1, 100, 101, 250}) {
      const auto [list, targets] = asking(users, "emails");
      fixture f;
      for (const std::string& target : targets) f.bodies[target] = {page("")};
      REQUIRE(f.read(list).has_value());
      CHECK(f.asked.size() == (users + 99) / 100);
    }
  }

  TEST_CASE("where the filter is spelt with brackets, or ignored, the users are found all the same") {
    const model::list_ref list{
        model::list_kind::users_by_email, {}, {}, {"ada@example.com", "bob@example.com"}};
    const std::string plain =
        "/organization/users?limit=100&emails=ada%40example.com&emails=bob%40example.com";
    const std::string brackets =
        "/organization/users?limit=100&emails%5B%5D=ada%40example.com&emails%5B%5D=bob%40example.com";
    const std::string ada = R"({"id": "u1", "email": "ada@example.com"})";
    const std::string eve = R"({"id": "u2", "email": "eve@example.com"})";
    fixture spelt;
    spelt.refused[plain] = 400;
    spelt.bodies[brackets] = {page(ada)};
    const auto found = spelt.read(list);
    REQUIRE(found.has_value());
    CHECK(std::get<std::vector<model::live_user>>(found->items).size() == 1);
    CHECK(spelt.asked.size() == 2);
    fixture ignored;
    ignored.bodies[plain] = {page(ada, "u1")};
    ignored.bodies[plain + "&after=u1"] = {page(eve)};
    const auto everybody = ignored.read(list);
    REQUIRE(everybody.has_value());
    CHECK(std::get<std::vector<model::live_user>>(everybody->items).size() == 2);
    CHECK(ignored.asked.size() == 2);
    fixture neither;
    neither.refused[plain] = 400;
    neither.refused[brackets] = 400;
    CHECK(neither.read(list).has_error());
  }

  TEST_CASE("every write has its verb, path and body, and is sent once") {
    const std::string role = R"({"id": "r", "name": "R", "permissions": [], "predefined_role": false})";
    fixture f;
    const auto send = [&f](const std::string& target, const std::string& body, auto call) {
      f.bodies[target] = {body};
      f.asked.clear();
      f.run<api::result<std::string>>(
          [&](api::client& c) -> boost::asio::awaitable<api::result<std::string>> {
            auto answered = co_await call(c);
            std::string none;
            if (!answered) co_return answered.error();
            co_return none;
          });
      return f.asked.size() == 1 ? f.asked.front() : "sent " + std::to_string(f.asked.size()) + " times";
    };
    CHECK(send("/organization/roles", role, [](api::client& c) {
            return c.create_role("", "R", std::nullopt, {"a"});
          }) == R"(POST /organization/roles {"role_name":"R","permissions":["a"]})");
    CHECK(send("/projects/p/roles/r~1", role, [](api::client& c) {
            api::role_changes changes;
            changes.description = "d";
            return c.update_role("p", "r~1", changes);
          }) == R"(POST /projects/p/roles/r~1 {"description":"d"})");
    CHECK(send("/organization/roles/r", "{}", [](api::client& c) { return c.delete_role("", "r"); }) ==
          "DELETE /organization/roles/r");
    CHECK(send("/organization/groups", group("g"), [](api::client& c) { return c.create_group("G"); }) ==
          R"(POST /organization/groups {"name":"G"})");
    CHECK(send("/organization/groups/g", "{}", [](api::client& c) { return c.delete_group("g"); }) ==
          "DELETE /organization/groups/g");
    const api::grant_place in_project{"p", model::principal_kind::group, "g"};
    const api::grant_place of_user{"", model::principal_kind::user, "u"};
    CHECK(send("/projects/p/groups/g/roles", "{}", [&](api::client& c) {
            return c.assign_role(in_project, "r");
          }) == R"(POST /projects/p/groups/g/roles {"role_id":"r"})");
    CHECK(send("/organization/users/u/roles/r", "{}", [&](api::client& c) {
            return c.unassign_role(of_user, "r");
          }) == "DELETE /organization/users/u/roles/r");
    CHECK(send("/organization/projects/p/groups", "{}", [](api::client& c) {
            return c.add_project_group("p", "g", "r");
          }) == R"(POST /organization/projects/p/groups {"group_id":"g","role":"r"})");
    CHECK(send("/organization/projects/p/groups/g", "{}", [](api::client& c) {
            return c.remove_project_group("p", "g");
          }) == "DELETE /organization/projects/p/groups/g");
  }

  TEST_CASE("a write whose answer cannot be believed may have been done") {
    fixture f;
    f.bodies["/organization/groups"] = {"<html>"};
    const auto answered =
        f.run<api::result<model::live_group>>([](api::client& c) { return c.create_group("G"); });
    REQUIRE(answered.has_error());
    CHECK(answered.error().maybe_done);
    CHECK(f.asked.size() == 1);
  }
}
