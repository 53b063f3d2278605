#pragma once

// A small server of Terraform's HTTP lock protocol, in a thread of its own.

#include <memory>
#include <string>
#include <vector>

namespace rolecall::e2e {

/// What a run asked of it.
struct lock_request {
  std::string verb;
  std::string target;
  std::string authorization; ///< that header's value; empty: there was none
  std::string body;
};

class lock_server {
public:
  lock_server();
  ~lock_server();
  lock_server(const lock_server&) = delete;
  lock_server& operator=(const lock_server&) = delete;

  /// Where its one lock is.
  [[nodiscard]] std::string url() const;
  /// From now on each LOCK and POST is answered so; 0: as it should be.
  void always_answer(int status);
  /// `record`, as JSON, holds the lock; empty: nobody does.
  void lock_by(const std::string& record);
  [[nodiscard]] std::string holder() const;
  [[nodiscard]] std::vector<lock_request> requests() const;

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace rolecall::e2e
