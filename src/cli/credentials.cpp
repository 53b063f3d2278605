#include "cli/credentials.hpp"

#include "base/text.hpp"
#include "cli/output.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace rolecall::cli {
namespace {

constexpr const char* where_from =
    "\nAn organization owner creates admin keys in the dashboard under Settings, Organization, Admin keys.";

constexpr std::size_t longest_file = 4096; // far longer than any key

/// Nothing if the text can be an admin key.
std::optional<std::string> why_unfit(std::string_view key, const std::string& source) {
  if (key.empty()) return "the admin key in " + source + " is empty";
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  if (std::ranges::any_of(key, blank)) {
    return "the admin key in " + source +
           " contains a blank or a line break; it was probably copied with something around it";
  }
  if (!std::ranges::all_of(key, [](char c) { return c > 0x20 && c < 0x7F; })) {
    return "the admin key in " + source + " contains characters that no key has";
  }
  const bool other_kind = key.starts_with("sk-") && !key.starts_with("sk-admin-");
  if (!other_kind) return std::nullopt;
  const std::string kind = key.starts_with("sk-proj-")      ? "a project key (sk-proj-...)"
                           : key.starts_with("sk-svcacct-") ? "a service account's key (sk-svcacct-...)"
                                                            : "not an admin key";
  return "the key in " + source + " is " + kind + "; roles and groups need an admin key (sk-admin-...)." +
         where_from;
}

std::variant<base::secret, no_key> checked(std::string key, const std::string& source) {
  base::secret kept(key);
  base::wipe(key);
  if (auto unfit = why_unfit(kept.reveal(), source)) return no_key{*unfit};
  return kept;
}

/// The first bytes of the file; nothing, with errno, if it cannot be read.
std::optional<std::string> first_bytes(int file) {
  std::string out(longest_file + 1, '\0');
  std::size_t size = 0;
  while (size < out.size()) {
    const ssize_t got = ::read(file, out.data() + size, out.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  out.resize(size);
  return out;
}

/// A pipe is fine: "--admin-key-file <(password-manager show admin-key)" leaves no copy on a disk.
std::optional<std::string> why_unfit(const struct stat& about, const std::string& shown) {
  if (S_ISDIR(about.st_mode)) return "cannot read the admin key file " + shown + ": " + std::strerror(EISDIR);
  if (!S_ISREG(about.st_mode) && !S_ISFIFO(about.st_mode))
    return "the admin key file " + shown + " is neither a file nor a pipe";
  if (S_ISREG(about.st_mode) && (about.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return "others can write " + shown +
           ", and so choose whose key is used; chmod 600 keeps it yours. Is the key in it still yours?";
  }
  return std::nullopt;
}

std::variant<base::secret, no_key> from_file(const std::string& path) {
  const std::string shown = base::printable(path);
  const auto unreadable = [&] {
    return no_key{"cannot read the admin key file " + shown + ": " + std::strerror(errno)};
  };
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (file < 0) return unreadable();
  struct stat about {};
  if (::fstat(file, &about) != 0) about.st_mode = 0;
  if (auto unfit = why_unfit(about, shown)) {
    ::close(file);
    return no_key{*unfit};
  }
  const bool open_to_others = S_ISREG(about.st_mode) && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0;
  auto key = first_bytes(file);
  const int problem = errno;
  ::close(file);
  errno = problem;
  if (!key) return unreadable();
  if (key->size() > longest_file)
    return no_key{"the admin key file " + shown + " is too long to hold nothing but a key"};
  if (open_to_others) say("warning: others can read " + shown + "; chmod 600 keeps the admin key yours");
  while (!key->empty() && (key->back() == '\n' || key->back() == '\r'))
    key->pop_back(); // files end with a line end
  return checked(*std::move(key), shown);
}

} // namespace

std::variant<base::secret, no_key> find_admin_key(const options& chosen) {
  if (!chosen.admin_key_file.empty()) return from_file(chosen.admin_key_file);
  if (const char* key = std::getenv("OPENAI_ADMIN_KEY")) return checked(key, "OPENAI_ADMIN_KEY");
  std::string message = "no admin key: set OPENAI_ADMIN_KEY or give --admin-key-file FILE";
  if (std::getenv("OPENAI_API_KEY")) {
    message += "\nOPENAI_API_KEY is set, but the administration API refuses ordinary keys.";
  }
  return no_key{message + where_from};
}

} // namespace rolecall::cli
