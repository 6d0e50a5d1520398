// The command line: what is taken, what is refused, and what is said then.

#include "cli/options.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <sstream>

using namespace shakedown;

namespace {

std::vector<std::string> words(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> out;
  for (std::string word; stream >> word;) out.push_back(word == "''" ? "" : word);
  return out;
}

Options parsed(const std::string& line) {
  const auto options = parse_command_line(words(line));
  INFO(line);
  if (!options) FAIL_CHECK(options.error().message);
  return options.value_or(Options{});
}

}  // namespace

TEST_CASE("options of run") {
  const Options options = parsed(
      "run -j8 close --family 6 --filter slow --filter=*/half* --exclude x --max-failures 3 --repeat 0x10 "
      "--seed 281474976710655 --time-limit 2min --artifacts kept --artifacts-all --json - -vv --color never "
      "--all - handshake");
  CHECK(options.verb == Verb::run);
  CHECK(options.jobs == 8);
  CHECK(options.paths == std::vector<std::string>{"close", "-", "handshake"});
  CHECK(options.family == Family::v6);
  CHECK(options.filters == std::vector<std::string>{"slow", "*/half*"});
  CHECK(options.excludes == std::vector<std::string>{"x"});
  CHECK(options.max_failures == 3);
  CHECK(options.repeat == 16);
  CHECK(options.seed == 281474976710655U);
  CHECK(options.time_limit == 2min);
  REQUIRE(options.reports.size() == 1);
  CHECK(options.reports[0].format == "json");
  CHECK(options.reports[0].path == "-");
  CHECK(options.artifacts == "kept");
  CHECK(options.artifacts_all);
  CHECK(options.verbosity == Verbosity::hex);
  CHECK(options.color == ColorChoice::never);
  CHECK(options.all);
}

TEST_CASE("what is not written keeps its default") {
  const Options options = parsed("run");
  CHECK(options.jobs == 0);
  CHECK_FALSE(options.family);
  CHECK_FALSE(options.seed);
  CHECK(options.max_failures == 0);
  CHECK(options.repeat == 1);
  CHECK(options.time_limit == 0ns);
  CHECK(options.reports.empty());
  CHECK(options.artifacts.empty());
  CHECK_FALSE(options.artifacts_all);
  CHECK(options.verbosity == Verbosity::normal);
  CHECK(options.color == ColorChoice::automatic);
}

TEST_CASE("other ways to say it") {
  CHECK(parsed("run --fail-fast").max_failures == 1);
  CHECK_FALSE(parsed("run --family both").family);
  CHECK(parsed("run -v").verbosity == Verbosity::verbose);
  CHECK(parsed("run --verbose --verbose").verbosity == Verbosity::hex);
  CHECK(parsed("run -q").verbosity == Verbosity::quiet);
  CHECK(parsed("run -vj4").jobs == 4);
  CHECK(parsed("run -- -odd-name").paths == std::vector<std::string>{"-odd-name"});
  CHECK(parsed("run --seed 0").seed == 0);
  CHECK(parsed("record --as server --stream 3 -o x.yaml x.pcap").record_as == End::server);
  CHECK(parsed("record --stream 3 x.pcap").stream == 3);
  CHECK(parsed("record x.pcap").output == "-");
  CHECK(parsed("--version").verb == Verb::version);
  CHECK(parsed("version").verb == Verb::version);
  CHECK(parsed("--help").verb == Verb::help);
  CHECK(parsed("help run").help_about == "run");
  CHECK(parsed("run --help").verb == Verb::help);
  CHECK(parsed("run --help").help_about == "run");
  CHECK(parsed("check -h a b").help_about == "check");
  CHECK(parsed("show close/simultaneous[4]").paths.size() == 1);
  CHECK(parsed("list --last-failed --json -").last_failed);
  CHECK(parsed("new a/b").verb == Verb::create);
  CHECK(parsed("new --help").help_about == "new");
}

