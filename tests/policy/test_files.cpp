#include "policy/files.hpp"
#include "policy/load.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace rolecall;

namespace {

/// A folder that is gone after the test.
class scratch {
public:
  scratch() {
    std::string pattern = (fs::temp_directory_path() / "rolecall-policy-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;

  fs::path operator/(const std::string& name) const { return path_ / name; }
  std::string str() const { return path_.string(); }

  void write(const std::string& name, const std::string& text = "version: 1\n") const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
  }

private:
  fs::path path_;
};

policy::files read(const std::vector<std::string>& paths, const std::string& input = {}) {
  std::istringstream standard_input(input);
  return policy::read_files(paths, standard_input);
}

/// Names below `root`, in order, with a `+` behind those of sub-folders.
std::string names(const policy::files& f, const std::string& root) {
  std::string out;
  for (const policy::source& s : f.sources) {
    out += (out.empty() ? "" : " ") + s.name.substr(root.size() + 1);
    if (s.where == policy::standing::sub_folder) out += "+";
  }
  return out;
}

/// Rules of the diagnostics, in order.
std::string rules(const std::vector<base::diagnostic>& all) {
  std::string out;
  for (const base::diagnostic& d : all) out += (out.empty() ? "" : " ") + d.rule;
  return out;
}

} // namespace

TEST_SUITE("policy") {
  TEST_CASE("a folder gives its yaml files in byte order, without dot names") {
    const scratch folder;
    for (const char* name : {"b.yaml", "a.yml", "B.yaml", "projects/x.yaml", "projects/deep/y.yml",
                             "notes.txt", ".hidden.yaml", ".git/z.yaml", "a.yaml.bak"}) {
      folder.write(name);
    }
    const policy::files f = read({folder.str()});
    CHECK(rules(f.diagnostics).empty());
    CHECK(names(f, folder.str()) == "B.yaml a.yml b.yaml projects/deep/y.yml+ projects/x.yaml+");
  }

  TEST_CASE("names are printed as the folder was given") {
    const scratch folder;
    folder.write("p/a.yaml");
    const policy::files f = read({folder.str() + "/p/"});
    REQUIRE(f.sources.size() == 1);
    CHECK(f.sources[0].name == folder.str() + "/p/a.yaml");
  }

  // Covers I34.
  TEST_CASE("a dash is standard input") {
    const policy::files f = read({"-"}, "version: 1\n");
    REQUIRE(f.sources.size() == 1);
    CHECK(f.sources[0].name == "<stdin>");
    CHECK(f.sources[0].text == "version: 1\n");
  }

  TEST_CASE("what is not there, empty, or given twice is told, and the rest is read") {
    const scratch folder;
    folder.write("a.yaml");
    fs::create_directory(folder / "empty");
    const std::string a = (folder / "a.yaml").string();
    CHECK(rules(read({(folder / "no.yaml").string()}).diagnostics) == "RC001");
    CHECK(rules(read({(folder / "empty").string()}).diagnostics) == "RC006");
    const policy::files f = read({(folder / "no.yaml").string(), a, a});
    CHECK(rules(f.diagnostics) == "RC001 RC007");
    CHECK(f.sources.size() == 1);
    CHECK(rules(read({"-", "-"}).diagnostics) == "RC007");
  }

  // Covers I33.
  TEST_CASE("pipes, devices and sockets are refused at once, in folders and by name") {
    const scratch folder;
    REQUIRE(::mkfifo((folder / "pipe.yaml").c_str(), 0600) == 0);
    CHECK(rules(read({folder.str()}).diagnostics) == "RC002");
    CHECK(rules(read({(folder / "pipe.yaml").string()}).diagnostics) == "RC002");
    CHECK(rules(read({"/dev/zero"}).diagnostics) == "RC002");
  }

  // Covers I33.
  TEST_CASE("links out of the folder are refused, and so are links that lead nowhere") {
    const scratch folder;
    const scratch elsewhere;
    elsewhere.write("secret.yaml");
    folder.write("a.yaml");
    fs::create_symlink(elsewhere / "secret.yaml", folder / "link.yaml");
    fs::create_directory_symlink(elsewhere / "", folder / "folder");
    fs::create_symlink("/dev/zero", folder / "zero.yaml");
    fs::create_symlink("nowhere.yaml", folder / "nothing.yaml");
    const policy::files f = read({folder.str()});
    CHECK(names(f, folder.str()) == "a.yaml");
    CHECK(f.diagnostics.size() == 4);
    for (const base::diagnostic& d : f.diagnostics) {
      CHECK(d.rule == (d.at.begin.file.ends_with("nothing.yaml") ? "RC001" : "RC003"));
    }
  }

  // Covers I33.
  TEST_CASE("links within the folder are read once, and circles end") {
    const scratch folder;
    folder.write("a.yaml");
    folder.write("projects/x.yaml");
    fs::create_symlink("a.yaml", folder / "b.yaml");
    fs::create_directory_symlink(".", folder / "circle");
    const policy::files f = read({folder.str()});
    CHECK(rules(f.diagnostics).empty());
    CHECK(names(f, folder.str()) == "a.yaml projects/x.yaml+");
  }

  TEST_CASE("a mounted configuration map, made of links to hidden folders, is read") {
    const scratch folder;
    folder.write("..2026_01/rolecall.yaml");
    fs::create_directory_symlink("..2026_01", folder / "..data");
    fs::create_symlink("..data/rolecall.yaml", folder / "rolecall.yaml");
    const policy::files f = read({folder.str()});
    CHECK(rules(f.diagnostics).empty());
    CHECK(names(f, folder.str()) == "rolecall.yaml");
  }

  TEST_CASE("a link at the top does not lift a file out of its sub-folder") {
    const scratch folder;
    folder.write("projects/.x/hidden.yaml");
    fs::create_symlink("projects/.x/hidden.yaml", folder / "top.yaml");
    CHECK(names(read({folder.str()}), folder.str()) == "top.yaml+");
  }

  // Covers I17.
  TEST_CASE("more than 64 MiB is refused before it is read") {
    const scratch folder;
    folder.write("big.yaml");
    fs::resize_file(folder / "big.yaml", (std::uintmax_t{64} << 20U) + 1);
    const policy::files f = read({folder.str()});
    CHECK(rules(f.diagnostics) == "RC005");
    CHECK(f.sources.empty());
  }

  // Covers I33.
  TEST_CASE("more than 10,000 files are refused") {
    const scratch folder;
    fs::create_directory(folder / "many");
    for (int i = 0; i <= 10'000; ++i) folder.write("many/" + std::to_string(i) + ".yaml", "");
    const policy::files f = read({folder.str()});
    CHECK(rules(f.diagnostics) == "RC004");
    CHECK(f.sources.empty());
  }

  // Covers I34.
  TEST_CASE("a file that may not be read is told with the reason") {
    if (::geteuid() == 0) return; // who may read everything cannot see this
    const scratch folder;
    folder.write("a.yaml");
    fs::permissions(folder / "a.yaml", fs::perms::none);
    const policy::files f = read({folder.str()});
    REQUIRE(rules(f.diagnostics) == "RC001");
    CHECK(f.diagnostics[0].message.find("ermission denied") != std::string::npos);
  }

  // Covers I19.
  TEST_CASE("other encodings are refused by name") {
    using namespace std::string_literals;
    struct row {
      std::string text;
      const char* name;
    };
    const row rows[] = {
        {"\xFF\xFEv\0:\0"s, "UTF-16 (little-endian)"},
        {"\xFE\xFF\0v\0:"s, "UTF-16 (big-endian)"},
        {"v\0e\0r\0"s, "UTF-16 (little-endian)"},
        {"\0v\0e\0r"s, "UTF-16 (big-endian)"},
        {"\xFF\xFE\0\0v\0\0\0"s, "UTF-32"},
    };
    for (const row& r : rows) {
      const policy::loaded result = policy::load({{"p.yaml", r.text}});
      CHECK_FALSE(result.policy.has_value());
      REQUIRE(rules(result.diagnostics) == "RC010");
      CHECK(result.diagnostics[0].message.find(r.name) != std::string::npos);
    }
  }
}
