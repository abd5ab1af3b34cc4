// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace cairn {

/// One line for a terminal: a file's name may hold what a terminal obeys, or a line break that forges a line
/// of ours.
QString terminalText(QString text);

} // namespace cairn
