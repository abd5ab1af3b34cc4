# SPDX-License-Identifier: GPL-3.0-or-later
# What the guide is made of: shown by the window and installed with the programs. Documents for those who build Cairn
# (building, performance) are read in the repository.
set(CAIRN_GUIDE_DOCUMENTS guide faq settings files command-line json distributed)
list(TRANSFORM CAIRN_GUIDE_DOCUMENTS PREPEND ${CMAKE_SOURCE_DIR}/resources/docs/)
list(TRANSFORM CAIRN_GUIDE_DOCUMENTS APPEND .md)
set(CAIRN_GUIDE_IMAGES collect label train review export)
list(TRANSFORM CAIRN_GUIDE_IMAGES PREPEND ${CMAKE_SOURCE_DIR}/resources/screenshots/)
list(TRANSFORM CAIRN_GUIDE_IMAGES APPEND -light.png)
