# Rule: the top level of the checkout holds these entries, dot files and what .gitignore names, nothing else.
#     sh top_level.sh ROOT
cd "$1" || exit 2
bad=0
needed='CMakeLists.txt src include tests scenarios README.md CONTRIBUTING.md LICENSE'
for entry in *; do
  case " $needed " in *" $entry "*) continue ;; esac
  case $entry in build*) continue ;; esac  # .gitignore: /build*/
  echo "$entry: does not belong to the top level"
  bad=1
done
for entry in $needed; do
  if [ ! -e "$entry" ]; then
    echo "$entry: is missing"
    bad=1
  fi
done
exit "$bad"
