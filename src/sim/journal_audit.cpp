#include "sim/journal_audit.hpp"

#include "base/stable_hash.hpp"
#include "journal/folder.hpp"

#include <algorithm>

namespace rolecall::sim {
namespace {

/// What may be believed of an outcome; written down here once more, so that the program's own reading of it
/// is checked.
journal::fate fate_of(const http::result<http::response>& outcome) {
  if (!outcome) return outcome.error().maybe_sent ? journal::fate::unknown : journal::fate::failed;
  const int status = outcome->status;
  if (status >= 200 && status < 300) return journal::fate::done;
  const bool refused = status >= 400 && status < 500 && status != 408 && status != 409 && status != 425;
  return refused ? journal::fate::failed : journal::fate::unknown;
}

bool is_same(const journal::intent& announced, const http::request& what) {
  return announced.path == what.target && announced.method == http::to_string(what.verb) &&
         announced.body == (what.body.empty() ? "" : base::hex(base::stable_hash(what.body)));
}

/// Whether what is not known of it is more than whether a late list would show what the server confirmed.
bool is_in_doubt(const journal::run& of) {
  return std::ranges::any_of(journal::doubts(of), [](const journal::doubt& d) { return !d.heard; }) ||
         !journal::unpaid(of).empty();
}

std::string name_of(const journal::intent& one) {
  return "intent " + std::to_string(one.number) + " (" + one.method + " " + one.path + ")";
}

} // namespace

std::vector<std::string> journal_audit::journals() const {
  std::vector<std::string> out;
  for (std::string& path : disk_.paths())
    if (path.starts_with(folder_ + "/")) out.push_back(std::move(path));
  return out;
}

void journal_audit::begin_run(bool keeps, bool fails) {
  keeps_ = keeps;
  fails_ = fails;
  old_ = journals();
  open_before_ = 0;
  for (const std::string& path : old_)
    if (!closed_.contains(path) && !journal::is_closed(disk_.contents(path)))
      open_before_ += 1 + in_doubt(path);
  mine_.clear();
  so_far_ = {};
  taken_ = 0;
  announced_.clear();
  sent_.clear();
  in_flight_.clear();
}

std::size_t journal_audit::in_doubt(const std::string& path) const {
  const auto whole = journal::read(disk_.contents(path));
  const auto* of = std::get_if<journal::run>(&whole);
  return of ? journal::doubts(*of).size() : 0;
}

void journal_audit::find_mine() {
  for (std::string& path : journals())
    if (std::ranges::count(old_, path) == 0) mine_ = std::move(path);
}

void journal_audit::read_on(std::string_view text) {
  for (;;) {
    const auto end = text.find('\n', taken_);
    if (end == std::string_view::npos) return;
    auto read = journal::parse_line(text.substr(taken_, end - taken_));
    taken_ = end + 1;
    auto* whole = std::get_if<journal::record>(&read);
    if (!whole) return complain_(mine_ + " has a record that is not what was written");
    if (auto* intent = std::get_if<journal::intent>(whole)) announced_.push_back(*intent);
    if (auto* head = std::get_if<journal::begin>(whole)) so_far_.head = *head;
    journal::add(so_far_, *whole);
  }
}

void journal_audit::sending(const http::request& what) {
  if (!keeps_) return;
  if (mine_.empty()) find_mine();
  if (!mine_.empty()) read_on(disk_.synced(mine_));
  const auto mine = std::ranges::find_if(announced_, [&](const auto& one) { return is_same(one, what); });
  if (mine == announced_.end())
    return complain_("a write whose intent is not on the disk: " + std::string(http::to_string(what.verb)) +
                     " " + what.target);
  in_flight_[&what] = mine->number;
  sent_[mine->number];
  announced_.erase(mine);
}

void journal_audit::heard(const http::request& what, const http::result<http::response>& outcome,
                          http::time_point now) {
  const auto mine = in_flight_.find(&what);
  if (mine == in_flight_.end()) return;
  sent_[mine->second] = {fate_of(outcome), now};
  in_flight_.erase(mine);
}

std::optional<journal::run> journal_audit::read(const std::string& path) const {
  auto whole = journal::read(disk_.contents(path));
  if (auto* of = std::get_if<journal::run>(&whole)) return std::move(*of);
  const auto& why = std::get<journal::unfit>(whole);
  if (why.why != journal::unfit::reason::empty) complain_(journal::explain(why, path));
  return std::nullopt;
}

/// Whether it tells of each write what was heard of it, and of none what was not.
void journal_audit::compare(const journal::run& mine, http::time_point now, bool crashed) const {
  for (const journal::operation& op : mine.operations) {
    for (const journal::request& one : op.requests) {
      const auto known = sent_.find(one.sent.number);
      const bool was_heard = known != sent_.end() && known->second.heard;
      const bool just_now = was_heard && known->second.when == now; // on its way into the journal
      const std::string name = name_of(one.sent);
      if (one.heard && one.heard->is != journal::fate::unknown && !was_heard && known != sent_.end())
        complain_(name + " is said to be answered, but nobody heard it");
      if (one.heard && was_heard && one.heard->is != *known->second.heard)
        complain_(name + " is said to have come to something else than was heard");
      if (!one.heard && was_heard && !fails_ && !(crashed && just_now))
        complain_(name + " is in doubt, but its answer was heard");
    }
  }
}

std::optional<journal::run> journal_audit::died(http::time_point now) {
  if (mine_.empty() && keeps_) find_mine();
  if (mine_.empty()) return std::nullopt;
  auto mine = read(mine_);
  if (mine) compare(*mine, now, true);
  return mine;
}

void journal_audit::restarted() {
  if (mine_.empty()) return;
  const auto mine = read(mine_);
  std::map<std::size_t, const journal::request*> there;
  std::map<std::size_t, const journal::operation*> owner;
  if (mine) {
    for (const journal::operation& op : mine->operations) {
      for (const journal::request& one : op.requests) {
        there[one.sent.number] = &one;
        owner[one.sent.number] = &op;
      }
    }
  }
  const std::vector<journal::doubt> open = mine ? journal::doubts(*mine) : std::vector<journal::doubt>();
  for (const auto& [number, how] : sent_) {
    const auto one = there.find(number);
    if (one == there.end()) {
      complain_("the crash took the intent " + std::to_string(number) + ", which was sent");
      continue;
    }
    if (how.heard) continue;
    const journal::operation& op = *owner.at(number);
    const bool doubted = std::ranges::any_of(open, [&](const journal::doubt& d) {
      return d.operation == op.index && d.at == one->second->sent.at;
    });
    if (!doubted && !op.came_to)
      complain_(name_of(one->second->sent) + " was not heard, and is not in doubt");
  }
}

void journal_audit::ended(bool settled, http::time_point now) {
  if (!keeps_) return;
  if (mine_.empty()) find_mine();
  if (!mine_.empty()) {
    if (!fails_) read_on(disk_.contents(mine_)); // else its end may be torn
    compare(so_far_, now, false);
  }
  for (const std::string& path : journals()) {
    if (fails_ || closed_.contains(path) || (path != mine_ && !settled)) continue;
    const std::optional<journal::run> one = path == mine_ ? so_far_ : read(path);
    if (!one) continue;
    const bool open = journal::is_open(*one);
    if (open && !journal::leaves_open(*one)) complain_(path + " is open, and does not say what for");
    if (!open && is_in_doubt(*one)) complain_(path + " is closed, but something in it is open");
    if (!open) closed_.insert(path);
  }
}

void journal_audit::all_closed() {
  for (const std::string& path : journals()) {
    if (closed_.contains(path)) continue;
    const auto one = read(path);
    if (one && journal::is_open(*one)) complain_(path + " is still open");
  }
}

} // namespace rolecall::sim
