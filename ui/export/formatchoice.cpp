// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/formatchoice.h"

#include "ui/widgets/layout.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QLabel>
#include <QRadioButton>
#include <QVBoxLayout>

namespace cairn {

namespace {

struct Texts
{
    QString title;
    QString description;
};

Texts textsOf(ExportKind kind)
{
    switch (kind) {
    case ExportKind::Bundle:
        return {FormatChoice::tr("Bundle"),
                FormatChoice::tr("A folder or single .zip with everything: ONNX, TorchScript, weights, model "
                                 "card, sample programs in Python and C++, and test images")};
    case ExportKind::Onnx:
        return {FormatChoice::tr("ONNX"),
                FormatChoice::tr("One file for ONNX Runtime, OpenCV, browsers and phones")};
    case ExportKind::TorchScript:
        return {FormatChoice::tr("TorchScript"),
                FormatChoice::tr("One file for PyTorch and LibTorch: torch.jit.load")};
    case ExportKind::Weights:
        return {FormatChoice::tr("Weights"),
                FormatChoice::tr("With torchvision's parameter names, for further training or fast.ai: "
                                 ".safetensors, or .pth as written by torch.save")};
    }
    Q_UNREACHABLE();
}

} // namespace

QString exportKindTitle(ExportKind kind)
{
    return textsOf(kind).title;
}

FormatChoice::FormatChoice(QWidget *parent)
    : QWidget(parent)
    , m_buttons(new QButtonGroup(this))
    , m_withPreprocessing(new QCheckBox(tr("Include normalization and softmax")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    for (const ExportKind kind : allExportKinds()) {
        const Texts texts = textsOf(kind);
        auto *button = new QRadioButton(texts.title);
        button->setAccessibleDescription(texts.description);
        m_buttons->addButton(button, int(kind));
        QLabel *description = makeLabel(texts.description, "muted");
        description->setWordWrap(true);
        description->setContentsMargins(gapLarge, 0, 0, 0);
        column->addWidget(button);
        column->addWidget(description);
        if (kind == ExportKind::Onnx) {
            auto *indented = new QHBoxLayout;
            indented->setContentsMargins(gapLarge, 0, 0, 0);
            indented->addWidget(m_withPreprocessing);
            column->addLayout(indented);
        }
        column->addSpacing(4);
    }
    m_withPreprocessing->setToolTip(tr("The graph takes 8-bit pixels (image: N × H × W × 3, RGB) and returns "
                                       "probabilities, instead of normalized pixels and logits"));
    connect(m_buttons, &QButtonGroup::idToggled, this, [this](int, bool checked) {
        m_withPreprocessing->setVisible(kind() == ExportKind::Onnx);
        if (checked)
            Q_EMIT chosen();
    });
    choose(ExportKind::Bundle);
    m_withPreprocessing->hide();
}

ExportKind FormatChoice::kind() const
{
    return m_buttons->checkedId() < 0 ? ExportKind::Bundle : ExportKind(m_buttons->checkedId());
}

void FormatChoice::choose(ExportKind kind)
{
    m_buttons->button(int(kind))->setChecked(true);
}

bool FormatChoice::withPreprocessing() const
{
    return kind() == ExportKind::Onnx && m_withPreprocessing->isChecked();
}

} // namespace cairn
