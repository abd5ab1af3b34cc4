#pragma once

namespace cairn {

/// Checks what a package can get wrong: the SQL driver, the SVG plugin, a project on disk, the window's
/// pages, the learning engine. Prints one line each; returns 0 when all is well.
int selfTest();

} // namespace cairn
