# `cmake --install` and the packages: the program with its scenarios, and a library for programs of one's own.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# What says no component belongs to the program.
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME program)

# The installed program finds its scenarios from where it stands, the one in the build folder by a link there.
file(RELATIVE_PATH scenarios_from_program ${CMAKE_INSTALL_FULL_BINDIR}
  ${CMAKE_INSTALL_FULL_DATADIR}/shakedown/scenarios)
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/scenarios ${CMAKE_CURRENT_BINARY_DIR}/shakedown-scenarios SYMBOLIC)

# Headers in include/, a static library a layer, and shakedown::shakedown, which is all of them.
function(install_shakedown_library)
  set(layers text segment scenario engine report driver lab)
  set(archives ${CMAKE_INSTALL_LIBDIR}/shakedown)
  set(package ${CMAKE_INSTALL_LIBDIR}/cmake/shakedown)
  add_library(shakedown_all INTERFACE)
  set_target_properties(shakedown_all PROPERTIES EXPORT_NAME shakedown)
  foreach(layer ${layers})
    set_target_properties(shakedown_${layer} PROPERTIES EXPORT_NAME ${layer})
    target_link_libraries(shakedown_all INTERFACE shakedown_${layer})
    install(TARGETS shakedown_${layer} EXPORT shakedown COMPONENT development ARCHIVE DESTINATION ${archives})
  endforeach()
  install(TARGETS shakedown_all EXPORT shakedown COMPONENT development)
  install(EXPORT shakedown NAMESPACE shakedown:: FILE shakedown-targets.cmake DESTINATION ${package}
    COMPONENT development)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/shakedown DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    COMPONENT development FILES_MATCHING PATTERN "*.h")

  set(scenarios ${CMAKE_INSTALL_DATADIR}/shakedown/scenarios)
  configure_package_config_file(install/shakedown-config.cmake.in shakedown-config.cmake
    INSTALL_DESTINATION ${package} PATH_VARS scenarios NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
  write_basic_package_version_file(shakedown-config-version.cmake COMPATIBILITY SameMinorVersion)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/shakedown-config.cmake
    ${CMAKE_CURRENT_BINARY_DIR}/shakedown-config-version.cmake DESTINATION ${package} COMPONENT development)
endfunction()

function(install_shakedown)
  install(TARGETS shakedown)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/shakedown
    FILES_MATCHING PATTERN "*.yaml" PATTERN "*.md")
  install(FILES ${PROJECT_SOURCE_DIR}/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
  install_shakedown_library()
  include(package.cmake)
endfunction()
