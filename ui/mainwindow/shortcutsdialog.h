// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace cairn {

/// All keys on one sheet.
void showShortcuts(QWidget *parent);

} // namespace cairn
