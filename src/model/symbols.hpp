#pragma once

// Names as small integers, so that relations are sorted arrays of integers and comparing them is a merge.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace rolecall::model {

/// An interned text. Comparable only with symbols of the same table; their order says nothing about the
/// texts'.
enum class symbol : std::uint32_t { none = 0 }; ///< none is the empty text

class symbols {
public:
  symbols();
  symbols(const symbols&) = delete;
  symbols& operator=(const symbols&) = delete;

  symbol intern(std::string_view text);
  /// The symbol of a text already interned; none for the empty text and for one never seen.
  [[nodiscard]] symbol find(std::string_view text) const;
  /// How many there are; the symbols are the numbers below.
  [[nodiscard]] std::size_t size() const { return texts_.size(); }
  [[nodiscard]] const std::string& text(symbol s) const { return texts_[static_cast<std::size_t>(s)]; }

private:
  std::deque<std::string> texts_; // a deque: the views below stay valid
  std::unordered_map<std::string_view, symbol> by_text_;
};

} // namespace rolecall::model
