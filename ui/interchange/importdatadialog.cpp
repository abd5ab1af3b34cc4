// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/interchange/importdatadialog.h"

#include "ui/session/backgroundjobs.h"
#include "ui/widgets/layout.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QTreeWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QString importHint(DataFormat format)
{
    switch (format) {
    case DataFormat::Folders:
        return ImportDataDialog::tr(
            "One folder per class; train and valid folders above them set the split.");
    case DataFormat::Csv:
        return ImportDataDialog::tr("A table with a file column and optional label and split columns. Files "
                                    "are searched for in and below the table's folder.");
    case DataFormat::LabelStudio:
        return ImportDataDialog::tr(
            "A Label Studio export as JSON, JSON-MIN or CSV, next to the images it refers to.");
    case DataFormat::FiftyOne:
        return ImportDataDialog::tr(
            "A FiftyOneImageClassificationDataset: labels.json next to the data folder.");
    }
    return {};
}

/// By its name: the dialog does not open files.
bool isArchiveName(const QString &path)
{
    static const QStringList endings{u".zip"_s,    u".tar"_s,    u".tgz"_s,     u".txz"_s,    u".tbz2"_s,
                                     u".tar.gz"_s, u".tar.xz"_s, u".tar.bz2"_s, u".tar.zst"_s};
    return std::ranges::any_of(
        endings, [&](const QString &ending) { return path.endsWith(ending, Qt::CaseInsensitive); });
}

} // namespace

ImportDataDialog::ImportDataDialog(BackgroundJobs &jobs, QWidget *parent)
    : QDialog(parent)
    , m_jobs(jobs)
    , m_form(new QFormLayout(this))
    , m_format(new QComboBox)
    , m_path(new QLineEdit)
    , m_hint(makeLabel({}, "muted"))
    , m_problem(makeLabel({}, "body"))
    , m_tree(new QTreeWidget)
    , m_level(new QComboBox)
    , m_table(new QTableWidget)
    , m_fileColumn(new QComboBox)
    , m_labelColumn(new QComboBox)
    , m_encoding(new QComboBox)
    , m_mergeCase(new QCheckBox(tr("Ignore case in class names")))
{
    setWindowTitle(tr("Import data set"));
    for (const DataFormat format : allDataFormats())
        m_format->addItem(formatTitle(format), int(format));
    m_format->setToolTip(tr("Data set format"));
    for (QLabel *label : {m_hint, m_problem}) {
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    }
    m_hint->setMinimumSize(560, 2 * m_hint->fontMetrics().lineSpacing());
    m_tree->setHeaderLabels({tr("Folder"), tr("Images")});
    m_tree->setAccessibleName(tr("Folders that contain images"));
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_tree->setRootIsDecorated(false);
    m_tree->setMinimumHeight(180);
    m_table->setAccessibleName(tr("First rows of the table"));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->verticalHeader()->hide();
    m_table->setMinimumHeight(180);
    m_encoding->setEditable(true);
    m_encoding->addItem(tr("Automatic"));
    m_encoding->addItems({u"UTF-8"_s, u"GB18030"_s, u"Big5"_s, u"Shift_JIS"_s, u"EUC-KR"_s, u"windows-1251"_s,
                          u"windows-1252"_s, u"CP437"_s});
    m_encoding->setToolTip(
        tr("Text encoding of the table or of file names in an archive; change it if characters look wrong"));
    m_delay.setSingleShot(true);
    m_delay.setInterval(200);
    buildForm();
    refresh();
}

ImportDataDialog::~ImportDataDialog()
{
    stopLooking();
}

void ImportDataDialog::buildForm()
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_import = makePrimaryButton(tr("Import"));
    buttons->addButton(m_import, QDialogButtonBox::AcceptRole);
    m_form->setContentsMargins(gapLarge, gapLarge, gapLarge, 16);
    m_form->setVerticalSpacing(gap);
    m_form->setHorizontalSpacing(gap);
    QWidget *place = makePlace();
    m_form->addRow(tr("&Data set"), place);
    qobject_cast<QLabel *>(m_form->labelForField(place))->setBuddy(m_path);
    m_form->addRow(tr("&Format"), m_format);
    m_form->addRow({}, m_hint);
    m_form->addRow(tr("Folders"), m_tree);
    m_form->addRow(tr("&Class from"), m_level);
    m_form->addRow(tr("First rows"), m_table);
    m_form->addRow(tr("&File column"), m_fileColumn);
    m_form->addRow(tr("&Label column"), m_labelColumn);
    m_form->addRow(tr("&Encoding"), m_encoding);
    m_form->addRow({}, m_mergeCase);
    m_form->addRow({}, m_problem);
    m_form->addRow(buttons);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ImportDataDialog::refresh);
    connect(m_path, &QLineEdit::textChanged, this, &ImportDataDialog::refresh);
    connect(m_path, &QLineEdit::textEdited, this, &ImportDataDialog::guessFormat);
    connect(&m_delay, &QTimer::timeout, this, &ImportDataDialog::look);
    for (QComboBox *box : {m_fileColumn, m_labelColumn, m_encoding})
        connect(box, &QComboBox::currentTextChanged, this, [this] {
            if (!m_filling)
                lookSoon();
        });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

