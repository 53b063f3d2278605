#include "emulator/fault_kinds.hpp"
#include "organization.hpp"

#include <doctest/doctest.h>

#include <set>

namespace rolecall::emulator {
namespace {

const auto* new_group = R"({"name": "New"})";

std::string problem_of(std::string_view spec) {
  const auto parsed = fault::parse(spec);
  const auto* problem = std::get_if<fault_problem>(&parsed);
  return problem == nullptr ? "" : problem->message;
}

/// The answer to a list of groups under that fault.
response under(std::string_view spec) {
  organization acme;
  acme.fail_with(spec);
  return acme.get("/organization/groups").raw;
}

boost::json::object page_under(std::string_view spec) {
  return boost::json::parse(under(spec).body).as_object();
}

std::size_t groups_after_create(std::string_view spec) {
  organization acme;
  acme.fail_with(spec);
  acme.post("/organization/groups", new_group);
  return acme.inside().organization().groups.size() - 4;
}

/// All that a client could notice of an answer.
std::string everything(const response& r) {
  return head_text(r) + r.body + r.how.preamble + r.how.leftover + std::to_string(int(r.how.sent)) +
         std::to_string(int(r.how.then)) + (r.how.length_told ? "" : "?") +
         std::to_string(r.how.delay.count()) + '/' + std::to_string(r.how.head_pace.count()) + '/' +
         std::to_string(r.how.body_pace.count());
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_SUITE_BEGIN("emulator");

TEST_CASE("every kind of fault changes what the client sees, and each in its own way") {
  const auto right = everything(under("500@GET /organization/roles"));
  std::set<std::string> seen{right};
  for (const auto& kinds : {transport_faults(), body_faults(), page_faults()})
    for (const auto& kind : kinds) {
      CAPTURE(kind.name);
      CHECK(seen.insert(everything(under(kind.name))).second);
    }
}

TEST_CASE("every kind is in the help, and in one table only") {
  const auto help = fault_help();
  std::set<std::string_view> names;
  for (const auto& kinds : {transport_faults(), body_faults(), page_faults()})
    for (const auto& kind : kinds) {
      CHECK(names.insert(kind.name).second);
      CHECK(contains(help, "\n  " + std::string(kind.name)));
    }
}

TEST_CASE("faults of the body leave answers that are no page in one piece, however they are combined") {
  for (const auto& first : {body_faults(), page_faults()})
    for (const auto& kind : first)
      for (const auto& other : page_faults()) {
        organization acme;
        acme.fail_with(kind.name);
        acme.fail_with(other.name);
        CHECK_NOTHROW(acme.get("/organization/groups"));
        CHECK_NOTHROW(acme.get("/organization/nothing"));
        CHECK_NOTHROW(acme.post("/organization/groups", new_group));
      }
}

TEST_CASE("a request takes effect before, after, later, or not at all") {
  CHECK(groups_after_create("500@POST *") == 0);
  CHECK(groups_after_create("500=before@POST *") == 0);
  CHECK(groups_after_create("500=after@POST *") == 1);
  CHECK(groups_after_create("drop@POST *") == 0);
  CHECK(groups_after_create("drop=after@POST *") == 1);
  CHECK(groups_after_create("reset=head@POST *") == 1);
  CHECK(groups_after_create("cut=body@POST *") == 1);
  CHECK(groups_after_create("stall=after@POST *") == 1);
  CHECK(groups_after_create("html@POST *") == 1);
  CHECK(groups_after_create("redirect=other@POST *") == 0);
}

TEST_CASE("what is committed late is seen only then") {
  organization acme;
  acme.fail_with("503=late:1000@POST *#1");
  CHECK(acme.post("/organization/groups", new_group).status == 503);
  acme.pass(std::chrono::milliseconds(999));
  CHECK(acme.walk("/organization/groups").size() == 4);
  acme.pass(std::chrono::milliseconds(1));
  CHECK(acme.walk("/organization/groups").size() == 5);
  CHECK(acme.walk("/organization/groups").size() == 5);
}

TEST_CASE("a fault meets the requests it names, after those it skips, as often as it says") {
  organization acme;
  acme.fail_with("500@GET /projects/*/roles#2~1");
  const auto status = [&](const char* path) { return acme.get(path).status; };
  CHECK(status("/projects/proj_c/roles?limit=3") == 200);
  CHECK(status("/organization/roles") == 200);
  CHECK(status("/projects/proj_c/roles?limit=3") == 500);
  CHECK(status("/projects/proj_default/roles") == 500);
  CHECK(status("/projects/proj_c/roles") == 200);
}

TEST_CASE("a fault of pages does not count requests for other things") {
  organization acme;
  acme.fail_with("item-twice#1");
  acme.get("/organization/groups/group_sales");
  acme.post("/organization/groups", new_group);
  CHECK(ids(acme.get("/organization/groups")).size() == 6);
}

TEST_CASE("a fault hits before the key is looked at") {
  organization acme;
  acme.fail_with("503");
  request asked;
  asked.method = "GET";
  asked.target = "/v1/organization/roles";
  CHECK(acme.inside().handle(asked, acme.now()).status == 503);
}

TEST_CASE("a 429 tells its pause in each form") {
  const auto pause = [](std::string_view spec) {
    return std::string(find_header(under(spec).headers, "retry-after").value_or(""));
  };
  CHECK(pause("429=retry-after:4") == "4");
  CHECK(pause("429=retry-after:-1") == "-1");
  CHECK(pause("429=retry-after:soon") == "soon");
  CHECK(pause("429=retry-after:date+30") == "Tue, 26 Mar 2024 16:46:03 GMT");
  CHECK(pause("429=retry-after:date-30") == "Tue, 26 Mar 2024 16:45:03 GMT");
  CHECK(pause("429") == "");
  CHECK(contains(head_text(under("429=retry-after:4,again:9")), "Retry-After: 4\r\nRetry-After: 9\r\n"));
  CHECK(find_header(under("429=retry-after-ms:1500").headers, "retry-after-ms") == "1500");
  CHECK(contains(under("429=text:6.937").body, "try again after 6.937 seconds."));
  CHECK(contains(under("429=quota").body, R"("code":"insufficient_quota")"));
  CHECK(find_header(under("503=should-retry:false").headers, "x-should-retry") == "false");
}

TEST_CASE("gateways answer in HTML, the service in JSON, unless told otherwise") {
  CHECK(contains(under("504").body, "<html>"));
  CHECK(find_header(under("504").headers, "content-type") == "text/html; charset=UTF-8");
  CHECK(contains(under("502=json").body, R"({"error":)"));
  CHECK(contains(under("500").body, R"("type":"server_error")"));
  CHECK(contains(under("500=html").body, "<html>"));
  CHECK(under("503=empty").body.empty());
}

TEST_CASE("connections break where the fault says") {
  CHECK(under("drop").how.sent == extent::nothing);
  CHECK(under("drop").how.then == ending::close);
  CHECK(under("reset=head").how.sent == extent::half_head);
  CHECK(under("reset=head").how.then == ending::reset);
  CHECK(under("cut=body").how.sent == extent::half_body);
  CHECK(under("cut=body").how.then == ending::cut);
  CHECK(under("stall=head").how.sent == extent::head);
  CHECK(under("stall=body").how.then == ending::hang);
  CHECK(under("idle-close").how.sent == extent::whole);
  CHECK(under("delay=5").how.delay.count() == 5);
  CHECK(under("slow-head=6").how.head_pace.count() == 6);
  CHECK(under("trickle=7").how.body_pace.count() == 7);
}

TEST_CASE("framing is wrong as told") {
  const auto length = [](const response& r) {
    return std::stoul(std::string(*find_header(r.headers, "content-length")));
  };
  const auto longer = under("long-length");
  CHECK(length(longer) == longer.body.size() + 10);
  const auto shorter = under("short-length");
  CHECK(length(shorter) == shorter.body.size() - 1);
  const auto head = head_text(under("two-lengths"));
  CHECK(head.find("Content-Length") != head.rfind("Content-Length"));
  CHECK_FALSE(head_text(under("no-length")).find("Content-Length") != std::string::npos);
  CHECK(under("chunked").body.ends_with("}\r\n0\r\n\r\n"));
  CHECK_FALSE(head_text(under("chunked")).find("Content-Length") != std::string::npos);
  CHECK(under("chunk-extension=100").body.find(";x=xxxx") != std::string::npos);
  CHECK(under("body-on-204").status == 204);
  CHECK(length(under("body-on-204")) > 0);
  CHECK(under("huge-headers=100000").headers.back().value.size() == 100000);
  CHECK(under("many-headers=50").headers.size() > 50);
  CHECK(under("informational=100").how.preamble == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(under("huge-body=1000").body.size() > 1000);
  CHECK(find_header(under("redirect=other").headers, "location") ==
        "https://elsewhere.example.com/v1/organization/roles");
}

TEST_CASE("malformed JSON is malformed, and well-formed oddities parse") {
  const auto parses = [](std::string_view spec) {
    boost::system::error_code ec;
    boost::json::parse_options deep;
    deep.max_depth = 20000;
    boost::json::parse(under(spec).body, ec, {}, deep);
    return !ec;
  };
  for (const auto* spec :
       {"truncated-json", "garbage", "two-values", "bom", "bad-utf8", "lone-surrogate", "html", "empty-body"})
    CHECK_MESSAGE(!parses(spec), spec);
  for (const auto* spec :
       {"duplicate-keys", "infinity", "deep", "huge-time", "text-time", "null-name", "number-name",
        "nul-name", "unknown-enums", "renamed-scim", "body-null", "body-array", "body-object"})
    CHECK_MESSAGE(parses(spec), spec);
}

// Covers F25, F26.
TEST_CASE("pages contradict themselves as told") {
  CHECK(page_under("data-null").at("data").is_null());
  CHECK(page_under("data-object").at("data").is_object());
  CHECK(page_under("wrong-object").at("object") == "page");
  CHECK(page_under("has-more-text").at("has_more") == "false");
  CHECK_FALSE(page_under("no-has-more").contains("has_more"));
  CHECK(page_under("next-null").at("has_more") == true);
  CHECK(page_under("next-null").at("next").is_null());
  CHECK(page_under("false-with-next").at("next").is_string());
  CHECK(page_under("item-twice").at("data").as_array().size() == 5);
  CHECK(page_under("item-path-id").at("data").at(0).at("id") == "../group_support");
  CHECK_FALSE(page_under("item-without-id").at("data").at(0).as_object().contains("id"));
  CHECK(page_under("unknown-enums").at("data").at(0).at("group_type") == "galaxy");
  CHECK(page_under("null-name").at("data").at(0).at("name").is_null());
  CHECK(page_under("nul-name").at("data").at(0).at("name").as_string().size() == 3);
}

TEST_CASE("project groups are spoilt in their group_id") {
  organization acme;
  acme.fail_with("item-empty-id");
  CHECK(ids(acme.get("/organization/projects/proj_c/groups"), "group_id") ==
        std::vector<std::string>{"", ""});
}

TEST_CASE("after an empty page the list can still be had") {
  organization acme;
  acme.fail_with("empty-page@GET /organization/groups#1");
  CHECK(acme.walk("/organization/groups").size() == 4);
}

TEST_CASE("a wrong fault is told with what would be right") {
  CHECK(contains(problem_of("dorp"), "unknown fault \"dorp\" (did you mean drop?); known are 500"));
  CHECK(problem_of("drop=maybe") == "fault drop takes before,after,head,body,late:N; found \"maybe\"");
  CHECK(problem_of("html=1") == "fault html takes no argument; found \"1\"");
  CHECK(problem_of("delay=-5") == "fault delay takes N,before,after,late:N; found \"-5\"");
  CHECK(contains(problem_of("500@PUT /x"), "behind the @ stands a method"));
  CHECK(contains(problem_of("500@/v1/organization/roles"), "a path below /v1"));
  for (const auto* right : {"500", "500@POST", "500@/organization/*", "500=after,html@* *#3~2", "drop#0"})
    CHECK(problem_of(right) == "");
}

TEST_SUITE_END();

} // namespace rolecall::emulator
