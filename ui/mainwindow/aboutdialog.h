// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QString;
class QWidget;

namespace cairn {

/// Versions, license and the libraries' licenses. `engine` is the engine's own description, empty while it is
/// not loaded.
void showAbout(QWidget *parent, const QString &engine);

} // namespace cairn
