# Sourced by the cli tests: run the program, look at its exit code and what it said.
#     program=..., folder=... (a scratch folder that goes at the end)
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export XDG_STATE_HOME="$folder/state"  # what fails here is nothing that the user wants to run again
bad=0

# wrong MESSAGE: the test fails; complain MESSAGE: and shows what the program said last.
wrong() {
  bad=1
  echo "FAIL: $1"
}
complain() {
  wrong "$1"
  sed 's/^/  stdout: /' "$folder/out" | head -20
  sed 's/^/  stderr: /' "$folder/err" | head -20
}

# expect CODE ARGUMENT...: runs the program; its output is in $folder/out and $folder/err.
expect() {
  wanted=$1
  shift
  what="shakedown $*"
  "$program" "$@" >"$folder/out" 2>"$folder/err" </dev/null
  code=$?
  [ "$code" -eq "$wanted" ] || complain "$what: exit code $code, not $wanted"
}

# says PATTERN, prints PATTERN: on standard error, on standard output.
says() { grep -q -- "$1" "$folder/err" || complain "$what: standard error lacks: $1"; }
prints() { grep -q -- "$1" "$folder/out" || complain "$what: standard output lacks: $1"; }
prints_nothing() { [ ! -s "$folder/out" ] || complain "$what: standard output is not empty"; }
says_nothing() { [ ! -s "$folder/err" ] || complain "$what: standard error is not empty"; }
