#include "sim/choices.hpp"

#include "base/random_source.hpp"

namespace rolecall::sim {
namespace {

std::uint64_t hash(std::uint64_t parent, std::string_view name) {
  std::uint64_t h = parent ^ 0xCBF29CE484222325U;
  for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return base::random_source(h).next();
}

std::uint64_t hash_of_path(std::uint64_t seed, std::string_view path) {
  std::uint64_t h = base::random_source(seed).next();
  while (!path.empty()) {
    const auto end = std::min(path.find('/'), path.size());
    h = hash(h, path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return h;
}

} // namespace

choices::choices(std::uint64_t seed, const kept_parts& kept) : seed_(seed), shrunk_(true) {
  for (const std::string& path : kept) kept_.insert(hash_of_path(seed, path));
}

place choices::root() const { return {*this, base::random_source(seed_).next(), {}}; }

place place::operator/(std::string_view name) const {
  std::string path;
  if (of_->noting_) path = path_.empty() ? std::string(name) : path_ + "/" + std::string(name);
  return {*of_, hash(hash_, name), std::move(path)};
}

place place::operator/(std::size_t index) const { return *this / std::string_view(std::to_string(index)); }

std::uint64_t place::value() const { return base::random_source(hash_ ^ 0x5DEECE66DU).next() >> 8U; }

bool place::has(std::size_t percent) const {
  if (value() % 100 >= percent) return false;
  if (of_->shrunk_ && !of_->kept_.contains(hash_)) return false;
  if (of_->noting_) of_->parts_.push_back(path_);
  return true;
}

} // namespace rolecall::sim
