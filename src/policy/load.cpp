#include "policy/load.hpp"

#include "policy/allow.hpp"
#include "policy/bytes.hpp"
#include "policy/draft.hpp"
#include "policy/lint.hpp"
#include "policy/permission_sets.hpp"
#include "policy/reader.hpp"
#include "policy/references.hpp"
#include "policy/tree.hpp"

#include <utility>

namespace rolecall::policy {
namespace {

void read_one(const document& in, draft& into, findings& out) {
  std::optional<node> root;
  if (check_bytes(in, out) == soundness::sound) root = parse(in, out);
  if (root) {
    read_file(in, *root, into, out);
  } else {
    miss_file(into);
  }
}

void check_manage(const draft& of, const document& first, findings& out) {
  if (of.manage_at || of.missing.manage) return;
  out.add(rule::missing_key, first.range({0, 1}),
          "\"manage\" is missing: the policy does not say what it owns",
          "write manage: additive, which never removes anything, or authoritative, which removes what is not "
          "written");
}

} // namespace

loaded load(const std::vector<source>& sources) {
  const std::vector<document> documents(sources.begin(), sources.end());
  findings out(documents);
  draft d;
  for (const document& in : documents) read_one(in, d, out);
  if (documents.empty()) {
    out.add(rule::no_files, {}, "there is no policy to read", "name a file or a folder");
  } else {
    check_manage(d, documents.front(), out);
  }
  unite(d, out);
  expand_permission_sets(d, out);
  check_references(d, out);
  check_allow(d.policy.allow, out);

  loaded result;
  if (!out.has_errors()) {
    lint(d.policy, out);
    result.accepted = accept(d.policy.allow, judged::offline, out);
  }
  result.diagnostics = out.take();
  if (!base::has_errors(result.diagnostics)) result.policy = std::move(d.policy);
  return result;
}

} // namespace rolecall::policy
