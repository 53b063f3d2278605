#pragma once

// JSON as an API must send it. Boost.JSON takes the last of two equal keys, infinity for 1e999 and NUL in
// strings; here each of them is an error, because a list that means two things must never be believed.

#include <boost/json/storage_ptr.hpp>
#include <boost/system/result.hpp>

#include <string>
#include <string_view>

namespace rolecall::wire {

/// Why a body cannot be believed: one sentence, lower case.
struct malformed {
  malformed() = default; // no aggregate: a text alone must not turn into one
  static malformed because(std::string message) {
    malformed out;
    out.message = std::move(message);
    return out;
  }
  std::string message;
};

[[noreturn]] void throw_exception_from_error(const malformed& why, const boost::source_location& where);

template <class T>
using decoded = boost::system::result<T, malformed>;

/// One complete JSON value and nothing else. `called`: what the text is called in messages. `memory` must
/// outlive the value.
decoded<boost::json::value> parse_strict(std::string_view body, const std::string& called = "the body",
                                         boost::json::storage_ptr memory = {});

} // namespace rolecall::wire
