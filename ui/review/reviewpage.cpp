// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/review/reviewpage.h"

#include "core/base/format.h"
#include "core/learn/evaluation/pairederrors.h"
#include "core/project/library.h"
#include "core/project/repositories/correctionlog.h"
#include "core/runs/runs.h"
#include "ui/label/imagegrid.h"
#include "ui/label/imageviewer.h"
#include "ui/label/labelactions.h"
#include "ui/review/certaintypanel.h"
#include "ui/review/confusedpairsmodel.h"
#include "ui/review/correctactions.h"
#include "ui/review/proofpanel.h"
#include "ui/review/reviewlistbar.h"
#include "ui/review/reviewtiledelegate.h"
#include "ui/review/runmenu.h"
#include "ui/review/whypanel.h"
#include "ui/session/comparisonsession.h"
#include "ui/session/heatmapsession.h"
#include "ui/session/labelissuesession.h"
#include "ui/session/navigation.h"
#include "ui/session/projectsession.h"
#include "ui/session/reviewsession.h"
#include "ui/session/runlist.h"
#include "ui/session/trainingsession.h"
#include "ui/widgets/confusion/classmetricsmodel.h"
#include "ui/widgets/confusion/confusionview.h"
#include "ui/widgets/elidedcombo.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/runchooser.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QFileDialog>
#include <QHeaderView>
#include <QJsonDocument>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
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

ReviewPage::ReviewPage(ProjectSession &session, Navigation &navigation, QWidget *parent)
    : Page(tr("Review"), {}, parent)
    , m_session(session)
    , m_navigation(navigation)
    , m_list(new ReviewListModel(session, this))
    , m_pairs(new ConfusedPairsModel(this))
    , m_metrics(new ClassMetricsModel(this))
    , m_confusion(new ConfusionView)
    , m_classFilter(new QLineEdit)
    , m_grid(new ImageGrid)
    , m_actions(new LabelActions(
          session.library(), this, [this] { return selectedIds(); }, this))
    , m_corrections(new CorrectActions(
          session.library(), *m_list, this, [this] { return m_grid->selectedRows(); }, this))
    , m_runs(new RunChooser(session.runList()))
    , m_record(new QPushButton)
    , m_again(makePrimaryButton(tr("Train again")))
    , m_more(new RunMenu(session, navigation))
    , m_stack(new QStackedWidget)
    , m_empty(new EmptyState(u"review"_s, tr("Nothing to review yet"),
                             tr("After training, misclassified images appear here. Many turn out to be wrong "
                                "labels; correcting them improves the next run."),
                             tr("Go to Train")))
{
    buildHeader();
    auto *split = new QSplitter;
    split->addWidget(makeFigures());
    split->addWidget(makeList());
    m_why = new WhyPanel(session);
    split->addWidget(m_why);
    split->setStretchFactor(0, 4);
    split->setStretchFactor(1, 4);
    split->setStretchFactor(2, 3);
    split->setSizes({360, 400, 260});
    split->setChildrenCollapsible(false);
    m_stack->addWidget(split);
    m_stack->addWidget(m_empty);
    content()->addWidget(m_stack, 1);
    connectAll();
    connectList();
    refresh();
}

void ReviewPage::takeFocus()
{
    m_grid->setFocus(Qt::OtherFocusReason);
}

void ReviewPage::buildHeader()
{
    actions()->addWidget(m_runs);
    actions()->addWidget(m_record);
    actions()->addWidget(m_more);
    actions()->addWidget(m_again);
    m_record->setToolTip(
        tr("Save all corrections as CSV: file, old and new label, date, and the run that suggested them"));
    refreshAgain();
}

