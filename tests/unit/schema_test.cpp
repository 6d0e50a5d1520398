// The schema and the parser know the same words.

#include "report/schema.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "report/schema_patterns.h"
#include "report/schema_texts.h"
#include "scenario/step_words.h"
#include "shakedown/parse.h"

using namespace shakedown;

namespace {

using Json = nlohmann::json;
using Words = std::set<std::string>;

const Json& schema() {
  static const Json parsed = Json::parse(schema_text());
  return parsed;
}

Words keys_of(const Json& properties) {
  Words keys;
  for (const auto& [key, value] : properties.items()) keys.insert(key);
  return keys;
}

Words set_of(const std::vector<std::string>& words) { return {words.begin(), words.end()}; }

// What the parser says to a file with this key, or step, that has nothing right behind it.
bool parser_knows(const std::string& file, const std::string& complaint) {
  const auto parsed = parse_text(file, {"x.yaml", "x", "/nonexistent"}, "/nonexistent");
  return parsed || render(parsed.error()).find(complaint) == std::string::npos;
}

bool matches(const std::string& step, const std::string& text) {
  return std::regex_search(text, std::regex(whole_line(step_pattern(step))));
}

}  // namespace

TEST_CASE("keys of the schema are those of the parser") {
  CHECK(keys_of(schema()["properties"]) == set_of(top_level_keys()));
  Words in_variant = set_of(top_level_keys());
  in_variant.erase("variants");
  const Json& variants = schema()["definitions"]["key-variants"]["patternProperties"];
  CHECK(keys_of(variants.begin().value()["properties"]) == in_variant);
  const Json& connections = schema()["definitions"]["key-connections"]["patternProperties"];
  CHECK(keys_of(connections.begin().value()["properties"]) == set_of(connection_keys()));
  const Json& branch = schema()["definitions"]["step-one-of"]["items"];
  CHECK(keys_of(branch["properties"]) == set_of(branch_keys()));
  for (const auto& [key, value] : schema()["properties"].items())
    CHECK(parser_knows("name: x\n" + key + ": 1\n", "unknown key `" + key + "`"));
  CHECK_FALSE(parser_knows("name: x\nnmae: 1\n", "unknown key `nmae`"));
}

TEST_CASE("step words of the schema are those of the parser") {
  Words words = set_of(words_of(step_words()));
  Words with_name;
  for (const auto& [word, kind] : step_words())
    if (kind.takes_name) with_name.insert(named_step_pattern(word));
  const Json& step = schema()["definitions"]["step"];
  CHECK(keys_of(step["patternProperties"]) == with_name);
  for (const std::string& word : words)
    CHECK(parser_knows(fmt::format("name: x\nsteps:\n  - {}: 1\n", word), "unknown step"));
  CHECK_FALSE(parser_knows("name: x\nsteps:\n  - sned: 1\n", "unknown step"));
  words.insert("steps");  // beside `repeat`
  CHECK(keys_of(step["properties"]) == words);
}

TEST_CASE("every word is described, and says what it takes") {
  for (const auto& item : schema()["definitions"].items()) {
    if (item.key() == "step") continue;
    const Json& definition = item.value();
    INFO(item.key());
    CHECK(definition.value("description", "").size() > 10);
    CHECK((definition.contains("type") || definition.contains("anyOf") || definition.contains("enum")));
  }
}

TEST_CASE("what an editor offers is right") {
  for (const std::string& word : words_of(step_words()))
    for (const std::string& example : schema_text_of_step(word).examples) {
      INFO(word << ": " << example);
      const bool bare_call = word == "target" && (example == "send" || example == "shutdown" ||
                                                  example == "setsockopt" || example == "getsockopt");
      CHECK(matches(word, example) != bare_call);
    }
}

TEST_CASE("lines of notation") {
  CHECK(matches("expect", "SYN-ACK win>=1000 <mss *, sackOK> data=\"a \\\" <b> c\" again after 1400ms ±30%"));
  CHECK(matches("expect", "ACK len=1 within 1s as data"));
  CHECK(matches("send", "ICMP too-big mtu=1300 quote=data"));
  CHECK(matches("send", "SYN $options"));
  CHECK_FALSE(matches("send", "SYN-AK"));
  CHECK_FALSE(matches("send", "ACK lne=5"));
  CHECK_FALSE(matches("send", "ACK within 1s"));  // not behind a send
  CHECK(matches("target", "read = \"x\" after 10ms within 1s"));
  CHECK(matches("target", "poll = in|hup"));
  CHECK(matches("target", "setsockopt TCP_MD5SIG \"secret\""));
  CHECK_FALSE(matches("target", "poll = inn"));
  CHECK_FALSE(matches("target", "shutdown wirte"));
  CHECK(matches("backoff", "PSH-ACK len=100 first info.rto factor 2 count 3 cap 10s since data"));
  CHECK_FALSE(matches("backoff", "PSH-ACK len=100 frist 1s"));
  for (const char* duration : {"10us", "250ms", "3s", "2min"}) {
    CHECK(matches("wait", duration));
    CHECK(parse_duration(duration));
  }
}
