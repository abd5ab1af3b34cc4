// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QString;
class QWidget;

namespace cairn {

/// Versions, licence and the libraries' licences. `engine` is the engine's own description, empty while it is
/// not loaded.
void showAbout(QWidget *parent, const QString &engine);

} // namespace cairn
