# Sourced: carries out the lines of a Containerfile without a container engine, each stage in a Debian tree.
# shellcheck shell=sh

# recipe_lines FILE: STAGE INSTRUCTION REST, continued lines joined; stages count from 1.
recipe_lines() {
  awk '
    /^#/ { next }
    { line = line $0 }
    sub(/\\$/, "", line) { next }
    line != "" { sub(/^FROM/, "FROM", line) && ++stage; print stage, line }
    { line = "" }' "$1"
}

# make_stage FILE STAGE TREE: the tree is there, as FROM asks for; what COPY takes from another stage is in
# $stage_files, what it takes from outside in $context. The command of the image is left in $image_command,
# its folder in $image_folder.
make_stage() {
  stage_tree=$3
  image_command=
  image_folder=/
  recipe_lines "$1" | sed -n "s/^$2 //p" >"$work/stage"
  while read -r instruction rest <&3; do
    echo "  $instruction $rest"
    case $instruction in
      FROM) case $rest in docker.io/library/debian:12*) ;; *) return 1 ;; esac ;;
      RUN) in_debian "$stage_tree" sh -c "cd $image_folder && $rest" >"$work/out" 2>&1 </dev/null || {
        tail -n 30 "$work/out"
        return 1
      } ;;
      COPY) copy_into_stage "$rest" || return ;;
      WORKDIR)
        image_folder=$rest
        mkdir -p "$stage_tree$rest"
        ;;
      ENTRYPOINT) image_command=$(printf '%s' "$rest" | jq -r 'join(" ")') || return ;;
      CMD) printf '%s' "$rest" | jq -e 'type == "array"' >/dev/null || return ;;
      *)
        echo "  nobody here knows this instruction"
        return 1
        ;;
    esac
  done 3<"$work/stage"
}

copy_into_stage() {
  case $1 in
    --from=*)
      from=$stage_files
      what=${1#* }
      ;;
    *)
      from=$context
      what=$1
      ;;
  esac
  mkdir -p "$stage_tree${what##* }"
  # The pattern is to be expanded.
  # shellcheck disable=SC2086
  cp -a "$from"/${what% *} "$stage_tree${what##* }"
}
