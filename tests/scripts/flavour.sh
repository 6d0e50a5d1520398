# Other builds of the same sources, below build/, each with the tests that it is made for:
#     sh flavour.sh build asan|tsan
#     sh flavour.sh test asan|tsan [ARGUMENTS of ctest]
#     sh flavour.sh fuzz NAME          # 30 s of one fuzz target, starting from its corpus
# asan is clang's, with address and undefined-behaviour sanitizers and what libFuzzer needs: compiling takes
# most of the time of all tests, so one build serves three ends. tsan is g++'s.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd -P)
# shellcheck source=tests/scripts/setup.sh
. "$root/tests/scripts/setup.sh"
choose_builder

build_flavour() {
  targets='shakedown unit-tests integration-tests fuzzers'
  export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
  set -- "$1" -DSHAKEDOWN_WERROR=ON -DSHAKEDOWN_PCH=ON -DCMAKE_BUILD_TYPE=Debug
  set -- "$@" '-DCMAKE_CXX_FLAGS_DEBUG=-O1 -g1'
  case $1 in
    asan)
      set -- "$@" -DSHAKEDOWN_SANITIZE=address,undefined -DSHAKEDOWN_FUZZ=ON '-DCMAKE_CXX_FLAGS_DEBUG=-O0 -g1'
      export CXX=clang++
      ;;
    # g++ 12 sees a free of what was never allocated in a variant there (GCC PR 104475): no -Werror.
    tsan)
      set -- "$@" -DSHAKEDOWN_SANITIZE=thread -DSHAKEDOWN_WERROR=OFF
      targets='shakedown integration-tests unit-tests'
      ;;
    *) fail "no such flavour: $1" ;;
  esac
  folder=$root/build/$1
  shift
  configure "$folder" "$@"
  # shellcheck disable=SC2086
  build "$folder" $targets
}

# The sanitizers end the program at the first finding. They want their shadow memory at fixed addresses, which
# some kernels' address randomization takes; setarch turns that off where it may.
test_flavour() {
  # A second Ctrl-C ends the program with its threads under way, as it should.
  export UBSAN_OPTIONS=print_stacktrace=1 TSAN_OPTIONS=halt_on_error=1:report_thread_leaks=0
  folder=$root/build/$1
  case $1 in
    asan) set -- "$@" --label-exclude house ;;
    # What has threads. A program under tsan has one more from the start, and the kernel then refuses it a
    # user namespace: the tests that run as nobody cannot be among these.
    tsan)
      set -- "$@" --tests-regex '^unit$|^scenarios.run$|^integration.(lab_calls|lab_options|stall|cli_run)$'
      ;;
  esac
  shift
  fixed=
  if setarch -R true 2>/dev/null; then fixed='setarch -R'; fi
  $fixed ctest --test-dir "$folder" --output-on-failure --no-tests=error -j "$(nproc)" "$@"
}

fuzz() {
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch" "$log"' EXIT
  "$root/build/asan/tests/fuzz/fuzz-$1" -max_total_time=30 -timeout=5 -rss_limit_mb=1024 \
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
  test)
    shift
    test_flavour "$@"
    ;;
  fuzz) fuzz "$2" ;;
esac
