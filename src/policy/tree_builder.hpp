#pragma once

// Takes yaml-cpp's events and builds our tree; what YAML allows and a policy does not is reported on the way.

#include "policy/tree.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <optional>
#include <string>
#include <vector>

namespace rolecall::policy {

/// Ends yaml-cpp's run: its event interface has no other way out.
struct stop {};

class tree_builder : public YAML::EventHandler {
public:
  /// Both must live longer.
  tree_builder(const document& in, findings& out) : in_(in), text_(in.text()), out_(out) {}

  /// The root, if there was one.
  std::optional<node> take() && { return std::move(root_); }
  /// False if yaml-cpp took an open quote at the end for closed.
  bool complete() const { return complete_; }
  /// Offset of the last text that was understood.
  std::size_t understood() const { return understood_; }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAnchor(const YAML::Mark& mark, const std::string& name) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

private:
  /// A list or map whose end has not come yet. A map takes keys and values in turn.
  struct frame {
    node value;
    node key;
    bool has_key = false;
  };

  std::size_t offset_of(const YAML::Mark& mark) const;
  void report(rule broken, place at, std::string message, std::string hint);
  bool expects_key() const;
  bool key_ready() const { return !open_.empty() && open_.back().has_key; }
  bool has_property(std::size_t offset) const;
  std::size_t place_of_nothing(std::size_t offset) const;
  std::size_t written_length(std::size_t offset, const std::string& value);

  void open(node_kind kind, std::size_t offset);
  void close();
  void put(node n);
  void put_member(frame& into, node value);

  void refuse_tag(std::size_t offset);
  void refuse_complex_key(node& key);
  void drop_duplicate_keys(node& map);
  void report_second_document(std::size_t offset);

  const document& in_;
  std::string_view text_;
  findings& out_;
  std::vector<frame> open_;
  std::optional<node> root_;
  std::size_t nodes_ = 0;
  std::size_t understood_ = 0;
  std::size_t marker_ = std::string_view::npos; ///< offset of the last `{{` taken for a template's
  int documents_ = 0;
  bool complete_ = true;
};

} // namespace rolecall::policy
