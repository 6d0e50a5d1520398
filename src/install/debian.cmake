# CPack runs this on the staged files before it packs them: what Debian asks of every package.
find_program(GZIP gzip REQUIRED)
find_program(STRIP strip REQUIRED)
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)  # of SOURCE_DATE_EPOCH where it is set

function(compress file)
  execute_process(COMMAND ${GZIP} -9 -n -f ${file} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(complete stage package)
  set(documents ${stage}/usr/share/doc/${package})
  file(MAKE_DIRECTORY ${documents})
  file(COPY_FILE ${CPACK_RESOURCE_FILE_LICENSE} ${documents}/copyright)
  file(WRITE ${documents}/changelog "shakedown (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium

  * Built from its own sources; their history says what changed.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
  compress(${documents}/changelog)
  file(GLOB_RECURSE pages ${stage}/usr/share/man/*.[1-8])
  foreach(page ${pages})
    compress(${page})
  endforeach()
  file(GLOB_RECURSE archives ${stage}/*.a)
  foreach(archive ${archives})
    execute_process(COMMAND ${STRIP} --strip-debug --remove-section=.comment --enable-deterministic-archives
      ${archive} COMMAND_ERROR_IS_FATAL ANY)
  endforeach()
  file(CHMOD_RECURSE ${stage}/usr/share FILE_PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ
    DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
endfunction()

complete(${CPACK_TEMPORARY_INSTALL_DIRECTORY}/program shakedown)
complete(${CPACK_TEMPORARY_INSTALL_DIRECTORY}/development libshakedown-dev)
