#include "cli/run.hpp"

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"

#include <exception>
#include <new>

namespace rolecall::cli {
namespace {

exit_code dispatch(const options& chosen) {
  switch (chosen.command) {
  case command::validate: return run_validate(chosen);
  case command::plan: return run_plan(chosen);
  case command::apply: return run_apply(chosen);
  case command::show: return run_show(chosen);
  case command::whoami: return run_whoami(chosen);
  case command::export_policy: return run_export(chosen);
  case command::init: return run_init(chosen);
  case command::history: return run_history(chosen);
  case command::schema: return run_schema(chosen);
  case command::snapshot: return run_snapshot(chosen);
  case command::unlock: return run_unlock(chosen);
  }
  return exit_code::failure;
}

} // namespace

int run(int argc, const char* const* argv) {
  try {
    const auto parsed = parse(argc, argv);
    if (const auto* done = std::get_if<answer>(&parsed)) {
      if (done->exit_code == 0) return put_stdout(done->text) ? 0 : 1;
      put_error(done->text);
      return done->exit_code;
    }
    return static_cast<int>(dispatch(std::get<options>(parsed)));
  } catch (const std::bad_alloc&) {
    say("out of memory. What was already changed is changed; run again with more memory.");
    return static_cast<int>(exit_code::failure);
  } catch (const std::exception& e) {
    say("internal error: " + base::printable(e.what()) +
        ". This is a bug of rolecall; what was already changed is changed.");
    return static_cast<int>(exit_code::failure);
  }
}

} // namespace rolecall::cli
