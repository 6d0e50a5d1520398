#include <fmt/format.h>

#include "cli/completion.h"
#include "cli/option_table.h"

namespace shakedown {

namespace {

constexpr const char* head = R"(# fish completion for shakedown, made by `shakedown completion fish`.

# __shakedown_in COMMAND...: is it one of these that is typed?
function __shakedown_in
    set -l words (commandline -opc)
    set -q words[2]; and contains -- $words[2] $argv
end

function __shakedown_at_command
    test (count (commandline -opc)) -eq 1
end

# __shakedown_known ids|tags: what the program knows.
function __shakedown_known
    set -l words (commandline -opc)
    set -l kind $argv[1]
    test $kind = ids; and string match -q '*[*' -- (commandline -ct); and set kind runs
    command $words[1] completion $kind 2>/dev/null
end

# __shakedown_formats FORMAT...: each with its `=`, and behind that a file.
function __shakedown_formats
    set -l typed (string replace -r '^--[a-z-]+=' '' -- (commandline -ct))
    if string match -q '*=*' -- $typed
        set -l pair (string split -m 1 = -- $typed)
        for file in (complete -C "'' $pair[2]")
            echo $pair[1]=(string split -f 1 \t -- $file)
        end
    else
        printf '%s=\n' $argv
    end
end

complete -c shakedown -f
complete -c shakedown -n __shakedown_at_command -l version -d 'print the version'
complete -c shakedown -n __shakedown_at_command -s h -l help -d 'explain the command line'
)";

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

// The list that fish offers; "" for none.
std::string list_of(const Candidates& these) {
  std::string list;
  const auto add = [&list](const std::string& part) { list += (list.empty() ? "" : " ") + part; };
  if (these.formats)
    add("(__shakedown_formats " + joined(these.words) + ")");
  else if (!these.words.empty())
    add(joined(these.words));
  if (these.tags) add("(__shakedown_known tags)");
  if (these.ids) add("(__shakedown_known ids)");
  if (these.scenarios) add("(__fish_complete_suffix .yaml)");
  if (these.folders) add("(__fish_complete_directories)");
  return list;
}

std::string option_line(const OptionRow& row) {
  std::vector<std::string> verbs;
  for (const Verb verb : row.verbs) verbs.push_back(to_string(verb));
  std::string line = fmt::format("complete -c shakedown -n '__shakedown_in {}'", joined(verbs));
  if (row.letter != 0) line += fmt::format(" -s {}", row.letter);
  line += fmt::format(" -l {}", row.name);
  if (row.argument != nullptr) {
    const Candidates these = candidates(row.argument);
    const std::string list = list_of(these);
    line += these.files ? " -r -F" : " -x";
    if (!list.empty()) line += " -a " + quoted(list);
  }
  return line + " -d " + quoted(in_brief(row.help)) + "\n";
}

}  // namespace

std::string fish_completion() {
  std::string out = head;
  for (const VerbRow& verb : verb_table()) {
    if (verb.verb == Verb::version) continue;
    out += fmt::format("complete -c shakedown -n __shakedown_at_command -a {} -d {}\n", verb.name,
                       quoted(in_brief(verb.help)));
    const Candidates these = candidates(verb.operands);
    const std::string list = list_of(these);
    const std::string here = fmt::format("complete -c shakedown -n '__shakedown_in {}'", verb.name);
    if (these.files) out += here + " -F\n";
    if (!list.empty()) out += here + " -a " + quoted(list) + "\n";
  }
  for (const OptionRow& row : option_table()) out += option_line(row);
  return out;
}

}  // namespace shakedown
