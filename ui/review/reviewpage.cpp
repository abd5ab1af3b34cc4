#include "ui/review/reviewpage.h"

#include "core/base/format.h"
#include "core/runs/runs.h"
#include "ui/label/imagegrid.h"
#include "ui/label/imageviewer.h"
#include "ui/label/labelactions.h"
#include "ui/review/classmetricsmodel.h"
#include "ui/review/confusedpairsmodel.h"
#include "ui/review/losstiledelegate.h"
#include "ui/widgets/confusionview.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/runchooser.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QTableView>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

ReviewPage::ReviewPage(ProjectSession &session, QWidget *parent)
    : Page(tr("Review"), {}, parent)
    , m_session(session)
    , m_losses(new LossListModel(session.review(), session.library(), session.thumbnails(), this))
    , m_pairs(new ConfusedPairsModel(this))
    , m_metrics(new ClassMetricsModel(this))
    , m_confusion(new ConfusionView)
    , m_grid(new ImageGrid)
    , m_actions(new LabelActions(
          session.library(), this, [this] { return selectedIds(); }, this))
    , m_runs(new RunChooser(session))
    , m_again(makePrimaryButton(tr("Train again with the corrections")))
    , m_stack(new QStackedWidget)
    , m_empty(new EmptyState(u"review"_s, tr("Nothing to review yet"),
                             tr("After a training, its mistakes are shown here: many are labels to correct, "
                                "and corrected labels make the "
                                "next training better."),
                             tr("Go to Train")))
{
    buildHeader();
    auto *split = new QSplitter;
    split->addWidget(makeFigures());
    split->addWidget(makeList());
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    split->setSizes({460, 680});
    split->setChildrenCollapsible(false);
    m_stack->addWidget(split);
    m_stack->addWidget(m_empty);
    content()->addWidget(m_stack, 1);
    connectAll();
    refresh();
}

void ReviewPage::takeFocus()
{
    m_grid->setFocus(Qt::OtherFocusReason);
}

void ReviewPage::buildHeader()
{
    actions()->addWidget(m_runs);
    actions()->addWidget(m_again);
    m_again->setToolTip(tr("Go to Train; the labels you corrected here are part of the next run"));
}

QWidget *ReviewPage::makeFigures()
{
    QBoxLayout *inside = nullptr;
    QFrame *card = makeCard(&inside);
    inside->addWidget(makeLabel(tr("Confusion matrix"), "heading"));
    inside->addWidget(makeLabel(tr("Choose a cell to see its pictures"), "caption"));
    inside->addWidget(m_confusion, 3);
    m_pairTable = new QTableView;
    styleTable(m_pairTable, tr("Most confused classes"));
    m_pairTable->setModel(m_pairs);
    m_pairTable->horizontalHeader()->setStretchLastSection(false);
    m_pairTable->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    auto *metrics = new QTableView;
    styleTable(metrics, tr("Precision and recall of each class"));
    metrics->setModel(m_metrics);
    metrics->horizontalHeader()->setStretchLastSection(false);
    metrics->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    auto *tabs = new QTabWidget;
    tabs->tabBar()->setAccessibleName(tr("What is confused, and how well each class is told"));
    tabs->setDocumentMode(true);
    tabs->tabBar()->setDrawBase(false);
    tabs->addTab(m_pairTable, tr("Most confused"));
    tabs->addTab(metrics, tr("Per class"));
    inside->addWidget(tabs, 2);
    return card;
}

