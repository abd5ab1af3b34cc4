// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/collect/collectpage.h"

#include "core/base/format.h"
#include "core/project/project.h"
#include "ui/collect/accountmodel.h"
#include "ui/collect/classcountmodel.h"
#include "ui/collect/contactdialog.h"
#include "ui/collect/foldermodel.h"
#include "ui/collect/foundpanel.h"
#include "ui/collect/quarantinepanel.h"
#include "ui/collect/queuepanel.h"
#include "ui/collect/searchform.h"
#include "ui/interchange/importdatadialog.h"
#include "ui/label/imagegrid.h"
#include "ui/label/imagelistmodel.h"
#include "ui/label/imagetiledelegate.h"
#include "ui/session/collectsession.h"
#include "ui/session/datasession.h"
#include "ui/session/navigation.h"
#include "ui/session/projectsession.h"
#include "ui/thumbnails/thumbnailprovider.h"
#include "ui/widgets/dropzone.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/layout.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTabBar>
#include <QTableView>
#include <QTabWidget>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

CollectPage::CollectPage(ProjectSession &session, Navigation &navigation, QWidget *parent)
    : Page(tr("Collect"), {}, parent)
    , m_session(session)
    , m_navigation(navigation)
    , m_account(new AccountModel(this))
    , m_tabs(new QTabWidget)
    , m_next(new QPushButton(tr("Continue to Label")))
{
    m_next->setToolTip(tr("Label the images (Ctrl+2)"));
    actions()->addWidget(m_next);
    connect(m_next, &QPushButton::clicked, this, [this] { m_navigation.go(StageId::Label); });

    m_tabs->addTab(makeFilesTab(), tr("From this computer"));
    m_tabs->addTab(makeWebTab(), tr("From the web"));
    m_tabs->addTab(makeRefusedTab(), tr("Refused"));
    m_tabs->setAccessibleName(tr("Image sources"));
    m_tabs->tabBar()->setAccessibleName(m_tabs->accessibleName());
    auto *row = new QHBoxLayout;
    row->setSpacing(16);
    row->addWidget(m_tabs, 2);
    row->addWidget(makeTables(), 1);
    content()->addLayout(row, 1);

    auto *pasting = new QShortcut(QKeySequence::Paste, this);
    pasting->setContext(Qt::WidgetWithChildrenShortcut);
    connect(pasting, &QShortcut::activated, this, &CollectPage::paste);
    connectCollect();
    connect(&session.data(), &DataSession::importChanged, this, &CollectPage::updateReport);
    connect(&session.library(), &Library::imagesReset, this, &CollectPage::updateSubtitle);
    connect(&session.library(), &Library::imagesChanged, this, &CollectPage::updateSubtitle);
    updateReport();
    updateSubtitle();
}

QWidget *CollectPage::makeFilesTab()
{
    auto *tab = new QWidget;
    auto *column = new QVBoxLayout(tab);
    column->setContentsMargins(0, gap, 0, 0);
    column->setSpacing(gap);
    column->addWidget(makeSources());
    column->addWidget(makeReport());
    column->addWidget(makeImages(), 1);
    return tab;
}

QWidget *CollectPage::makeWebTab()
{
    auto *tab = new QWidget;
    auto *column = new QVBoxLayout(tab);
    column->setContentsMargins(0, gap, 0, 0);
    column->setSpacing(gap);
    m_form = new SearchForm(m_session.collect(), m_session.library());
    connect(m_form, &SearchForm::failed, this, [this](const Error &error) { notices().showError(error); });
    column->addWidget(m_form);
    auto *below = new QStackedWidget; // what was found, until it is queued
    below->addWidget(new QueuePanel(m_session.collect(), m_session.library()));
    below->addWidget(new FoundPanel(m_session.collect(), m_session.thumbnails()));
    column->addWidget(below, 1);
    connect(&m_session.collect(), &CollectSession::foundChanged, below,
            [this, below] { below->setCurrentIndex(m_session.collect().looking() ? 1 : 0); });
    return tab;
}

QWidget *CollectPage::makeRefusedTab()
{
    auto *tab = new QWidget;
    auto *column = new QVBoxLayout(tab);
    column->setContentsMargins(0, gap, 0, 0);
    column->addWidget(new QuarantinePanel(m_session.collect(), m_session.library(), m_session.project()));
    return tab;
}

