#pragma once

// One operation, from its first request to a settled outcome.

#include "api/client.hpp"
#include "apply/judge.hpp"
#include "apply/ledger.hpp"
#include "http/clock.hpp"
#include "plan/result.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace rolecall::apply {

struct written {
  plan::step now;
  std::string id;                            ///< of what a creation made or found
  bool by_others = false;                    ///< it is so, and each try of this run was refused
  bool hopeless = false;                     ///< no other operation of this run would fare better
  std::optional<api::error_kind> refused_as; ///< set where the server's last word is why it was not done
};

/// Something done, to be seen in a list.
struct check {
  const plan::operation* op = nullptr;
  ids known;
  std::size_t index = 0;
};
struct unseen {
  std::size_t index = 0;
  std::string why;
};

class writer {
public:
  /// For one operation at a time, which is number `index` of the plan in `book`; without a book nothing is
  /// written down.
  writer(const api::client& api, http::clock& time, http::duration settle, ledger* book = nullptr,
         std::size_t index = 0);
  writer(const writer&) = delete;
  writer& operator=(const writer&) = delete;
  ~writer() = default;

  /// What is written replaces or ends what is there: from `when` on, and whenever it was last seen longer
  /// than `fresh_for` ago, it is looked at once more before it is sent. It goes with what is in the lists of
  /// `with`, which outlive this: nothing may have come into these.
  void look_again_from(http::time_point when, http::duration fresh_for,
                       std::vector<const plan::precondition*> with);

  /// Sends what the operation needs, once only for each writer; where the answer leaves doubt, reads until
  /// the operation is seen done or `settle` is over, and only then sends once more; never a project or an
  /// invitation.
  boost::asio::awaitable<written> write(const plan::operation& op, ids known);

  /// Looks at what the operation is about, once: it is so already, or somebody else was here, or it cannot be
  /// seen. Nothing: it is as the plan knows it.
  boost::asio::awaitable<std::optional<written>> look_before(const plan::operation& op, ids known);

  /// Reads `list` until it shows every check, at most for `settle`; returns those it does not show.
  boost::asio::awaitable<std::vector<unseen>> wait_until_seen(model::list_ref list,
                                                              std::vector<check> checks);

private:
  /// What one request came to: the id of a creation, or an error.
  using sent = api::result<std::string>;
  using send = std::function<boost::asio::awaitable<sent>()>;

  /// What looking for an operation came to.
  struct looked {
    std::optional<written> settled; ///< it is as the operation wants it, or somebody else was here
    bool absent = false;            ///< a complete list did not show it
    bool gone = false;              ///< there is no list to look into
  };

  /// Whether "already" of a server is waited for until the list shows it, too.
  enum class already { shows, is_about_something_else };

  boost::asio::awaitable<written> carry_out(const plan::operation& op, ids known);
  boost::asio::awaitable<written> settle(const plan::operation& op, ids known, send request,
                                         already word = already::shows);
  boost::asio::awaitable<written> take(const plan::operation& op, written found, bool in_doubt);
  boost::asio::awaitable<looked> watch(const plan::operation& op, ids known, http::duration limit);
  boost::asio::awaitable<api::result<judgement>> look(const plan::operation& op, ids known);
  boost::asio::awaitable<sent> insist(send request);
  boost::asio::awaitable<written> assign(const plan::operation& op, ids known);
  boost::asio::awaitable<written> leave(const plan::operation& op, ids known);
  boost::asio::awaitable<written> unassign(const plan::operation& op, ids known);
  boost::asio::awaitable<written> come_in(const plan::operation& op, ids known, written refusal);
  boost::asio::awaitable<written> pass_as_member(const plan::operation& op, ids known);
  boost::asio::awaitable<bool> is_shown(const plan::operation& op, ids known);
  boost::asio::awaitable<bool> is_outside(model::principal_kind kind, ids known);
  send request_for(const plan::operation& op, const ids& known);
  send request_to_enter(const plan::assign_role& what, const ids& known);
  /// For what takes part in something made in this run: a 404 is asked again for a while.
  send patient(const plan::operation& op, send request);

  /// Before and after each request, for the book.
  boost::asio::awaitable<std::optional<std::string>> intend(const http::request& what);
  void heard(const http::result<http::response>& outcome);

  http::exchange_watch watch_;
  api::client api_;
  http::clock& time_;
  http::duration settle_;

  ledger* book_;
  std::size_t index_;
  model::address sending_at_; ///< what the requests of the moment are about
  plan::action sending_;
  std::size_t number_ = 0; ///< of the intent that was written down last
  bool wrote_ = false;     ///< a request was carried out, or may have been
  bool was_sent_ = false;  ///< any of its requests, as far as is known
  /// A role that this run gave before: a list without it is too old to show that another one is gone.
  std::string given_before_;

  std::optional<http::time_point> fresh_until_; ///< what was seen of what is replaced
  http::duration fresh_for_{};
  std::vector<const plan::precondition*> goes_with_;
  bool grew_old_ = false; ///< before its turn to be sent had come
};

} // namespace rolecall::apply
