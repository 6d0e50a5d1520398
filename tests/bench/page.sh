# How long a report takes to open: pages of so many runs (500 and 1000 by default) in headless Chromium, from
# the navigation's begin to the end of loading and to what is painted first, and how long a word in the filter
# takes. Never a test: it has no pass and no fail.
#     sh tests/bench/page.sh [RUNS...]
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd -P)
# shellcheck source=tests/scripts/setup.sh
. "$root/tests/scripts/setup.sh"
choose_builder
make_build_folder
lock_build
# shellcheck disable=SC2086
install_missing $build_packages chromium chromium-driver fonts-dejavu-core curl jq
if [ -z "${PROGRAM-}" ]; then
  configure "$root/build/release" -DCMAKE_BUILD_TYPE=Release
  build "$root/build/release" shakedown
fi
unlock_build
program=${PROGRAM-$root/build/release/src/shakedown}
export SHAKEDOWN_SCENARIOS="$root/scenarios"

folder=$(mktemp -d)
# shellcheck source=tests/support/webdriver.sh
. "$root/tests/support/webdriver.sh"
trap 'browse_end; rm -rf "$folder" "$log"' EXIT
browse_begin

measure="(() => {
  const loaded = performance.getEntriesByType('navigation')[0].loadEventEnd;
  const painted = performance.getEntriesByName('first-contentful-paint')[0];
  const words = document.getElementById('words'), begin = performance.now();
  words.value = 'simultaneous';
  words.dispatchEvent(new Event('input'));
  document.body.getBoundingClientRect();
  const filtered = performance.now() - begin;
  return 'loaded in ' + Math.round(loaded) + ' ms, painted at ' +
    (painted ? Math.round(painted.startTime) : '?') + ' ms, filtered in ' + Math.round(filtered) + ' ms';
})()"

# Scenarios without long waits, in rounds; then as many of their runs as are asked for.
[ "$#" -gt 0 ] || set -- 500 1000
for runs in "$@"; do
  set -- close handshake reset window --exclude slow --exclude very-slow
  a_round=$("$program" list "$@" -v | grep -c '^ ')
  "$program" run "$@" --repeat $(((runs + a_round - 1) / a_round)) -q \
    --report html="$folder/page.html" >/dev/null
  go_to "$folder/page.html"
  printf '%s runs, %s octets:\n' "$(evaluate "document.querySelectorAll('.run').length")" \
    "$(wc -c <"$folder/page.html")"
  for time in 1 2 3 4 5; do
    go_to "$folder/page.html"
    printf '  %s: %s\n' "$time" "$(evaluate "$measure")"
  done
done