void CollectPage::connectCollect()
{
    CollectSession &collect = m_session.collect();
    connect(&collect, &CollectSession::failed, this, [this](const Error &error, bool canRetry) {
        if (canRetry)
            notices().showNotice(error.message, tr("Resume"), [this] { m_session.collect().start(); });
        else
            notices().showError(error);
    });
    connect(&collect, &CollectSession::statusChanged, this, &CollectPage::updateTabs);
    connect(&collect, &CollectSession::contactWanted, this, &CollectPage::askForContact);
    connect(&collect, &CollectSession::quarantineChanged, this, &CollectPage::updateTabs);
    connect(&collect.queue(), &DownloadQueue::loaded, this, [this](const std::vector<DownloadRecord> &rows) {
        const auto waiting = std::ranges::count(rows, DownloadState::Waiting, &DownloadRecord::state);
        if (waiting == 0 || m_session.collect().status().running || std::exchange(m_saidWaiting, true))
            return;
        notices().showNotice(
            tr("%1 image(s) from an earlier search are still in the download queue.", nullptr, int(waiting))
                .arg(formatCount(waiting)),
            tr("Resume"), [this] {
                showTab(WebTab);
                m_session.collect().start();
            });
    });
    updateTabs();
}

void CollectPage::askForContact()
{
    auto *dialog = new ContactDialog(window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::finished, &m_session.collect(), &CollectSession::contactIsSettled);
    connect(dialog, &QDialog::finished, m_form, &SearchForm::updateContact);
    dialog->open();
}

void CollectPage::updateTabs()
{
    const qint64 left = m_session.collect().status().left();
    const auto refused = qint64(m_session.collect().quarantine().size());
    m_tabs->setTabText(WebTab,
                       left > 0 ? tr("From the web (%1 left)").arg(formatCount(left)) : tr("From the web"));
    m_tabs->setTabText(RefusedTab,
                       refused > 0 ? tr("Refused (%1)").arg(formatCount(refused)) : tr("Refused"));
}

void CollectPage::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(tab);
}

void CollectPage::paste()
{
    const QMimeData *mime = QGuiApplication::clipboard()->mimeData();
    QStringList files;
    QStringList addresses;
    const QList<QUrl> urls = mime ? mime->urls() : QList<QUrl>();
    for (const QUrl &url : urls)
        (url.isLocalFile() ? files : addresses) << (url.isLocalFile() ? url.toLocalFile() : url.toString());
    if (!files.isEmpty())
        return takePaths(files);
    if (mime && mime->hasImage())
        return m_session.data().importImage(qvariant_cast<QImage>(mime->imageData()));
    if (addresses.isEmpty() && mime)
        addresses = mime->text().split(u'\n', Qt::SkipEmptyParts);
    takeAddresses(addresses);
}

void CollectPage::takeAddresses(const QStringList &addresses)
{
    const bool any = std::ranges::any_of(addresses, [](const QString &text) {
        return text.trimmed().startsWith(u"https://") || text.trimmed().startsWith(u"http://");
    });
    if (!any) {
        notices().showNotice(tr("The clipboard contains no image, file or web address."));
        return;
    }
    showTab(WebTab);
    m_session.collect().addAddresses(addresses.join(u'\n'), m_form->className());
}

QWidget *CollectPage::makeSources()
{
    auto *zone = new DropZone;
    zone->setAccessibleName(tr("Drop images or folders here"));
    auto *column = new QVBoxLayout(zone);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(gapSmall);
    auto *hint
        = makeLabel(tr("Subfolder names become class labels: images in “cat” get the class cat. Folders "
                       "named train and valid above them set the split. Images stay where they are; Cairn "
                       "never changes them. Images from zip or tar archives are copied into the project."),
                    "muted");
    hint->setWordWrap(true);
    hint->setAlignment(Qt::AlignHCenter);
    m_addFolder = makePrimaryButton(tr("Add folder…"));
    m_addFolder->setToolTip(tr("Import a folder and all its subfolders (Ctrl+I)"));
    m_addFiles = new QPushButton(tr("Add images…"));
    m_addFiles->setToolTip(tr("Import individual images without a label, or zip and tar archives"));
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_addFolder);
    buttons->addWidget(m_addFiles);
    buttons->addStretch();
    column->addStretch(2); // in an empty project the zone is high: what it says stands together
    column->addWidget(makeLabel(tr("Drop folders, archives or images here"), "heading"), 0, Qt::AlignHCenter);
    column->addWidget(hint);
    column->addSpacing(gapSmall);
    column->addLayout(buttons);
    column->addStretch(3);
    connect(m_addFolder, &QPushButton::clicked, this, &CollectPage::chooseFolder);
    connect(m_addFiles, &QPushButton::clicked, this, &CollectPage::chooseFiles);
    m_paste = new QPushButton(tr("Paste"));
    m_paste->setToolTip(tr("Import the image, files or web addresses on the clipboard (Ctrl+V)"));
    buttons->insertWidget(3, m_paste);
    connect(m_paste, &QPushButton::clicked, this, &CollectPage::paste);
    connect(zone, &DropZone::dropped, this, &CollectPage::takePaths);
    connect(zone, &DropZone::addressesDropped, this, &CollectPage::takeAddresses);
    return zone;
}

