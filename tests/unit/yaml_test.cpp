// The YAML loader: texts, places, limits, and octets that mean harm.

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "scenario/yaml_tree.h"
#include "shakedown/parse.h"

namespace shakedown {
namespace {

YamlNode load(const std::string& text) {
  Complaints complaints;
  const std::optional<YamlNode> tree = load_yaml(std::make_shared<const Source>("y", text), complaints);
  if (!tree || complaints.errors() > 0) FAIL(render(complaints.sorted()));
  return *tree;
}

std::string message(const std::string& text) {
  Complaints complaints;
  load_yaml(std::make_shared<const Source>("y", text), complaints);
  return complaints.sorted().empty() ? "" : complaints.sorted()[0].message;
}

std::vector<std::string> bundled_texts() {
  std::vector<std::string> texts;
  for (const char* folder : {"/scenarios", "/tests/unit/parse_errors"})
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::string(SHAKEDOWN_SOURCE_DIR) + folder)) {
      if (entry.path().extension() != ".yaml") continue;
      std::ifstream stream(entry.path(), std::ios::binary);
      std::stringstream text;
      text << stream.rdbuf();
      texts.push_back(text.str());
    }
  return texts;
}

void parse_anything(const std::string& text) {
  const std::string root = SHAKEDOWN_SOURCE_DIR "/scenarios";
  const auto parsed = parse_text(text, {"hostile.yaml", "hostile", root}, root);
  if (!parsed) CHECK_FALSE(render(parsed.error()).empty());
}

}  // namespace

TEST_CASE("yaml: every scalar is text, wherever it stands") {
  struct Row {
    std::string yaml, text;
    int column, width;
    bool one_line;
  };
  const Row rows[] = {{"k: null", "null", 4, 4, true},
                      {"k: ~", "~", 4, 1, true},
                      {"k: true", "true", 4, 4, true},
                      {"k: 010", "010", 4, 3, true},
                      {"k: a # b", "a", 4, 1, true},
                      {"k: 'it''s'", "it's", 5, 5, true},
                      {"k: \"a\\x41\\u00e9\\n\"", "aAé\n", 5, 13, true},
                      {"k: ä ö", "ä ö", 4, 3, true},
                      {"k: |\n  a\n  b\n", "a\nb\n", 4, 1, false},
                      {"k: a\n  b", "a b", 4, 1, false},
                      {"k: 'a\n  b'", "a b", 4, 2, false},
                      {"k: \"a\\\n  b\"", "ab", 4, 3, false}};
  for (const Row& row : rows) {
    CAPTURE(row.yaml);
    const YamlNode root = load(row.yaml);
    const YamlNode* node = root.find("k");
    REQUIRE(node);
    CHECK(node->text.text == row.text);
    CHECK(node->text.span() == SourceSpan{"y", 1, row.column, row.width});
    CHECK(node->one_line == row.one_line);
  }
}

TEST_CASE("yaml: nothing is empty") {
  const YamlNode root = load("a:\nnull: x\nb:\n");
  CHECK(root.find("a")->kind == YamlNode::Kind::empty);
  CHECK(root.find("null")->text.text == "x");
  CHECK(root.find("b")->kind == YamlNode::Kind::empty);
}

TEST_CASE("yaml: limits") {
  CHECK(message(std::string(yaml_size_limit + 1, '\n')) == "this file is too large");
  CHECK(message(std::string(yaml_size_limit, '\n')).empty());
  CHECK(message("a: " + std::string(yaml_line_limit, 'x')) == "this line is too long");
  CHECK(message("a: " + std::string(yaml_line_limit - 3, 'x')).empty());
  CHECK(message(std::string(16, '[') + std::string(16, ']')).empty());
  CHECK(message(std::string(17, '[') + std::string(17, ']')) == "this is nested too deeply");
}

TEST_CASE("yaml: a byte order mark is no text") {
  CHECK(parse_text("\xef\xbb\xbfname: n\nsteps:\n  - send: SYN\n", {"x", "x", "."}, "."));
}

TEST_CASE("hostile: every bundled file cut off anywhere") {
  for (const std::string& text : bundled_texts())
    for (size_t length = 0; length < text.size(); length += 1 + text.size() / 40)
      parse_anything(text.substr(0, length));
}

TEST_CASE("hostile: octets replaced, doubled and dropped") {
  std::mt19937 random(20220818);  // a fixed seed: the same octets each time
  const std::string favourites = "\"'<>=:#-[]{}&*!|$.\n \t\\0x,%@~?\x80\xff";
  for (const std::string& original : bundled_texts()) {
    if (original.empty()) continue;
    for (int round = 0; round < 20; ++round) {
      std::string text = original;
      for (int edit = 0; edit < 4 && !text.empty(); ++edit) {
        const size_t at = random() % text.size();
        const char octet = favourites[random() % favourites.size()];
        if (random() % 3 == 0)
          text.erase(at, 1 + random() % 5);
        else if (random() % 2 == 0)
          text[at] = octet;
        else
          text.insert(at, 1 + random() % 3, octet);
      }
      parse_anything(text);
    }
  }
}

TEST_CASE("hostile: random octets as a segment") {
  std::mt19937 random(1981);
  const std::string words[] = {
      "SYN",  "ACK", "-",       " ",     "seq",      "=",       "<",
      ">",    "..",  "mss",     "ts",    "now",      "\"",      "hex:",
      "abs:", "+",   "SND.NXT", "a.seq", "info.rto", "5",       "0x",
      "*",    ",",   "sack",    ":",     "ICMP",     "too-big", "quote",
      "\\x",  "len", "data",    "±",     "%",        "\xff",    "99999999999999999999",
      "no",   "...", "frag",    "ipopt"};
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (size_t i = random() % 12; i > 0; --i) text += words[random() % std::size(words)];
    const auto spec = parse_segment(text, {"random", 1, 1, 1}, round % 2 == 0);
    if (!spec) CHECK_FALSE(spec.error().message.empty());
  }
}

}  // namespace shakedown