QWidget *ReviewPage::makeMatrix()
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, gapSmall, 0, 0);
    column->setSpacing(4);
    auto *shown = new ElidedCombo;
    shown->addItems({tr("Counts"), tr("% of actual"), tr("% of predicted")});
    shown->setAccessibleName(tr("Matrix values"));
    auto *order = new ElidedCombo;
    order->addItems({tr("by class order"), tr("by frequency"), tr("by confusion"), tr("by name")});
    order->setAccessibleName(tr("Class order"));
    auto *more = new QPushButton(tr("More"));
    auto *menu = new QMenu(more);
    more->setMenu(menu);
    ConfusionModel &table = m_confusion->table();
    QAction *hide = menu->addAction(tr("Hide correct predictions"));
    hide->setCheckable(true);
    QAction *difference = menu->addAction(tr("Difference from the comparison run"));
    difference->setCheckable(true);
    menu->addSeparator();
    menu->addAction(tr("Copy as table"), this, [this] {
        QKeyEvent copy(QEvent::KeyPress, Qt::Key_C, Qt::ControlModifier);
        QCoreApplication::sendEvent(m_confusion, &copy);
    });
    menu->addAction(tr("Save as image…"), this, &ReviewPage::saveMatrix);
    connect(hide, &QAction::toggled, &table, &ConfusionModel::setRightHidden);
    const auto compare = [this, difference, &table] {
        const std::optional<Evaluation> &other = m_session.comparison().otherEvaluation();
        const bool fits = other
            && m_session.comparison().comparison()->runs.front().classes == m_session.review().run()->classes;
        difference->setEnabled(fits);
        table.setBaseline(fits && difference->isChecked() ? std::optional(other->confusion) : std::nullopt);
    };
    connect(difference, &QAction::toggled, this, compare);
    connect(&m_session.comparison(), &ComparisonSession::changed, this, compare);
    connect(shown, &QComboBox::currentIndexChanged, this,
            [&table](int index) { table.setShown(ConfusionModel::Shown(index)); });
    connect(order, &QComboBox::currentIndexChanged, this,
            [&table](int index) { table.setOrder(ConfusionModel::Order(index)); });
    compare();
    auto *row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(shown);
    row->addWidget(order);
    row->addStretch();
    row->addWidget(more);
    column->addLayout(row);
    m_classFilter->setPlaceholderText(tr("Filter classes"));
    m_classFilter->setAccessibleName(tr("Filter the matrix classes"));
    m_classFilter->setToolTip(tr("Shows matching classes and those confused with them"));
    m_classFilter->setClearButtonEnabled(true);
    connect(m_classFilter, &QLineEdit::textChanged, &table, &ConfusionModel::setFilter);
    column->addWidget(m_classFilter);
    column->addWidget(m_confusion, 1);
    QLabel *hint = makeLabel(tr("Rows are actual classes, columns are predicted classes. Select a cell or "
                                "name to see its images; + and − zoom."),
                             "caption");
    hint->setWordWrap(true);
    column->addWidget(hint);
    return box;
}

QWidget *ReviewPage::makeFigures()
{
    QBoxLayout *inside = nullptr;
    QFrame *card = makeCard(&inside);
    m_pairTable = new QTableView;
    styleTable(m_pairTable, tr("Most confused classes"));
    m_pairTable->setModel(m_pairs);
    m_pairTable->horizontalHeader()->setStretchLastSection(false);
    m_pairTable->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    auto *metrics = new QTableView;
    styleTable(metrics, tr("Precision, recall and loss per class"));
    metrics->setModel(m_metrics);
    metrics->horizontalHeader()->setStretchLastSection(false);
    metrics->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    metrics->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Interactive);
    auto *certainty = new CertaintyPanel(m_session.review());
    connect(certainty, &CertaintyPanel::unsureWanted, this,
            [this](double below) { m_listBar->showUnsure(below); });
    m_proof = new ProofPanel(m_session.runList(), m_session.review(), m_session.comparison(), m_navigation);
    connect(m_proof, &ProofPanel::listWanted, this,
            [this](ReviewListModel::Kind kind) { m_listBar->showList(kind); });
    m_tabs = new QTabWidget;
    m_tabs->tabBar()->setAccessibleName(tr("Run metrics"));
    m_tabs->tabBar()->setProperty("role", u"dense"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setDrawBase(false);
    m_tabs->tabBar()->setExpanding(false);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->addTab(makeMatrix(), tr("Matrix"));
    m_tabs->addTab(m_pairTable, tr("Pairs"));
    m_tabs->addTab(metrics, tr("Classes"));
    m_tabs->addTab(certainty, tr("Certainty"));
    m_tabs->addTab(m_proof, tr("Compare"));
    inside->addWidget(m_tabs, 1);
    return card;
}

