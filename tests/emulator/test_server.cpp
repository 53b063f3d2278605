#include "emulator/catalogue.hpp"
#include "emulator/server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>

#include <csignal>
#include <future>
#include <thread>

// The server on real loopback sockets, without TLS: that it does with an answer what the answer says.

namespace rolecall::emulator {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// A server on a thread of its own, stopped by the signal it waits for.
class running_server {
public:
  explicit running_server(std::vector<const char*> faults = {})
      : machine_({}, initial_state("sk-admin-emulator")) {
    for (const auto* spec : faults) machine_.add(std::get<fault>(fault::parse(spec)));
    auto ready = port_.get_future();
    thread_ =
        std::thread([this] { serve(machine_, {}, [this](std::uint16_t open) { port_.set_value(open); }); });
    port = ready.get();
  }
  running_server(const running_server&) = delete;
  running_server& operator=(const running_server&) = delete;
  ~running_server() {
    std::raise(SIGTERM);
    thread_.join();
  }

  std::uint16_t port = 0;

private:
  machine machine_;
  std::promise<std::uint16_t> port_;
  std::thread thread_;
};

const std::string get_roles =
    "GET /v1/organization/roles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk-admin-emulator\r\n\r\n";

std::string closing(std::string request) {
  return request.insert(request.size() - 2, "Connection: close\r\n");
}

/// Everything that comes until the server closes.
std::string said(std::uint16_t port, const std::string& request) {
  asio::io_context io;
  tcp::socket socket(io);
  socket.connect({asio::ip::address_v4::loopback(), port});
  asio::write(socket, asio::buffer(request));
  std::string out;
  boost::system::error_code ec;
  asio::read(socket, asio::dynamic_buffer(out), ec);
  return out;
}

int count(const std::string& text, std::string_view part) {
  int found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

} // namespace

TEST_SUITE_BEGIN("emulator server");

TEST_CASE("several requests come over one connection, also pipelined and in pieces") {
  const running_server server;
  const auto out = said(server.port, get_roles + get_roles + closing(get_roles));
  CHECK(count(out, "HTTP/1.1 200 OK\r\n") == 3);
  CHECK(count(out, "\"has_more\":false") == 3);

  asio::io_context io;
  tcp::socket socket(io);
  socket.connect({asio::ip::address_v4::loopback(), server.port});
  socket.set_option(tcp::no_delay(true));
  for (const char& byte : closing(get_roles)) asio::write(socket, asio::buffer(&byte, 1));
  std::string slow;
  boost::system::error_code ec;
  asio::read(socket, asio::dynamic_buffer(slow), ec);
  CHECK(count(slow, "HTTP/1.1 200 OK\r\n") == 1);
}

TEST_CASE("a request with a body is answered") {
  const running_server server;
  const auto out =
      said(server.port,
           "POST /v1/organization/groups HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
           "Authorization: Bearer sk-admin-emulator\r\nContent-Length: 15\r\n\r\n{\"name\": \"New\"}");
  CHECK(count(out, "\"name\":\"New\"") == 1);
}

TEST_CASE("what is no HTTP is not answered") {
  const running_server server;
  CHECK(said(server.port, "nonsense\r\n\r\n").empty());
}

TEST_CASE("a connection is dropped before the answer, in its head, in its body") {
  {
    const running_server server({"drop"});
    CHECK(said(server.port, get_roles).empty());
  }
  {
    const running_server server({"cut=head"});
    const auto out = said(server.port, get_roles);
    CHECK(out.starts_with("HTTP/1.1 200"));
    CHECK(count(out, "\r\n\r\n") == 0);
  }
  const running_server server({"drop=body"});
  const auto out = said(server.port, get_roles);
  CHECK(count(out, "{\"object\":\"list\"") == 1);
  CHECK(count(out, "has_more") == 0);
}

TEST_CASE("other bytes go ahead of an answer and behind it") {
  const running_server server({"informational", "leftover", "idle-close"});
  const auto out = said(server.port, get_roles);
  CHECK(out.starts_with("HTTP/1.1 103 Early Hints\r\n"));
  CHECK(out.ends_with("}leftover bytes of nobody"));
}

TEST_CASE("a paced answer arrives whole") {
  const running_server server({"slow-head=1#1", "trickle=1#1", "204#1", "close"});
  CHECK(count(said(server.port, get_roles), "HTTP/1.1 204 No Content\r\n") == 1);
}

TEST_SUITE_END();

} // namespace rolecall::emulator
