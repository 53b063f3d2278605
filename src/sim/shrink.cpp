#include "sim/shrink.hpp"

#include <algorithm>
#include <iterator>

namespace rolecall::sim {
namespace {

using parts = std::vector<std::string>;

constexpr int most_trials = 3000;

class shrinker {
public:
  shrinker(std::uint64_t seed, const settings& how, int number) : seed_(seed), how_(how), number_(number) {}

  kept_parts run() {
    choices whole(seed_);
    whole.note_parts();
    run_case(whole, how_);
    kept_ = {whole.parts().begin(), whole.parts().end()};
    bool smaller = true;
    while (smaller && trials_ < most_trials) {
      smaller = false;
      for (const char* kind : {"weather/fault", "edit", "run", "weather", "policy", "org"})
        smaller = drop_below(kind) || smaller;
    }
    return kept_;
  }

private:
  /// First all parts of a kind at once, then halves, quarters, and in the end each alone.
  bool drop_below(const std::string& kind) {
    parts mine;
    std::ranges::copy_if(kept_, std::back_inserter(mine),
                         [&](const std::string& p) { return p.starts_with(kind); });
    bool smaller = false;
    for (std::size_t size = mine.size(); size > 0; size /= 2) {
      for (std::size_t from = 0; from < mine.size(); from += size) {
        kept_parts fewer = kept_;
        for (std::size_t i = from; i < std::min(from + size, mine.size()); ++i) fewer.erase(mine[i]);
        if (fewer.size() == kept_.size() || !fails(fewer)) continue;
        kept_ = std::move(fewer);
        smaller = true;
      }
    }
    return smaller;
  }

  bool fails(const kept_parts& fewer) {
    if (++trials_ > most_trials) return false;
    const verdict v = run_case(choices(seed_, fewer), how_);
    return v.broken && v.broken->number == number_;
  }

  std::uint64_t seed_;
  const settings& how_;
  int number_;
  kept_parts kept_;
  int trials_ = 0;
};

} // namespace

kept_parts shrunk(std::uint64_t seed, const settings& how, int number) {
  return shrinker(seed, how, number).run();
}

parts report_of(std::uint64_t seed, const kept_parts& kept, const settings& how, std::size_t most) {
  const choices of(seed, kept);
  const verdict v = run_case(of, how, tracing::on);
  parts out;
  out.push_back(
      "seed " + std::to_string(seed) + " breaks V" +
      (v.broken ? std::to_string(v.broken->number) + ": " + v.broken->what : std::string(" nothing")));
  parts about = describe(of, how);
  const std::size_t room = most - 3;
  if (about.size() > room * 2 / 3) about.resize(room * 2 / 3);
  std::ranges::copy(about, std::back_inserter(out));
  const std::size_t left = room - about.size();
  const std::size_t skipped = v.trace.size() > left ? v.trace.size() - left : 0;
  if (skipped > 0) out.push_back("... " + std::to_string(skipped) + " events before");
  for (std::size_t i = skipped; i < v.trace.size(); ++i) out.push_back(v.trace[i].substr(0, 180));
  std::string again = "again: rolecall-sim --seed " + std::to_string(seed) + " --keep '";
  for (const std::string& part : kept) again += (again.back() == '\'' ? "" : ",") + part;
  out.push_back(again + "'");
  return out;
}

} // namespace rolecall::sim