QWidget *ReviewPage::makeList()
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_listBar = new ReviewListBar(*m_list, m_session.review(), m_session.labelIssues(), m_session.library());
    column->addWidget(m_listBar);
    m_grid->setModel(m_list);
    m_grid->setItemDelegate(new ReviewTileDelegate(m_session.heatmaps(), this));
    m_grid->setTile(ReviewTileDelegate::tile);
    m_grid->setAccessibleName(tr("Images to review"));
    m_grid->setContextMenuPolicy(Qt::CustomContextMenu);
    m_nothing = new EmptyState(u"check"_s, tr("No images"), {}, {});
    m_nothing->setObjectName(u"emptyList"_s);
    connect(m_nothing, &EmptyState::activated, m_listBar, &ReviewListBar::find);
    m_listStack = new QStackedWidget;
    m_listStack->addWidget(m_grid);
    m_listStack->addWidget(m_nothing);
    column->addWidget(m_listStack, 1);
    QLabel *hint = makeLabel(tr("1–9: relabel · Shift+Enter: accept prediction · Shift+F: confirm label · "
                                "Delete: trash · Shift+M: flag · Space: enlarge · Ctrl+Z: undo"),
                             "caption");
    hint->setWordWrap(true);
    column->addWidget(hint);
    return box;
}

void ReviewPage::showProblem(const Error &error)
{
    notices().showError(error);
}

void ReviewPage::trainAgain()
{
    const std::optional<RunRecord> run = m_session.review().run();
    if (!run)
        return;
    m_session.comparison().expectSuccessorOf(run->id);
    m_navigation.trainAgain(*run);
}

void ReviewPage::refreshAgain()
{
    const bool busy = m_session.training().active();
    m_again->setEnabled(!busy);
    m_again->setToolTip(busy ? tr("Training is in progress; wait until it finishes or stop it")
                             : tr("Start a new run with these settings and the current labels, and compare "
                                  "both when it finishes"));
}

void ReviewPage::saveCorrections()
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Save corrections"), u"corrections.csv"_s,
                                                      tr("Tables (*.csv)"));
    if (file.isEmpty())
        return;
    m_session.jobs().run<Result<qint64>>(
        tr("Saving corrections"), this,
        [project = m_session.sharedProject(), &writer = m_session.library().writer(),
         file](const ProgressCallback &, const CancelToken &) -> Result<qint64> {
            writer.flush();
            return withDatabase(*project,
                                [&file](Database &database) { return writeCorrections(database, file); });
        },
        [this](const Result<qint64> &written) {
            if (written)
                notices().showNotice(
                    tr("%1 correction(s) saved.", nullptr, int(*written)).arg(formatCount(*written)));
            else
                notices().showError(written.error());
        });
}

void ReviewPage::saveMatrix()
{
    const QString file
        = QFileDialog::getSaveFileName(this, tr("Save matrix"), u"confusion.png"_s, tr("Images (*.png)"));
    if (!file.isEmpty() && !m_confusion->grab().save(file, "PNG"))
        notices().showError({ErrorCode::WriteFailed, tr("%1 cannot be written.").arg(file)});
}

