# Rule: data flows one way. Which folder of src/ may include which, and which library or system header is met
# in which folder alone. Tests may include anything.
#     sh layers.sh ROOT
cd "$1" || exit 2
find src include -type f \( -name '*.cpp' -o -name '*.h' \) | sort | xargs awk '
  function complain(what) { print FILENAME ":" FNR ": " what; bad = 1 }
  function may(folder, where) { return index(" " where " ", " " folder " ") > 0 }
  function only(pattern, where) {
    if (header ~ pattern && !may(folder, where)) complain("<" header "> is for " where " alone")
  }
  BEGIN {
    below["text"] = "text"
    below["segment"] = "text segment"
    below["scenario"] = "text segment scenario"
    below["engine"] = "text segment scenario engine"
    below["report"] = "text segment scenario engine report"
    below["record"] = "text segment scenario record"
    below["driver"] = "text segment driver"
    below["lab"] = "text segment driver lab"
    below["cli"] = "text segment scenario engine report driver lab cli record"
    below["include"] = ""
  }
  FNR == 1 {
    split(FILENAME, part, "/")
    folder = part[1] == "include" ? "include" : part[2]
    if (!(folder in below)) complain("src/" folder " has no place in the layers")
  }
  /^#include "/ {
    header = $2; gsub(/"/, "", header); split(header, part, "/")
    if (part[1] == "shakedown") {
      if (header == "shakedown/local_lab.h" && !may(folder, "lab cli"))
        complain("\"" header "\" is for lab and cli alone")
      if (header == "shakedown/engine.h" && !may(folder, "engine report cli"))
        complain("\"" header "\" is for engine, report and cli alone")
    } else if (index(header, "/") == 0) {
      complain("\"" header "\" is written without its folder")
    } else if (!may(part[1], below[folder])) {
      complain("src/" folder " may not include \"" header "\"")
    }
  }
  /^#include </ {
    header = $2; gsub(/[<>]/, "", header)
    only("^yaml-cpp/", "scenario")
    if (header ~ /^yaml-cpp\// && !(FILENAME in yaml)) {
      yaml[FILENAME] = 1
      if (++loaders > 1) complain("a second file that knows yaml-cpp")
    }
    only("^pcap", "record")
    if (header ~ /^pcap/ && !(FILENAME in pcap)) {
      pcap[FILENAME] = 1
      if (++readers > 1) complain("a second file that knows libpcap")
    }
    only("^boost/", "cli")
    only("^(nlohmann/|pugixml)", "report")
    only("^(tins|nettle)/", "segment")
    only("^(linux|asm)/", "lab driver")
    only("^libmnl/", "lab")
    only("^(sys/socket|sys/un|netinet/|net/|netdb|ifaddrs|netpacket/|poll|sys/epoll)", "lab driver cli")
    only("^(sched|sys/mount|sys/prctl|sys/wait|sys/capability|spawn)\\.h", "lab driver cli")
  }
  /using namespace/ && !/_literals;/ && FILENAME ~ /\.h$/ { complain("a header with `using namespace`") }
  FNR == 1 && FILENAME ~ /\.h$/ && $0 != "#pragma once" { complain("a header begins with #pragma once") }
  END { exit bad }'
