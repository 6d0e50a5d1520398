// record: a capture in, a scenario out.

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/plan.h"
#include "record/capture_file.h"
#include "record/link_layer.h"
#include "record/record.h"
#include "shakedown/result.h"

namespace shakedown {

namespace {

void say(Output& talk, const std::string& name, const std::string& what) {
  const bool utf8 = style_for(talk.descriptor(), ColorChoice::never, Verbosity::normal).utf8;
  talk.write(fmt::format("shakedown: {}: {}\n", printable(name, utf8), printable(what, utf8)));
}

int refuse(Output& talk, const std::string& name, const std::string& why, int code) {
  say(talk, name, why);
  return code;
}

std::string list_text(const std::vector<Stream>& streams) {
  constexpr size_t most = 200;
  size_t width = 0;
  for (const Stream& stream : streams) width = std::max(width, ends_of(stream).size());
  std::string out = fmt::format("  stream  {:<{}}  segments    octets\n", "client > server", width);
  for (size_t i = 0; i < std::min(streams.size(), most); ++i)
    out += fmt::format("  {:6}  {:<{}}  {:8}  {:8}\n", i, ends_of(streams[i]), width, streams[i].segments,
                       streams[i].octets);
  if (streams.size() > most) out += fmt::format("  and {} more\n", streams.size() - most);
  return out;
}

// A recording that somebody has edited since is not overwritten.
int write_scenario(const std::string& text, const std::string& path, Output& talk) {
  if (path == "-") {
    Output results(STDOUT_FILENO);
    results.write(text);
    if (results.error() == 0 || results.error() == EPIPE) return exit_ok;
    return refuse(talk, "standard output", std::strerror(results.error()), exit_error);
  }
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0666);
  if (descriptor < 0) return refuse(talk, path, std::strerror(errno), exit_error);
  Output file(descriptor, true);
  file.write(text);
  return file.error() == 0 ? exit_ok : refuse(talk, path, std::strerror(file.error()), exit_error);
}

}  // namespace

int record_command(const Options& options) {
  Output talk(STDERR_FILENO);
  const std::string& path = options.paths.front();
  const std::string name = path == "-" ? "standard input" : path;
  std::FILE* opened = path == "-" ? fdopen(dup(STDIN_FILENO), "rb") : std::fopen(path.c_str(), "rbe");
  if (opened == nullptr) return refuse(talk, name, std::strerror(errno), exit_usage);
  StreamCollector collector(options.stream);
  const auto end = read_capture(opened, [&](const CapturedPacket& packet) {
    const bool any = packet.link == LinkLayer::linux_cooked || packet.link == LinkLayer::linux_cooked_2;
    if (const auto ip = ip_packet_of(packet.link, packet.octets))
      collector.add(packet.number, packet.time, *ip, any);
  });
  if (!end) return refuse(talk, name, end.error(), exit_usage);
  if (!end->empty()) say(talk, name, "ends early: " + *end);
  const std::vector<Stream>& streams = collector.streams();
  if (streams.empty()) return refuse(talk, name, "holds no TCP connection", exit_usage);
  if (options.stream && *options.stream >= streams.size())
    return refuse(
        talk, name,
        fmt::format("has no stream {}, only {}", *options.stream, counted(streams.size(), "stream")),
        exit_usage);
  if (!options.stream && streams.size() > 1) {
    refuse(talk, name, fmt::format("holds {} connections; `--stream N` chooses one", streams.size()),
           exit_usage);
    talk.write(list_text(streams));
    return exit_usage;
  }
  const size_t number = options.stream.value_or(0);
  const auto text = record_scenario(
      streams[number], {std::filesystem::path(name).filename().string(), number, options.record_as});
  if (!text) return refuse(talk, name, text.error(), exit_usage);
  return write_scenario(*text, options.output, talk);
}

}  // namespace shakedown
