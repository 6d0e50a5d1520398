#!/bin/sh
# Installs what is missing, builds (Release, hardened as Debian does it) and makes the Debian packages:
#     sh .ci/package.sh [FOLDER]      # they are put there; without, they stay in build/package/packages
set -u
root=$(cd "$(dirname "$0")/.." && pwd -P)
# shellcheck source=tests/scripts/setup.sh
. "$root/tests/scripts/setup.sh"

choose_builder
make_build_folder
lock_build
# shellcheck disable=SC2086
install_missing $build_packages $package_packages
folder=$root/build/package
export DEB_BUILD_MAINT_OPTIONS=hardening=+all DEB_CXXFLAGS_MAINT_STRIP='-g -O2'
configure "$folder" -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX=/usr -DSHAKEDOWN_TESTS=OFF \
  "-DCMAKE_CXX_FLAGS=$(cd "$root" && dpkg-buildflags --get CXXFLAGS) $(dpkg-buildflags --get CPPFLAGS)" \
  "-DCMAKE_EXE_LINKER_FLAGS=$(dpkg-buildflags --get LDFLAGS)"
build "$folder" all
as_builder rm -rf "$folder/packages"
as_builder cpack --config "$folder/CPackConfig.cmake" -B "$folder/packages" >>"$log" 2>&1 9<&- ||
  fail 'packing failed'
unlock_build

packages=$folder/packages
if [ -n "${1-}" ]; then
  { mkdir -p "$1" && cp "$packages"/*.deb "$1"; } || fail "cannot write to $1"
  packages=$1
fi
ls "$packages"/*.deb
