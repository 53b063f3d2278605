#include "policy/tree.hpp"

#include "policy/syntax.hpp"
#include "policy/tree_builder.hpp"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <istream>
#include <streambuf>
#include <utility>

namespace rolecall::policy {
namespace {

/// Reads from memory without the copy that std::istringstream makes.
class view_buffer : public std::streambuf {
public:
  explicit view_buffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data()); // only a get area: never written
    setg(begin, begin, begin + text.size());
  }
};

/// Whether yaml-cpp understood everything; else there is an error in `out`.
bool run_parser(const document& in, tree_builder& builder, findings& out) {
  view_buffer buffer(in.text());
  std::istream stream(&buffer);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    return builder.complete();
  } catch (const stop&) {
    return false;
  } catch (const YAML::Exception& e) {
    const std::size_t offset = e.mark.pos < 0 ? 0 : static_cast<std::size_t>(e.mark.pos);
    report_syntax_error(in, offset, e.msg, builder.understood(), out);
    return false;
  }
}

} // namespace

std::optional<node> parse(const document& in, findings& out) {
  tree_builder builder(in, out);
  if (!run_parser(in, builder, out)) return std::nullopt;
  std::optional<node> root = std::move(builder).take();
  if (!root || root->kind == node_kind::null) {
    out.add(rule::empty_file, in.range({0, 1}), "the file says nothing",
            "an empty policy could mean \"remove everything\"; a policy begins with: version: 1");
    return std::nullopt;
  }
  return root;
}

} // namespace rolecall::policy
