#include "report/settling_text.hpp"

#include "base/instant.hpp"
#include "report/escape.hpp"
#include "report/paint.hpp"

#include <algorithm>

namespace rolecall::report {
namespace {

std::string in_doubt(std::size_t changes) {
  return std::to_string(changes) +
         (changes == 1 ? " of its changes was in doubt" : " of its changes were in doubt");
}

std::string left(const journal::run& past) {
  return name_of(past) + (past.ended() ? " left something open; " : " did not end; ");
}

std::string begun(plan::verb what, const model::address& at) {
  return std::string(1, sign_of(what)) + " " + shown(at) + ": ";
}

/// A finding in words. That a list does not show a thing proves nothing while it may still come.
std::string words(const journal::doubt& what, const journal::found& is) {
  if (is.was == "done") return "was done";
  if (is.was == "not done") return "was not done";
  if (is.was == "gone") return "what it was about is gone";
  if (is.was != "not seen") return shown(is.was);
  return what.heard ? "not seen, although the server said yes: it may still turn up"
                    : "not seen: it was probably not done, but may still turn up";
}

} // namespace

std::string name_of(const journal::run& past) {
  return "the apply of " + base::readable(past.head.at) + " UTC by " + shown(past.head.who);
}

std::string open_text(const journal::run& past) {
  const std::vector<journal::doubt> all = journal::doubts(past);
  const auto unheard = static_cast<std::size_t>(std::ranges::count(all, false, &journal::doubt::heard));
  const std::size_t confirmed = all.size() - unheard;
  std::string out = left(past) + (unheard > 0 ? in_doubt(unheard) : "none of its changes is in doubt");
  if (confirmed > 0)
    out += ", and " + std::to_string(confirmed) + " that the server confirmed may not be in its lists yet";
  return out;
}

std::string settled_heading(const journal::run& past, std::size_t changes, bool more) {
  if (changes > 0) return left(past) + in_doubt(changes) + ":";
  return left(past) + "none of its changes is in doubt" + (more ? ", but:" : "");
}

std::string finding_line(const journal::doubt& what, const journal::found& is) {
  return begun(plan::verb_of(what.what), is.at) + words(what, is) +
         (is.detail.empty() ? "" : ": " + shown(is.detail));
}

std::string unread_line(plan::verb what, const model::address& at, const std::string& why) {
  return begun(what, at) + "still in doubt, as it cannot be read: " + shown(why);
}

std::string debt_line(const model::address& at, const std::string& text) {
  return begun(plan::verb::remove, at) + text;
}

} // namespace rolecall::report