QWidget *ReviewPage::makeList()
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(gapSmall);
    m_listTitle = makeLabel({}, "heading");
    m_clearCell = new QPushButton(tr("Show all mistakes"));
    m_clearCell->setProperty("role", u"link"_s);
    m_show = new QComboBox;
    m_show->addItems({tr("Mistakes"), tr("Everything")});
    m_show->setAccessibleName(tr("What to list"));
    auto *row = new QHBoxLayout;
    row->addWidget(m_listTitle, 1);
    row->addWidget(m_clearCell);
    row->addWidget(m_show);
    column->addLayout(row);
    column->addWidget(makeLabel(tr("Largest loss first. Keys 1–9 correct the label, X trashes, Space shows "
                                   "large, Ctrl+Z takes back."),
                                "caption"));

    m_grid->setModel(m_losses);
    m_grid->setItemDelegate(new LossTileDelegate(this));
    m_grid->setTile(LossTileDelegate::tile);
    m_grid->setAccessibleName(tr("Pictures by loss"));
    m_grid->setContextMenuPolicy(Qt::CustomContextMenu);
    m_noMistakes = new EmptyState(u"check"_s, tr("No mistakes here"),
                                  tr("Every validation picture got its own class."), tr("Go on to Export"));
    m_listStack = new QStackedWidget;
    m_listStack->addWidget(m_grid);
    m_listStack->addWidget(m_noMistakes);
    column->addWidget(m_listStack, 1);
    return box;
}

void ReviewPage::showProblem(const Error &error)
{
    // A stopped run has weights, but nobody has looked at what they get wrong.
    if (error.code == ErrorCode::NotFound && m_session.review().run())
        notices().showNotice(error.message, tr("Evaluate it now"), [this] { evaluateRun(); });
    else
        notices().showError(error);
}

void ReviewPage::evaluateRun()
{
    const RunRecord run = *m_session.review().run();
    Job *job = m_session.jobs().add(tr("Evaluating %1").arg(run.name));
    notices().clear();
    m_session.engine().run<RunEvaluation>(
        this,
        [project = m_session.sharedProject(), id = run.id, cancel = job->token()](Engine &engine) {
            return cairn::evaluateRun(*project, engine, id, {}, cancel);
        },
        [this, run, job](const Result<RunEvaluation> &evaluation) {
            m_session.jobs().remove(job);
            if (!evaluation && evaluation.error().code != ErrorCode::Cancelled)
                notices().showError(evaluation.error());
            else if (evaluation && m_session.review().run() && m_session.review().run()->id == run.id)
                m_session.review().choose(run);
        });
}

void ReviewPage::connectAll()
{
    connect(m_empty, &EmptyState::activated, this, [this] { Q_EMIT stageWanted(2); });
    connect(m_again, &QPushButton::clicked, this, [this] { Q_EMIT stageWanted(2); });
    connect(m_noMistakes, &EmptyState::activated, this, [this] { Q_EMIT stageWanted(4); });
    connect(m_runs, &RunChooser::runChosen, this, [this](const RunRecord &run) {
        notices().clear(); // what was said concerned another run
        m_session.review().choose(run);
    });
    connect(&m_session.review(), &ReviewSession::changed, this, &ReviewPage::refresh);
    connect(&m_session.review(), &ReviewSession::failed, this, &ReviewPage::showProblem);
    connect(m_confusion, &ConfusionView::cellChosen, this, &ReviewPage::showCell);
    connect(m_clearCell, &QPushButton::clicked, m_confusion, &ConfusionView::clearSelection);
    connect(m_show, &QComboBox::activated, this, [this] { showCell(-1, -1); });
    connect(m_pairTable, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        const ConfusionMatrix::Confusion pair = m_pairs->pairAt(index.row());
        showCell(pair.actual, pair.predicted);
    });
    connect(m_losses, &QAbstractItemModel::modelReset, this, &ReviewPage::updateListTitle);
    connect(m_actions, &LabelActions::aboutToChange, this, &ReviewPage::rememberNext);
    connect(m_actions, &LabelActions::changed, this, &ReviewPage::moveOn);
    connect(m_actions, &LabelActions::failed, this,
            [this](const Error &error) { notices().showError(error); });
    m_actions->chooseByEnter(m_grid);
    connect(m_grid, &QWidget::customContextMenuRequested, this, &ReviewPage::showMenu);
    connect(m_grid, &QAbstractItemView::doubleClicked, this, &ReviewPage::openViewer);
    auto *space = new QShortcut(QKeySequence(Qt::Key_Space), m_grid, nullptr, nullptr,
                                Qt::WidgetWithChildrenShortcut);
    connect(space, &QShortcut::activated, this, &ReviewPage::openViewer);
}

