# Rule: the README's block below `shakedown --help` is what the program prints.
#     sh help.sh ROOT PROGRAM
cd "$1" || exit 2
block=$(awk '/^```/ { fenced = !fenced; wanted = 0; next }
  fenced && $0 == "$ shakedown --help" { wanted = 1; next }
  wanted' README.md)
if [ -z "$block" ]; then
  echo 'README.md: no block that begins with `$ shakedown --help`'
  exit 1
fi
help=$("$2" --help) || exit 1
[ "$block" = "$help" ] && exit 0
echo 'README.md: the block of `shakedown --help` is not what the program prints, which is:'
printf '%s\n' "$help"
exit 1
