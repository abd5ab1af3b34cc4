// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/export/runexport.h"

#include <QWidget>

class QButtonGroup;
class QCheckBox;

namespace cairn {

QString exportKindTitle(ExportKind kind); ///< "Bundle", "ONNX", … in the language of the window

/// The formats a model can be exported as, each with what it is for. The bundle is chosen at first.
class FormatChoice : public QWidget
{
    Q_OBJECT
public:
    explicit FormatChoice(QWidget *parent = nullptr);
    ExportKind kind() const;
    void choose(ExportKind kind);
    bool withPreprocessing() const; ///< ONNX only

Q_SIGNALS:
    void chosen(); ///< by the user or choose()

private:
    QButtonGroup *m_buttons;
    QCheckBox *m_withPreprocessing;
};

} // namespace cairn
