#include "journal/sample.hpp"

#include "base/instant.hpp"

namespace rolecall::journal::sample {
namespace {

plan::target known(const std::string& id) {
  plan::target out;
  out.id = id;
  return out;
}

} // namespace

instant at(int seconds) {
  return *base::parse_instant("2026-12-01T05:14:56.123Z") + std::chrono::seconds(seconds);
}

model::address address(const std::string& kind, const std::string& name) {
  return model::address() / model::address_part{kind, {name, {}}};
}

begin head(const std::string& run) {
  return {run, at(0), "0.1.0", "org-1", "api.openai.com/v1", "ada@laptop", "9f3c6a0011223344", {3, 1, 2}};
}

intent write(std::size_t number, std::size_t operation, plan::action what) {
  return {number,
          operation,
          address("group", "Team " + std::to_string(operation)),
          std::move(what),
          "POST",
          "/organization/groups",
          "00112233aabbccdd",
          at(static_cast<int>(number))};
}

answer said(std::size_t number, fate is, int status) {
  return {number,
          is,
          status,
          "req_" + std::to_string(number),
          status == 0 ? "the connection ended early" : "",
          at(static_cast<int>(number) + 1)};
}

settled ended(std::size_t operation, plan::outcome is) {
  return {operation,
          address("group", "Team " + std::to_string(operation)),
          plan::verb::create,
          {is, "", ""},
          "id"};
}

std::vector<plan::action> actions() {
  const plan::role_body before{"old \"words\"\n", {"api.a", "api.b"}};
  const plan::role_body after{std::nullopt, {}};
  const auto user = model::principal_kind::user;
  return {plan::create_project{"Check\\out \x01 \"x\""},
          plan::invite_user{"grace@example.com", "invite_1"},
          plan::create_role{known("proj_1"), "R\u00f6le \u202e", before},
          plan::update_role{"proj_1", "role_1", {"A", "B"}, before, after},
          plan::delete_role{"", "role_1", {}},
          plan::create_group{"\",\"sum\":\"0000000000000000\"}"},
          plan::rename_group{"group_1", {"From", "To"}},
          plan::delete_group{"group_1", {}},
          plan::add_member{known("group_1"), "user_1"},
          plan::remove_member{"group_1", "user_1"},
          plan::assign_role{known("proj_1"), user, known("user_1"), known("role_1"), plan::entry::tries,
                            "member", true},
          plan::unassign_role{"proj_1", user, "user_1", "role_1", true, true},
          plan::leave_project{"proj_1", model::principal_kind::group, "group_1"}};
}

std::vector<record> records() {
  std::vector<record> out{head()};
  std::size_t number = 0;
  for (const plan::action& what : actions()) {
    out.emplace_back(write(number, number, what));
    out.emplace_back(said(number, fate::done, 200));
    ++number;
  }
  model::address deep = address("project", "Checkout") / model::address_part{"group", {"Team", "group_1"}};
  out.emplace_back(said(3, fate::unknown, 0));
  out.emplace_back(settled{4, deep, plan::verb::remove, {plan::outcome::failed, "403: no", "req_9"}, ""});
  out.emplace_back(debt{90, deep, plan::unassign_role{"proj_1", model::principal_kind::user, "u", "r"}});
  out.emplace_back(paid{90, "it was taken back"});
  out.emplace_back(found{3, deep, "not done", "words", at(100)});
  out.emplace_back(end{at(101), "eve@host", "settled", true});
  return out;
}

std::vector<record> broken_off() {
  return {head(), write(0, 0, plan::create_group{"Team 0"}), said(0, fate::done, 200),
          ended(0, plan::outcome::done), write(1, 1, plan::create_group{"Team 1"})};
}

std::string text(const std::vector<record>& of) {
  std::string out;
  for (const record& r : of) out += line(r);
  return out;
}

} // namespace rolecall::journal::sample
