#include "record/record.h"

#include <fmt/format.h>

#include <algorithm>

#include "record/script.h"
#include "shakedown/parse.h"

namespace shakedown {
namespace {

constexpr size_t columns = 108;

// What a file's name may bring into a comment or a plain scalar: the other characters mean something to YAML,
// to the language or to a terminal.
std::string harmless(const std::string& text) {
  constexpr size_t longest = 80;
  std::string clean;
  for (const char c : text.substr(text.size() > longest ? text.size() - longest : 0)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-_.,+=()[]/").find(c) != std::string_view::npos;
    clean += plain ? c : '?';
  }
  return clean.empty() ? "a capture" : clean;
}

// Words in lines, each behind `begin`.
std::string wrapped_lines(const std::string& begin, const std::string& text) {
  std::string out, line = begin;
  for (size_t at = 0; at < text.size();) {
    const size_t space = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, space - at);
    if (line.size() > begin.size() && line.size() + 1 + word.size() > columns) {
      out += line + "\n";
      line = begin;
    }
    line += (line.size() > begin.size() ? " " : "") + word;
    at = space + 1;
  }
  return out + line + "\n";
}

// A text of one line as YAML writes it.
std::string scalar(const std::string& text) {
  if (text.find(": ") == text.npos && text.find(" #") == text.npos && !text.ends_with(':')) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "''" : std::string(1, c);
  return quoted + "'";
}

std::string steps_text(const std::vector<ScriptStep>& steps, const std::string& indent) {
  std::string out;
  for (const ScriptStep& step : steps) {
    out += fmt::format("{}- {}:", indent, step.key);
    if (!step.text.empty()) out += " " + scalar(step.text);
    if (!step.comment.empty()) out += "  # " + step.comment;
    out += "\n" + steps_text(step.inner, indent + "    ");
  }
  return out;
}

std::string head(const Dialogue& dialogue, const RecordingRequest& recording, const Script& script) {
  const Stream& stream = dialogue.stream;
  const std::string capture = harmless(recording.capture);
  std::string out = wrapped_lines(
      "# ", fmt::format("Recorded from {}, stream {}, packets {} to {}: {}.", capture, recording.number,
                        stream.first_packet, stream.last_packet, ends_of(stream)));
  std::string left_out;
  for (const std::string& note : script.notes) left_out += (left_out.empty() ? "" : "; ") + note;
  if (!left_out.empty()) out += wrapped_lines("# ", fmt::format("Left out: {}.", left_out));
  const std::string we = to_string(recording.we), they = to_string(other(recording.we));
  out += fmt::format("name: Recorded from {}, the {}'s side\n", capture, we);
  out += "about: >-\n";
  return out +
         wrapped_lines("  ", fmt::format("What the {0} of a recorded connection sent is sent again, at the "
                                         "times of the recording, and what the {1} answered is expected. "
                                         "No capture holds the calls of the {1}'s application: they are "
                                         "guessed from what it sent.",
                                         we, they));
}

// Where our numbers wrap in the recording they shall wrap here.
std::string isn_text(const Dialogue& dialogue) {
  uint64_t end = 0;
  for (const Turn& turn : dialogue.turns)
    if (turn.ours && turn.seq_end() <= INT32_MAX) end = std::max<uint64_t>(end, turn.seq_end());
  const bool wraps = dialogue.our_base.raw() + end > UINT32_MAX;
  return wraps ? fmt::format("isn: {}\n", dialogue.our_base.raw()) : "";
}

std::string body(const Dialogue& dialogue, const Script& script) {
  std::string out = fmt::format("family: {}\n", static_cast<int>(dialogue.family));
  out += isn_text(dialogue);
  constexpr uint32_t usual_mtu = 1500;
  if (dialogue.terms.mtu != usual_mtu) out += fmt::format("lab: mtu {}\n", dialogue.terms.mtu);
  if (!script.sysctls.empty()) out += "sysctl:\n";
  for (const auto& [name, value] : script.sysctls) out += fmt::format("  {}: {}\n", name, value);
  if (script.needs_state) out += "needs: [state]\n";
  return out + "steps:\n" + steps_text(script.steps, "  ");
}

tl::expected<ParsedFile, Diagnostics> parsed(const std::string& text) {
  // No folder has this name: a recording has no prelude.
  return parse_text(text, {"recorded.yaml", "recorded", "/nonexistent"}, "/nonexistent");
}

std::string tags_text(const ParsedFile& file) {
  const Duration wait = longest_wait(*file.runs.front().scenario);
  if (wait >= 60s) return "tags: [very-slow]\n";
  return wait >= 5s ? "tags: [slow]\n" : "";
}

}  // namespace

tl::expected<std::string, std::string> record_scenario(const Stream& stream,
                                                       const RecordingRequest& recording) {
  const auto dialogue = make_dialogue(stream, recording.we);
  if (!dialogue) return tl::unexpected(dialogue.error());
  const auto script = write_script(*dialogue);
  if (!script) return tl::unexpected(script.error());
  const std::string begin = head(*dialogue, recording, *script), rest = body(*dialogue, *script);
  const auto file = parsed(begin + rest);
  if (file && !file->runs.empty()) return begin + tags_text(*file) + rest;
  const Diagnostic wrong = file ? Diagnostic{} : file.error().front();
  return tl::unexpected(fmt::format("what this connection says has no place in a scenario: {}: {}",
                                    wrong.message, wrong.source_line));
}

}  // namespace shakedown
