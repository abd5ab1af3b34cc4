// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/label/labelpage.h"

#include "core/base/format.h"
#include "core/project/library.h"
#include "ui/label/classpanel.h"
#include "ui/label/filterbar.h"
#include "ui/label/imagegrid.h"
#include "ui/label/imagelistmodel.h"
#include "ui/label/imagepredictions.h"
#include "ui/label/imagetiledelegate.h"
#include "ui/label/imageviewer.h"
#include "ui/label/labelactions.h"
#include "ui/label/previewpanel.h"
#include "ui/label/suggestionmenu.h"
#include "ui/session/healthsession.h"
#include "ui/session/navigation.h"
#include "ui/session/projectsession.h"
#include "ui/session/reviewsession.h"
#include "ui/session/settings.h"
#include "ui/session/suggestionsession.h"
#include "ui/thumbnails/thumbnailprovider.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plaintext.h"

#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QSlider>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {
constexpr int captionSpace = 28;
} // namespace

LabelPage::LabelPage(ProjectSession &session, Navigation &navigation, QWidget *parent)
    : Page(tr("Label"), {}, parent)
    , m_session(session)
    , m_navigation(navigation)
    , m_predictions(new ImagePredictions(session.review(), session.suggestions(), session.library(), this))
    , m_model(new ImageListModel(session.library(), session.thumbnails(), this, m_predictions))
    , m_grid(new ImageGrid)
    , m_actions(new LabelActions(
          session.library(), this, [this] { return selectedIds(); }, this))
    , m_classes(new ClassPanel(session.library()))
    , m_filters(new FilterBar(session.library()))
    , m_preview(new PreviewPanel(session.library(), session.thumbnails(), session.jobs(), *m_predictions))
    , m_empty(new EmptyState(u"image"_s, {}, {}, {}))
    , m_middle(new QStackedWidget)
{
    buildHeader();
    buildContent();
    connectGrid();
    updateEmptyState();
    showCurrent();
}

void LabelPage::takeFocus()
{
    m_grid->setFocus(Qt::OtherFocusReason); // the keys that label go there
}

void LabelPage::buildHeader()
{
    m_size = new QSlider(Qt::Horizontal);
    m_size->setRange(80, 256);
    m_size->setFixedWidth(120);
    m_size->setToolTip(tr("Thumbnail size"));
    m_size->setAccessibleName(tr("Thumbnail size"));
    connect(m_size, &QSlider::valueChanged, this, &LabelPage::setTileSide);
    actions()->addWidget(m_size);
    actions()->addSpacing(gap);
    const auto current = [this] { return m_model->imageId(m_grid->currentIndex().row()); };
    m_suggestions = new SuggestionMenu(m_session.suggestions(), current, this);
    actions()->addWidget(m_suggestions);
    connect(m_suggestions, &SuggestionMenu::accepted, this, &LabelPage::offerUndo);
    connect(&m_session.suggestions(), &SuggestionSession::unanalyzed, this, &LabelPage::offerAnalysis);
    connect(&m_session.suggestions(), &SuggestionSession::failed, this,
            [this](const Error &error) { notices().showError(error); });
    auto *rapid = new QPushButton(tr("One by one"));
    rapid->setToolTip(tr("Label one large image at a time with the keyboard (Ctrl+L)"));
    rapid->setObjectName(u"oneByOne"_s);
    rapid->setShortcut(QKeySequence(u"Ctrl+L"_s));
    connect(rapid, &QPushButton::clicked, this, &LabelPage::labelOneByOne);
    actions()->addWidget(rapid);
    auto *train = new QPushButton(tr("Continue to Train"));
    train->setToolTip(tr("Train a network on the labeled images (Ctrl+3)"));
    connect(train, &QPushButton::clicked, this, [this] { m_navigation.go(StageId::Train); });
    actions()->addWidget(train);
}

