# Two kernels talk over a veth pair, as two_kernels.py has it, and tcpdump listens:
#     sh two_kernels.sh FILE client|server ADDRESS-OF-SERVER [ARGUMENTS of tcpdump]
# at the client's or the server's end. Made for the tests, in network namespaces of its own; tests/captures
# holds what it once wrote.
here=$(cd "$(dirname "$0")" && pwd)
if [ -z "${APART-}" ]; then
  export APART=yes
  as_root=
  [ "$(id -u)" -eq 0 ] || as_root='--user --map-root-user'
  # shellcheck disable=SC2086
  exec timeout 60 unshare $as_root --net sh "$here/two_kernels.sh" "$@"
fi
file=$1 end=$2 address=$3
shift 3
scratch=$(mktemp -d)
trap 'kill $host $capture 2>/dev/null; wait; rm -rf "$scratch"' EXIT
capture=

# wait_for FILE PATTERN: until a line says so, at most ten seconds.
wait_for() {
  for _ in $(seq 200); do
    grep -q "$2" "$1" 2>/dev/null && return
    sleep 0.05
  done
  echo "two_kernels: waited in vain for $2" >&2
  exit 1
}

unshare --net sleep 50 &
host=$!
for _ in $(seq 200); do
  [ "$(readlink "/proc/$host/ns/net")" = "$(readlink /proc/self/ns/net)" ] || break
  sleep 0.05
done
there="nsenter --target $host --net"  # no function: a signal is meant for the program itself
ip link add here type veth peer name there netns "$host" || exit 1
for net in 192.0.2. 2001:db8::; do
  case $net in *:) size=64 flags=nodad ;; *) size=24 flags= ;; esac
  ip address add "${net}1/$size" dev here $flags || exit 1
  $there ip address add "${net}2/$size" dev there $flags || exit 1
done
ip link set here up && $there ip link set there up || exit 1

if [ "$end" = server ]; then listen="$there tcpdump -i there"; else listen='tcpdump -i here'; fi
# Room for many packets: the ring has one place for each that could be as long as -s says.
$listen -Z root --immediate-mode -B 8192 -s 4000 -U -w "$file" "$@" tcp 2>"$scratch/tcpdump" &
capture=$!
wait_for "$scratch/tcpdump" 'listening on'
$there /usr/bin/python3 "$here/two_kernels.py" server "$address" >"$scratch/server" &
server=$!
wait_for "$scratch/server" ready
timeout 20 /usr/bin/python3 "$here/two_kernels.py" client "$address" || exit 1
wait "$server"
# The last segment of all is the reset from a port where nobody listens.
for _ in $(seq 200); do
  tcpdump -r "$file" 'tcp src port 81' 2>/dev/null | grep -q . && break
  sleep 0.05
done
kill "$capture"
wait "$capture"
capture=
grep '^0 packets dropped by kernel' "$scratch/tcpdump" >/dev/null || {
  echo "two_kernels: the capture is not whole: $(cat "$scratch/tcpdump")" >&2
  exit 1
}
