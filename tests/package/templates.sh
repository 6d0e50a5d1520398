# The templates for continuous integration: each is YAML, its shell lines are plain, and they are run, in the
# tree of the image, with the capabilities that the template names.
#     sh templates.sh CHECKOUT YAML-JSON      # DOCKER_TREE and the like as the stand-in for docker wants them
set -u
checkout=$1
yaml_json=$2
here=$checkout/tests/package
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
bad=0

fail() {
  bad=1
  echo "FAIL: $1"
  sed 's/^/  /' "$folder/out" "$folder/err" 2>/dev/null | tail -n 30
}

mkdir "$folder/bin"
{ echo "#!/bin/sh" && cat "$here/docker.sh"; } >"$folder/bin/docker"
# A runner is not root; what it makes is its own.
mkdir "$folder/runner"
cat >"$folder/runner/mkdir" <<'END'
#!/bin/sh
exec setpriv --reuid 1001 --regid 1001 --clear-groups /bin/mkdir "$@"
END
chmod 755 "$folder" "$folder/bin/docker" "$folder/runner/mkdir"
export PATH="$folder/bin:$PATH"

github=.github/workflows/suite.yml gitlab=.ci/gitlab.yml kubernetes=.ci/kubernetes/job.yaml
for template in "$github" "$gitlab" "$kubernetes"; do
  "$yaml_json" "$checkout/$template" >"$folder/${template##*/}.json" 2>"$folder/err" ||
    fail "$template is no YAML"
done
github_json=$folder/suite.yml.json gitlab_json=$folder/gitlab.yml.json kubernetes_json=$folder/job.yaml.json
[ "$bad" -eq 0 ] || exit 1

