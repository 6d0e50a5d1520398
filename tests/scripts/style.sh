# How the C++ looks, and what clang-tidy makes of it; .clang-format and .clang-tidy say what is asked for.
#     sh style.sh format
#     sh style.sh tidy        # reads the compile commands of build/asan
cd "$(dirname "$0")/../.." || exit 2
case $1 in
  format) find include src tests -name '*.cpp' -o -name '*.h' | sort | xargs clang-format --dry-run -Werror ;;
  tidy) find src -name '*.cpp' | sort | xargs -P "$(nproc)" -n 1 clang-tidy -p build/asan --quiet ;;
esac
