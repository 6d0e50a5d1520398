// Files kept from one call to the next: changed in one step, made only when there is something to keep.

#include "cli/state_file.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace shakedown;
namespace fs = std::filesystem;

namespace {

struct Folder {
  Folder() {
    std::string name = (fs::temp_directory_path() / "shakedown-state-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string operator/(const std::string& name) const { return (path / name).string(); }
  fs::path path;
};

std::string content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::string put(const std::string& path, const std::string& text) {
  return change_state(path, [&](const std::string&) { return text; });
}

}  // namespace

TEST_CASE("a file and its folders are made when there is something to keep, and for nobody else") {
  const Folder folder;
  const std::string path = folder / "a/b/kept";
  CHECK(put(path, "").empty());
  CHECK_FALSE(fs::exists(folder / "a"));
  CHECK(put(path, "one").empty());
  CHECK(content(path) == "one");
  struct stat facts {};
  REQUIRE(stat((folder / "a/b").c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777) == 0700);
  REQUIRE(stat(path.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777) == 0600);
}

TEST_CASE("a change sees what is there, and leaves nothing beside it") {
  const Folder folder;
  const std::string path = folder / "kept";
  CHECK(put(path, "one").empty());
  CHECK(change_state(path, [](const std::string& before) { return before + ", two"; }).empty());
  CHECK(read_state(path).value_or("") == "one, two");
  struct stat before {
  }, after{};
  REQUIRE(stat(path.c_str(), &before) == 0);
  CHECK(put(path, "one, two").empty());  // the same: not written again
  REQUIRE(stat(path.c_str(), &after) == 0);
  CHECK(before.st_ino == after.st_ino);
  CHECK(std::distance(fs::directory_iterator(folder.path), fs::directory_iterator()) == 1);
}

TEST_CASE("what cannot be read or written is said") {
  const Folder folder;
  CHECK(read_state(folder / "none/kept").value_or("?").empty());
  fs::create_directories(folder / "folder");
  CHECK(read_state(folder / "folder").error() == "it is no ordinary file");
  CHECK(put(folder / "folder", "x") == "it is no ordinary file");
  CHECK(put(folder / "folder", "").empty());
  REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(read_state(folder / "pipe").error() == "it is no ordinary file");  // and nobody waits for its writer
  std::ofstream(folder / "long") << std::string((16 << 20) + 1, 'x');
  CHECK(read_state(folder / "long").error() == "it is too long");
  CHECK(put(folder / "long/kept", "x") == "Not a directory");
  CHECK(put("/proc/no/such/kept", "x") == "No such file or directory");
}
