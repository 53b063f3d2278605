#include "wire/strict_json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace rolecall::wire {
namespace {

namespace json = boost::json;
using error_code = boost::system::error_code;

/// Builds a value and refuses what Boost.JSON lets through. The signatures are basic_parser's. With `Names`
/// it says which key stands twice; without, it is told by members_in() whether one does, at a fraction of the
/// cost.
template <bool Names>
class strict_handler {
public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  strict_handler() {} // with "= default" the parser would fill the room with zeros

  [[nodiscard]] const std::string& complaint() const { return complaint_; }
  [[nodiscard]] std::size_t members() const { return members_; }
  json::value release() { return stack_.release(); }
  void use(json::storage_ptr memory) { memory_ = std::move(memory); }
  /// What is going to be read.
  void expect(std::string_view body) { may_have_nul_ = body.find("\\u0000") != std::string_view::npos; }

  bool on_document_begin(error_code&) {
    stack_.reset(memory_);
    return true;
  }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) {
    if constexpr (Names) keys_.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t members, error_code& ec) {
    if constexpr (Names) {
      std::vector<std::string> keys = std::move(keys_.back());
      keys_.pop_back();
      std::ranges::sort(keys);
      const auto twice = std::ranges::adjacent_find(keys);
      if (twice != keys.end()) return refuse("the key \"" + *twice + "\" stands twice in one object", ec);
    }
    members_ += members;
    stack_.push_object(members);
    return true;
  }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t elements, error_code&) {
    stack_.push_array(elements);
    return true;
  }
  bool on_key_part(json::string_view part, std::size_t, error_code&) {
    if constexpr (Names) key_.append(part.data(), part.size());
    stack_.push_chars(part);
    return true;
  }
  bool on_key(json::string_view rest, std::size_t, error_code&) {
    if constexpr (Names) {
      key_.append(rest.data(), rest.size());
      keys_.back().push_back(std::move(key_));
      key_.clear();
    }
    stack_.push_key(rest);
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, error_code& ec) {
    if (has_nul(part)) return refuse("a text contains NUL", ec);
    stack_.push_chars(part);
    return true;
  }
  bool on_string(json::string_view rest, std::size_t, error_code& ec) {
    if (has_nul(rest)) return refuse("a text contains NUL", ec);
    stack_.push_string(rest);
    return true;
  }
  bool on_number_part(json::string_view, error_code&) { return true; }
  bool on_int64(std::int64_t value, json::string_view, error_code&) {
    stack_.push_int64(value);
    return true;
  }
  bool on_uint64(std::uint64_t value, json::string_view, error_code&) {
    stack_.push_uint64(value);
    return true;
  }
  bool on_double(double value, json::string_view, error_code& ec) {
    if (!std::isfinite(value)) return refuse("a number is too large", ec);
    stack_.push_double(value);
    return true;
  }
  bool on_bool(bool value, error_code&) {
    stack_.push_bool(value);
    return true;
  }
  bool on_null(error_code&) {
    stack_.push_null();
    return true;
  }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }

private:
  /// NUL as a byte is no JSON: it can only have been written as an escape.
  [[nodiscard]] bool has_nul(json::string_view text) const {
    return may_have_nul_ && text.find('\0') != json::string_view::npos;
  }

  bool refuse(std::string complaint, error_code& ec) {
    complaint_ = std::move(complaint);
    ec = make_error_code(json::error::syntax);
    return false;
  }

  std::array<unsigned char, 16384> room_; // enough for most answers
  json::value_stack stack_{json::storage_ptr(), room_.data(), room_.size()};
  json::storage_ptr memory_;
  bool may_have_nul_ = true;
  std::size_t members_ = 0;                    // that were there, equal ones too
  std::vector<std::vector<std::string>> keys_; // of the objects that are open
  std::string key_;
  std::string complaint_;
};

/// Members of all objects; of equal ones Boost.JSON has kept one.
std::size_t members_in(const json::value& all) {
  std::size_t out = 0;
  if (const json::array* array = all.if_array()) {
    for (const json::value& one : *array)
      if (one.is_structured()) out += members_in(one);
  } else if (const json::object* object = all.if_object()) {
    out += object->size();
    for (const json::key_value_pair& one : *object)
      if (one.value().is_structured()) out += members_in(one.value());
  }
  return out;
}

template <bool Names>
decoded<json::value> parse(std::string_view body, const std::string& called, json::storage_ptr memory) {
  json::basic_parser<strict_handler<Names>> parser{json::parse_options()};
  parser.handler().use(memory);
  parser.handler().expect(body);
  error_code ec;
  const std::size_t taken = parser.write_some(false, body.data(), body.size(), ec);
  if (ec) {
    const std::string& own = parser.handler().complaint();
    return malformed::because(
        own.empty() ? called + " is not JSON: " + ec.message() + " at byte " + std::to_string(taken) : own);
  }
  const auto rest = body.substr(taken);
  if (rest.find_first_not_of(" \t\r\n") != std::string_view::npos) {
    return malformed::because("something follows the JSON value at byte " + std::to_string(taken));
  }
  json::value out = parser.handler().release();
  if (!Names && members_in(out) != parser.handler().members())
    return parse<true>(body, called, std::move(memory));
  return out;
}

} // namespace

void throw_exception_from_error(const malformed& why, const boost::source_location&) {
  throw std::logic_error("no value: " + why.message);
}

decoded<json::value> parse_strict(std::string_view body, const std::string& called,
                                  json::storage_ptr memory) {
  if (body.empty()) return malformed::because(called + " is empty");
  return parse<false>(body, called, std::move(memory));
}

} // namespace rolecall::wire
