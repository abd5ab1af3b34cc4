// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace cairn {

/// Checks what a package can get wrong: the SVG plugin, a project on disk (which needs the SQLite driver),
/// the window's pages, the learning engine. Prints one line each; returns 0 when all is well.
int selfTest();

} // namespace cairn
