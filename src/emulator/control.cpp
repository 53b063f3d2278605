#include "emulator/endpoints.hpp"
#include "emulator/json_node.hpp"
#include "emulator/json_writer.hpp"
#include "emulator/machine.hpp"
#include "emulator/state_file.hpp"

#include <boost/json.hpp>

// The emulator's own paths: what came in, what there is, and how it behaves from now on.

namespace rolecall::emulator {
namespace {

response answered(std::string body) {
  response out;
  out.body = std::move(body);
  return out;
}

response complaint(int status, const std::string& message) {
  return error_answer({status, message, std::nullopt, std::nullopt});
}

std::string written(const std::vector<logged_request>& log) {
  json_writer out;
  out.begin_object();
  out.key("requests");
  out.begin_array();
  for (const auto& one : log) {
    out.begin_object();
    out.member("seq", static_cast<std::int64_t>(one.seq));
    out.member("method", one.method);
    out.member("target", one.target);
    out.key("status");
    if (one.status)
      out.value(std::int64_t{*one.status});
    else
      out.value(nullptr);
    if (!one.body.empty()) out.member("body", one.body);
    out.end_object();
  }
  out.end_array();
  out.end_object();
  return out.take();
}

std::string written(const behaviours& how) {
  json_writer out;
  out.begin_object();
  for (std::size_t i = 0; i < all_knobs().size(); ++i)
    out.member(all_knobs()[i].name, how.value(static_cast<knob>(i)));
  out.end_object();
  return out.take();
}

boost::json::value parsed(const std::string& text) {
  boost::system::error_code ec;
  auto document = boost::json::parse(boost::json::string_view(text), ec);
  if (ec) throw json_mistake{"not JSON: " + ec.message()};
  return document;
}

/// All of them, or none if one is wrong.
behaviours changed(behaviours how, const std::string& body) {
  const auto document = parsed(body);
  if (!document.is_object()) throw json_mistake{"expected an object of names and values"};
  for (const auto& member : document.get_object()) {
    const std::string name(member.key().data(), member.key().size());
    if (const auto problem = how.set(name, json_node(member.value(), name).text()))
      throw json_mistake{*problem};
  }
  return how;
}

std::vector<fault> faults_in(const std::string& body) {
  const auto document = parsed(body);
  if (!document.is_array()) throw json_mistake{"expected an array of faults"};
  std::vector<fault> out;
  for (const auto& spec : document.get_array()) {
    auto one = fault::parse(json_node(spec, "a fault").text());
    if (const auto* problem = std::get_if<fault_problem>(&one)) throw json_mistake{problem->message};
    out.push_back(std::get<fault>(std::move(one)));
  }
  return out;
}

} // namespace

response machine::control(const request& asked, time_point now) {
  const auto name = asked.target.substr(std::string_view("/__emulator/").size());
  const auto operation = asked.method + ' ' + name;
  try {
    if (operation == "GET requests") return answered(written(log_));
    if (operation == "DELETE requests") {
      log_.clear();
      return answered("{}");
    }
    if (operation == "GET state") return answered(write_state(org_));
    if (operation == "PUT state") {
      auto fresh = read_state(asked.body, options_.admin_key);
      if (const auto* problem = std::get_if<state_problem>(&fresh)) return complaint(400, problem->message);
      replace(std::get<state>(std::move(fresh)));
      return answered("{}");
    }
    if (operation == "GET behaviours") return answered(written(how_));
    if (operation == "POST behaviours") {
      how_ = changed(how_, asked.body);
      return answered("{}");
    }
    if (operation == "POST faults") {
      faults_ = faults_in(asked.body);
      return answered("{}");
    }
    if (operation == "POST accept") {
      call c{org_, how_, random_, cursors_, unix_now(now), asked.target, {}, {}, asked.body};
      return accept_invite(c);
    }
  } catch (const json_mistake& mistake) {
    return complaint(400, mistake.message);
  } catch (const refusal& why) {
    return error_answer(why);
  }
  return complaint(
      404, "known are GET/DELETE requests, GET/PUT state, GET/POST behaviours, POST faults, POST accept");
}

} // namespace rolecall::emulator