void ReviewPage::connectAll()
{
    connect(m_empty, &EmptyState::activated, this, [this] { m_navigation.go(StageId::Train); });
    connect(m_again, &QPushButton::clicked, this, &ReviewPage::trainAgain);
    connect(m_record, &QPushButton::clicked, this, &ReviewPage::saveCorrections);
    connect(m_runs, &RunChooser::runChosen, this,
            [this] { notices().clear(); }); // what was said concerned another run
    connect(&m_session.training(), &TrainingSession::stateChanged, this, &ReviewPage::refreshAgain);
    connect(&m_session.runList(), &RunList::changed, this, [this] {
        if (!m_session.review().evaluation() || m_session.review().unjudged() > 0)
            refresh(); // whether it is being evaluated
    });
    connect(&m_session.review(), &ReviewSession::changed, this, &ReviewPage::refresh);
    connect(&m_session.review(), &ReviewSession::failed, this, &ReviewPage::showProblem);
    const auto showError = [this](const Error &error) { notices().showError(error); };
    connect(&m_session.labelIssues(), &LabelIssueSession::failed, this, showError);
    connect(&m_session.labelIssues(), &LabelIssueSession::changed, this, &ReviewPage::refreshList);
    connect(&m_session.heatmaps(), &HeatmapSession::failed, this, showError);
    connect(&m_session.comparison(), &ComparisonSession::failed, this, showError);
    connect(&m_session.comparison(), &ComparisonSession::changed, this, [this] {
        if (m_session.comparison().comparison())
            m_tabs->setCurrentWidget(m_proof);
    });
    connect(m_actions, &LabelActions::failed, this, showError);
    connect(m_actions, &LabelActions::batchDone, this,
            [this](const QString &sentence) { offerUndo(m_session.library(), sentence); });
    connect(&m_session.library(), &Library::stepped, this, [this](const std::vector<qint64> &images) {
        if (isVisible())
            m_grid->selectRows(m_list->rowsOfImages(images));
    });
    connect(m_more, &RunMenu::failed, this, showError);
    connect(m_more, &RunMenu::tested, this,
            [this](const QString &sentence) { notices().showNotice(sentence); });
    connect(m_why, &WhyPanel::imageActivated, this, &ReviewPage::openViewer);
    connect(m_why, &WhyPanel::neighborActivated, this, [this](qint64 id) { openImage({id}, 0); });
}

void ReviewPage::connectList()
{
    connect(m_confusion, &ConfusionView::cellChosen, m_listBar, &ReviewListBar::showCell);
    connect(m_listBar, &ReviewListBar::cellCleared, m_confusion, &ConfusionView::clearChoice);
    connect(m_pairTable, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        const ConfusionMatrix::Confusion pair = m_pairs->pairAt(index.row());
        m_listBar->showCell(pair.actual, pair.predicted);
    });
    connect(m_list, &QAbstractItemModel::modelReset, this, &ReviewPage::refreshList);
    connect(m_actions, &LabelActions::aboutToChange, this, &ReviewPage::rememberNext);
    connect(m_actions, &LabelActions::changed, this, &ReviewPage::moveOn);
    connect(m_corrections, &CorrectActions::aboutToChange, this, &ReviewPage::rememberNext);
    connect(m_corrections, &CorrectActions::changed, this, &ReviewPage::moveOn);
    m_actions->chooseByEnter(m_grid);
    m_actions->trashByDelete(m_grid);
    connect(m_grid, &QWidget::customContextMenuRequested, this, &ReviewPage::showMenu);
    connect(m_grid, &QAbstractItemView::doubleClicked, this, &ReviewPage::openViewer);
    connect(m_grid->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &ReviewPage::showSelected);
    const auto repaint = [this] { m_grid->viewport()->update(); };
    connect(&m_session.heatmaps(), &HeatmapSession::changed, this, repaint);
    connect(&m_session.heatmaps(), &HeatmapSession::ready, this, repaint);
    auto *space = new QShortcut(QKeySequence(Qt::Key_Space), m_grid, nullptr, nullptr,
                                Qt::WidgetWithChildrenShortcut);
    connect(space, &QShortcut::activated, this, &ReviewPage::openViewer);
}

