#include <fmt/format.h>

#include "cli/completion.h"
#include "cli/option_table.h"

namespace shakedown {

namespace {

// Bash splits words at `=` too, and takes what is offered for the last piece alone.
constexpr const char* head = R"(# bash completion for shakedown, made by `shakedown completion bash`.

# _shakedown_offer WORD...: those that begin with what is typed.
_shakedown_offer() {
  local word
  for word in "$@"; do
    [[ $word == "$typed"* ]] && replies+=("$before$word")
  done
}

# _shakedown_ask ids|runs|tags: what the program knows.
_shakedown_ask() {
  local word
  while IFS= read -r word; do
    _shakedown_offer "$word"
  done < <("$program" completion "$1" 2>/dev/null)
}

# _shakedown_paths [ARGUMENT...]: what compgen finds.
_shakedown_paths() {
  local word
  compopt -o filenames 2>/dev/null
  while IFS= read -r word; do
    replies+=("$before$word")
  done < <(compgen "$@" -- "$typed")
}

# Ids a folder at a time, as files are, then runs.
_shakedown_ids() {
  local word rest
  if [[ $typed == *\[* ]]; then
    _shakedown_ask runs
    return
  fi
  while IFS= read -r word; do
    [[ $word == "$typed"* ]] || continue
    rest=${word#"$typed"}
    [[ $rest == */* ]] && word=$typed${rest%%/*}/
    [[ " ${replies[*]} " == *" $before$word "* ]] || replies+=("$before$word")
  done < <("$program" completion ids 2>/dev/null)
}

_shakedown_scenarios() {
  _shakedown_ids
  _shakedown_paths -f -X '!*.yaml'
  _shakedown_paths -d
}

_shakedown_formats() {
  if [[ $typed == *=* ]]; then
    before+=${typed%%=*}=
    typed=${typed#*=}
    _shakedown_paths -f
  else
    compopt -o nospace 2>/dev/null
    _shakedown_offer "${@/%/=}"
  fi
}

)";

constexpr const char* tail = R"(
_shakedown() {
  local program=$1 words=() replies=() glue='' word i
  # What was split at `=` is one word here again.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ ${#words[@]} -gt 0 && ($word == = || $glue) ]]; then
      words[${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    glue=
    [[ $word == = ]] && glue=yes
  done
  local count=${#words[@]} before='' option='' operands=''
  local current=${words[count - 1]} typed
  current=${current#[\"\']}
  typed=$current
  COMPREPLY=()
  if ((count <= 1)); then
    # shellcheck disable=SC2086
    _shakedown_offer $_shakedown_commands
  else
    for ((i = 1; i < count - 1; i++)); do
      [[ ${words[i]} == -- ]] && operands=yes
    done
    if [[ ! $operands && $current == --*=* ]]; then
      option=${current%%=*}
      before=$option=
      typed=${current#*=}
    elif [[ ! $operands ]]; then
      option=${words[count - 2]}
    fi
    if ! _shakedown_value "$option"; then
      if [[ ! $operands && $current == -* ]]; then
        _shakedown_options "${words[0]}"
      else
        _shakedown_operand "${words[0]}"
      fi
    fi
  fi
  [[ ${#replies[@]} -eq 1 && ${replies[0]} == */ ]] && compopt -o nospace 2>/dev/null
  # Readline keeps what stands before the piece that it asks for.
  local kept=${current%"${2#[\"\']}"}
  for word in "${replies[@]}"; do
    COMPREPLY+=("${word#"$kept"}")
  done
}

complete -F _shakedown shakedown
)";

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += " " + word;
  return out;
}

// The commands that offer them.
std::string offers(const Candidates& these) {
  std::string out;
  const auto add = [&out](const std::string& call) { out += (out.empty() ? "" : "; ") + call; };
  if (these.formats)
    add("_shakedown_formats" + joined(these.words));
  else if (!these.words.empty())
    add("_shakedown_offer" + joined(these.words));
  if (these.tags) add("_shakedown_ask tags");
  if (these.scenarios)
    add("_shakedown_scenarios");
  else if (these.ids)
    add("_shakedown_ask ids");
  if (these.files) add("_shakedown_paths -f");
  if (these.folders) add("_shakedown_paths -d");
  return out.empty() ? ":" : out;
}

std::string options_case(const VerbRow& verb) {
  std::string names;
  for (const OptionRow& row : option_table()) {
    if (!takes(row, verb.verb)) continue;
    names += fmt::format(" --{}", row.name);
    if (row.letter != 0) names += fmt::format(" -{}", row.letter);
  }
  return names.empty() ? "" : fmt::format("    {}) _shakedown_offer{} ;;\n", verb.name, names);
}

std::string value_case(const OptionRow& row) {
  if (row.argument == nullptr) return "";
  const std::string letter = row.letter != 0 ? fmt::format(" | -{}", row.letter) : "";
  return fmt::format("    --{}{}) {} ;;\n", row.name, letter, offers(candidates(row.argument)));
}

}  // namespace

std::string bash_completion() {
  std::string commands, options, operands, values;
  for (const VerbRow& verb : verb_table()) {
    if (verb.verb == Verb::version) continue;
    commands += std::string(verb.name) + " ";
    options += options_case(verb);
    operands += fmt::format("    {}) {} ;;\n", verb.name, offers(candidates(verb.operands)));
  }
  for (const OptionRow& row : option_table()) values += value_case(row);
  return head +
         fmt::format(
             "_shakedown_commands='{}--help --version'\n\n"
             "# _shakedown_options COMMAND\n_shakedown_options() {{\n  case $1 in\n{}  esac\n}}\n\n"
             "# _shakedown_operand COMMAND\n_shakedown_operand() {{\n  case $1 in\n{}  esac\n}}\n\n"
             "# _shakedown_value OPTION: false when it takes none.\n"
             "_shakedown_value() {{\n  case $1 in\n{}    *) return 1 ;;\n  esac\n  return 0\n}}\n",
             commands, options, operands, values) +
         tail;
}

}  // namespace shakedown
