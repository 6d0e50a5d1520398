# Each rule is seen to complain: a small tree that keeps every rule, then one thing broken at a time.
#     sh self_test.sh
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failed=0

# The tree that all rules but `suite` are content with.
fresh() {
  rm -rf "${tree:?}"/*
  for folder in src/text src/segment src/scenario src/cli include/shakedown tests scenarios/close; do
    mkdir -p "$tree/$folder"
  done
  : >"$tree/CMakeLists.txt"
  : >"$tree/LICENSE"
  printf '# House\n' >"$tree/CONTRIBUTING.md"
  # shellcheck disable=SC2016
  printf '# What\n[house](CONTRIBUTING.md#house)\n```\n$ shakedown --help\nusage\n```\n' >"$tree/README.md"
  printf '#include <string>\n\n#include "text/b.h"\n\nvoid f() {\n  int x = 0;\n}\n' >"$tree/src/text/a.cpp"
  printf '#!/bin/sh\necho usage\n' >"$tree/program.sh"
  chmod +x "$tree/program.sh"
  mv "$tree/program.sh" "$tree/build-program"
  printf 'name: a\nabout: b\ncovers: [RFC9293/3.6]\n' >"$tree/scenarios/close/a.yaml"
  printf '#!/bin/sh\nexit 0\n' >"$tree/tests/run"
}

run_rule() { sh "$here/$1.sh" "$tree" "$tree/build-program" 2>&1; }

# content RULE: the rule has nothing to say.
content() {
  said=$(run_rule "$1") && [ -z "$said" ] && return
  echo "$1 complains about a good tree: $said"
  failed=1
}

# complains RULE PATTERN: the rule fails, and what it says matches; then the tree is made good again.
complains() {
  if said=$(run_rule "$1"); then
    echo "$1 does not fail where it should say: $2"
    failed=1
  elif ! printf '%s\n' "$said" | grep -qE -- "$2"; then
    echo "$1 says '$said' where it should say: $2"
    failed=1
  fi
  fresh
}

# lines N TEXT: N times the same line.
lines() { awk -v n="$1" -v text="$2" 'BEGIN { for (i = 0; i < n; ++i) print text }'; }

fresh
for rule in top_level sizes words layers links shell help; do content "$rule"; done

touch "$tree/notes.txt"; complains top_level '^notes.txt: does not belong'
rm "$tree/LICENSE"; complains top_level '^LICENSE: is missing'

lines 401 '// x' >"$tree/src/text/long.cpp"; complains sizes '^src/text/long.cpp: 401 lines'
lines 1 "// $(lines 110 x | tr -d '\n')" >"$tree/src/text/a.cpp"
complains sizes '^src/text/a.cpp:1: 113 char'
printf 'int\tx;\n' >"$tree/src/text/a.cpp"; complains sizes '^src/text/a.cpp:1: a tab'
printf 'int x; \n' >"$tree/src/text/a.cpp"; complains sizes '^src/text/a.cpp:1: blanks'
{ echo 'void f() {'; lines 69 '  x();'; echo '}'; } >"$tree/src/text/a.cpp"
complains sizes '^src/text/a.cpp:1: a function of 71 lines'
{ printf 'class A {\n  void f(int a,\n         int b) {\n'; lines 70 '    x();'; printf '  }\n};\n'; } \
  >"$tree/src/text/a.cpp"
complains sizes '^src/text/a.cpp:2: a function of 73 lines'

for word in 'TO''DO' 'FIX''ME' 'X''XX'; do
  echo "// $word" >"$tree/src/text/a.cpp"; complains words '^src/text/a.cpp:1: a banned word'
done
echo "see ../sha""red/notes" >>"$tree/README.md"; complains words '^README.md:7: a banned word'

echo '#include "scenario/a.h"' >"$tree/src/segment/a.cpp"
complains layers '^src/segment/a.cpp:1: src/segment may not include "scenario/a.h"'
echo '#include "lab/a.h"' >"$tree/src/scenario/a.cpp"
complains layers 'src/scenario may not include "lab/a.h"'
echo '#include "b.h"' >"$tree/src/text/a.cpp"; complains layers '"b.h" is written without its folder'
echo '#include <sys/socket.h>' >"$tree/src/text/a.cpp"; complains layers '<sys/socket.h> is for'
echo '#include <linux/tcp.h>' >"$tree/src/cli/a.cpp"; complains layers '<linux/tcp.h> is for'
echo '#include <boost/program_options.hpp>' >"$tree/src/text/a.cpp"; complains layers '<boost/.*> is for cli'
echo '#include <nlohmann/json.hpp>' >"$tree/src/text/a.cpp"; complains layers '<nlohmann/.*> is for report'
echo '#include <tins/tins.h>' >"$tree/src/text/a.cpp"; complains layers '<tins/tins.h> is for segment'
echo '#include <pcap/pcap.h>' >"$tree/src/text/a.cpp"; complains layers '<pcap/pcap.h> is for record'
echo '#include <nettle/md5.h>' >"$tree/src/text/a.cpp"; complains layers '<nettle/md5.h> is for segment'
echo '#include <yaml-cpp/yaml.h>' >"$tree/src/text/a.cpp"
complains layers '<yaml-cpp/yaml.h> is for scenario'
for file in a b; do echo '#include <yaml-cpp/yaml.h>' >"$tree/src/scenario/$file.cpp"; done
complains layers '^src/scenario/b.cpp:1: a second file'
mkdir -p "$tree/src/record"
for file in a b; do echo '#include <pcap.h>' >"$tree/src/record/$file.cpp"; done
complains layers '^src/record/b.cpp:1: a second file that knows libpcap'
echo '#include "shakedown/local_lab.h"' >"$tree/src/scenario/a.cpp"
complains layers 'local_lab.h" is for lab'
printf '#pragma once\nusing namespace std;\n' >"$tree/src/text/b.h"
complains layers '^src/text/b.h:2: a header'
echo '// x' >"$tree/src/text/b.h"; complains layers '^src/text/b.h:1: a header begins with'
mkdir "$tree/src/misc" && echo '//' >"$tree/src/misc/a.cpp"; complains layers 'src/misc has no place'

echo '[x](nowhere.md)' >>"$tree/README.md"; complains links '^README.md:7: nowhere.md is not there'
echo '[x](CONTRIBUTING.md#flat)' >>"$tree/README.md"; complains links '^README.md:7: .*: no such heading'

echo 'if true; then' >"$tree/tests/run"; complains shell 'tests/run'
printf '#!/bin/bash\n' >"$tree/tests/run"; complains shell '^tests/run:1: asks for bash'

printf '#!/bin/sh\necho other\n' >"$tree/build-program"; complains help 'is not what the program prints'
echo >"$tree/README.md"; complains help '^README.md: no block'

echo 'name: a' >"$tree/scenarios/close/a.yaml"; complains suite '^scenarios/close/a.yaml: no `about:`'
complains suite '^scenarios/window/zero.yaml: is missing'
exit "$failed"