void LabelPage::buildContent()
{
    m_grid->setModel(m_model);
    m_grid->setItemDelegate(new ImageTileDelegate(this));
    m_grid->setAccessibleName(tr("Images"));
    m_grid->setContextMenuPolicy(Qt::CustomContextMenu);
    m_size->setValue(settings::tileSide.get());
    setTileSide(m_size->value());
    m_middle->addWidget(m_grid);
    m_middle->addWidget(m_empty);
    auto *splitter = new QSplitter;
    splitter->addWidget(m_classes);
    auto *middle = new QWidget;
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_filters);
    column->addWidget(m_middle, 1);
    splitter->addWidget(middle);
    splitter->addWidget(m_preview);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({230, 700, 280});
    splitter->setChildrenCollapsible(false);
    m_classes->setMinimumWidth(176);
    m_preview->setMinimumWidth(180);
    content()->addWidget(splitter, 1);
}

void LabelPage::connectGrid()
{
    connect(m_classes, &ClassPanel::filterChosen, m_model, &ImageListModel::setFilter);
    connect(m_classes, &ClassPanel::failed, this, [this](const Error &error) { notices().showError(error); });
    connect(m_classes, &ClassPanel::renamingEnded, this, &LabelPage::takeFocus); // Ctrl+Z undoes the name
    connect(m_classes, &ClassPanel::done, this, &LabelPage::offerUndo);
    connect(m_actions, &LabelActions::batchDone, this, &LabelPage::offerUndo);
    connect(&m_session.library(), &Library::stepped, this, [this](const std::vector<qint64> &images) {
        if (isVisible())
            m_grid->selectRows(m_model->rowsOfImages(images));
    });
    connect(m_filters, &FilterBar::narrowingChanged, this, [this] {
        m_preview->setDuplicates(m_filters->imageFilter().duplicates);
        m_model->setImageFilter(m_filters->imageFilter());
    });
    connect(m_filters, &FilterBar::orderChanged, m_model, &ImageListModel::setOrder);
    connectDuplicates();
    const auto known = [this] { m_filters->setPredictionsKnown(!m_predictions->isEmpty()); };
    connect(m_predictions, &ImagePredictions::changed, this, known);
    known();
    connect(m_actions, &LabelActions::failed, this,
            [this](const Error &error) { notices().showError(error); });
    m_actions->chooseByEnter(m_grid);
    m_actions->trashByDelete(m_grid);
    connect(m_actions, &LabelActions::aboutToChange, this, &LabelPage::rememberNext);
    connect(m_actions, &LabelActions::changed, this, &LabelPage::moveOn);
    connect(m_grid->selectionModel(), &QItemSelectionModel::currentChanged, this, &LabelPage::showCurrent);
    connect(m_grid->selectionModel(), &QItemSelectionModel::selectionChanged, this, &LabelPage::showCurrent);
    connect(m_grid, &QWidget::customContextMenuRequested, this, &LabelPage::showMenu);
    connect(m_grid, &QAbstractItemView::doubleClicked, this,
            [this](const QModelIndex &index) { openViewer(index.row()); });
    auto *search = new QShortcut(QKeySequence::Find, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    connect(search, &QShortcut::activated, m_filters, &FilterBar::focusSearch);
    auto *space = new QShortcut(QKeySequence(Qt::Key_Space), m_grid, nullptr, nullptr,
                                Qt::WidgetWithChildrenShortcut);
    connect(space, &QShortcut::activated, this, [this] { openViewer(m_grid->currentIndex().row()); });

    const auto changed = [this] { updateEmptyState(); };
    connect(m_model, &QAbstractItemModel::modelReset, this, changed);
    connect(m_model, &QAbstractItemModel::modelReset, this, &LabelPage::showCurrent); // none any more
    connect(m_model, &QAbstractItemModel::rowsInserted, this, changed);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, changed);
    connect(&m_session.library(), &Library::imagesChanged, this, &LabelPage::showCurrent);
    connect(&m_session.library(), &Library::classesChanged, this, changed);
    connect(&m_session.library(), &Library::classesChanged, this, &LabelPage::showCurrent);
    connect(m_empty, &EmptyState::activated, this, [this] {
        if (m_session.library().imageCount() == 0)
            m_navigation.go(StageId::Collect);
        else if (filtered())
            m_filters->clear();
        else
            m_classes->setFilter({});
    });
}

