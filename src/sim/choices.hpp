#pragma once

// What a seed decides. Choices form a tree of named places, and what is chosen at a place depends on seed and
// place alone: so a part can be taken away and everything else stays as it was, which is how a failing case
// shrinks.

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::sim {

/// The optional parts that stay, as written by place::path(): all others are left out.
using kept_parts = std::set<std::string>;

class place;

class choices {
public:
  explicit choices(std::uint64_t seed) : seed_(seed) {}
  choices(std::uint64_t seed, const kept_parts& kept);

  [[nodiscard]] place root() const;
  [[nodiscard]] std::uint64_t seed() const { return seed_; }

  /// From now on the optional parts that are taken are noted.
  void note_parts() { noting_ = true; }
  [[nodiscard]] const std::vector<std::string>& parts() const { return parts_; }

private:
  friend class place;
  std::uint64_t seed_;
  bool shrunk_ = false;
  std::set<std::uint64_t> kept_;
  bool noting_ = false;
  mutable std::vector<std::string> parts_;
};

class place {
public:
  place operator/(std::string_view name) const;
  place operator/(std::size_t index) const;

  /// An optional part: true with this chance, unless it was taken away.
  [[nodiscard]] bool has(std::size_t percent) const;
  /// The same for what cannot be taken away.
  [[nodiscard]] bool flip(std::size_t percent) const { return value() % 100 < percent; }
  /// 0 to end - 1.
  [[nodiscard]] std::size_t below(std::size_t end) const { return value() % end; }
  template <class Things>
  [[nodiscard]] const auto& one_of(const Things& things) const {
    return things[below(things.size())];
  }
  /// For whoever needs many numbers from here.
  [[nodiscard]] std::uint64_t value() const;

private:
  friend class choices;
  place(const choices& of, std::uint64_t hash, std::string path)
      : of_(&of), hash_(hash), path_(std::move(path)) {}

  const choices* of_;
  std::uint64_t hash_;
  std::string path_; ///< only where parts are noted
};

} // namespace rolecall::sim
