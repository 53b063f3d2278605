#pragma once

// Typed access to the members of a plan's JSON; the first thing that is wrong is remembered, with its place.
// Inside this folder only.

#include "plan/plan.hpp"
#include "plan/words.hpp"

#include <boost/json/fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace rolecall::plan {

class value_reader {
public:
  /// `place`: of the object, for complaints. Both references outlive the reader.
  value_reader(const boost::json::object& in, std::string place, std::string& complaint)
      : in_(in), place_(std::move(place)), complaint_(complaint) {}

  [[nodiscard]] bool has(std::string_view name) const;
  /// Also where the member is not there.
  [[nodiscard]] bool is_null(std::string_view name) const;

  // Each refuses a member that is not there or of another type, and gives an empty value then.
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] std::string id(std::string_view name) const; ///< a text that is not empty
  [[nodiscard]] bool flag(std::string_view name) const;
  [[nodiscard]] std::size_t number(std::string_view name, std::size_t most = 100'000'000,
                                   std::size_t least = 0) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
  [[nodiscard]] value_reader object(std::string_view name) const;
  [[nodiscard]] std::vector<value_reader> objects(std::string_view name) const;
  /// From the object of its parts.
  [[nodiscard]] model::address address() const;
  /// The same of member `parts`, which must say what the text in member `shown` says.
  [[nodiscard]] model::address address(std::string_view parts, std::string_view shown) const;

  /// The value whose word() the member has.
  template <class Values>
  [[nodiscard]] typename Values::value_type word_of(const Values& all, std::string_view name) const {
    const std::string said = text(name);
    for (const auto value : all) {
      if (word(value) == said) return value;
    }
    refuse(name, "is a word that this rolecall does not know");
    return all.front();
  }

  /// `what` follows the place of the member: "is missing".
  void refuse(std::string_view name, const std::string& what) const;

private:
  const boost::json::object& in_;
  std::string place_;
  std::string& complaint_;
};

/// What put_action() wrote.
action read_action(const value_reader& in);

} // namespace rolecall::plan
