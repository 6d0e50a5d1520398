#include "scenario/scenario_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenario/notation.h"
#include "scenario/settings.h"
#include "scenario/step_parser.h"
#include "scenario/vocabulary.h"

namespace shakedown {
namespace {

struct ScenarioReader {
  const Keys& keys;
  const ReadingContext& context;
  Complaints& complaints;
  Scenario scenario{};
  Names names{};
  std::optional<uint32_t> mtu{};
  std::vector<std::pair<const Text*, Value>> late_values{};  // may use names that the steps give

  const YamlNode* find(std::string_view key) const { return find_key(keys, key); }
  Notation notation() { return {context.family, mtu.value_or(context.mtu.value_or(1500)), &names}; }

  void check_keys() {
    for (const auto& [key, value] : keys) {
      const std::vector<std::string>& known = top_level_keys();
      if (std::find(known.begin(), known.end(), key->text) == known.end())
        complaints.error(*key, fmt::format("unknown key `{}`", key->text), one_of(known),
                         nearest_word(key->text, known));
    }
    const YamlNode* version = find("shakedown");
    if (version && version->text.text != "1")
      complaints.error(version->text, "this version of the language is not known", "`shakedown: 1`");
  }

  void simple_keys(const std::string& path) {
    scenario.file = path;
    if (!keys.empty()) {
      const std::shared_ptr<const Source>& source = keys.front().first->source;
      scenario.source = std::shared_ptr<const std::string>(source, &source->text());
    }
    if (const YamlNode* name = find("name")) {
      if (const Text* text = one_line_text(*name, "name", complaints)) scenario.name = text->text;
    } else {
      complaints.error_in_file(path, "this scenario has no name", "`name: what it shows`");
    }
    if (const YamlNode* about = find("about")) {
      if (about->kind == YamlNode::Kind::scalar)
        scenario.about = about->text.text;
      else if (!about->broken)
        complaints.error(about->text, "`about` takes a text", "`about: TEXT`");
    }
    if (const YamlNode* node = find("covers")) scenario.covers = read_covers(*node, complaints);
    if (const YamlNode* node = find("tags")) scenario.tags = read_tags(*node, complaints);
    if (const YamlNode* node = find("needs")) scenario.needs = read_needs(*node, complaints);
    if (const YamlNode* node = find("known")) scenario.known = read_known(*node, complaints);
    if (const YamlNode* node = find("service")) scenario.service = read_service(*node, complaints);
    if (const YamlNode* node = find("with")) scenario.with = read_with(*node, notation(), complaints);
    if (const YamlNode* node = find("isn")) scenario.isn = isn(*node);
  }

  std::optional<Value> isn(const YamlNode& node) {
    std::optional<Value> value = read_isn(node, notation(), complaints);
    if (value) late_values.emplace_back(&node.text, *value);
    return value;
  }

  void lab() {
    LabRequest& request = scenario.lab;
    request.family = context.family;
    if (const YamlNode* node = find("lab")) {
      const LabWishes wishes = read_lab(*node, context.family, complaints);
      request.quickack = wishes.quickack;
      request.rto_min = wishes.rto_min;
      mtu = wishes.mtu;
    }
    if (const YamlNode* node = find("sysctl")) request.sysctls = read_sysctls(*node, complaints);
    if (const YamlNode* node = find("sysctl-where-known"))
      request.sysctls_where_known = read_sysctls(*node, complaints);
  }

  std::optional<uint16_t> port(const YamlNode& node, const std::string& key) {
    const Text* text = one_line_text(node, key, complaints);
    if (!text) return std::nullopt;
    const std::optional<uint64_t> number = parse_number(text->text, UINT16_MAX);
    if (!number || *number == 0) {
      complaints.error(*text, fmt::format("`{}` is no port", text->text), "1..65535");
      return std::nullopt;
    }
    return static_cast<uint16_t>(*number);
  }

  void same_tuple(ConnectionDecl& connection, const YamlNode& node) {
    const Text* text = one_line_text(node, "same-tuple", complaints);
    if (!text) return;
    if (text->text != connection.name && names.is_connection(text->text)) {
      connection.same_tuple = text->text;
      return;
    }
    std::vector<std::string> before = names.connections;
    before.erase(std::remove(before.begin(), before.end(), connection.name), before.end());
    complaints.error(*text, fmt::format("no connection `{}` stands before this one", text->text),
                     before.empty() ? "the name of another connection" : one_of(before),
                     nearest_word(text->text, before));
  }

  void connection_key(ConnectionDecl& connection, const Text& key, const YamlNode& value,
                      std::vector<std::pair<std::string, const Text*>>& given) {
    const std::vector<std::string>& known = connection_keys();
    if (key.text == "sport")
      connection.source_port = port(value, key.text);
    else if (key.text == "dport")
      connection.destination_port = port(value, key.text);
    else if (key.text == "isn")
      connection.isn = isn(value);
    else if (key.text == "with")
      connection.with = read_with(value, notation(), complaints);
    else if (key.text == "same-tuple")
      same_tuple(connection, value);
    else if (key.text == "given") {
      if (const Text* text = one_line_text(value, "given", complaints))
        given.emplace_back(connection.name, text);
    } else {
      complaints.error(key, fmt::format("unknown key `{}`", key.text), one_of(known),
                       nearest_word(key.text, known));
    }
  }