namespace {

QLabel *addFigure(QLayout *row, const QString &caption)
{
    auto *figure = new QWidget;
    auto *column = new QVBoxLayout(figure);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    QLabel *number = makeLabel(u"0"_s, "number");
    column->addWidget(number);
    column->addWidget(makeLabel(caption, "caption"));
    row->addWidget(figure);
    return number;
}

/// What there is to say of an import besides its figures, a sentence a line.
QString summaryOf(const ImportReport &report)
{
    QStringList lines;
    if (report.cancelled)
        lines << CollectPage::tr("The import was stopped; images imported so far are kept.");
    else if (report.refused.empty())
        lines << CollectPage::tr("All images were readable.");
    else
        lines << CollectPage::tr("Refused files are not in the project; see the “Refused” tab.");
    if (!report.conflicts.empty())
        lines << CollectPage::tr("Images whose copies have conflicting labels stay unlabeled or keep their "
                                 "label. Health lists them; resolve them in Label.");
    lines += report.notices;
    if (!report.passedOver.isEmpty())
        lines << CollectPage::tr("Skipped %1 hidden file(s) or folder(s).", nullptr,
                                 int(report.passedOver.size()))
                     .arg(formatCount(report.passedOver.size()));
    return lines.join(u'\n');
}

} // namespace

QWidget *CollectPage::makeReport()
{
    QBoxLayout *inside = nullptr;
    m_report = makeCard(&inside);
    inside->addWidget(makeLabel(tr("Last import"), "heading"));
    auto *figures = new FlowLayout(gapLarge, 4);
    m_seen = addFigure(figures, tr("files found"));
    m_imported = addFigure(figures, tr("imported"));
    m_duplicates = addFigure(figures, tr("duplicates skipped"));
    m_refused = addFigure(figures, tr("refused"));
    m_conflicts = addFigure(figures, tr("conflicting labels"));
    inside->addLayout(figures);
    m_summary = makeLabel({}, "muted");
    m_summary->setWordWrap(true);
    inside->addWidget(m_summary);
    m_accountTable = new QTableView;
    styleTable(m_accountTable, tr("Files that were not added as new images"));
    m_accountTable->setModel(m_account);
    m_accountTable->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_accountTable->setColumnWidth(AccountModel::Outcome, 90);
    m_accountTable->setColumnWidth(AccountModel::File, 220);
    m_accountTable->setMaximumHeight(180);
    inside->addWidget(m_accountTable);
    return m_report;
}

QWidget *CollectPage::makeImages()
{
    QBoxLayout *inside = nullptr;
    m_images = makeCard(&inside);
    inside->addWidget(makeLabel(tr("In this project"), "heading"));
    auto *grid = new ImageGrid;
    grid->setProperty("role", u"flat"_s);
    grid->setModel(new ImageListModel(m_session.library(), m_session.thumbnails(), this));
    grid->setItemDelegate(new ImageTileDelegate(this));
    grid->setTile({112, 128});
    grid->setSelectionMode(QAbstractItemView::NoSelection);
    grid->setAccessibleName(tr("Project images"));
    inside->addWidget(grid, 1);
    return m_images;
}

QWidget *CollectPage::makeTables()
{
    QBoxLayout *inside = nullptr;
    QFrame *card = makeCard(&inside);
    card->setMinimumWidth(230);
    auto *classes = new QTableView;
    styleTable(classes, tr("Images per class"));
    classes->setModel(new ClassCountModel(m_session.library(), this));
    classes->horizontalHeader()->setStretchLastSection(false);
    classes->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    auto *folders = new QTableView;
    styleTable(folders, tr("Folders that contain the images"));
    folders->setModel(new FolderModel(m_session.library(), m_session.project().imagesDirectory(), this));
    folders->setTextElideMode(Qt::ElideLeft);
    folders->horizontalHeader()->setStretchLastSection(false);
    folders->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    for (QTableView *table : {classes, folders}) { // as high as their rows, and less where there is no room
        table->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
        table->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    }
    inside->addWidget(makeLabel(tr("Classes"), "heading"));
    inside->addWidget(classes, 3);
    inside->addSpacing(gapSmall);
    inside->addWidget(makeLabel(tr("Folders"), "heading"));
    inside->addWidget(folders, 2);
    inside->addStretch();
    return card;
}

