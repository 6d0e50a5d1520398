# Rule: a link of a Markdown page leads to a file that is there, and to a heading that is in it.
#     sh links.sh ROOT
cd "$1" || exit 2

# anchors FILE: its headings as a web page names them.
anchors() {
  sed -n 's/^##* *//p' "$1" | tr '[:upper:]' '[:lower:]' | sed 's/[^a-z0-9 _-]//g; s/ /-/g'
}

found=$(find . -name '*.md' -not -path './build*' -not -path './.*/*' | sort | while IFS= read -r page; do
  awk '/^```/ { fenced = !fenced } !fenced { line = $0
    while (match(line, /\]\([^)]*\)/)) {
      print FNR, substr(line, RSTART + 2, RLENGTH - 3); line = substr(line, RSTART + RLENGTH)
    } }' "$page" | while read -r number target; do
    case $target in *://* | mailto:*) continue ;; esac
    file=${target%%#*}
    if [ -z "$file" ]; then file=$page; else file=$(dirname "$page")/$file; fi
    if [ ! -e "$file" ]; then
      echo "${page#./}:$number: $target is not there"
    else
      case $target in
        *\#*) anchors "$file" | grep -qxF -- "${target#*#}" ||
          echo "${page#./}:$number: $target: no such heading" ;;
      esac
    fi
  done
done)
[ -n "$found" ] || exit 0
printf '%s\n' "$found"
exit 1
