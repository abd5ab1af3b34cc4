#include "ui/interchange/importdatadialog.h"

#include "ui/widgets/layout.h"

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

QString hintFor(DataFormat format)
{
    switch (format) {
    case DataFormat::Folders:
        return ImportDataDialog::tr(
            "A folder with a folder a class; train and valid above them keep that split.");
    case DataFormat::Csv:
        return ImportDataDialog::tr(
            "A table with a column for the path, and perhaps for the label and the split. Paths are "
            "relative to the table.");
    case DataFormat::LabelStudio:
        return ImportDataDialog::tr(
            "Label Studio's export as JSON or JSON-MIN, beside the pictures it names.");
    case DataFormat::FiftyOne:
        return ImportDataDialog::tr(
            "A FiftyOneImageClassificationDataset: labels.json beside the folder data.");
    }
    return {};
}

} // namespace

ImportDataDialog::ImportDataDialog(QWidget *parent)
    : QDialog(parent)
    , m_format(new QComboBox)
    , m_path(new QLineEdit)
    , m_hint(makeLabel({}, "muted"))
{
    setWindowTitle(tr("Import a data set"));
    for (const DataFormat format : allDataFormats())
        m_format->addItem(formatTitle(format), int(format));
    m_format->setToolTip(tr("What wrote the data set"));
    m_path->setToolTip(tr("The file or folder of the data set; pictures stay where they are"));
    m_hint->setWordWrap(true);
    m_hint->setMinimumSize(420, 2 * m_hint->fontMetrics().lineSpacing());
    m_hint->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto *file = new QPushButton(tr("File…"));
    auto *folder = new QPushButton(tr("Folder…"));
    file->setToolTip(tr("Choose a table or a JSON file"));
    folder->setToolTip(tr("Choose the folder that holds it all"));
    auto *place = new QHBoxLayout;
    place->setSpacing(gapSmall);
    place->addWidget(m_path, 1);
    place->addWidget(file);
    place->addWidget(folder);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_import = makePrimaryButton(tr("Import"));
    buttons->addButton(m_import, QDialogButtonBox::AcceptRole);

    auto *form = new QFormLayout(this);
    form->setContentsMargins(gapLarge, gapLarge, gapLarge, 16);
    form->setVerticalSpacing(gap);
    form->setHorizontalSpacing(gap);
    form->addRow(tr("&Data set"), place);
    qobject_cast<QLabel *>(form->labelForField(place))->setBuddy(m_path);
    m_path->setAccessibleName(tr("Data set"));
    form->addRow(tr("&Format"), m_format);
    form->addRow({}, m_hint);
    form->addRow(buttons);

    connect(file, &QPushButton::clicked, this, &ImportDataDialog::chooseFile);
    connect(folder, &QPushButton::clicked, this, &ImportDataDialog::chooseFolder);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ImportDataDialog::refresh);
    connect(m_path, &QLineEdit::textChanged, this, &ImportDataDialog::refresh);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    refresh();
}

DataFormat ImportDataDialog::format() const
{
    return DataFormat(m_format->currentData().toInt());
}

QString ImportDataDialog::path() const
{
    return QDir::fromNativeSeparators(m_path->text().trimmed());
}

void ImportDataDialog::setPath(const QString &path)
{
    m_path->setText(QDir::toNativeSeparators(path));
    const QString name = QFileInfo(path).fileName().toLower();
    const auto holds = [&](const QString &file) { return QFileInfo::exists(path + u'/' + file); };
    const DataFormat guess = name.endsWith(u".csv") || name.endsWith(u".tsv") || holds(u"labels.csv"_s)
        ? DataFormat::Csv
        : name == u"labels.json" || holds(u"labels.json"_s) || holds(u"train/labels.json"_s)
        ? DataFormat::FiftyOne
        : name.endsWith(u".json") || holds(u"tasks.json"_s) ? DataFormat::LabelStudio
                                                            : DataFormat::Folders;
    m_format->setCurrentIndex(m_format->findData(int(guess)));
}

void ImportDataDialog::chooseFile()
{
    const QString chosen = QFileDialog::getOpenFileName(
        this, tr("The data set's list"), path(), tr("Lists (*.csv *.tsv *.txt *.json);;All files (*)"));
    if (!chosen.isEmpty())
        setPath(chosen);
}

void ImportDataDialog::chooseFolder()
{
    const QString chosen = QFileDialog::getExistingDirectory(this, tr("The data set's folder"), path());
    if (!chosen.isEmpty())
        setPath(chosen);
}

void ImportDataDialog::refresh()
{
    const bool there = !path().isEmpty() && QFileInfo::exists(path());
    const bool fits = format() != DataFormat::Folders || QFileInfo(path()).isDir();
    m_import->setEnabled(there && fits);
    m_hint->setText(path().isEmpty() || (there && fits) ? hintFor(format())
                        : there                         ? tr("This format is a folder, not a file.")
                                                        : tr("There is nothing at that place."));
}

} // namespace cairn
