#include "ui/collect/collectpage.h"

#include "core/base/format.h"
#include "ui/collect/classcountmodel.h"
#include "ui/collect/foldermodel.h"
#include "ui/collect/refusalmodel.h"
#include "ui/label/imagegrid.h"
#include "ui/label/imagelistmodel.h"
#include "ui/label/imagetiledelegate.h"
#include "ui/widgets/dropzone.h"
#include "ui/widgets/layout.h"

#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStandardPaths>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

CollectPage::CollectPage(ProjectSession &session, QWidget *parent)
    : Page(tr("Collect"), {}, parent)
    , m_session(session)
    , m_refusals(new RefusalModel(this))
    , m_next(new QPushButton(tr("Go on to Label")))
{
    actions()->addWidget(m_next);
    connect(m_next, &QPushButton::clicked, this, [this] { Q_EMIT stageWanted(1); });

    auto *left = new QVBoxLayout;
    left->setSpacing(gap);
    left->addWidget(makeSources());
    left->addWidget(makeReport());
    left->addWidget(makePictures(), 1);
    auto *row = new QHBoxLayout;
    row->setSpacing(16);
    row->addLayout(left, 3);
    row->addWidget(makeTables(), 2);
    content()->addLayout(row, 1);

    connect(&session, &ProjectSession::importChanged, this, &CollectPage::updateReport);
    connect(&session.library(), &Library::imagesReset, this, &CollectPage::updateSubtitle);
    connect(&session.library(), &Library::imagesChanged, this, &CollectPage::updateSubtitle);
    updateReport();
    updateSubtitle();
}

QWidget *CollectPage::makeSources()
{
    auto *zone = new DropZone;
    zone->setAccessibleName(tr("Drop pictures or folders here"));
    auto *column = new QVBoxLayout(zone);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(gapSmall);
    auto *hint = makeLabel(tr("A folder with one sub-folder for each class brings its labels along: pictures "
                              "in “cat” become the class cat. "
                              "A train and a valid folder above them keep that split. Pictures stay where "
                              "they are; Cairn never changes "
                              "them."),
                           "muted");
    hint->setWordWrap(true);
    hint->setAlignment(Qt::AlignHCenter);
    m_addFolder = makePrimaryButton(tr("Add a folder…"));
    m_addFolder->setToolTip(tr("Take in a folder with all its sub-folders (Ctrl+I)"));
    m_addFiles = new QPushButton(tr("Add pictures…"));
    m_addFiles->setToolTip(tr("Take in single pictures, without a label"));
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_addFolder);
    buttons->addWidget(m_addFiles);
    buttons->addStretch();
    column->addWidget(makeLabel(tr("Drop folders or pictures here"), "heading"), 0, Qt::AlignHCenter);
    column->addWidget(hint);
    column->addSpacing(gapSmall);
    column->addLayout(buttons);
    connect(m_addFolder, &QPushButton::clicked, this, &CollectPage::chooseFolder);
    connect(m_addFiles, &QPushButton::clicked, this, &CollectPage::chooseFiles);
    connect(zone, &DropZone::dropped, &m_session, &ProjectSession::importPaths);
    return zone;
}

namespace {

QLabel *addFigure(QBoxLayout *row, const QString &caption)
{
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    QLabel *number = makeLabel(u"0"_s, "number");
    column->addWidget(number);
    column->addWidget(makeLabel(caption, "caption"));
    row->addLayout(column);
    row->addSpacing(gapLarge);
    return number;
}

} // namespace

