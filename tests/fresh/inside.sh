# Runs in the fresh machine. /checkout is a clean clone; no compiler, no sudo.
set -u
failed=0

# step NAME STATUS COMMAND...: the command must end with this status; its output is kept in /out and /err.
step() {
  name=$1
  wanted=$2
  shift 2
  begin=$(date +%s)
  "$@" >/out 2>/err
  got=$?
  if [ "$got" -eq "$wanted" ]; then
    echo "ok    $name ($(($(date +%s) - begin)) s)"
  else
    echo "FAIL  $name: status $got, not $wanted; its last words:"
    tail -n 30 /out /err
    failed=1
  fi
}

# says FILE PATTERN, silent FILE PATTERN: what the last step wrote.
says() { grep -qE -- "$2" "$1" || { echo "FAIL  $name: $1 does not say: $2"; failed=1; }; }
silent() { if grep -E -- "$2" "$1"; then echo "FAIL  $name: $1 says: $2"; failed=1; fi; }
# owned_by USER: nothing in this user's checkout is anybody else's.
owned_by() {
  strangers=$(find "/home/$1/checkout" ! -user "$1" | head -n 3)
  [ -z "$strangers" ] || { echo "FAIL  $name: not of $1: $strangers"; failed=1; }
}

as() { # USER COMMAND...
  user=$1
  shift
  setpriv --reuid "$(id -u "$user")" --regid "$(id -g "$user")" --init-groups env HOME="/home/$user" "$@"
}

useradd -m learner
cp -r /checkout /home/learner/checkout
chown -R learner: /home/learner/checkout
cd /

step 'neither root nor sudo, packages missing' 3 as learner sh /home/learner/checkout/scenarios/run
says /err 'as root: apt-get update && apt-get install --no-install-recommends g\+\+ cmake'

step 'scenarios/run from nothing' 0 sh /checkout/scenarios/run
says /err '^installing g\+\+ cmake'
says /err '^building'
step 'again, and nothing is to be done' 0 sh /checkout/scenarios/run close
silent /err '^(installing|fetching|configuring|building)'
step 'arguments are passed on, the document stands alone' 0 sh /checkout/scenarios/run close --json -
cp /out /document.json
# shellcheck disable=SC2016
echo 'file(READ /document.json text)
string(JSON schema GET "${text}" schema)
message("schema ${schema}")' >/json.cmake
step 'which is JSON' 0 cmake -P /json.cmake
says /err '^schema 1'

step 'tests/run, as root without sudo' 0 sh /checkout/tests/run
says /err '^installing doctest-dev'
says /out '100% tests passed'

apt-get -q install -y --no-install-recommends sudo >/dev/null 2>&1
apt-get -q purge -y doctest-dev >/dev/null 2>&1
echo 'learner ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/learner
step 'sudo sh scenarios/run' 0 as learner sudo sh /home/learner/checkout/scenarios/run close
owned_by learner
step 'sudo sh tests/run' 0 as learner sudo sh /home/learner/checkout/tests/run
says /err '^installing doctest-dev'
owned_by learner
step 'as a user, rootless or with sudo' 0 as learner sh /home/learner/checkout/scenarios/run close
owned_by learner
exit "$failed"
