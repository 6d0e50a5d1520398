# What the program makes of itself: completion for shells and the manual page. They are made whenever it is
# linked, so that an installation never waits for them, but not by a sanitized one, which may refuse to start
# during a build, nor by one for another machine.
if(SHAKEDOWN_SANITIZE OR CMAKE_CROSSCOMPILING)
  return()
endif()
set(folder ${CMAKE_CURRENT_BINARY_DIR}/shell)
file(MAKE_DIRECTORY ${folder})
add_custom_command(TARGET shakedown POST_BUILD
  COMMAND shakedown completion bash > ${folder}/shakedown
  COMMAND shakedown completion zsh > ${folder}/_shakedown
  COMMAND shakedown completion fish > ${folder}/shakedown.fish
  COMMAND shakedown man > ${folder}/shakedown.1
  BYPRODUCTS ${folder}/shakedown ${folder}/_shakedown ${folder}/shakedown.fish ${folder}/shakedown.1
  VERBATIM)

# Debian's zsh looks for what packages bring elsewhere than for what is installed by hand.
if(CMAKE_INSTALL_PREFIX STREQUAL /usr)
  set(zsh_folder zsh/vendor-completions)
else()
  set(zsh_folder zsh/site-functions)
endif()
install(FILES ${folder}/shakedown.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${folder}/shakedown DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${folder}/_shakedown DESTINATION ${CMAKE_INSTALL_DATADIR}/${zsh_folder})
install(FILES ${folder}/shakedown.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
