#include "cli/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <boost/smart_ptr/make_shared.hpp>
#include <set>

#include "cli/option_table.h"
#include "shakedown/diagnostic.h"

namespace shakedown {

namespace {

namespace po = boost::program_options;

template <typename T>
using Checked = tl::expected<T, UsageError>;

tl::unexpected<UsageError> usage(std::string message, std::string hint = "") {
  return tl::make_unexpected(UsageError{std::move(message), std::move(hint)});
}

const OptionRow* find_row(const std::string& name) {
  for (const OptionRow& row : option_table())
    if (name == row.name || (row.letter != 0 && name == std::string(1, row.letter))) return &row;
  return nullptr;
}

std::string near_option(const std::string& name, Verb verb) {
  std::vector<std::string> names;
  for (const OptionRow& row : option_table())
    if (takes(row, verb)) names.emplace_back(row.name);
  const std::string near = nearest_word(name, names);
  return near.empty() ? "" : fmt::format("an option with a similar name exists: `--{}`", near);
}

UsageError unknown_option(const std::string& written, Verb verb) {
  const std::string name = written.substr(std::min(written.find_first_not_of('-'), written.size()));
  const OptionRow* row = find_row(name);
  if (row != nullptr && !takes(*row, verb)) {
    std::string others;
    for (const Verb other : row->verbs) others += (others.empty() ? "`" : ", `") + to_string(other) + "`";
    return {fmt::format("`{}` is no option of `{}`", written, to_string(verb)), "it is one of " + others};
  }
  return {fmt::format("unknown option `{}`", written), near_option(name, verb)};
}

// Boost sees text alone: it would take -1 for 65535, and complete what is abbreviated.
po::options_description descriptions(Verb verb) {
  po::options_description all;
  for (const OptionRow& row : option_table()) {
    if (!takes(row, verb)) continue;
    const std::string names = row.letter != 0 ? fmt::format("{},{}", row.name, row.letter) : row.name;
    all.add(boost::make_shared<po::option_description>(
        names.c_str(), new po::untyped_value(row.argument == nullptr), row.help));
  }
  return all;
}

// The only place that sees an exception of Boost.Program_options.
Checked<std::vector<po::option>> tokens(const std::vector<std::string>& arguments, Verb verb) {
  try {
    const po::options_description all = descriptions(verb);
    return po::command_line_parser(arguments)
        .options(all)
        .style(po::command_line_style::unix_style & ~po::command_line_style::allow_guessing)
        .run()
        .options;
  } catch (const po::unknown_option& error) {
    return tl::make_unexpected(unknown_option(error.get_option_name(), verb));
  } catch (const po::error_with_option_name& error) {
    const std::string written = error.get_option_name();
    const OptionRow* row = find_row(written.substr(std::min(written.find_first_not_of('-'), written.size())));
    if (row == nullptr) return usage(error.what());
    if (row->argument == nullptr) return usage(fmt::format("`--{}` takes no value", row->name));
    return usage(fmt::format("`--{}` lacks its value", row->name),
                 row->expected != nullptr ? fmt::format("expected {}", row->expected) : "");
  } catch (const po::error& error) {
    return usage(error.what());
  }
}

Checked<void> apply(Options& options, const po::option& token, Verb verb, std::set<std::string>& seen) {
  const OptionRow* row = find_row(token.string_key);
  if (row == nullptr) return tl::make_unexpected(unknown_option("--" + token.string_key, verb));
  if (!seen.insert(row->name).second && !row->repeatable)
    return usage(fmt::format("`--{}` is given twice", row->name));
  const std::string value = token.value.empty() ? "" : token.value.front();
  // A forgotten value would swallow the next option.
  const bool an_option = value.size() > 1 && value.front() == '-';
  if (row->argument != nullptr && (an_option || !row->set(options, value)))
    return usage(fmt::format("`--{}` cannot be `{}`", row->name, value),
                 row->expected != nullptr ? fmt::format("expected {}", row->expected) : "");
  if (row->argument == nullptr) row->set(options, value);
  return {};
}

Checked<void> check_operands(const Options& options) {
  switch (options.verb) {
    case Verb::check:
      if (options.paths.empty())
        return usage("`check` needs a PATH", "`shakedown check scenarios` reads a folder");
      break;
    case Verb::show:
      if (options.paths.size() != 1)
        return usage("`show` needs one PATH", "`shakedown list` names what there is");
      break;
    case Verb::record:
      if (options.paths.size() != 1)
        return usage("`record` needs one CAPTURE", "a pcap or pcapng file, or `-`");
      break;
    case Verb::schema:
      if (!options.paths.empty()) return usage(fmt::format("`schema` takes no `{}`", options.paths.front()));
      break;
    case Verb::diff:
      if (options.paths.size() != 2)
        return usage("`diff` needs two JSON reports", "`shakedown diff OLD.json NEW.json`");
      break;
    case Verb::merge:
      if (options.paths.empty())
        return usage("`merge` needs JSON reports", "`shakedown merge 1.json 2.json --json all.json`");
      break;
    case Verb::doctor:
      if (!options.paths.empty()) return usage(fmt::format("`doctor` takes no `{}`", options.paths.front()));
      break;
    case Verb::version:
      if (!options.paths.empty())
        return usage(fmt::format("`--version` takes no `{}`", options.paths.front()));
      break;
    case Verb::create:
      if (options.paths.size() != 1)
        return usage("`new` needs one NAME", "`shakedown new my/first` writes my/first.yaml");
      break;
    case Verb::completion:
      if (options.paths.size() != 1)
        return usage("`completion` needs the name of a shell", "expected bash, zsh or fish");
      break;
    case Verb::man:
      if (!options.paths.empty()) return usage(fmt::format("`man` takes no `{}`", options.paths.front()));
      break;
    case Verb::run:
    case Verb::list:
    case Verb::help:
      break;
  }
  for (const std::string& path : options.paths)
    if (path.empty()) return usage("a PATH is empty");
  if (std::count(options.paths.begin(), options.paths.end(), "-") > 1)
    return usage("standard input `-` is given twice");
  return {};
}

Checked<Verb> parse_verb(const std::string& word) {
  if (word == "--version" || word == "-V") return Verb::version;
  if (word == "--help" || word == "-h") return Verb::help;
  std::vector<std::string> names;
  for (const VerbRow& row : verb_table()) {
    if (word == row.name) return row.verb;
    names.emplace_back(row.name);
  }
  const bool option = word.size() > 1 && word.front() == '-';
  if (option && find_row(word.substr(
                    word.find_first_not_of('-') == std::string::npos ? 0 : word.find_first_not_of('-'))))
    return usage(fmt::format("`{}` stands before the command", word),
                 "write the command first: `shakedown run " + word + "`");
  const std::string near = nearest_word(word, names);
  if (!near.empty())
    return usage(fmt::format("unknown command `{}`", word),
                 fmt::format("a command with a similar name exists: `{}`", near));
  return usage(fmt::format("unknown {} `{}`", option ? "option" : "command", word),
               "the commands are " + verb_names());
}

// `help COMMAND`: the command is a word here, not a verb.
Checked<Options> parse_help(Options options, const std::vector<std::string>& words) {
  options.verb = Verb::help;
  if (words.size() > 1) return usage(fmt::format("`help` takes one command, not `{}` too", words[1]));
  if (words.empty()) return options;
  const Checked<Verb> about = parse_verb(words.front());
  if (!about) return tl::make_unexpected(about.error());
  options.help_about = *about == Verb::help ? "" : to_string(*about);
  return options;
}

}  // namespace

bool reports_to_standard_output(const Options& options) {
  return std::any_of(options.reports.begin(), options.reports.end(),
                     [](const ReportRequest& report) { return report.path == "-"; });
}

tl::expected<Options, UsageError> parse_command_line(const std::vector<std::string>& arguments) {
  if (arguments.empty()) return usage("a command is missing", "the commands are " + verb_names());
  const Checked<Verb> verb = parse_verb(arguments.front());
  if (!verb) return tl::make_unexpected(verb.error());
  const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());

