#include "exporter/exports.hpp"

#include <doctest/doctest.h>

namespace rolecall::test {

std::vector<policy::source> sources_of(const std::vector<exporter::file>& files) {
  std::vector<policy::source> out;
  for (const exporter::file& file : files) {
    const bool below = file.path.find('/') != std::string::npos;
    out.push_back({file.path, file.text, below ? policy::standing::sub_folder : policy::standing::top});
  }
  return out;
}

model::policy policy_of(const exporter::exported& from) {
  const policy::loaded loaded = policy::load(sources_of(from.files));
  for (const base::diagnostic& d : loaded.diagnostics) {
    if (d.level != base::severity::error) continue;
    FAIL_CHECK(base::to_string(d.at.begin) << ": " << d.rule << ": " << d.message << ": " << d.source_line);
  }
  REQUIRE(loaded.policy);
  return *loaded.policy;
}

std::string text_of(const std::vector<exporter::file>& files) {
  std::string out;
  for (const exporter::file& file : files) out += "==> " + file.path + " <==\n" + file.text;
  return out;
}

} // namespace rolecall::test
