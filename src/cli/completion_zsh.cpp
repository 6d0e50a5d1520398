#include <fmt/format.h>

#include "cli/completion.h"
#include "cli/option_table.h"

namespace shakedown {

namespace {

constexpr const char* head = R"zsh(#compdef shakedown
# zsh completion for shakedown, made by `shakedown completion zsh`.

# _shakedown_known [OPTION OF COMPADD...] ids|tags: what the program knows.
_shakedown_known() {
  local kind=$@[-1]
  local -a known
  [[ $kind == ids && $PREFIX == *\[* ]] && kind=runs
  known=(${(f)"$($_shakedown_program completion $kind 2>/dev/null)"})
  compadd "$@[1,-2]" -a known
}

_shakedown_paths() {
  _alternative 'files:file:_files -g "*.yaml"' 'ids:scenario:_shakedown_known ids'
}

_shakedown_filters() {
  _alternative 'tags:tag:_shakedown_known tags' 'ids:scenario:_shakedown_known ids'
}

# _shakedown_formats FORMAT...
_shakedown_formats() {
  if compset -P '*='; then _files; else compadd -S = -- "$@"; fi
}

)zsh";

constexpr const char* before_commands = R"(_shakedown() {
  local context state state_descr line ret=1 _shakedown_program=$words[1]
  local -A opt_args
  local -a commands
  _arguments -C '(- *)--version[print the version]' '(- *)'{-h,--help}'[explain the command line]' \
    '1: :->command' '*:: :->rest' && ret=0
  case $state in
    command)
      commands=(
)";

constexpr const char* before_rest = R"(      )
      _describe -t commands command commands && ret=0
      ;;
    rest)
      case $words[1] in
)";

constexpr const char* tail = R"(      esac
      ;;
  esac
  return ret
}

# Loaded by name it is called at once; sourced it says what it is for.
if [[ $funcstack[1] == _shakedown ]]; then _shakedown "$@"; else compdef _shakedown shakedown; fi
)";

std::string with_escapes(const std::string& text, const std::string& special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != std::string::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// What _arguments calls for the candidates.
std::string action(const Candidates& these) {
  std::string words;
  for (const std::string& word : these.words) words += (words.empty() ? "" : " ") + word;
  if (these.formats) return " _shakedown_formats " + words;
  if (!words.empty()) return "(" + words + ")";
  if (these.tags) return "_shakedown_filters";
  if (these.scenarios || these.ids) return "_shakedown_paths";
  if (these.files) return "_files";
  return these.folders ? "_files -/" : " ";
}

std::string option_spec(const OptionRow& row) {
  const char* value_of_name = row.argument != nullptr ? "=" : "";
  const char* value_of_letter = row.argument != nullptr ? "+" : "";
  std::string names = fmt::format("--{}{}", row.name, value_of_name), others;
  if (row.letter != 0) {
    names = fmt::format("{{-{}{},{}}}", row.letter, value_of_letter, names);
    others = fmt::format("(-{} --{})", row.letter, row.name);
  }
  std::string what = "[" + with_escapes(in_brief(row.help), "[]\\") + "]";
  if (row.argument != nullptr)
    what += fmt::format(":{}:{}", with_escapes(row.argument, ":"), action(candidates(row.argument)));
  return quoted(row.repeatable ? "*" : others) + names + quoted(what);
}

std::string rest_of(const VerbRow& verb) {
  std::string specs;
  for (const OptionRow& row : option_table())
    if (takes(row, verb.verb)) specs += fmt::format(" \\\n            {}", option_spec(row));
  const std::string operand = verb.operands;
  if (!operand.empty())
    specs += fmt::format(" \\\n            {}",
                         quoted("*:" + with_escapes(operand, ":") + ":" + action(candidates(operand))));
  return fmt::format("        {})\n          _arguments -s -S{} && ret=0\n          ;;\n", verb.name, specs);
}

}  // namespace

std::string zsh_completion() {
  std::string commands, rest;
  for (const VerbRow& verb : verb_table()) {
    if (verb.verb == Verb::version) continue;
    commands +=
        "        " + quoted(std::string(verb.name) + ":" + with_escapes(in_brief(verb.help), ":\\")) + "\n";
    rest += rest_of(verb);
  }
  return std::string(head) + before_commands + commands + before_rest + rest + tail;
}

}  // namespace shakedown
