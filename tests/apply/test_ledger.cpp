#include "apply/ledger.hpp"
#include "base/memory_store.hpp"
#include "http/log.hpp"

#include <doctest/doctest.h>

using namespace rolecall;

namespace {

std::string all_in(const base::memory_store& disk) {
  std::string out;
  for (const std::string& path : disk.paths()) out += disk.find(path).value_or("");
  return out;
}

} // namespace

TEST_SUITE("apply") {
  // Covers V11.
  TEST_CASE("a server that sends the key back, as the name of a request, gets it into no journal") {
    http::log::hide(base::secret("sk-admin-hidden"));
    base::memory_store disk;
    auto opened = journal::log::open(disk, "journal", {});
    auto& log = std::get<std::unique_ptr<journal::log>>(opened);
    apply::ledger book(*log, [] { return journal::instant(); });
    http::response answer;
    answer.status = 400;
    answer.headers.push_back({"x-request-id", "req_sk-admin-hidden"});
    book.heard(0, answer);
    book.heard(1, http::failure{http::failure_kind::protocol, "no answer but sk-admin-hidden", true});
    http::log::hide(base::secret(""));
    CHECK(all_in(disk).find("req_[key]") != std::string::npos);
    CHECK(all_in(disk).find("sk-admin") == std::string::npos);
  }
}
