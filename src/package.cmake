# Debian packages by CPack: the program, and the library with its headers.
#     cmake --build build/release && cpack --config build/release/CPackConfig.cmake
set(SHAKEDOWN_MAINTAINER "The Shakedown authors <authors@shakedown.invalid>" CACHE STRING
  "Who the Debian packages say looks after them")
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME shakedown)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT ${SHAKEDOWN_MAINTAINER})
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_CHECKSUM SHA256)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL program development)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/install/debian.cmake)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME shakedown)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "wireshark | tshark")
set(CPACK_DEBIAN_PROGRAM_DESCRIPTION "check segment by segment what a kernel's TCP does
Shakedown plays one end of a TCP connection by hand. It crafts raw segments
from scenario files, sends them to a real kernel, and checks segment by
segment and state by state what that kernel's TCP does: every flag, number,
option, checksum and octet, and the time at which each came.

Each scenario runs in a network namespace of its own; no interface, address
or setting of the machine is touched.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libshakedown-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
  "libexpected-dev, libfmt-dev, libmnl-dev, libpugixml-dev, libtins-dev, libyaml-cpp-dev, nettle-dev, pkg-config")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS shakedown)
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "library that checks what a TCP does, for C++ programs
Headers, static libraries and a CMake package, with which a program parses
Shakedown's scenarios, runs them against a kernel's TCP or one of its own,
and reads the trace of each run.")
include(CPack)