void ReviewPage::refresh()
{
    const ReviewSession &review = m_session.review();
    const bool chosen = review.run().has_value();
    m_stack->setCurrentIndex(chosen ? 0 : 1);
    for (QWidget *part : std::initializer_list<QWidget *>{m_again, m_more, m_record, m_runs})
        part->setVisible(chosen);
    m_record->setText(
        tr("%1 correction(s)", nullptr, int(review.corrected())).arg(formatCount(review.corrected())));
    if (!review.evaluation()) {
        setSubtitle(!chosen                ? tr("Review the mistakes of a trained network")
                        : review.reading() ? tr("Reading the predictions of %1…").arg(review.run()->name)
                        : m_session.runList().evaluating(review.run()->id)
                        ? tr("Evaluating %1 on its validation images…").arg(review.run()->name)
                        : m_session.runList().unable(review.run()->id)
                        ? tr("%1 could not be evaluated; its validation images may be missing")
                              .arg(review.run()->name)
                        : tr("%1 will be evaluated when other tasks finish").arg(review.run()->name));
        m_confusion->setMatrix({}, {});
        m_pairs->setMatrix({}, {});
        m_metrics->setEvaluation({}, {});
        return;
    }
    const Evaluation &evaluation = *review.evaluation();
    constexpr int many = 10; // classes: fewer are found at a glance
    m_classFilter->setVisible(review.classes().size() > many || !m_classFilter->text().isEmpty());
    m_confusion->setMatrix(evaluation.confusion, review.classes());
    m_pairs->setMatrix(evaluation.confusion, review.classes());
    m_metrics->setEvaluation(evaluation, review.classes());
    const qint64 total = evaluation.confusion.total();
    const qint64 correct = evaluation.confusion.correct();
    setSubtitle(
        tr("%1, compared with the current labels: %2 of %3 validation image(s) correct, error rate %4",
           nullptr, int(total))
            .arg(review.run()->name, formatCount(correct), formatCount(total),
                 shareWithInterval(total - correct, total))
        + unjudged());
    refreshList();
}

/// What the figures do not speak of.
QString ReviewPage::unjudged() const
{
    const int count = m_session.review().unjudged();
    if (count == 0)
        return {};
    const qint64 run = m_session.review().run()->id;
    const QString number = formatCount(count);
    return m_session.runList().evaluating(run)
        ? tr("; %1 more are being evaluated", nullptr, count).arg(number)
        : m_session.runList().unable(run) ? tr("; %1 more could not be read", nullptr, count).arg(number)
                                          : tr("; %1 more not evaluated yet", nullptr, count).arg(number);
}

void ReviewPage::showMistakes()
{
    m_listBar->showList(ReviewListModel::Kind::Losses);
}

void ReviewPage::refreshList()
{
    m_listBar->explainEmpty(*m_nothing);
    m_listStack->setCurrentIndex(m_list->rowCount() > 0 || !m_session.review().evaluation() ? 0 : 1);
    if (m_grid->selectedRows().isEmpty() && m_list->rowCount() > 0)
        m_grid->selectRow(0); // there is something to see at once
    showSelected();
}

std::vector<qint64> ReviewPage::selectedIds() const
{
    std::vector<qint64> ids;
    for (const int row : m_grid->selectedRows())
        ids.push_back(m_list->imageId(row));
    return ids;
}

void ReviewPage::showSelected()
{
    const QList<int> rows = m_grid->selectedRows();
    m_why->showImage(rows.isEmpty() ? 0 : m_list->imageId(rows.first()));
}

void ReviewPage::rememberNext()
{
    const QList<int> rows = m_grid->selectedRows();
    m_next = rows.isEmpty() ? 0 : m_list->imageId(rows.last() + 1);
    m_nextRow = rows.value(0);
}

void ReviewPage::moveOn()
{
    const int row = m_list->rowOfImage(m_next);
    m_grid->selectRow(row >= 0 ? row : std::min(m_nextRow, m_list->rowCount() - 1));
}

void ReviewPage::showMenu(const QPoint &position)
{
    if (m_grid->selectedRows().isEmpty())
        return;
    QMenu menu;
    fillEditMenu(&menu);
    menu.exec(m_grid->viewport()->mapToGlobal(position));
}

void ReviewPage::fillEditMenu(QMenu *menu)
{
    m_corrections->fillMenu(menu);
    m_actions->fillMenu(menu);
    menu->addSeparator();
    menu->addAction(withKey(tr("&Select all"), QKeySequence::SelectAll), m_grid, &QListView::selectAll);
}

void ReviewPage::openViewer()
{
    const int row = m_grid->currentIndex().row();
    if (row < 0)
        return;
    std::vector<qint64> ids;
    for (int i = 0; i < m_list->rowCount(); ++i)
        ids.push_back(m_list->imageId(i));
    openImage(ids, row);
}

void ReviewPage::openImage(const std::vector<qint64> &ids, int row)
{
    ImageViewer viewer(m_session, ids, row, this, ImageViewer::Purpose::Looking);
    viewer.exec();
    if (const int shown = m_list->rowOfImage(viewer.imageId()); shown >= 0)
        m_grid->selectRow(shown);
}

} // namespace cairn
