# What `tests/run --all` adds: other builds of the same sources, each with tests of its own, and style. A build
# takes every core, so nothing that measures time runs beside it.
cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
if(cores LESS 2)
  set(cores 2)
endif()
set(scripts ${CMAKE_CURRENT_SOURCE_DIR}/scripts)

foreach(flavour asan tsan)
  add_test(NAME build.${flavour} COMMAND sh ${scripts}/flavour.sh build ${flavour})
  set_tests_properties(build.${flavour} PROPERTIES FIXTURES_SETUP ${flavour} PROCESSORS ${cores} TIMEOUT 1800)
endforeach()
foreach(flavour asan tsan)
  add_test(NAME ${flavour} COMMAND sh ${scripts}/flavour.sh test ${flavour})
  set_tests_properties(${flavour} PROPERTIES FIXTURES_REQUIRED ${flavour} PROCESSORS ${cores} TIMEOUT 1200)
endforeach()

file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/*_fuzz.cpp)
foreach(source ${sources})
  cmake_path(GET source FILENAME file)
  string(REPLACE "_fuzz.cpp" "" name ${file})
  add_test(NAME fuzz.${name} COMMAND sh ${scripts}/flavour.sh fuzz ${name})
  set_tests_properties(fuzz.${name} PROPERTIES FIXTURES_REQUIRED asan TIMEOUT 120)
endforeach()

add_test(NAME style.format COMMAND sh ${scripts}/style.sh format)
set_tests_properties(style.format PROPERTIES TIMEOUT 120)

# Scripts that need what only --all installs: a browser, other shells, tshark, bubblewrap.
foreach(name pcapng shells html schema record_captures capabilities)
  add_test(NAME integration.${name} COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/integration/${name}.sh
    $<TARGET_FILE:shakedown> ${PROJECT_SOURCE_DIR})
  set_tests_properties(integration.${name} PROPERTIES LABELS integration TIMEOUT 300)
endforeach()
add_test(NAME integration.bubblewrap COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/integration/rootless_test.sh
  $<TARGET_FILE:shakedown> ${PROJECT_SOURCE_DIR} --bubblewrap)
set_tests_properties(integration.bubblewrap PROPERTIES LABELS integration TIMEOUT 120)
add_test(NAME package COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/package/run ${PROJECT_BINARY_DIR}
  ${PROJECT_BINARY_DIR}/debian.tar)
set_tests_properties(package PROPERTIES LABELS integration TIMEOUT 1200)