# --- what is to be run: few scenarios, one of which fails; the files are the runner's own, not root's ---
fresh_checkout() { # FOLDER
  mkdir -p "$1/scenarios/handshake" "$1/scenarios/close" "$1/scenarios/given"
  cp "$checkout"/scenarios/given/*.yaml "$1/scenarios/given/"
  for id in handshake/passive-open close/simultaneous; do
    cp "$checkout/scenarios/$id.yaml" "$1/scenarios/$id.yaml"
  done
  sed 's/ack=6/ack=7/' "$checkout/tests/consumer/greeting.yaml" >"$1/scenarios/broken.yaml"
  chown -R 1001:1001 "$1"
}

# lines NAME: shell lines from standard input become a script, and are looked at.
lines() {
  cat >"$folder/$1.sh"
  [ -s "$folder/$1.sh" ] || fail "$1: no shell lines were found"
  sh -n "$folder/$1.sh" 2>"$folder/err" || fail "$1: no shell lines"
  command -v shellcheck >/dev/null || return 0
  shellcheck --shell=sh --exclude=SC2086 "$folder/$1.sh" >"$folder/out" || fail "$1: shellcheck complains"
}

# runs NAME CODES COMMAND...: it ends with one of these codes.
runs() {
  name=$1
  wanted=$2
  shift 2
  "$@" >"$folder/out" 2>"$folder/err" </dev/null
  got=$?
  case " $wanted " in *" $got "*) ;; *) fail "$name: exit code $got, not one of $wanted" ;; esac
}

# whole NAME FILE: the merged results hold every run once, and nothing but the broken ones went wrong.
whole() {
  jq -r '.runs[] | .run + " " + .verdict' "$2" | sort >"$folder/results" 2>"$folder/err"
  for family in 4 6; do
    echo "broken[$family] fail"
    echo "handshake/passive-open[$family] pass"
    echo "close/simultaneous[$family] pass"
  done | sort >"$folder/wanted"
  cmp -s "$folder/results" "$folder/wanted" || {
    cp "$folder/results" "$folder/out"
    fail "$1: the results are not those of every run"
  }
}

# --- GitHub: each part in a checkout of its own, then the report in one with all results ---
github_environment=$(jq -r '.env | to_entries[] | "\(.key)=\(.value)"' "$github_json")
github_step() { # FOLDER PART SCRIPT
  (
    cd "$1" || exit 99
    printf '%s\n' "$github_environment" | sed "s/=\(.*\)/='\1'/; s/^/export /" >"$folder/environment"
    . "$folder/environment"
    export PART="$2" PATH="$folder/runner:$PATH"
    exec sh -e "$3"
  )
}
for job in image part report; do
  jq -r ".jobs.$job.steps[] | .run // empty" "$github_json" | lines "github-$job"
done
parts=$(jq -r '.jobs.part.strategy.matrix.part | length' "$github_json")
[ "$parts" = "$(jq -r .env.PARTS "$github_json")" ] || fail 'github: PARTS is not the number of parts'
fresh_checkout "$folder/github"
for part in $(jq -r '.jobs.part.strategy.matrix.part[]' "$github_json"); do
  fresh_checkout "$folder/github-$part"
  runs "github: part $part" '0 1 4' github_step "$folder/github-$part" "$part" "$folder/github-part.sh"
  cp -r "$folder/github-$part/results" "$folder/github/"
done
find "$folder"/github-*/kept -name 'broken*.pcapng' | grep -q . || fail 'github: no capture was kept'
runs 'github: report' 1 github_step "$folder/github" '' "$folder/github-report.sh"
grep -q '^::error .*file=scenarios/broken.yaml,line=6' "$folder/out" || fail 'github: no annotation'
whole github "$folder/github/report/results.json"
grep -q '<testcase' "$folder/github/report/junit.xml" || fail 'github: no JUnit report'

# --- GitLab: the jobs' artifacts meet in one folder ---
image() { # CAPABILITIES ARGUMENTS OF docker run...
  added=$(for capability in $1; do printf ' --cap-add %s' "$capability"; done)
  shift
  # shellcheck disable=SC2086
  docker run --rm --cap-drop ALL $added "$@"
}
granted=$(sed -n 's/^# *cap_add = //p' "$checkout/$gitlab" | jq -r 'join(" ")')
for job in shakedown shakedown-report; do
  jq -r ".[\"$job\"].script[]" "$gitlab_json" | lines "gitlab-$job"
done
fresh_checkout "$folder/gitlab"
chown -R 0:0 "$folder/gitlab"
parts=$(jq -r .shakedown.parallel "$gitlab_json")
for part in $(seq "$parts"); do
  runs "gitlab: part $part" '0 1 4' image "$granted" -v "$folder/gitlab:/suite" -e "CI_NODE_INDEX=$part" \
    -e "CI_NODE_TOTAL=$parts" --entrypoint 'sh -e -c' shakedown "$(cat "$folder/gitlab-shakedown.sh")"
done
runs 'gitlab: report' 1 image "$granted" -v "$folder/gitlab:/suite" --entrypoint 'sh -e -c' \
  shakedown "$(cat "$folder/gitlab-shakedown-report.sh")"
whole gitlab "$folder/gitlab/results.json"
grep -q '<testcase' "$folder/gitlab/junit.xml" || fail 'gitlab: no JUnit report'

# --- Kubernetes: the pods' results meet on a volume ---
container() { # NAME FILTER: of the job of this name
  jq -r "select(.kind == \"Job\" and .metadata.name == \"$1\") | .spec.template.spec.containers[0] | $2" \
    "$kubernetes_json"
}
fresh_checkout "$folder/kubernetes"
pod() { # JOB EXTRA ARGUMENTS OF docker run...
  job=$1
  shift
  image "$(container "$job" '.securityContext.capabilities.add // [] | join(" ")')" \
    -v "$folder/volume:/results" -v "$folder/kubernetes:/suite" -e SHAKEDOWN_SCENARIOS=/suite/scenarios \
    -e "PARTS=$(container "$job" '.env[] | select(.name == "PARTS") | .value')" "$@" \
    --entrypoint "$(container "$job" '.command | join(" ")')" \
    shakedown "$(cat "$folder/kubernetes-$job.sh")"
}
mkdir "$folder/volume"
for job in shakedown shakedown-report; do container "$job" '.args[0]' | lines "kubernetes-$job"; done
parts=$(jq -r 'select(.metadata.name == "shakedown") | .spec.completions' "$kubernetes_json")
[ "$parts" = "$(container shakedown '.env[] | select(.name == "PARTS") | .value')" ] ||
  fail 'kubernetes: PARTS is not the number of completions'
for part in $(seq "$parts"); do
  runs "kubernetes: pod $part" 0 pod shakedown -e "JOB_COMPLETION_INDEX=$((part - 1))"
done
runs 'kubernetes: report' 1 pod shakedown-report
whole kubernetes "$folder/volume/results.json"
exit "$bad"
