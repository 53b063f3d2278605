// Loaded before the C library: a resolver whose name server never answers.

#include <netdb.h>
#include <unistd.h>

extern "C" int getaddrinfo(const char*, const char*, const addrinfo*, addrinfo**) {
  for (;;) ::pause();
}