  Options options;
  options.verb = *verb;
  if (*verb == Verb::help) return parse_help(options, rest);

  const auto parsed = tokens(rest, *verb);
  if (!parsed) return tl::make_unexpected(parsed.error());
  std::set<std::string> seen;
  for (const po::option& token : *parsed) {
    // Boost makes an operand of `--=x`.
    const bool operand = token.string_key.empty();
    if (operand && !token.original_tokens.empty() && token.original_tokens.front() != token.value.front())
      return usage(fmt::format("unknown option `{}`", token.original_tokens.front()));
    if (operand) {
      options.paths.push_back(token.value.front());
      continue;
    }
    if (const auto applied = apply(options, token, *verb, seen); !applied)
      return tl::make_unexpected(applied.error());
  }
  if (options.verb == Verb::help) return options;
  if (seen.count("quiet") > 0 && seen.count("verbose") > 0)
    return usage("`--quiet` and `--verbose` exclude each other");
  if (seen.count("fail-fast") > 0 && seen.count("max-failures") > 0)
    return usage("`--fail-fast` and `--max-failures` exclude each other");
  const auto on_output = [](const ReportRequest& report) { return report.path == "-"; };
  if (std::count_if(options.reports.begin(), options.reports.end(), on_output) > 1)
    return usage("two reports cannot share standard output");
  if (options.artifacts_all && options.artifacts.empty())
    return usage("`--artifacts-all` needs `--artifacts`",
                 "`--artifacts DIR --artifacts-all` keeps them in DIR");
  if (!options.shard_times.empty() && !options.shard) return usage("`--shard-times` needs `--shard`");
  if (const auto fine = check_operands(options); !fine) return tl::make_unexpected(fine.error());
  return options;
}

}  // namespace shakedown
