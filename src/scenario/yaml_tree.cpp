#include "scenario/yaml_tree.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <map>
#include <sstream>

#include "scenario/literal.h"
#include "scenario/yaml_scalar.h"
#include "text/utf8.h"

namespace shakedown {
namespace {

// Thrown by the handler to leave yaml-cpp; caught in load_yaml.
struct Abandon {};

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const std::shared_ptr<const Source>& source, Complaints& complaints)
      : source_(source), complaints_(complaints) {}

  YamlNode root;

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ == 0) return;
    complain(offset(mark), 1, "a second document begins here", "one document a file");
    throw Abandon();
  }
  void OnDocumentEnd() override {}

  // yaml-cpp says "null" for nothing at all, and for the words `null` and `~`, which are texts here.
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    const size_t begin = offset(mark);
    reject_properties(begin);
    YamlNode node = node_at(begin);
    const std::string word = null_word(begin);
    if (!word.empty()) {
      node.kind = YamlNode::Kind::scalar;
      node.text = locate_scalar(source_, begin, word).text;
    } else if (!stack_.empty() && stack_.back().key) {
      node.text = stack_.back().key->text;
    }
    place(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    const size_t begin = offset(mark);
    complain(begin, word_length(begin), "aliases are not part of the language", "the text itself");
    YamlNode node = node_at(begin);
    node.broken = true;
    place(std::move(node));
  }

  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                const std::string& value) override {
    const size_t begin = offset(mark);
    YamlNode node = node_at(begin);
    node.kind = YamlNode::Kind::scalar;
    node.broken = reject_properties(begin);
    ScalarText scalar = locate_scalar(source_, begin, value);
    node.text = std::move(scalar.text);
    node.one_line = scalar.one_line;
    place(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value style) override {
    open(mark, YamlNode::Kind::list, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value style) override {
    open(mark, YamlNode::Kind::map, style);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Level {
    YamlNode node;
    std::optional<YamlNode> key;        // of the map entry whose value comes next
    std::map<std::string, int> keys{};  // so far, and their lines
  };

  static size_t offset(const YAML::Mark& mark) { return mark.pos < 0 ? 0 : static_cast<size_t>(mark.pos); }

  std::string_view at(size_t begin) const {
    return std::string_view(source_->text()).substr(std::min(begin, source_->text().size()));
  }
  size_t word_length(size_t begin) const {
    const std::string_view rest = at(begin);
    return std::min(rest.find_first_of(" \t\r\n,]}"), rest.size());
  }

  YamlNode node_at(size_t begin) const {
    YamlNode node;
    node.text = {"", {}, {begin, begin + std::max<size_t>(1, word_length(begin))}, source_};
    return node;
  }

  void complain(size_t begin, size_t width, std::string message, std::string expected) {
    complaints_.add({Severity::error, source_->span(begin, begin + width), std::move(message),
                     std::move(expected), "", source_->line_at(begin)});
  }

  // Anchors and tags stand before what they belong to, and the mark is theirs.
  bool reject_properties(size_t begin) {
    const std::string_view rest = at(begin);
    if (rest.starts_with("&"))
      complain(begin, word_length(begin), "anchors are not part of the language",
               "the text itself where it is needed");
    else if (rest.starts_with("!"))
      complain(begin, word_length(begin), "tags are not part of the language: every value is a text",
               "no tag");
    else
      return false;
    return true;
  }

  std::string null_word(size_t begin) const {
    static constexpr std::array<std::string_view, 4> words{"~", "null", "Null", "NULL"};
    const size_t length = word_length(begin);
    const std::string_view word = at(begin).substr(0, length);
    const bool key_next =
        stack_.empty() || stack_.back().node.kind != YamlNode::Kind::map || !stack_.back().key;
    for (const std::string_view null : words) {
      if (word == null) return std::string(word);
      if (key_next && word == std::string(null) + ":") return std::string(null);
    }
    return "";
  }

  void open(const YAML::Mark& mark, YamlNode::Kind kind, YAML::EmitterStyle::value style) {
    const size_t begin = offset(mark);
    if (stack_.size() >= static_cast<size_t>(yaml_depth_limit)) {
      complain(begin, 1, "this is nested too deeply", fmt::format("at most {} levels", yaml_depth_limit));
      throw Abandon();
    }
    Level level{node_at(begin), std::nullopt};
    level.node.kind = kind;
    level.node.flow = style == YAML::EmitterStyle::Flow;
    level.node.broken = reject_properties(begin);
    stack_.push_back(std::move(level));
  }

  void close() {
    YamlNode node = std::move(stack_.back().node);
    stack_.pop_back();
    place(std::move(node));
  }

  void place(YamlNode node) {
    if (stack_.empty()) {
      root = std::move(node);
      return;
    }
    Level& level = stack_.back();
    if (level.node.kind == YamlNode::Kind::list) {
      level.node.items.push_back(std::move(node));
    } else if (!level.key) {
      level.key = std::move(node);
    } else {
      add_entry(level.node, level.keys, std::move(*level.key), std::move(node));
      level.key.reset();
    }
  }

  void add_entry(YamlNode& map, std::map<std::string, int>& keys, YamlNode key, YamlNode value) {
    const Text& name = key.text;
    if (key.kind != YamlNode::Kind::scalar || !key.one_line) {
      if (!key.broken) complaints_.error(name, "this key is not one word or line", "a plain key");
      map.broken = true;
    } else if (name.text == "<<") {
      complaints_.error(name, "merge keys are not part of the language", "the entries themselves");
    } else if (const auto [known, fresh] = keys.emplace(name.text, name.span().line); !fresh) {
      complaints_.error(name, fmt::format("the key `{}` stands twice in one place", name.text),
                        fmt::format("it once; the first stands in line {}", known->second));
    } else {
      map.entries.push_back({std::move(key), std::move(value)});
    }
  }

  std::shared_ptr<const Source> source_;
  Complaints& complaints_;
  std::vector<Level> stack_;
  int documents_ = 0;
};

// What must hold before YAML is looked at.
bool check_octets(const Source& source, Complaints& complaints) {
  const std::string& text = source.text();
  const auto complain = [&](size_t at, const char* message, const char* expected) {
    complaints.add({Severity::error, source.span(at, at + 1), message, expected, "", source.line_at(at)});
    return false;
  };
  if (text.size() > yaml_size_limit) {
    complaints.error_in_file(source.path(), "this file is too large",
                             fmt::format("at most {} octets", yaml_size_limit));
    return false;
  }
  for (size_t line = 0; line < source.line_count(); ++line) {
    if (source.line_end(line) - source.line_begin(line) <= yaml_line_limit) continue;
    complaints.add({Severity::error,
                    {source.path(), static_cast<int>(line) + 1, 0, 1},
                    "this line is too long",
                    fmt::format("at most {} octets", yaml_line_limit),
                    "",
                    ""});
    return false;
  }
  if (const size_t nul = text.find('\0'); nul != text.npos) return complain(nul, "a NUL octet", "text alone");
  if (const std::optional<size_t> fault = utf8_fault(text))
    return complain(*fault, "this is not valid UTF-8", "UTF-8");
  for (size_t cr = text.find('\r'); cr != text.npos; cr = text.find('\r', cr + 1))
    if (cr + 1 >= text.size() || text[cr + 1] != '\n')
      return complain(cr, "a carriage return that ends no line", "");
  return true;
}

// yaml-cpp's messages in the words of a person, where its own are not.
std::string readable(const std::string& message) {
  static const std::array<std::pair<const char*, const char*>, 7> table{{
      {"illegal map value", "YAML finds a `: ` where no key can stand"},
      {"end of map not found", "this does not stand in line with the keys of its map"},
      {"end of sequence not found", "this does not stand in line with the entries of its list"},
      {"end of map flow not found", "a `{` is never closed, or a comma is missing"},
      {"end of sequence flow not found", "a `[` is never closed, or a comma is missing"},
      {"illegal EOF in scalar", "a quoted text is never closed"},
      {"unknown token", "no YAML text can begin with this character"},
  }};
  for (const auto& [theirs, ours] : table)
    if (message == theirs) return ours;
  return "this is not YAML: " + message;
}

// A plain text with an open `"` before the place where YAML stumbled over its `: `.
std::optional<size_t> open_quote_before(const Source& source, size_t fault) {
  const size_t begin = source.line_begin(source.line_number(fault));
  const std::string line = source.text().substr(begin, fault > begin ? fault - begin : 0);
  const size_t key_end = line.find(": ");
  if (key_end == line.npos) return std::nullopt;
  const size_t text = line.find_first_not_of(' ', key_end + 1);
  if (text == line.npos || line[text] == '\'' || line[text] == '"') return std::nullopt;
  if (std::count(line.begin() + static_cast<std::ptrdiff_t>(text), line.end(), '"') % 2 == 0)
    return std::nullopt;
  return begin + text;
}

void syntax_error(const Source& source, const YAML::Exception& error, Complaints& complaints) {
  const size_t at =
      error.mark.pos < 0 ? 0 : std::min(static_cast<size_t>(error.mark.pos), source.text().size());
  Diagnostic diagnostic{Severity::error,   source.span(at, at + 1), readable(error.msg), "", "",
                        source.line_at(at)};
  const std::string indentation =
      diagnostic.source_line.substr(0, diagnostic.source_line.find_first_not_of(" \t"));
  if (const size_t tab = indentation.find('\t'); tab != std::string::npos) {
    const size_t line = source.line_begin(source.line_number(at));
    diagnostic.span = source.span(line + tab, line + tab + 1);
    diagnostic.message = "YAML is not indented with tabs";
    diagnostic.expected = "spaces";
  } else if (error.msg == "illegal map value") {
    const std::optional<size_t> begin = open_quote_before(source, at);
    const size_t line = source.line_begin(source.line_number(at));
    const size_t first = source.text().find(": ", line);
    const size_t text = begin ? *begin : source.text().find_first_not_of(' ', first + 1);
    if (begin)
      diagnostic.message = "YAML takes the `: ` inside this text for a key's and cuts the line short";
    if (text != std::string::npos && text <= at)
      diagnostic.expected = "the line in single quotes: " + in_single_quotes(source, text);
  }
  complaints.add(std::move(diagnostic));
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  for (const auto& [name, value] : entries)
    if (name.text.text == key) return &value;
  return nullptr;
}

std::optional<YamlNode> load_yaml(const std::shared_ptr<const Source>& source, Complaints& complaints) {
  if (!check_octets(*source, complaints)) return std::nullopt;
  Complaints found;
  TreeBuilder builder(source, found);
  std::istringstream stream(source->text());
  bool whole = true;
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Abandon&) {
    whole = false;
  } catch (const YAML::Exception& error) {
    syntax_error(*source, error, complaints);
    return std::nullopt;
  }
  for (Diagnostic& diagnostic : found.sorted()) complaints.add(std::move(diagnostic));
  if (!whole) return std::nullopt;
  return std::move(builder.root);
}

}  // namespace shakedown
