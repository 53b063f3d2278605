#pragma once

// V12: what the journal of an apply says and what its server has seen agree, at every moment and after every
// crash.

#include "base/memory_store.hpp"
#include "http/transport.hpp"
#include "journal/run.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rolecall::sim {

class journal_audit {
public:
  using complainer = std::function<void(std::string)>;
  /// Both must outlive it; journals are in `folder`.
  journal_audit(const base::memory_store& disk, std::string folder, complainer complain)
      : disk_(disk), folder_(std::move(folder)), complain_(std::move(complain)) {}

  /// `keeps`: it has a state folder; `fails`: its disk does so now and then.
  void begin_run(bool keeps, bool fails);
  /// A write: its intent must be on the disk by now.
  void sending(const http::request& what);
  void heard(const http::request& what, const http::result<http::response>& outcome, http::time_point now);
  /// The process is gone, and its disk as it was then. What it wrote; nothing without a journal.
  std::optional<journal::run> died(http::time_point now);
  /// After that: the machine has started again, and what was not synced may be gone.
  void restarted();
  /// The run came to its end; `settled`: it has looked into the runs before.
  void ended(bool settled, http::time_point now);
  /// Journals of earlier runs that were open when this one began, and changes in doubt in them.
  [[nodiscard]] std::size_t open_before() const { return open_before_; }
  /// Nothing is open any more.
  void all_closed();

private:
  struct sent {
    std::optional<journal::fate> heard;
    http::time_point when{};
  };

  [[nodiscard]] std::vector<std::string> journals() const;
  [[nodiscard]] std::size_t in_doubt(const std::string& path) const;
  void find_mine();
  /// Reads on in this run's journal; of `text`, which it begins with or is.
  void read_on(std::string_view text);
  [[nodiscard]] std::optional<journal::run> read(const std::string& path) const;
  void compare(const journal::run& mine, http::time_point now, bool crashed) const;

  const base::memory_store& disk_;
  std::string folder_;
  complainer complain_;
  bool keeps_ = false;
  bool fails_ = false;
  std::size_t open_before_ = 0;
  std::set<std::string> closed_;           ///< journals that are known to be closed for good
  std::vector<std::string> old_;           ///< journals of earlier runs
  std::string mine_;                       ///< path; empty: there is none yet
  journal::run so_far_;                    ///< of it, as far as it was read
  std::size_t taken_ = 0;                  ///< bytes of it that were looked at
  std::vector<journal::intent> announced_; ///< on the disk, and not sent yet
  std::map<std::size_t, sent> sent_;       ///< by the number of the intent
  std::map<const http::request*, std::size_t> in_flight_;
};

} // namespace rolecall::sim
