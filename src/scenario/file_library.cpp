#include "scenario/file_library.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace shakedown {
namespace {

// At most one octet more than is allowed, so that an endless file ends too.
std::optional<std::string> read_stream(std::istream& stream) {
  std::string text(yaml_size_limit + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) return std::nullopt;
  text.resize(static_cast<size_t>(stream.gcount()));
  return text;
}

std::optional<std::string> read_file(const std::string& path, std::string& why) {
  if (path == "-") return read_stream(std::cin);
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!error && !std::filesystem::is_regular_file(status)) {
    why = "not a file";
    return std::nullopt;
  }
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  std::optional<std::string> text;
  if (stream) text = read_stream(stream);
  if (!text) why = errno != 0 ? std::strerror(errno) : "it cannot be read";
  return text;
}

}  // namespace

const YamlNode* FileLibrary::load(const std::string& path) {
  if (const auto found = trees_.find(path); found != trees_.end()) return found->second.get();
  std::string why;
  std::optional<std::string> text = read_file(path, why);
  if (text) return load_text(path, std::move(*text));
  complaints_.error_in_file(path, "this file cannot be read: " + why);
  trees_[path] = nullptr;
  return nullptr;
}

const YamlNode* FileLibrary::load_text(const std::string& path, std::string text) {
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);  // a byte order mark
  std::unique_ptr<YamlNode>& tree = trees_[path];
  const auto source = std::make_shared<const Source>(path, std::move(text));
  std::optional<YamlNode> loaded = load_yaml(source, complaints_);
  if (!loaded) return nullptr;
  if (loaded->kind != YamlNode::Kind::map || loaded->flow) {
    if (loaded->kind == YamlNode::Kind::empty)
      complaints_.error_in_file(path, "this file is empty", "a scenario: `name:`, `steps:`");
    else
      complaints_.error(loaded->text, "this is no scenario",
                        "keys at the start of their lines: `name:`, `steps:`");
    return nullptr;
  }
  tree = std::make_unique<YamlNode>(std::move(*loaded));
  return tree.get();
}

bool is_file(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

std::vector<std::string> scenario_names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error))
    if (entry->path().extension() == ".yaml") names.push_back(entry->path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace shakedown
