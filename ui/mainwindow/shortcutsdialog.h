#pragma once

class QWidget;

namespace cairn {

/// All keys on one sheet.
void showShortcuts(QWidget *parent);

} // namespace cairn