  // The declared connections; answers what each is given.
  std::vector<std::pair<std::string, const Text*>> connections() {
    std::vector<std::pair<std::string, const Text*>> given;
    const YamlNode* node = find("connections");
    if (!node) {
      scenario.connections.emplace_back();
      return given;
    }
    if ((node->kind != YamlNode::Kind::map || node->entries.empty()) && !node->broken)
      complaints.error(node->text, "`connections` names no connection", "`a: {sport: 40000}`, below it");
    for (const auto& [key, value] : node->entries) {
      ConnectionDecl connection;
      connection.name = key.text.text;
      if (!is_name(connection.name))
        complaints.error(key.text, fmt::format("`{}` is no name", connection.name),
                         "a name of letters, digits and `_`, no digit first");
      names.connections.push_back(connection.name);
      if (value.kind == YamlNode::Kind::scalar || value.kind == YamlNode::Kind::list)
        complaints.error(value.text, "a connection has keys of its own", "`{sport: 40000}`, or `{}`");
      for (const auto& [inner_key, inner] : value.entries)
        connection_key(connection, inner_key.text, inner, given);
      const bool ports = connection.source_port || connection.destination_port;
      if (ports && !connection.same_tuple.empty())
        complaints.error(key.text, "`same-tuple` says the ports already",
                         "one of: same-tuple, sport and dport");
      scenario.connections.push_back(connection);
    }
    if (scenario.connections.empty()) scenario.connections.emplace_back();
    return given;
  }

  void adopt(const Scenario& prelude) {
    LabRequest& ours = scenario.lab;
    const LabRequest& theirs = prelude.lab;
    ours.quickack = ours.quickack || theirs.quickack;
    if (!ours.rto_min) ours.rto_min = theirs.rto_min;
    const auto add = [](auto& to, const auto& from) {
      for (const auto& setting : from) {
        const bool there =
            std::any_of(to.begin(), to.end(), [&](const auto& own) { return own.first == setting.first; });
        if (!there) to.push_back(setting);
      }
    };
    add(ours.sysctls, theirs.sysctls);
    add(ours.sysctls_where_known, theirs.sysctls_where_known);
    for (const Need need : prelude.needs)
      if (std::find(scenario.needs.begin(), scenario.needs.end(), need) == scenario.needs.end())
        scenario.needs.push_back(need);
    if (scenario.service.empty()) scenario.service = prelude.service;
  }

  void prelude(const Text& where, std::string connection, bool named) {
    ReadingContext inner = context;
    if (mtu) inner.mtu = mtu;
    std::optional<ReadScenario> read = read_prelude(where, inner);
    if (!read) return;
    if (!named && scenario.connections.size() == 1) connection = scenario.connections.front().name;
    if (!named && scenario.connections.size() > 1 && touches_connection(*read->scenario))
      complaints.error(where, "it is not said which connection is to be brought there",
                       "`given` below one of the connections");
    adopt(*read->scenario);
    if (!mtu) mtu = read->mtu;
    for (const auto& [name, kind] : read->names.given) {
      names.given[name] = kind;
      names.inherited.insert(name);
    }
    names.sockets.insert(read->names.sockets.begin(), read->names.sockets.end());
    scenario.preludes.push_back({std::move(connection), read->scenario});
  }

  void check_late_values() {
    for (const auto& [text, value] : late_values)
      for (const Term& term : value.terms)
        if (const NamedSegmentField* field = std::get_if<NamedSegmentField>(&term.atom))
          names.known(*text, 0, text->text.size(), field->segment, false, complaints);
  }

  void steps(const std::string& path) {
    const YamlNode* node = find("steps");
    if (!node) {
      complaints.error_in_file(path, "this scenario has no steps", "`steps:` and a list of them");
      return;
    }
    StepContext step_context{context.family, notation().mtu, names, complaints};
    if (node->kind == YamlNode::Kind::empty || (node->kind == YamlNode::Kind::list && node->items.empty()))
      complaints.error(node->text, "there are no steps here", "a list of steps: `- send: SYN`");
    else
      scenario.steps = parse_steps(*node, step_context);
    check_late_values();
  }
};

}  // namespace

const YamlNode* find_key(const Keys& keys, std::string_view key) {
  for (const auto& [name, value] : keys)
    if (name->text == key) return &value;
  return nullptr;
}

ReadScenario read_scenario(const std::string& path, const Keys& keys, const ReadingContext& context) {
  ScenarioReader reader{keys, context, context.complaints};
  reader.check_keys();
  reader.lab();
  reader.simple_keys(path);
  const auto given_each = reader.connections();
  if (const YamlNode* given = reader.find("given"))
    if (const Text* text = one_line_text(*given, "given", context.complaints))
      reader.prelude(*text, "", false);
  for (const auto& [connection, text] : given_each) reader.prelude(*text, connection, true);
  reader.scenario.lab.mtu = reader.notation().mtu;
  reader.steps(path);
  return {std::make_shared<Scenario>(std::move(reader.scenario)), std::move(reader.names), reader.mtu};
}

}  // namespace shakedown
