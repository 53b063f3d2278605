#pragma once

// The small values of a policy file: text with its place, lists, words.

#include "model/policy.hpp"
#include "policy/findings.hpp"
#include "policy/grammar.hpp"
#include "policy/record.hpp"
#include "policy/subject.hpp"
#include "policy/tree.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rolecall::policy {

/// One file while it is read, where its errors go, and what is being read.
struct reading {
  const document& in;
  findings& out;
  const subject* about = nullptr; ///< null: nothing that has an address

  /// The same, about a thing; `thing` must live longer.
  [[nodiscard]] reading of(const subject& thing) const { return {in, out, &thing}; }
  /// Address of what is being read; empty where it has none.
  [[nodiscard]] std::string address() const { return about ? about->text() : std::string(); }

  void add(rule broken, const node& at, std::string message, std::string hint) const;
  model::written written(const node& text) const;
};

/// What to write for an entry of a map that has no content, by what it is an entry of.
std::string_view hint_for_empty(body what);

/// A list of text; what is in it twice is warned about and kept once. `what` is for messages.
std::vector<model::written> read_list(const reading& r, const node& list, std::string_view what);

/// Who an entry or an item speaks of, a "user" or a "member" of what is being read: an e-mail in lower case,
/// or an id that was checked.
model::written read_who(const reading& r, const node& text, std::string_view kind);

/// A list of users: e-mails in lower case, or ids; who is in it twice is warned about and kept once.
std::vector<model::written> read_people(const reading& r, const node& list);

/// A list of globs over names.
std::vector<model::written> read_globs(const reading& r, const node& list);

/// `id`, `name` and `previously` of the entry `entry`, a `what` ("role").
model::identity read_identity(const reading& r, const record& keys, const node& entry, std::string_view what);

/// A list of permissions and "@set" names, without those that are none.
std::vector<model::written> read_permissions(const reading& r, const node& list);

/// `true` or `false`; `otherwise` if there is no node or another word in it.
bool read_flag(const reading& r, const node* v, bool otherwise);

/// One word or a map of them; `except` is read by others.
model::manage read_manage(const reading& r, const node& v, body what);

/// `manage.except`, if `manage` has it.
model::exceptions read_exceptions(const reading& r, const node& manage);

} // namespace rolecall::policy