void CollectPage::chooseFolder()
{
    const QString start = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Add an image folder"), start);
    if (!folder.isEmpty())
        takePaths({folder});
}

void CollectPage::chooseFiles()
{
    const QString start = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    takePaths(QFileDialog::getOpenFileNames(
        this, tr("Add images"), start,
        tr("Images and archives (*.jpg *.jpeg *.png *.webp *.bmp *.tif "
           "*.tiff *.gif *.avif *.heic *.jxl *.zip *.tar *.tar.* *.tgz *.txz);;All files (*)")));
}

/// A single folder whose classes may be meant in more than one way is asked about first.
void CollectPage::takePaths(const QStringList &paths)
{
    if (paths.size() != 1 || m_session.data().importing()) {
        m_session.data().importPaths(paths);
        return;
    }
    const DataSource source{paths.first(), DataFormat::Folders};
    m_session.jobs().run<ImportPreview>(
        tr("Scanning the folder"), this,
        [source](const ProgressCallback &, const CancelToken &cancel) {
            return previewImport(source, {}, cancel);
        },
        [this, paths](const ImportPreview &preview) {
            if (!preview.layout.ambiguous()) {
                m_session.data().importPaths(paths);
                return;
            }
            auto *dialog = new ImportDataDialog(m_session.jobs(), this);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->setPath(paths.first());
            connect(dialog, &QDialog::accepted, this,
                    [this, dialog] { m_session.data().importData(dialog->source(), dialog->options()); });
            dialog->open();
        });
}

/// Classes that differ by case only are kept apart, and may be one all the same.
void CollectPage::offerMerge()
{
    const QList<QStringList> groups = m_session.data().lastImport()->caseVariants;
    if (groups.isEmpty())
        return;
    QStringList names;
    for (const QStringList &group : groups)
        names << group.join(u"/"_s);
    notices().showNotice(
        tr("Classes whose names differ only in case were kept separate: %1.")
            .arg(names.mid(0, 5).join(u", "_s)),
        tr("Merge"), [this, groups] {
            for (const QStringList &group : groups) {
                for (const QString &name : group.sliced(1)) {
                    const auto &classes = m_session.library().classes();
                    const auto from = std::ranges::find(classes, name, &ClassRecord::name);
                    const auto into = std::ranges::find(classes, group.first(), &ClassRecord::name);
                    if (from == classes.end() || into == classes.end())
                        continue;
                    if (const auto merged = m_session.library().mergeClass(from->id, into->id); !merged)
                        notices().showError(merged.error());
                }
            }
        });
}

void CollectPage::updateReport()
{
    m_addFolder->setEnabled(!m_session.data().importing());
    m_addFiles->setEnabled(!m_session.data().importing());
    m_paste->setEnabled(!m_session.data().importing());
    const std::optional<ImportReport> &report = m_session.data().lastImport();
    m_report->setVisible(report.has_value());
    if (!report)
        return;
    const auto size = [](const auto &list) { return formatCount(qint64(list.size())); };
    m_seen->setText(formatCount(report->seen));
    m_imported->setText(formatCount(report->imported));
    m_duplicates->setText(size(report->duplicates));
    m_refused->setText(size(report->refused));
    m_conflicts->setText(size(report->conflicts));
    m_summary->setText(summaryOf(*report));
    m_account->setReport(*report);
    m_accountTable->setVisible(m_account->rowCount() > 0);
    if (!m_session.data().importing())
        offerMerge();
}

void CollectPage::updateSubtitle()
{
    const int images = m_session.library().imageCount();
    const auto classes = m_session.library().classes().size();
    const QString total = tr("%1 image(s)", nullptr, images).arg(formatCount(images));
    m_next->setEnabled(images > 0);
    m_images->setVisible(images > 0);
    setSubtitle(images == 0 ? tr("Start here: add the images to learn from.")
                            : total + tr(" in %1 class(es)", nullptr, int(classes)).arg(classes));
}

} // namespace cairn