QWidget *CollectPage::makeReport()
{
    QBoxLayout *inside = nullptr;
    m_report = makeCard(&inside);
    inside->addWidget(makeLabel(tr("Last import"), "heading"));
    auto *figures = new QHBoxLayout;
    m_imported = addFigure(figures, tr("imported"));
    m_duplicates = addFigure(figures, tr("duplicates, passed over"));
    m_refused = addFigure(figures, tr("refused"));
    figures->addStretch();
    inside->addLayout(figures);
    m_summary = makeLabel({}, "muted");
    m_summary->setWordWrap(true);
    inside->addWidget(m_summary);
    m_refusalTable = new QTableView;
    styleTable(m_refusalTable, tr("Files that were refused"));
    m_refusalTable->setModel(m_refusals);
    m_refusalTable->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_refusalTable->setColumnWidth(0, 260);
    m_refusalTable->setFixedHeight(180);
    inside->addWidget(m_refusalTable);
    return m_report;
}

QWidget *CollectPage::makePictures()
{
    QBoxLayout *inside = nullptr;
    m_pictures = makeCard(&inside);
    inside->addWidget(makeLabel(tr("In this project"), "heading"));
    auto *grid = new ImageGrid;
    grid->setProperty("role", u"flat"_s);
    grid->setModel(new ImageListModel(m_session.library(), m_session.thumbnails(), this));
    grid->setItemDelegate(new ImageTileDelegate(this));
    grid->setTile({112, 128});
    grid->setSelectionMode(QAbstractItemView::NoSelection);
    grid->setAccessibleName(tr("The project's pictures"));
    inside->addWidget(grid, 1);
    return m_pictures;
}

QWidget *CollectPage::makeTables()
{
    QBoxLayout *inside = nullptr;
    QFrame *card = makeCard(&inside);
    auto *classes = new QTableView;
    styleTable(classes, tr("Pictures in each class"));
    classes->setModel(new ClassCountModel(m_session.library(), this));
    classes->horizontalHeader()->setStretchLastSection(false);
    classes->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    auto *folders = new QTableView;
    styleTable(folders, tr("Folders the pictures lie in"));
    folders->setModel(new FolderModel(m_session.library(), m_session.project().imagesDirectory(), this));
    folders->setTextElideMode(Qt::ElideLeft);
    folders->horizontalHeader()->setStretchLastSection(false);
    folders->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    inside->addWidget(makeLabel(tr("Classes"), "heading"));
    inside->addWidget(classes, 3);
    inside->addWidget(makeLabel(tr("Where the pictures lie"), "heading"));
    inside->addWidget(folders, 2);
    return card;
}

void CollectPage::chooseFolder()
{
    const QString start = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Add a folder of pictures"), start);
    if (!folder.isEmpty())
        m_session.importPaths({folder});
}

void CollectPage::chooseFiles()
{
    const QString start = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    m_session.importPaths(QFileDialog::getOpenFileNames(
        this, tr("Add pictures"), start,
        tr("Pictures (*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff *.gif);;All files (*)")));
}

void CollectPage::updateReport()
{
    m_addFolder->setEnabled(!m_session.importing());
    m_addFiles->setEnabled(!m_session.importing());
    const std::optional<ImportReport> &report = m_session.lastImport();
    m_report->setVisible(report.has_value());
    if (!report)
        return;
    m_imported->setText(formatCount(report->imported));
    m_duplicates->setText(formatCount(report->duplicates));
    m_refused->setText(formatCount(qint64(report->refused.size())));
    m_summary->setText(report->cancelled ? tr("The import was stopped; what was taken in until then stays.")
                           : report->refused.empty()
                           ? tr("Every picture was readable.")
                           : tr("These files are not in the project. The files themselves are untouched."));
    m_refusals->setRefusals(report->refused);
    m_refusalTable->setVisible(!report->refused.empty());
}

void CollectPage::updateSubtitle()
{
    const int images = m_session.library().imageCount();
    m_next->setEnabled(images > 0);
    m_pictures->setVisible(images > 0);
    setSubtitle(images == 0 ? tr("Start here: bring in the pictures that the network shall learn from.")
                            : tr("%1 pictures in %2 classes")
                                  .arg(formatCount(images))
                                  .arg(m_session.library().classes().size()));
}

} // namespace cairn
