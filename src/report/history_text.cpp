#include "report/history_text.hpp"

#include "base/instant.hpp"
#include "base/text.hpp"
#include "plan/tally.hpp"
#include "report/apply_text.hpp"
#include "report/escape.hpp"
#include "report/paint.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace rolecall::report {
namespace {

using journal::run;
using plan::outcome;

constexpr std::size_t word_column = 13; // as in the text of an apply
constexpr std::size_t label_column = 14;

std::string padded(std::string text, std::size_t width) {
  const auto size = static_cast<std::size_t>(base::count_characters(text));
  return size < width ? text + std::string(width - size, ' ') : text;
}

/// What is known of an operation by now: what a later run has found counts more than what the run itself
/// could tell. Of one whose parts were found differently, what is not done. Empty: nothing is known.
std::string word_for(const journal::operation& op) {
  const bool well = op.came_to && plan::succeeded(op.came_to->now.is);
  if (well) return "done";
  for (const journal::found& f : op.later)
    if (f.was != "done") return f.was;
  if (!op.later.empty()) return "done";
  if (!op.came_to) return "";
  return std::string(op.came_to->now.is == outcome::failed ? "failed" : outcome_word(op.came_to->now.is));
}

std::string counts(const run& of) {
  std::map<std::string, std::size_t> by_word;
  for (const journal::operation& op : of.operations) ++by_word[word_for(op)];
  std::string out = std::to_string(by_word["done"]) + " of " + std::to_string(journal::planned(of)) + " done";
  for (const char* word : {"failed", "skipped", "unknown", "unconfirmed", "not begun", "not done", "not seen",
                           "changed by others", "gone"}) {
    if (by_word[word] > 0) out += ", " + std::to_string(by_word[word]) + " " + word;
  }
  return out;
}

/// Doubts about what the server has not confirmed.
std::vector<journal::doubt> lost(const run& of) {
  std::vector<journal::doubt> out = journal::doubts(of);
  std::erase_if(out, &journal::doubt::heard);
  return out;
}

std::string outcome_of(const past_run& one) {
  const auto* of = std::get_if<run>(&one.journal);
  const std::string state = state_of(one);
  if (!of) {
    const auto& why = std::get<journal::unfit>(one.journal);
    return why.why == journal::unfit::reason::newer ? "of a newer rolecall" : "the journal is damaged";
  }
  if (state == "done") return state;
  std::string out = state == "part way" ? counts(*of) : state + ": " + counts(*of);
  const bool open = !one.running && journal::is_open(*of);
  const std::size_t doubts = open ? lost(*of).size() : 0;
  const std::size_t owed = open ? journal::unpaid(*of).size() : 0;
  if (doubts > 0) out += ", " + std::to_string(doubts) + " in doubt";
  if (owed > 0) out += ", " + std::to_string(owed) + " to be taken back";
  return out;
}

const journal::begin* head_of(const past_run& one) {
  if (const auto* of = std::get_if<run>(&one.journal)) return &of->head;
  const auto& head = std::get<journal::unfit>(one.journal).head;
  return head ? &*head : nullptr;
}

std::string short_id(const std::string& id) { return shown(id.substr(id.rfind('-') + 1)); }

std::string request_line(const journal::request& r) {
  const std::string time = base::readable(r.sent.time).substr(11);
  std::string out = time + " " + shown(r.sent.method) + " " + shown(r.sent.path) + ": ";
  if (!r.heard) return out + "no answer was written down";
  if (r.heard->status == 0) return out + shown(r.heard->message);
  out += std::to_string(r.heard->status);
  return r.heard->request.empty() ? out : out + ", request id " + shown(r.heard->request);
}

std::string operation_text(const journal::operation& op, bool in_doubt, color use) {
  const painter paint(use);
  const outcome is = op.came_to ? op.came_to->now.is : outcome::unknown;
  const std::string word(op.came_to ? outcome_word(is) : in_doubt ? "in doubt" : "not told");
  std::string out = paint.outcome(is, word) + std::string(word_column - word.size(), ' ') +
                    paint.sign(sign_of(op.verb)) + " " + shown(op.at) + "\n";
  const std::string indent(word_column + 2, ' ');
  for (const journal::request& r : op.requests) out += indent + request_line(r) + "\n";
  if (op.came_to && !op.came_to->now.reason.empty())
    out += indent + shown_first(op.came_to->now.reason) + "\n";
  for (const journal::found& f : op.later)
    out += indent + "found at " + base::readable(f.time) + " UTC: " + f.was +
           (f.detail.empty() ? "" : ", " + shown(f.detail)) + "\n";
  return out;
}

std::string plan_counts(const plan::summary& s) {
  return "+" + std::to_string(s.add) + " ~" + std::to_string(s.change) + " -" + std::to_string(s.remove);
}

} // namespace

std::string state_of(const past_run& one) {
  if (one.running) return "running";
  const auto* of = std::get_if<run>(&one.journal);
  if (!of) return "unreadable";
  if (of->ended()) return of->ends.front().what;
  return journal::is_open(*of) ? "did not end" : "settled";
}

std::string history_text(const std::vector<past_run>& runs, color use) {
  if (runs.empty()) return "No apply has changed anything yet, as far as the journals here tell.\n";
  std::vector<std::array<std::string, 6>> rows{
      {"WHEN (UTC)", "ID", "WHO", "ORGANIZATION", "PLAN", "OUTCOME"}};
  for (const past_run& one : runs) {
    const journal::begin* head = head_of(one);
    if (head)
      rows.push_back({base::readable(head->at), short_id(one.id), shown(head->who),
                      head->organization.empty() ? "-" : shown(head->organization), plan_counts(head->counts),
                      outcome_of(one)});
    else
      rows.push_back({"-", short_id(one.id), "-", "-", "-", outcome_of(one)});
  }
  std::array<std::size_t, 6> width{};
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      width.at(i) = std::max(width.at(i), static_cast<std::size_t>(base::count_characters(row.at(i))));
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i + 1 < row.size(); ++i) line += padded(row.at(i), width.at(i) + 2);
    line += row.back();
    out += (&row == &rows.front() ? painter(use).bold(line) : line) + "\n";
  }
  return out;
}

std::string past_run_text(const past_run& one, color use) {
  const auto label = [](const char* name) { return "  " + padded(name, label_column); };
  std::string out = painter(use).bold("Apply " + shown(one.id)) + "\n";
  if (const journal::begin* head = head_of(one)) {
    out += label("when") + base::readable(head->at) + " UTC\n";
    out += label("who") + shown(head->who) + ", with rolecall " + shown(head->version) + "\n";
    out += label("organization") + (head->organization.empty() ? "not told" : shown(head->organization)) +
           " at " + shown(head->api) + "\n";
    out += label("plan") + plan_counts(head->counts) + " (" + shown(head->plan) + ")\n";
  }
  out += label("outcome") + outcome_of(one) + "\n";
  out += label("journal") + shown(one.path) + "\n";
  const auto* of = std::get_if<run>(&one.journal);
  if (!of) return out;
  out += "\n";
  std::vector<journal::doubt> doubts;
  if (!one.running) doubts = lost(*of);
  for (const journal::operation& op : of->operations) {
    const bool in_doubt = std::ranges::count(doubts, op.index, &journal::doubt::operation) > 0;
    out += operation_text(op, in_doubt, use);
  }
  for (const journal::owed& d : of->debts)
    out += "given in passing: " + shown(d.what.at) + ": " + (d.how ? shown(d.how->how) : "to be taken back") +
           "\n";
  return out;
}

} // namespace rolecall::report
