#include "cli/credentials.hpp"

#include "base/text.hpp"
#include "cli/output.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string_view>

#include <sys/stat.h>

namespace rolecall::cli {
namespace {

constexpr const char* where_from =
    "An organization owner creates admin keys in the dashboard under Settings, Organization, Admin keys.";

/// Nothing if the text can be an admin key.
std::optional<std::string> why_unfit(std::string_view key, const std::string& source) {
  if (key.empty()) return "the admin key in " + source + " is empty";
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  if (std::ranges::any_of(key, blank)) {
    return "the admin key in " + source + " contains a blank or a line break; it was probably copied with something around it";
  }
  if (!std::ranges::all_of(key, [](char c) { return c > 0x20 && c < 0x7F; })) {
    return "the admin key in " + source + " contains characters that no key has";
  }
  const bool other_kind = key.starts_with("sk-") && !key.starts_with("sk-admin-");
  if (!other_kind) return std::nullopt;
  const std::string kind = key.starts_with("sk-proj-")       ? "a project key (sk-proj-...)"
                           : key.starts_with("sk-svcacct-") ? "a service account's key (sk-svcacct-...)"
                                                            : "not an admin key";
  return "the key in " + source + " is " + kind + "; roles and groups need an admin key (sk-admin-...). " + where_from;
}

std::variant<base::secret, no_key> checked(std::string key, const std::string& source) {
  base::secret kept(key);
  base::wipe(key);
  if (auto unfit = why_unfit(kept.reveal(), source)) return no_key{*unfit};
  return kept;
}

std::variant<base::secret, no_key> from_file(const std::string& path) {
  const std::string shown = base::printable(path);
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return no_key{"cannot read the admin key file " + shown};
  if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) say("warning: others can read " + shown + "; chmod 600 keeps the admin key yours");
  std::ifstream file(path, std::ios::binary);
  std::string key{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) return no_key{"cannot read the admin key file " + shown};
  while (!key.empty() && (key.back() == '\n' || key.back() == '\r')) key.pop_back(); // files end with a line end
  return checked(std::move(key), shown);
}

} // namespace

std::variant<base::secret, no_key> find_admin_key(const options& chosen) {
  if (!chosen.admin_key_file.empty()) return from_file(chosen.admin_key_file);
  if (const char* key = std::getenv("OPENAI_ADMIN_KEY")) return checked(key, "OPENAI_ADMIN_KEY");
  std::string message = "no admin key: set OPENAI_ADMIN_KEY or give --admin-key-file FILE";
  if (std::getenv("OPENAI_API_KEY")) {
    message += ". OPENAI_API_KEY is set, but ordinary keys are refused by the administration API";
  }
  return no_key{message + ". " + where_from};
}

} // namespace rolecall::cli