void ReviewPage::refresh()
{
    const ReviewSession &review = m_session.review();
    const bool chosen = review.run().has_value();
    m_stack->setCurrentIndex(chosen ? 0 : 1);
    m_again->setVisible(chosen);
    m_runs->setVisible(chosen);
    if (!review.evaluation()) {
        setSubtitle(chosen ? tr("Reading the predictions of %1…").arg(review.run()->name)
                           : tr("See what a trained network gets wrong"));
        m_confusion->setMatrix({}, {});
        m_pairs->setMatrix({}, {});
        m_metrics->setMatrix({}, {});
        return;
    }
    const Evaluation &evaluation = *review.evaluation();
    m_confusion->setMatrix(evaluation.confusion, review.classes());
    m_pairs->setMatrix(evaluation.confusion, review.classes());
    m_metrics->setMatrix(evaluation.confusion, review.classes());
    setSubtitle(tr("%1, held against today's labels: %2 of %3 validation pictures right, error rate %4")
                    .arg(review.run()->name, formatCount(evaluation.confusion.correct()),
                         formatCount(evaluation.confusion.total()), formatPercent(evaluation.errorRate)));
    updateListTitle();
}

void ReviewPage::showCell(int actual, int predicted)
{
    m_losses->setFilter({m_show->currentIndex() == 0, actual, predicted});
    updateListTitle();
}

void ReviewPage::updateListTitle()
{
    const LossListModel::Filter &filter = m_losses->filter();
    const bool cell = filter.actual >= 0;
    const QStringList &classes = m_session.review().classes();
    const QString count = formatCount(m_losses->rowCount());
    m_listTitle->setText(cell ? tr("%1 predicted as %2: %3")
                                    .arg(classes.value(filter.actual), classes.value(filter.predicted), count)
                             : filter.mistakesOnly ? tr("Mistakes: %1").arg(count)
                                                   : tr("All validation pictures: %1").arg(count));
    m_clearCell->setVisible(cell);
    m_listStack->setCurrentIndex(m_losses->rowCount() > 0 || !m_session.review().evaluation() ? 0 : 1);
}

std::vector<qint64> ReviewPage::selectedIds() const
{
    std::vector<qint64> ids;
    for (const int row : m_grid->selectedRows())
        ids.push_back(m_losses->imageId(row));
    return ids;
}

void ReviewPage::rememberNext()
{
    const QList<int> rows = m_grid->selectedRows();
    m_next = rows.isEmpty() ? 0 : m_losses->imageId(rows.last() + 1);
    m_nextRow = rows.value(0);
}

void ReviewPage::moveOn()
{
    const int row = m_losses->rowOfImage(m_next);
    m_grid->selectRow(row >= 0 ? row : std::min(m_nextRow, m_losses->rowCount() - 1));
}

void ReviewPage::showMenu(const QPoint &position)
{
    if (m_grid->selectedRows().isEmpty())
        return;
    QMenu menu;
    m_actions->fillMenu(&menu);
    menu.exec(m_grid->viewport()->mapToGlobal(position));
}

void ReviewPage::openViewer()
{
    const int row = m_grid->currentIndex().row();
    if (row < 0)
        return;
    std::vector<qint64> ids;
    for (int i = 0; i < m_losses->rowCount(); ++i)
        ids.push_back(m_losses->imageId(i));
    ImageViewer viewer(m_session, std::move(ids), row, this);
    viewer.exec();
    m_grid->selectRow(m_losses->rowOfImage(viewer.imageId()));
}

} // namespace cairn
