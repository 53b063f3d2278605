#include "emulator/behaviours.hpp"
#include "emulator/catalogue.hpp"
#include "emulator/machine.hpp"
#include "emulator/server.hpp"
#include "emulator/state_file.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <sstream>

// The command line of the emulator.

namespace {

using namespace rolecall::emulator;

constexpr int wrong_usage = 64;
constexpr int failed = 1;

struct settings {
  server_options server;
  machine_options machine;
  std::string certificate, key;
  bool plain = false;
  std::string state_file;
  bool save = false;
  int latency = 0;
  std::vector<std::string> behaviours;
  std::vector<std::string> faults;
  bool list_behaviours = false;
};

struct usage_problem {
  std::string message;
};

std::string footer() {
  std::string out = R"(Examples:
  rolecall-emulator --plain-http --state organization.json
  rolecall-emulator --tls-cert server.pem --tls-key server.key --port 8443
  rolecall-emulator --plain-http --behaviour duplicate_name=accept --behaviour stale_reads=2
  rolecall-emulator --plain-http --fault '500=after@POST /organization/groups#1'

A running emulator is looked at and steered below /__emulator/, without a key:
  GET, DELETE requests   the requests received; forget them
  GET, PUT state         the organization, in the form of the state file
  GET, POST behaviours   {"NAME": "VALUE", ...}
  POST faults            ["FAULT", ...]; [] switches them off
  POST accept            {"email": "..."}: who has a pending invitation accepts it

Behaviours (NAME KIND DEFAULT OTHERS; B: a client must cope, F: it must fail well):
)";
  for (const auto& row : all_knobs()) {
    std::string line = "  " + std::string(row.name) + (row.kind == knob_kind::behaviour ? " B " : " F ") +
                       std::string(row.default_value);
    for (const auto other : row.others) line.append(" ").append(other);
    line.resize(std::max<std::size_t>(line.size() + 2, 46), ' ');
    out += line + std::string(row.meaning) + '\n';
  }
  return out + '\n' + fault_help();
}

void declare(CLI::App& app, settings& s) {
  app.add_option("--port", s.server.port, "Port on 127.0.0.1; 0 picks one")->capture_default_str();
  app.add_option("--tls-cert", s.certificate, "Certificate and chain, PEM")->type_name("FILE");
  app.add_option("--tls-key", s.key, "Private key, PEM")->type_name("FILE");
  app.add_flag("--plain-http", s.plain, "HTTP without TLS");
  app.add_option("--state", s.state_file, "JSON file with the organization to begin with")->type_name("FILE");
  app.add_flag("--save", s.save, "Write the organization back to that file at the end (SIGINT, SIGTERM)");
  app.add_option("--admin-key", s.machine.admin_key, "The key to accept; not a real one")
      ->type_name("KEY")
      ->capture_default_str();
  app.add_option("--latency", s.latency, "Time before every answer")
      ->type_name("MS")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--behaviour", s.behaviours, "How it behaves, see below; may be repeated")
      ->type_name("NAME=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  app.add_flag("--list-behaviours", s.list_behaviours, "Print NAME KIND DEFAULT VALUE... and exit");
  app.add_option("--fault", s.faults, "What goes wrong, see below; may be repeated")
      ->type_name("FAULT")
      ->take_all()
      ->allow_extra_args(false);
  app.add_option("--seed", s.machine.seed, "Of ids and orders")->capture_default_str();
  app.set_version_flag("--version", "rolecall-emulator " ROLECALL_VERSION);
  app.footer(footer);
}

void check(settings& s) {
  if (s.plain == (!s.certificate.empty() || !s.key.empty()))
    throw usage_problem{"give either --tls-cert FILE and --tls-key FILE, or --plain-http"};
  if (!s.plain && (s.certificate.empty() || s.key.empty()))
    throw usage_problem{"--tls-cert and --tls-key go together"};
  if (s.save && s.state_file.empty()) throw usage_problem{"--save needs --state FILE"};
  if (!s.plain) s.server.tls = tls_files{s.certificate, s.key};
  s.machine.latency = std::chrono::milliseconds(s.latency);
  s.machine.started = std::time(nullptr);
}

state load(const settings& s) {
  if (s.state_file.empty()) return initial_state(s.machine.admin_key);
  std::ifstream in(s.state_file, std::ios::binary);
  if (!in) throw usage_problem{"cannot read " + s.state_file};
  std::ostringstream text;
  text << in.rdbuf();
  auto read = read_state(text.str(), s.machine.admin_key);
  if (const auto* problem = std::get_if<state_problem>(&read))
    throw usage_problem{s.state_file + ": " + problem->message};
  return std::get<state>(std::move(read));
}

void steer(machine& m, const settings& s) {
  for (const auto& one : s.behaviours)
    if (const auto problem = m.behaves().set(one)) throw usage_problem{*problem};
  for (const auto& one : s.faults) {
    auto parsed = fault::parse(one);
    if (const auto* problem = std::get_if<fault_problem>(&parsed)) throw usage_problem{problem->message};
    m.add(std::get<fault>(std::move(parsed)));
  }
}

void save(const state& org, const std::string& file) {
  std::ofstream out(file, std::ios::binary);
  out << write_state(org);
  if (!out.flush()) throw std::runtime_error("cannot write " + file);
}

int run(settings& s) {
  check(s);
  machine m(s.machine, load(s));
  steer(m, s);
  serve(m, s.server, [&](std::uint16_t port) {
    std::cout << "listening on " << (s.plain ? "http" : "https") << "://127.0.0.1:" << port << "/v1"
              << std::endl;
  });
  if (s.save) save(m.organization(), s.state_file);
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app("The OpenAI admin API as far as roles go, on this machine: for tests and demonstrations.");
  settings s;
  declare(app, s);
  try {
    app.parse(argc, argv);
    if (s.list_behaviours) {
      std::cout << list_of_knobs();
      return 0;
    }
    return run(s);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : wrong_usage;
  } catch (const usage_problem& problem) {
    std::cerr << "rolecall-emulator: " << problem.message << '\n';
    return wrong_usage;
  } catch (const std::exception& error) {
    std::cerr << "rolecall-emulator: " << error.what() << '\n';
    return failed;
  }
}
