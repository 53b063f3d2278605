#pragma once

// A bad line between the real client and the real server, on loopback: it delays, slices, cuts and resets; or
// a proxy that is asked by CONNECT. Bytes are passed on as they are: it knows nothing of TLS.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace rolecall::e2e {

/// What becomes of one connection.
struct mishap {
  enum class end { none, cut, reset };
  end how = end::none;
  bool upstream = false;       ///< counted are the bytes of the client, else those of the server
  std::size_t after_bytes = 0; ///< ends before the next byte
  std::size_t slice = 0;       ///< bytes passed on at once; 0: as they come
  int delay_ms = 0;            ///< before each piece
};

/// Of each connection, by its number from 1 on. Called on a thread of the relay.
using mishaps = std::function<mishap(int connection)>;

/// Bad luck that is the same for the same seed: about half of the connections suffer.
mishaps bad_luck(std::uint64_t seed);

class relay {
public:
  /// To 127.0.0.1, this port.
  relay(std::uint16_t to, mishaps what);
  /// A proxy that answers CONNECT with `answer`; where that is a 200, bytes go on to this port, whatever host
  /// was asked for.
  relay(std::uint16_t to, std::string answer);
  relay(const relay&) = delete;
  relay& operator=(const relay&) = delete;
  ~relay();

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] int connections() const;
  /// Of a proxy: the requests that it got, one a connection.
  [[nodiscard]] std::vector<std::string> asked() const;
  /// Every byte that came from clients.
  [[nodiscard]] std::string heard() const;

private:
  struct parts;
  std::shared_ptr<parts> parts_;
};

} // namespace rolecall::e2e
