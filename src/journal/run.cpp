#include "journal/run.hpp"

#include <algorithm>

namespace rolecall::journal {
namespace {

operation& find_or_add(run& to, std::size_t index, const model::address& at, plan::verb verb) {
  const auto [place, is_new] = to.places.try_emplace(index, to.operations.size());
  if (!is_new) return to.operations[place->second];
  operation fresh;
  fresh.index = index;
  fresh.at = at;
  fresh.verb = verb;
  to.operations.push_back(std::move(fresh));
  return to.operations.back();
}

struct adder {
  run& to;

  void operator()(const begin&) const {} // only the first one counts
  void operator()(const intent& r) const {
    find_or_add(to, r.operation, r.at, plan::verb_of(r.what)).requests.push_back({r, std::nullopt});
  }
  void operator()(const answer& r) const {
    for (auto op = to.operations.rbegin(); op != to.operations.rend(); ++op) {
      for (request& one : op->requests) {
        if (one.sent.number != r.number) continue;
        one.heard = r;
        return;
      }
    }
  }
  void operator()(const settled& r) const {
    operation& op = find_or_add(to, r.operation, r.at, r.verb);
    op.at = r.at; // of the operation as a whole; a request may have been about a part of it
    op.verb = r.verb;
    op.came_to = r;
  }
  void operator()(const debt& r) const { to.debts.push_back({r, std::nullopt}); }
  void operator()(const paid& r) const {
    for (owed& one : to.debts) {
      if (one.what.number == r.number) one.how = r;
    }
  }
  void operator()(const found& r) const {
    const auto place = to.places.find(r.operation);
    if (place != to.places.end()) to.operations[place->second].later.push_back(r);
  }
  void operator()(const end& r) const { to.ends.push_back(r); }
};

struct makes_something {
  bool operator()(const plan::create_project&) const { return true; }
  bool operator()(const plan::invite_user&) const { return true; }
  bool operator()(const plan::create_role&) const { return true; }
  bool operator()(const plan::create_group&) const { return true; }
  bool operator()(const auto&) const { return false; }
};

/// Requests with one aim, in order.
struct aim {
  model::address at;
  const plan::action* what = nullptr;
  std::vector<const request*> tries;
};

std::vector<aim> aims(const operation& of) {
  std::vector<aim> out;
  for (const request& r : of.requests) {
    auto same =
        std::ranges::find_if(out, [&](const aim& a) { return a.at == r.sent.at && *a.what == r.sent.what; });
    if (same == out.end()) same = out.insert(out.end(), {r.sent.at, &r.sent.what, {}});
    same->tries.push_back(&r);
  }
  return out;
}

fate fate_of(const request& r) { return r.heard ? r.heard->is : fate::unknown; }

bool was_found(const operation& in, const aim& a) {
  return std::ranges::any_of(in.later, [&](const found& f) { return f.at == a.at; });
}

/// What is in doubt about `a`, of an operation that nothing later is known of.
std::optional<doubt> doubt_about(const operation& in, const aim& a) {
  const request* lost = nullptr;
  const request* done = nullptr;
  for (const request* r : a.tries) {
    if (fate_of(*r) == fate::unknown) lost = r;
    if (fate_of(*r) == fate::done)
      done = r, lost = nullptr; // a try that follows says that it was not believed
  }
  if (!done && !lost) return std::nullopt;
  const bool twice_is_harmless = !std::visit(makes_something{}, *a.what);
  if (!lost && twice_is_harmless) return std::nullopt;
  const bool heard = !lost;
  doubt out{in.index, a.at, *a.what, (heard ? done : lost)->sent.time, heard};
  return out;
}

} // namespace

void add(run& to, const record& next) { std::visit(adder{to}, next); }

std::vector<doubt> doubts(const run& of) {
  std::vector<doubt> out;
  for (const operation& op : of.operations) {
    const bool settled_well = op.came_to && op.came_to->now.is != plan::outcome::unknown &&
                              op.came_to->now.is != plan::outcome::unconfirmed;
    if (settled_well && (of.ended() || !plan::succeeded(op.came_to->now.is))) continue;
    for (const aim& a : aims(op)) {
      if (was_found(op, a)) continue;
      auto open = doubt_about(op, a);
      // Settled by reading, or seen in the meantime: then a list has shown it already.
      if (settled_well && open && !open->heard) continue;
      if (open) out.push_back(*std::move(open));
    }
  }
  return out;
}

std::vector<debt> unpaid(const run& of) {
  std::vector<debt> out;
  for (const owed& one : of.debts) {
    if (!one.how) out.push_back(one.what);
  }
  return out;
}

bool leaves_open(const run& of) { return !doubts(of).empty() || !unpaid(of).empty(); }

bool is_open(const run& of) { return of.ends.empty() || of.ends.back().open; }

std::size_t planned(const run& of) {
  return of.head.counts.add + of.head.counts.change + of.head.counts.remove;
}

} // namespace rolecall::journal
