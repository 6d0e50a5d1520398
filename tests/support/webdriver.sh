# Sourced by what looks at pages in a browser: headless Chromium, driven through chromedriver's WebDriver
# interface by curl and jq.
#     folder=... (a scratch folder), then browse_begin; browse_end must be called, too
# shellcheck shell=sh

# browse_begin: starts the driver on a free port, and a browser that knows nothing of anybody.
browse_begin() {
  mkdir -p "$folder/profile" "$folder/downloads"
  HOME=$folder chromedriver --port=0 >"$folder/driver.log" 2>&1 &
  driver=$!
  waited=0
  until port=$(sed -n 's/.*started successfully on port \([0-9]*\).*/\1/p' "$folder/driver.log") &&
    [ -n "$port" ]; do
    waited=$((waited + 1))
    if [ "$waited" -gt 300 ] || ! kill -0 "$driver" 2>/dev/null; then
      echo 'chromedriver does not start' >&2
      cat "$folder/driver.log" >&2
      return 1
    fi
    sleep 0.1
  done
  at=http://127.0.0.1:$port/session
  browser=$(jq -cn --arg profile "--user-data-dir=$folder/profile" --arg downloads "$folder/downloads" '
    {capabilities: {alwaysMatch: {"goog:chromeOptions": {
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-dev-shm-usage", "--window-size=1280,900", $profile],
      prefs: {"download.default_directory": $downloads, "download.prompt_for_download": false}}}}}' |
    curl -sS --noproxy '*' --max-time 60 -H 'Content-Type: application/json' -d @- "$at")
  id=$(printf '%s' "$browser" | jq -r '.value.sessionId // empty')
  [ -n "$id" ] && at=$at/$id && return
  printf 'no browser: %s\n' "$browser" >&2
  return 1
}

browse_end() {
  [ -z "${id-}" ] || curl -sS --noproxy '*' --max-time 30 -X DELETE "$at" >/dev/null
  [ -z "${driver-}" ] || { kill "$driver" && wait "$driver"; } 2>/dev/null
  id=''
  driver=''
}

# ask PATH JSON: one command of WebDriver; its value comes back as JSON.
ask() {
  curl -sS --noproxy '*' --max-time 60 -H 'Content-Type: application/json' -d "$2" "$at/$1" | jq -c '.value'
}
go_to() { ask url "$(jq -cn --arg url "file://$1" '{url: $url}')" >/dev/null; }
# evaluate EXPRESSION: what JavaScript makes of it, as text.
evaluate() {
  ask execute/sync "$(jq -cn --arg script "return $1" '{script: $script, args: []}')" | jq -r .
}
# type_text TEXT: into whatever has the focus, key by key. \uE004 is Tab, \uE007 Enter, \uE00C Escape.
type_text() {
  ask actions "$(jq -cn --arg keys "$1" '{actions: [{type: "key", id: "keys",
    actions: [$keys | explode[] | [.] | implode |
      {type: "keyDown", value: .}, {type: "keyUp", value: .}]}]}')" >/dev/null
}
press() {
  case $1 in
    Tab) type_text "$(printf '\356\200\204')" ;;
    Enter) type_text "$(printf '\356\200\207')" ;;
    Escape) type_text "$(printf '\356\200\214')" ;;
  esac
}
