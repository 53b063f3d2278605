#include "plan/digest.hpp"

#include "base/sha256.hpp"

namespace rolecall::plan {
namespace {

constexpr std::string_view algorithm = "sha256:";
constexpr std::size_t digits = 64;

std::string without_white_space(std::string_view text) {
  std::string out(text.size(), ' ');
  std::size_t length = 0;
  bool inside = false; // a string
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool white = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (inside || !white) out[length++] = c;
    if (inside && c == '\\' && i + 1 < text.size())
      out[length++] = text[++i];
    else if (c == '"')
      inside = !inside;
  }
  out.resize(length);
  return out;
}

} // namespace

std::string digest_of(std::string_view object) {
  return std::string(algorithm) + base::sha256(without_white_space(object));
}

std::optional<bool> is_intact(std::string_view text) {
  std::string bare = without_white_space(text);
  const std::string before = ",\"" + std::string(digest_key) + "\":\"" + std::string(algorithm);
  const std::size_t length = before.size() + digits + 2; // the quote and the brace that follow
  if (bare.size() < length || bare.compare(bare.size() - length, before.size(), before) != 0)
    return std::nullopt;
  const std::string said = bare.substr(bare.size() - digits - 2, digits);
  if (!bare.ends_with("\"}")) return std::nullopt;
  bare.resize(bare.size() - length);
  return base::sha256(bare + "}") == said;
}

} // namespace rolecall::plan
