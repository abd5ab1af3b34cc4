# SPDX-License-Identifier: GPL-3.0-or-later
# What is installed beside the programs, and the Debian package made of it (cpack -G DEB in a build of the preset "package").
install(FILES packaging/io.github.cairn_app.Cairn.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES packaging/io.github.cairn_app.Cairn.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
install(FILES resources/icons/app.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps RENAME cairn.svg)
include(CairnGuide)
set(documentation ${CMAKE_INSTALL_DATADIR}/doc/cairn)
install(FILES LICENSE THIRD-PARTY.md DESTINATION ${documentation})
install(FILES ${CAIRN_GUIDE_DOCUMENTS} DESTINATION ${documentation}/docs)
install(FILES ${CAIRN_GUIDE_IMAGES} DESTINATION ${documentation}/screenshots)

set(CPACK_PACKAGE_NAME cairn)
set(CPACK_PACKAGE_CONTACT "The Cairn developers")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_GENERATOR DEB)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION graphics)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Plugins are loaded by name, so the linker's list does not have them.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libqt6sql6-sqlite, libqt6svg6, qt6-qpa-plugins, libopenblas0-pthread")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "qt6-image-formats-plugins, qt6-wayland")
include(CPack)
