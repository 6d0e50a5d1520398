# Other builds of the same sources, below build/, each with the tests that it is made for:
#     sh flavour.sh build asan|tsan|clang|fuzz
#     sh flavour.sh test asan|tsan|clang
#     sh flavour.sh fuzz NAME          # 30 s of one fuzz target, starting from its corpus
set -u
root=$(cd "$(dirname "$0")/../.." && pwd -P)
# shellcheck source=tests/scripts/setup.sh
. "$root/tests/scripts/setup.sh"
choose_builder

build_flavour() {
  target=all
  set -- "$1" -DSHAKEDOWN_WERROR=ON
  case $1 in
    asan) set -- "$@" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS=-O1 -DSHAKEDOWN_SANITIZE=address,undefined ;;
    tsan) set -- "$@" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS=-O1 -DSHAKEDOWN_SANITIZE=thread ;;
    clang)
      set -- "$@" -DCMAKE_BUILD_TYPE=Release
      export CXX=clang++
      ;;
    fuzz)
      set -- "$@" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS=-O1 -DSHAKEDOWN_SANITIZE=address,undefined \
        -DSHAKEDOWN_FUZZ=ON
      export CXX=clang++
      target=fuzzers
      ;;
    *) fail "no such flavour: $1" ;;
  esac
  folder=$root/build/$1
  shift
  configure "$folder" "$@"
  build "$folder" "$target"
}

# The sanitizers end the program at the first finding. Leaks are looked for in the unit tests alone: elsewhere
# processes give up the right to look at themselves together with every other privilege.
test_flavour() {
  export UBSAN_OPTIONS=print_stacktrace=1 TSAN_OPTIONS=halt_on_error=1
  case $1 in
    asan) set -- "$1" --label-exclude house ;;
    tsan) set -- "$1" --tests-regex '^(unit|integration|corpus)' ;;
    clang) set -- "$1" --tests-regex '^(unit|scenarios|corpus)' ;;
  esac
  folder=$root/build/$1
  shift
  ctest --test-dir "$folder" --output-on-failure --no-tests=error -j "$(nproc)" "$@"
}

fuzz() {
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch" "$log"' EXIT
  "$root/build/fuzz/tests/fuzz/fuzz-$1" -max_total_time=30 -timeout=5 -rss_limit_mb=1024 \
    -print_final_stats=1 -artifact_prefix="$scratch/" "$scratch" "$root/tests/fuzz/corpus/$1" 2>&1
  result=$?
  for artifact in "$scratch"/crash-* "$scratch"/timeout-* "$scratch"/oom-* "$scratch"/leak-*; do
    [ -e "$artifact" ] || continue
    echo "$artifact, in base64:"
    base64 "$artifact"
  done
  return "$result"
}

case $1 in
  build) build_flavour "$2" ;;
  test) test_flavour "$2" ;;
  fuzz) fuzz "$2" ;;
esac
