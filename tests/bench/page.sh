# How long a report takes to open: pages of N runs (by default 500 and 1000) in headless Chromium, from the
# begin of the navigation to the end of loading, to the first thing painted, and the filter's answer to a
# word. Never a test: it has no pass and no fail.
#     sh tests/bench/page.sh [N...]
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd -P)
# shellcheck source=tests/scripts/setup.sh
. "$root/tests/scripts/setup.sh"
choose_builder
make_build_folder
lock_build
# shellcheck disable=SC2086
install_missing $build_packages chromium chromium-driver fonts-dejavu-core curl jq
configure "$root/build/release" -DCMAKE_BUILD_TYPE=Release
build "$root/build/release" shakedown
unlock_build
program=$root/build/release/src/shakedown

folder=$(mktemp -d)
# shellcheck source=tests/support/webdriver.sh
. "$root/tests/support/webdriver.sh"
trap 'browse_end; rm -rf "$folder" "$log"' EXIT
browse_begin
export SHAKEDOWN_SCENARIOS="$root/scenarios"
[ "$#" -gt 0 ] || set -- 500 1000
rounds=100
for runs in "$@"; do
  # Scenarios without waits, over and over, and as many of them in fact as are asked for.
  selected=$("$program" list close handshake reset window --exclude slow --exclude very-slow -v | grep -c '\[') || true
  [ "$selected" -gt 0 ] && rounds=$(((runs + selected - 1) / selected))
  "$program" run close handshake reset window --exclude slow --exclude very-slow --repeat "$rounds" -q \
    --report html="$folder/page.html" >/dev/null || true
  for time in 1 2 3; do
    go_to "$folder/page.html"
    evaluate "(() => {
      const navigation = performance.getEntriesByType('navigation')[0];
      const painted = performance.getEntriesByName('first-contentful-paint')[0];
      const begin = performance.now(), words = document.getElementById('words');
      words.value = 'simultaneous';
      words.dispatchEvent(new Event('input'));
      document.body.getBoundingClientRect();
      return \`\${document.querySelectorAll('.run').length} runs, loaded in \` +
        \`\${Math.round(navigation.loadEventEnd)} ms, painted at \` +
        \`\${painted ? Math.round(painted.startTime) : '?'} ms, filtered in \` +
        \`\${Math.round(performance.now() - begin)} ms\`;
    })()"
  done
  wc -c <"$folder/page.html" | awk '{ printf "  %.1f MiB\n", $1 / 1048576 }'
done
