// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/interchange/exportdatadialog.h"

#include "ui/widgets/layout.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

bool isFree(const QString &folder)
{
    const QFileInfo info(folder);
    return !info.exists() || (info.isDir() && QDir(folder).isEmpty());
}

QString freeFolder(const QString &suggestion)
{
    QString folder = suggestion;
    for (int i = 2; !isFree(folder) && i < 1000; ++i)
        folder = u"%1-%2"_s.arg(suggestion).arg(i);
    return folder;
}

QString exportHint(DataFormat format)
{
    switch (format) {
    case DataFormat::Folders:
        return ExportDataDialog::tr(
            "One folder per class, inside train and valid if the images are split. Readable by torchvision, "
            "Keras and FiftyOne (image classification directory tree).");
    case DataFormat::Csv:
        return ExportDataDialog::tr("An images folder and a labels.csv table with path, label and split.");
    case DataFormat::LabelStudio:
        return ExportDataDialog::tr("An images folder, tasks.json to import, and the matching labeling "
                                    "interface. Configure Label Studio to serve the folder as local files.");
    case DataFormat::FiftyOne:
        return ExportDataDialog::tr("FiftyOneImageClassificationDataset: data and labels.json, inside train "
                                    "and validation if the images are split.");
    }
    return {};
}

} // namespace

ExportDataDialog::ExportDataDialog(const QString &suggestion, QWidget *parent)
    : QDialog(parent)
    , m_format(new QComboBox)
    , m_files(new QComboBox)
    , m_unlabeled(new QCheckBox(tr("Include unlabeled images")))
    , m_edited(new QCheckBox(tr("Include edited images")))
    , m_folder(new QLineEdit(QDir::toNativeSeparators(freeFolder(suggestion))))
    , m_hint(makeLabel({}, "muted"))
{
    setWindowTitle(tr("Export data set"));
    for (const DataFormat format : allDataFormats())
        m_format->addItem(formatTitle(format), int(format));
    m_files->addItem(tr("Copies"), int(FilePlacement::Copy));
    m_files->addItem(tr("Hard links (no space needed)"), int(FilePlacement::HardLink));
    m_files->addItem(tr("Symbolic links to the originals"), int(FilePlacement::SymbolicLink));
    m_format->setToolTip(tr("How the images are written to the export folder"));
    m_files->setToolTip(
        tr("Hard links become copies on another disk; symbolic links break if the originals move"));
    m_unlabeled->setToolTip(tr("Otherwise only labeled images are exported"));
    m_edited->setToolTip(
        tr("Includes files outside the project that changed after import. If someone else created the "
           "project, review them first: a project can refer to any file on this computer"));
    m_folder->setToolTip(tr("A new or empty folder"));
    m_hint->setWordWrap(true);
    m_hint->setMinimumSize(420, 3 * m_hint->fontMetrics().lineSpacing());
    m_hint->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto *choose = new QPushButton(tr("Choose…"));
    choose->setToolTip(tr("Choose a different folder"));
    auto *place = new QHBoxLayout;
    place->setSpacing(gapSmall);
    place->addWidget(m_folder, 1);
    place->addWidget(choose);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_export = makePrimaryButton(tr("Export"));
    buttons->addButton(m_export, QDialogButtonBox::AcceptRole);

    auto *form = new QFormLayout(this);
    form->setContentsMargins(gapLarge, gapLarge, gapLarge, 16);
    form->setVerticalSpacing(gap);
    form->setHorizontalSpacing(gap);
    form->addRow(tr("&Format"), m_format);
    form->addRow({}, m_hint);
    form->addRow(tr("&Images as"), m_files);
    form->addRow({}, m_unlabeled);
    form->addRow({}, m_edited);
    form->addRow(tr("F&older"), place);
    qobject_cast<QLabel *>(form->labelForField(place))->setBuddy(m_folder);
    m_folder->setAccessibleName(tr("Folder"));
    form->addRow(buttons);

    connect(choose, &QPushButton::clicked, this, &ExportDataDialog::chooseFolder);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportDataDialog::refresh);
    connect(m_folder, &QLineEdit::textChanged, this, &ExportDataDialog::refresh);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    refresh();
}

DataExport ExportDataDialog::choice() const
{
    return {DataFormat(m_format->currentData().toInt()), FilePlacement(m_files->currentData().toInt()),
            m_unlabeled->isChecked(), m_edited->isChecked()};
}

QString ExportDataDialog::folder() const
{
    return QDir::cleanPath(
        QFileInfo(QDir::fromNativeSeparators(m_folder->text().trimmed())).absoluteFilePath());
}

void ExportDataDialog::chooseFolder()
{
    const QString parent
        = QFileDialog::getExistingDirectory(this, tr("Choose the export folder"), QFileInfo(folder()).path());
    if (!parent.isEmpty())
        m_folder->setText(QDir::toNativeSeparators(
            isFree(parent) ? parent : freeFolder(parent + u'/' + QFileInfo(folder()).fileName())));
}

void ExportDataDialog::refresh()
{
    const bool free = !m_folder->text().trimmed().isEmpty() && isFree(folder());
    m_hint->setText(free ? exportHint(choice().format) : tr("That folder is not empty; choose another one."));
    m_export->setEnabled(free);
}

} // namespace cairn
