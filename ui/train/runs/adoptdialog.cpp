// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/runs/adoptdialog.h"

#include "ui/widgets/layout.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QString fileIn(const QLineEdit *edit)
{
    const QString text = QDir::fromNativeSeparators(edit->text().trimmed());
    return text.isEmpty() ? QString() : QFileInfo(text).absoluteFilePath();
}

} // namespace

AdoptDialog::AdoptDialog(const TrainingConfig &start, QWidget *parent)
    : QDialog(parent)
    , m_start(start)
    , m_fields([] {}, [](const QString &) {}) // all of them choices and numbers: nothing is refused
{
    setWindowTitle(tr("Import model"));
    auto *intro = makeLabel(tr("Import weights trained elsewhere as a run that you can evaluate, review and "
                               "export. Nothing in the file is executed."),
                            "muted");
    intro->setWordWrap(true);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setVerticalSpacing(gapSmall);
    form->setHorizontalSpacing(gap);
    m_weights = addFile(
        form,
        {tr("Weights"),
         tr("A torchvision state dict or a file from fast.ai's learn.save(): .pth, .pt, .safetensors")},
        tr("Weights (*.pth *.pt *.safetensors);;All files (*)"));
    Setting<TrainingConfig> head = trainingSetting(u"head.kind"_s);
    head.title = tr("Head"); // among other settings of the head it is its kind
    m_fields.add(form, trainingSetting(u"arch"_s));
    m_fields.add(form, head);
    m_fields.add(form, trainingSetting(u"image_size"_s));
    m_fields.add(form, trainingSetting(u"resize"_s));
    m_classes = addFile(form,
                        {tr("Classes"),
                         tr("Class names in output order: a text file with one per line, or a JSON array. "
                            "Leave empty to use the project's classes")},
                        tr("Names (*.txt *.json);;All files (*)"));
    m_classes->setPlaceholderText(tr("project classes, in order"));
    m_fields.show(m_start);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_adopt = makePrimaryButton(tr("Import"));
    m_adopt->setObjectName(u"importModel"_s);
    buttons->addButton(m_adopt, QDialogButtonBox::AcceptRole);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(gapLarge, gapLarge, gapLarge, 16);
    column->setSpacing(gap);
    column->addWidget(intro);
    column->addLayout(form);
    column->addWidget(buttons);
    setMinimumWidth(560);

    const auto refresh = [this] { m_adopt->setEnabled(!fileIn(m_weights).isEmpty()); };
    connect(m_weights, &QLineEdit::textChanged, this, refresh);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    refresh();
}

QLineEdit *AdoptDialog::addFile(QFormLayout *form, const FieldText &text, const QString &filter)
{
    auto *edit = new QLineEdit;
    edit->setAccessibleName(text.name);
    auto *choose = new QPushButton(tr("Choose…"));
    choose->setAutoDefault(false);
    choose->setAccessibleName(tr("Choose a file: %1").arg(text.name));
    connect(choose, &QPushButton::clicked, this, [this, edit, text, filter] {
        const QString file = QFileDialog::getOpenFileName(this, text.name, fileIn(edit), filter);
        if (!file.isEmpty())
            edit->setText(QDir::toNativeSeparators(file));
    });
    auto *row = new QWidget;
    auto *inside = new QHBoxLayout(row);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(gapSmall);
    inside->addWidget(edit, 1);
    inside->addWidget(choose);
    addSettingRow(form, text, row);
    return edit;
}

TrainingConfig AdoptDialog::config() const
{
    TrainingConfig config = m_start;
    m_fields.read(config);
    config.weights = fileIn(m_weights);
    return config;
}

QString AdoptDialog::classesFile() const
{
    return fileIn(m_classes);
}

} // namespace cairn