namespace {

struct Refused {
  std::string line, message, hint;
};
const std::string commands =
    "the commands are run, check, list, show, record, schema, diff, merge, doctor, new, completion, man, "
    "help";
const std::string near = "an option with a similar name exists: ";
const std::string number = "expected a number from 1 to ";
const std::vector<Refused> refused{
    {"", "a command is missing", commands},
    {"rnu", "unknown command `rnu`", "a command with a similar name exists: `run`"},
    {"frobnicate", "unknown command `frobnicate`", commands},
    {"--frobnicate", "unknown option `--frobnicate`", commands},
    {"--jobs 3 run", "`--jobs` stands before the command", "write the command first: `shakedown run --jobs`"},
    {"run --job 3", "unknown option `--job`", near + "`--jobs`"},
    {"run --filtre x", "unknown option `--filtre`", near + "`--filter`"},
    {"run --Jobs 3", "unknown option `--Jobs`", near + "`--jobs`"},
    {"run --fail", "unknown option `--fail`", ""},
    {"run -x", "unknown option `-x`", ""},
    {"run -vx", "unknown option `-vx`", ""},
    {"run --=3", "unknown option `--=3`", ""},
    {"run --jobs", "`--jobs` lacks its value", number + "4096"},
    {"run --jobs=", "`--jobs` lacks its value", number + "4096"},
    {"run --jobs -v", "`--jobs` lacks its value", number + "4096"},
    {"run --jobs 0", "`--jobs` cannot be `0`", number + "4096"},
    {"run --jobs -1", "`--jobs` cannot be `-1`", number + "4096"},
    {"run --jobs=-1", "`--jobs` cannot be `-1`", number + "4096"},
    {"run --jobs 65537", "`--jobs` cannot be `65537`", number + "4096"},
    {"run --jobs 8x", "`--jobs` cannot be `8x`", number + "4096"},
    {"run --jobs 010", "`--jobs` cannot be `010`", number + "4096"},
    {"run --jobs +8", "`--jobs` cannot be `+8`", number + "4096"},
    {"run -j 4294967297", "`--jobs` cannot be `4294967297`", number + "4096"},
    {"run -j 1 -j 2", "`--jobs` is given twice", ""},
    {"run --repeat 0", "`--repeat` cannot be `0`", number + "1000000"},
    {"run --max-failures none", "`--max-failures` cannot be `none`", number + "1000000"},
    {"run --seed 9007199254740992", "`--seed` cannot be `9007199254740992`",
     "expected a number from 0 to 9007199254740991"},
    {"run --seed 18446744073709551616", "`--seed` cannot be `18446744073709551616`",
     "expected a number from 0 to 9007199254740991"},
    {"run --time-limit 90", "`--time-limit` cannot be `90`",
     "expected a duration with its unit: 500ms, 90s, 10min"},
    {"run --time-limit 0s", "`--time-limit` cannot be `0s`",
     "expected a duration with its unit: 500ms, 90s, 10min"},
    {"run --family 5", "`--family` cannot be `5`", "expected 4, 6 or both"},
    {"run --color yes", "`--color` cannot be `yes`", "expected auto, always or never"},
    {"run --json", "`--json` lacks its value", "expected a file or `-`"},
    {"run --json ''", "`--json` cannot be ``", "expected a file or `-`"},
    {"run --artifacts -", "`--artifacts` cannot be `-`", "expected a folder"},
    {"run --artifacts ''", "`--artifacts` cannot be ``", "expected a folder"},
    {"run --artifacts-all", "`--artifacts-all` needs `--artifacts`",
     "`--artifacts DIR --artifacts-all` keeps them in DIR"},
    {"run --json --fast", "`--json` cannot be `--fast`", "expected a file or `-`"},
    {"run --json a --json b", "`--json` is given twice", ""},
    {"run --filter ''", "`--filter` cannot be ``", "expected a tag or a glob"},
    {"run --verbose=3", "`--verbose` takes no value", ""},
    {"run --all=yes", "`--all` takes no value", ""},
    {"run -q -v", "`--quiet` and `--verbose` exclude each other", ""},
    {"run --fail-fast --max-failures 2", "`--fail-fast` and `--max-failures` exclude each other", ""},
    {"run ''", "a PATH is empty", ""},
    {"run - -", "standard input `-` is given twice", ""},
    {"check", "`check` needs a PATH", "`shakedown check scenarios` reads a folder"},
    {"check --jobs 3 a", "`--jobs` is no option of `check`", "it is one of `run`"},
    {"list --repeat 3", "`--repeat` is no option of `list`", "it is one of `run`"},
    {"list -q", "`-q` is no option of `list`", "it is one of `run`, `merge`, `diff`"},
    {"list --shard 0/4", "`--shard` cannot be `0/4`", "expected I/N, with I from 1 to N"},
    {"run --shard 5/4", "`--shard` cannot be `5/4`", "expected I/N, with I from 1 to N"},
    {"run --shard /4", "`--shard` cannot be `/4`", "expected I/N, with I from 1 to N"},
    {"run --shard-times x", "`--shard-times` needs `--shard`", ""},
    {"check --shard 1/4", "`--shard` is no option of `check`", "it is one of `run`, `list`"},
    {"diff a", "`diff` needs two JSON reports", "`shakedown diff OLD.json NEW.json`"},
    {"diff a b c", "`diff` needs two JSON reports", "`shakedown diff OLD.json NEW.json`"},
    {"diff - -", "standard input `-` is given twice", ""},
    {"diff a b --json c", "`--json` is no option of `diff`", "it is one of `run`, `list`, `merge`"},
    {"doctor x", "`doctor` takes no `x`", ""},
    {"merge", "`merge` needs JSON reports", "`shakedown merge 1.json 2.json --json all.json`"},
    {"show", "`show` needs one PATH", "`shakedown list` names what there is"},
    {"show a b", "`show` needs one PATH", "`shakedown list` names what there is"},
    {"record", "`record` needs one CAPTURE", "a pcap or pcapng file, or `-`"},
    {"record --as peer x", "`--as` cannot be `peer`", "expected client or server"},
    {"record --stream -1 x", "`--stream` cannot be `-1`", "expected a number from 0 to 1000000"},
    {"schema x", "`schema` takes no `x`", ""},
    {"help rnu", "unknown command `rnu`", "a command with a similar name exists: `run`"},
    {"help run check", "`help` takes one command, not `check` too", ""},
    {"--version now", "`--version` takes no `now`", ""},
};

}  // namespace

TEST_CASE("what is refused, and the words for it") {
  for (const Refused& row : refused) {
    CAPTURE(row.line);
    const auto options = parse_command_line(words(row.line));
    CHECK_FALSE(options.has_value());
    if (options) continue;
    CHECK(options.error().message == row.message);
    CHECK(options.error().hint == row.hint);
  }
}

TEST_CASE("reports: a format and a file, several, one on standard output") {
  const Options options = parsed("run --report junit=out.xml --report tap=- --json a.json");
  REQUIRE(options.reports.size() == 3);
  CHECK(options.reports[0].format == "junit");
  CHECK(options.reports[1].path == "-");
  CHECK(options.reports[2].format == "json");
  CHECK(reports_to_standard_output(options));
  for (const char* wrong : {"run --report junit", "run --report junit=", "run --report jnuit=x",
                            "run --report =x", "run --report tap=- --json -"})
    CHECK_FALSE(parse_command_line(words(wrong)));
}
