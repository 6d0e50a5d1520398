# Rule: files of at most 400 lines, lines of at most 110 characters, functions of at most 70 lines (90 in
# tests, whose tables stand in them), no tabs, no blanks at the end of a line.
#     sh sizes.sh ROOT
# A function is found by clang-format's shape: it begins at the last line that starts at this depth, and ends
# with a brace that stands alone there. Classes, tables and namespaces end otherwise.
cd "$1" || exit 2
{
  find include src tests .ci CMakeLists.txt -type f \
    \( -name '*.cpp' -o -name '*.h' -o -name '*.sh' -o -name run -o -name CMakeLists.txt \)
  find scenarios -type f \( -name '*.yaml' -o -name run \)  # other YAML is data: catalogues, corpora
} 2>/dev/null | sort | LC_ALL=C xargs awk '
  function complain(line, what) { print FILENAME ":" line ": " what; bad = 1 }
  function close_file() { if (lines > 400) { print name ": " lines " lines, 400 at most"; bad = 1 } }
  FNR == 1 { close_file(); name = FILENAME; code = name ~ /\.(cpp|h)$/; split("", start)
             longest = name ~ /^tests/ ? 90 : 70 }
  { lines = FNR; plain = $0; gsub(/[\200-\277]/, "", plain) }  # a character of UTF-8 counts once
  length(plain) > 110 { complain(FNR, length(plain) " characters, 110 at most") }
  /\t/ { complain(FNR, "a tab") }
  /[ \t\r]$/ { complain(FNR, "blanks at the end of the line") }
  code && match($0, /[^ ]/) {
    depth = RSTART - 1
    rest = substr($0, RSTART)
    if (rest == "}") {
      if ((depth in start) && FNR - start[depth] + 1 > longest)
        complain(start[depth], "a function of " FNR - start[depth] + 1 " lines, " longest " at most")
    } else if (rest ~ /^[A-Za-z_~:\[]/ && rest !~ /^(public|private|protected|namespace|extern "C")/) {
      start[depth] = FNR
    }
  }
  END { close_file(); exit bad }'
