#include "policy/load.hpp"
#include "policy/secrets.hpp"

#include <doctest/doctest.h>

using namespace rolecall;

TEST_SUITE("policy") {
  TEST_CASE("keys are told from names that only begin like one") {
    struct row {
      const char* text;
      const char* shown;
    };
    const row rows[] = {
        {"sk-admin-notarealkey", "sk-*****************"},
        {"key=sk-proj-notarealkey_-1 x", "key=sk-******************* x"},
        {"sk-notarealkey0123456789", "sk-*********************"},
        {"a sk-admin-aaaaaaaa, sk-admin-bbbbbbbb", "a sk-**************, sk-**************"},
        {"sk-slovakia-support-team", "sk-slovakia-support-team"},
        {"sk-short1", "sk-short1"},
        {"task-force-0123456789-alpha", "task-force-0123456789-alpha"},
        {"sk-", "sk-"},
        {"", ""},
    };
    for (const row& r : rows) {
      CAPTURE(r.text);
      CHECK(policy::masked(r.text) == r.shown);
      CHECK(policy::find_secret(r.text).has_value() == (std::string(r.text) != r.shown));
    }
  }

  // Covers I38.
  TEST_CASE("a key appears in no part of any diagnostic, however it was written") {
    const std::string key = "sk-admin-notarealkey0123456789";
    const std::string long_key = "sk-proj-" + std::string(300, 'Z');
    const char* const forms[] = {
        "# KEY\n",
        "organization: KEY\n",
        "KEY: 1\n",
        "groups: {A: {KEY: 1}}\n",
        "groups: {KEY: {}, 'KEY ': {}}\n",
        "groups: {A: {roles: [KEY, KEY]}}\n",
        "projects: {KEY: {groups: {KEY: [KEY]}}}\n",
        "permission_sets: {a: ['@KEY']}\n",
        "groups: {A: {roles: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx KEY}}\n",
        "groups: [@KEY]\n",
        "KEY:1\n",
        "organization: \"KEY\n"};
    for (const char* form : forms) {
      for (const std::string& secret : {key, long_key}) {
        std::string text = form;
        for (std::size_t at = text.find("KEY"); at != std::string::npos; at = text.find("KEY", at)) {
          text.replace(at, 3, secret);
          at += secret.size();
        }
        CAPTURE(text);
        const policy::loaded result = policy::load({{"p.yaml", "version: 1\nmanage: additive\n" + text}});
        CHECK_FALSE(result.policy.has_value());
        for (const base::diagnostic& d : result.diagnostics) {
          std::string all = d.message + d.hint + d.source_line;
          for (const base::related& r : d.also) all += r.message;
          CHECK(all.find("notareal") == std::string::npos);
          CHECK(all.find("ZZZ") == std::string::npos);
        }
      }
    }
  }
}