QWidget *ImportDataDialog::makePlace()
{
    m_path->setToolTip(tr("Data set file or folder; images stay where they are"));
    m_path->setAccessibleName(tr("Data set"));
    auto *file = new QPushButton(tr("File…"));
    auto *folder = new QPushButton(tr("Folder…"));
    file->setToolTip(tr("Choose a table or a JSON file"));
    folder->setToolTip(tr("Choose the data set folder"));
    auto *place = new QWidget;
    auto *row = new QHBoxLayout(place);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(gapSmall);
    row->addWidget(m_path, 1);
    row->addWidget(file);
    row->addWidget(folder);
    connect(file, &QPushButton::clicked, this, &ImportDataDialog::chooseFile);
    connect(folder, &QPushButton::clicked, this, &ImportDataDialog::chooseFolder);
    return place;
}

DataFormat ImportDataDialog::format() const
{
    return DataFormat(m_format->currentData().toInt());
}

QString ImportDataDialog::path() const
{
    return QDir::fromNativeSeparators(m_path->text().trimmed());
}

DataSource ImportDataDialog::source() const
{
    return {path(), format()};
}

ImportOptions ImportDataDialog::options() const
{
    ImportOptions options;
    if (format() == DataFormat::Folders && m_level->count() > 0)
        options.classLevel = m_level->currentData().toInt();
    options.fileColumn = m_fileColumn->currentData().toString();
    options.labelColumn = m_labelColumn->currentData().toString();
    if (m_encoding->currentIndex() != 0 || m_encoding->currentText() != m_encoding->itemText(0))
        options.encoding = m_encoding->currentText().trimmed();
    options.mergeCase = m_mergeCase->isChecked();
    return options;
}

void ImportDataDialog::setPath(const QString &path)
{
    m_path->setText(QDir::toNativeSeparators(path));
    guessFormat();
}

/// By the name, or by the names of what a folder holds.
void ImportDataDialog::guessFormat()
{
    const QString name = QFileInfo(path()).fileName().toLower();
    const auto holds = [this](const QString &file) { return QFileInfo::exists(path() + u'/' + file); };
    const bool table = name.endsWith(u".csv") || name.endsWith(u".tsv");
    const DataFormat guess = table || holds(u"labels.csv"_s) || holds(u"_classes.csv"_s) ? DataFormat::Csv
        : name == u"labels.json" || holds(u"labels.json"_s) || holds(u"train/labels.json"_s)
        ? DataFormat::FiftyOne
        : name.endsWith(u".json") || holds(u"tasks.json"_s) ? DataFormat::LabelStudio
                                                            : DataFormat::Folders;
    m_format->setCurrentIndex(m_format->findData(int(guess)));
}

void ImportDataDialog::chooseFile()
{
    const QString chosen = QFileDialog::getOpenFileName(
        this, tr("Choose the data set file"), path(),
        tr("Lists and archives (*.csv *.tsv *.txt *.json *.zip *.tar *.tar.* *.tgz *.txz);;All files (*)"));
    if (!chosen.isEmpty())
        setPath(chosen);
}

void ImportDataDialog::chooseFolder()
{
    const QString chosen = QFileDialog::getExistingDirectory(this, tr("Choose the data set folder"), path());
    if (!chosen.isEmpty())
        setPath(chosen);
}

void ImportDataDialog::setRowVisible(QWidget *field, bool visible)
{
    field->setVisible(visible);
    if (QWidget *label = m_form->labelForField(field))
        label->setVisible(visible);
}

/// Another place or format: what was found at the last one means nothing here.
void ImportDataDialog::refresh()
{
    const bool there = !path().isEmpty() && QFileInfo::exists(path());
    const bool fits = format() != DataFormat::Folders || QFileInfo(path()).isDir() || isArchiveName(path());
    m_hint->setText(path().isEmpty() || (there && fits) ? importHint(format())
                        : there ? tr("This format needs a folder, a zip or a tar archive.")
                                : tr("This file or folder does not exist."));
    m_level->clear();
    m_fileColumn->clear();
    m_labelColumn->clear();
    display({});
    stopLooking();
    if (there && fits)
        lookSoon();
}

