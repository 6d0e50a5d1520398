# Stands in for docker where no container engine is: `docker run` becomes bubblewrap in the tree of the image,
# as root, with exactly the capabilities asked for and, as Docker has it, /proc/sys read-only. What else the
# workflow asks of docker succeeds and does nothing.
#     DOCKER_TREE=... DOCKER_COMMAND=... DOCKER_FOLDER=...: what .ci/Containerfile makes
set -u
[ "$1" = run ] || exit 0
shift
options=
command=$DOCKER_COMMAND
while [ $# -gt 0 ]; do
  case $1 in
    --rm)
      shift
      continue
      ;;
    --cap-drop) options="$options --cap-drop $2" ;;
    --cap-add) options="$options --cap-add CAP_$2" ;;
    --user) command="setpriv --reuid ${2%:*} --regid ${2#*:} --clear-groups --bounding-set -all $command" ;;
    --security-opt) ;;
    --network) options="$options --unshare-net" ;;
    --entrypoint) command=$2 ;;
    -e) options="$options --setenv ${2%%=*} ${2#*=}" ;;
    -v) options="$options --bind ${2%%:*} ${2#*:}" ;;
    -*)
      echo "docker: nobody here knows $1" >&2
      exit 125
      ;;
    *) break ;;
  esac
  shift 2
done
shift # the image
# What hangs in there hangs for two minutes.
# shellcheck disable=SC2086
exec timeout 120 env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
  bwrap --die-with-parent --unshare-pid --unshare-ipc --unshare-uts --bind "$DOCKER_TREE" / \
  --dev /dev --proc /proc --ro-bind /proc/sys /proc/sys --tmpfs /tmp \
  $options --chdir "$DOCKER_FOLDER" $command "$@"