// What is known of duplicates is renewed when they are asked for and when images come, but not with every
// edit: the groups would fall apart under the hand that cleans them up.
void LabelPage::connectDuplicates()
{
    HealthSession &health = m_session.health();
    connect(m_filters, &FilterBar::duplicatesWanted, this, [this, &health] {
        if (health.upToDate() && health.report())
            return takeDuplicates();
        m_awaitsDuplicates = true;
        health.check();
    });
    connect(&m_session.library(), &Library::imagesReset, this, [this, &health] {
        if (!m_filters->needsDuplicates())
            return;
        m_awaitsDuplicates = true;
        health.checkSoon();
    });
    connect(&health, &HealthSession::checked, this, [this] {
        if (std::exchange(m_awaitsDuplicates, false))
            takeDuplicates();
    });
    connect(&health, &HealthSession::failed, this, [this](const Error &error) {
        if (!std::exchange(m_awaitsDuplicates, false) || !m_filters->needsDuplicates())
            return;
        m_filters->giveUpDuplicates();
        if (error.code != ErrorCode::Cancelled)
            notices().showError(error);
    });
    connect(m_filters, &FilterBar::keepBestWanted, this, &LabelPage::keepTheBest);
}

void LabelPage::takeDuplicates()
{
    m_filters->setDuplicates(ImageDuplicates::from(m_session.health().report()->nearDuplicates));
}

// Of the groups that the grid shows. Where the best one is in the trash, somebody has chosen otherwise.
void LabelPage::keepTheBest()
{
    const auto &duplicates = m_model->imageFilter().duplicates;
    std::vector<qint64> redundant;
    for (int row = 0; duplicates && row < m_model->rowCount(); ++row) {
        const qint64 id = m_model->imageId(row);
        const ImageDuplicates::Place *place = duplicates->of(id);
        const ImageRecord *best = place ? m_session.library().image(place->best) : nullptr;
        if (best && best->id != id && !best->trashed)
            redundant.push_back(id);
    }
    if (redundant.empty())
        return void(notices().showNotice(tr("Only the best image of each group is left.")));
    m_session.library().setTrashed(redundant, true);
    offerUndo(
        tr("%1 image(s) moved to trash; the best of each group is kept.", nullptr, int(redundant.size()))
            .arg(formatCount(qint64(redundant.size()))));
}

void LabelPage::offerUndo(const QString &sentence)
{
    Page::offerUndo(m_session.library(), sentence);
}

void LabelPage::fillEditMenu(QMenu *menu)
{
    m_actions->fillMenu(menu);
    menu->addSeparator();
    menu->addAction(withKey(tr("&Select all"), QKeySequence::SelectAll), m_grid, &QListView::selectAll);
    menu->addAction(withKey(tr("F&ind"), QKeySequence::Find), m_filters, &FilterBar::focusSearch);
}

void LabelPage::setFilter(const ImageScope &filter)
{
    m_classes->setFilter(filter);
}

void LabelPage::setTileSide(int side)
{
    const QSize tile(side + 12, side + 8 + captionSpace);
    m_grid->setTile(tile);
    settings::tileSide.set(side);
}

std::vector<qint64> LabelPage::selectedIds() const
{
    std::vector<qint64> ids;
    for (const int row : m_grid->selectedRows())
        ids.push_back(m_model->imageId(row));
    return ids;
}

void LabelPage::rememberNext()
{
    const QList<int> rows = m_grid->selectedRows();
    m_next = rows.isEmpty() ? 0 : m_model->imageId(rows.last() + 1);
}

void LabelPage::moveOn()
{
    const int row = m_next ? m_model->rowOfImage(m_next) : m_model->rowCount() - 1;
    m_grid->selectRow(row);
}

