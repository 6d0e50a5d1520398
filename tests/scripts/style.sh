# How the C++ looks, and what clang-tidy makes of it; .clang-format and .clang-tidy say what is asked for.
#     sh style.sh format
#     sh style.sh tidy        # reads the compile commands of build/clang
cd "$(dirname "$0")/../.." || exit 2
sources() { find include src tests -name '*.cpp' -o -name "${1-*.cpp}" | sort; }
case $1 in
  format) sources '*.h' | xargs clang-format --dry-run -Werror ;;
  tidy) sources | xargs -P "$(nproc)" -n 1 clang-tidy -p build/clang --quiet ;;
esac