/// What is being looked at is no longer what is chosen: a folder typed halfway may be the whole disk.
void ImportDataDialog::stopLooking()
{
    ++m_looks;
    m_delay.stop();
    if (m_look)
        m_look->requestStop();
    m_import->setText(tr("Import"));
    m_import->setEnabled(false);
}

void ImportDataDialog::lookSoon()
{
    stopLooking();
    m_import->setText(tr("Analyzing…"));
    m_delay.start();
}

void ImportDataDialog::look()
{
    const int number = ++m_looks;
    m_look = m_jobs.run<ImportPreview>(
        {}, this,
        [source = source(), options = options()](const ProgressCallback &, const CancelToken &cancel) {
            return previewImport(source, options, cancel);
        },
        [this, number](const ImportPreview &preview) {
            if (number != m_looks)
                return;
            display(preview);
            m_import->setText(tr("Import"));
            m_import->setEnabled(preview.problem.isEmpty());
            Q_EMIT previewed();
        });
}

void ImportDataDialog::display(const ImportPreview &preview)
{
    m_filling = true;
    showTree(preview);
    showTable(preview);
    m_problem->setText(preview.problem);
    m_problem->setVisible(!preview.problem.isEmpty());
    m_filling = false;
    adjustSize();
}

void ImportDataDialog::showTree(const ImportPreview &preview)
{
    const bool folders = format() == DataFormat::Folders && !preview.tree.isEmpty();
    m_tree->clear();
    for (const QString &line : preview.tree)
        new QTreeWidgetItem(m_tree, {line.section(u'\t', 0, 0), line.section(u'\t', 1)});
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i)
        m_tree->topLevelItem(i)->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    if (folders && m_level->count() == 0) {
        const auto &levels = preview.layout.levels;
        for (std::size_t i = 0; i < levels.size(); ++i) {
            const QString names
                = levels[i].mid(0, 4).join(u", "_s) + (levels[i].size() > 4 ? u", …"_s : u""_s);
            m_level->addItem(tr("level %1: %2 (%3)").arg(i + 1).arg(names).arg(levels[i].size()), int(i + 1));
        }
        if (levels.size() > 1)
            m_level->addItem(tr("the folder directly above an image"), nearestClassLevel);
    }
    setRowVisible(m_tree, folders);
    setRowVisible(m_level, folders && m_level->count() > 1);
    m_mergeCase->setVisible(folders || !preview.header.isEmpty() || !preview.controls.isEmpty());
}

void ImportDataDialog::fillColumns(QComboBox *box, const QStringList &names, qsizetype found)
{
    const QString chosen = box->currentData().toString();
    box->clear();
    box->addItem(found >= 0 && chosen.isEmpty() ? tr("Automatic: %1").arg(names.value(found))
                                                : tr("Automatic"),
                 QString());
    for (const QString &name : names)
        box->addItem(name, name);
    box->setCurrentIndex(std::max(0, box->findData(chosen)));
}

void ImportDataDialog::showTable(const ImportPreview &preview)
{
    const bool table = !preview.header.isEmpty();
    m_table->setColumnCount(int(preview.header.size()));
    m_table->setRowCount(int(preview.rows.size()));
    m_table->setHorizontalHeaderLabels(preview.header);
    for (qsizetype row = 0; row < preview.rows.size(); ++row) {
        for (qsizetype column = 0; column < preview.header.size(); ++column)
            m_table->setItem(int(row), int(column), new QTableWidgetItem(preview.rows[row].value(column)));
    }
    m_table->resizeColumnsToContents();
    if (table) {
        fillColumns(m_fileColumn, preview.header, preview.fileColumn);
        fillColumns(m_labelColumn, preview.header, preview.labelColumn);
    } else if (!preview.controls.isEmpty()) {
        fillColumns(m_labelColumn, preview.controls, preview.controls.size() == 1 ? 0 : -1);
    }
    const bool controls = !table && preview.controls.size() > 1;
    if (auto *label = qobject_cast<QLabel *>(m_form->labelForField(m_labelColumn)))
        label->setText(controls ? tr("C&ontrol") : tr("&Label column"));
    setRowVisible(m_table, table);
    setRowVisible(m_fileColumn, table);
    setRowVisible(m_labelColumn, table || controls);
    setRowVisible(m_encoding, table || (format() == DataFormat::Folders && isArchiveName(path())));
}

} // namespace cairn
