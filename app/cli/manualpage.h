// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace cairn {

/// cairn-cli(1) in roff's man macros: every command with every option, as allCommands() has them. ASCII only,
/// so that it is the same in every locale.
QString manualPage();

} // namespace cairn
