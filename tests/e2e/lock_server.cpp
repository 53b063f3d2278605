#include "e2e/lock_server.hpp"

#include "http/loopback_server.hpp"
#include "lock/record.hpp"

#include <boost/asio/io_context.hpp>

#include <mutex>
#include <optional>
#include <thread>

namespace rolecall::e2e {
namespace {

std::string header(const std::string& request, const std::string& name) {
  const auto at = request.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  const auto begin = at + name.size() + 4;
  return request.substr(begin, request.find("\r\n", begin) - begin);
}

lock_request parse(const std::string& text) {
  lock_request out;
  const auto space = text.find(' ');
  out.verb = text.substr(0, space);
  out.target = text.substr(space + 1, text.find(' ', space + 1) - space - 1);
  out.authorization = header(text, "Authorization");
  out.body = text.substr(text.find("\r\n\r\n") + 4);
  return out;
}

std::string response(int status, const std::string& body) {
  return "HTTP/1.1 " + std::to_string(status) + " It\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

} // namespace

struct lock_server::state {
  mutable std::mutex mutex;
  int forced = 0;
  std::string holder;
  std::vector<lock_request> requests;

  boost::asio::io_context io{1};
  std::optional<http::testing::loopback_server> server;
  std::thread thread;

  std::string answer(const std::string& text) {
    const std::lock_guard guard(mutex);
    requests.push_back(parse(text));
    const lock_request& now = requests.back();
    const bool takes = now.verb == "LOCK" || now.verb == "POST";
    if (takes && forced != 0) return response(forced, holder);
    if (takes && !holder.empty()) return response(423, holder);
    if (takes) {
      holder = now.body;
      return response(200, "");
    }
    const auto held = lock::parse_record(holder);
    const auto asked = lock::parse_record(now.body);
    if (!held || !asked || held->id != asked->id) return response(409, holder);
    holder.clear();
    return response(200, "");
  }
};

lock_server::lock_server() : state_(std::make_unique<state>()) {
  http::testing::server_options how;
  how.answer = [all = state_.get()](int, const std::string& request) { return all->answer(request); };
  state_->server.emplace(state_->io, std::move(how));
  state_->thread = std::thread([all = state_.get()] { all->io.run(); });
}

lock_server::~lock_server() {
  state_->io.stop();
  state_->thread.join();
}

std::string lock_server::url() const {
  return "http://127.0.0.1:" + std::to_string(state_->server->port()) + "/locks/rolecall";
}

void lock_server::always_answer(int status) {
  const std::lock_guard guard(state_->mutex);
  state_->forced = status;
}

void lock_server::lock_by(const std::string& record) {
  const std::lock_guard guard(state_->mutex);
  state_->holder = record;
}

std::string lock_server::holder() const {
  const std::lock_guard guard(state_->mutex);
  return state_->holder;
}

std::vector<lock_request> lock_server::requests() const {
  const std::lock_guard guard(state_->mutex);
  return state_->requests;
}

} // namespace rolecall::e2e