void LabelPage::showCurrent()
{
    const QModelIndex current = m_grid->currentIndex();
    const ImageRecord *image = current.isValid() ? m_model->image(current.row()) : nullptr;
    m_preview->showImage(image, int(m_grid->selectedRows().size()));
}

void LabelPage::showMenu(const QPoint &position)
{
    if (m_grid->selectedRows().isEmpty())
        return;
    QMenu menu;
    m_actions->fillMenu(&menu);
    menu.addAction(m_suggestions->similarAction());
    menu.exec(m_grid->viewport()->mapToGlobal(position));
}

void LabelPage::openViewer(int row)
{
    if (row < 0)
        return;
    std::vector<qint64> ids;
    ids.reserve(std::size_t(m_model->rowCount()));
    for (int i = 0; i < m_model->rowCount(); ++i)
        ids.push_back(m_model->imageId(i));
    ImageViewer viewer(m_session, std::move(ids), row, this);
    const bool onToTrain = viewer.exec() == ImageViewer::OnToTrain;
    m_grid->selectRow(m_model->rowOfImage(viewer.imageId()));
    if (onToTrain)
        m_navigation.go(StageId::Train);
}

// From the selected image on; without one, from the first that has no class yet, of those shown.
void LabelPage::labelOneByOne()
{
    if (m_model->rowCount() == 0 && m_session.library().imageCount() > 0
        && m_model->filter().kind == ImageScope::Kind::Unlabeled && !filtered())
        return void(notices().showNotice(tr("All images are labeled."), tr("Continue to Train"),
                                         [this] { m_navigation.go(StageId::Train); }));
    int row = m_grid->currentIndex().row();
    if (row < 0) {
        row = 0;
        while (row < m_model->rowCount() && m_model->image(row)->classId != 0)
            ++row;
    }
    openViewer(std::min(row, m_model->rowCount() - 1));
}

void LabelPage::offerAnalysis(const Error &error)
{
    SuggestionSession &suggestions = m_session.suggestions();
    if (suggestions.looking())
        notices().showError(error);
    else
        notices().showNotice(error.message, tr("Analyze images"), [&suggestions] { suggestions.look(); });
}

void LabelPage::showImages(const std::vector<qint64> &imageIds, const QString &caption)
{
    ImageSet set{caption, {}};
    for (const qint64 id : imageIds)
        set.ranks.insert(id, int(set.ranks.size()));
    m_classes->setFilter({});
    m_filters->showOnly(set);
    m_grid->selectRow(0);
}

bool LabelPage::filtered() const
{
    return m_model->imageFilter().leavesOut();
}

void LabelPage::updateEmptyState()
{
    const Library &library = m_session.library();
    const bool empty = m_model->rowCount() == 0;
    m_middle->setCurrentWidget(empty ? static_cast<QWidget *>(m_empty) : m_grid);
    if (library.imageCount() == 0 && m_model->filter().kind != ImageScope::Kind::Trashed)
        m_empty->setTexts(tr("No images yet"),
                          tr("Add images first; folders named after classes provide the labels."),
                          tr("Go to Collect"));
    else if (filtered())
        m_empty->setTexts(tr("No matching images"),
                          tr("No image in the current selection matches the filters above the grid."),
                          tr("Clear filters"));
    else if (m_model->filter().kind == ImageScope::Kind::Unlabeled)
        m_empty->setTexts(tr("All images are labeled"), tr("You can train a network now."),
                          tr("Show all images"));
    else
        m_empty->setTexts(tr("No images here"), tr("No image matches the selection on the left."),
                          tr("Show all images"));
    setSubtitle(library.classes().empty() ? tr("Add a class on the left, then label images with the keys 1–9")
                                          : tr("%1 shown · class key or first letters: label · 0: clear · "
                                               "Shift+M: flag · Delete: trash · Space: enlarge",
                                               nullptr, m_model->rowCount())
                                                .arg(formatCount(m_model->rowCount())));
}

} // namespace cairn
