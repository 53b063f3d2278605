#pragma once

// Puts the machine on a socket: HTTP/1.1 over TLS or plain TCP on 127.0.0.1, one thread.

#include "emulator/machine.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace rolecall::emulator {

struct tls_files {
  std::string certificate; ///< PEM, with its chain
  std::string key;         ///< PEM
};

struct server_options {
  std::uint16_t port = 0; ///< 0 picks one
  std::optional<tls_files> tls;
};

/// Serves until SIGINT or SIGTERM. `ready` is called once with the port when connections are accepted.
/// Throws std::system_error if the port is taken or the certificate cannot be used.
void serve(machine& behind, const server_options& options, const std::function<void(std::uint16_t)>& ready);

} // namespace rolecall::emulator
