// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/health/healthpanel.h"

#include "core/base/format.h"
#include "core/project/library.h"
#include "ui/health/balancemodel.h"
#include "ui/health/findingmodel.h"
#include "ui/health/relocatedialog.h"
#include "ui/session/healthsession.h"
#include "ui/session/navigation.h"
#include "ui/session/projectsession.h"
#include "ui/style/icons.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/layout.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QStyle>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int panelWidth = 312;
constexpr int rowHeight = 25;

QString imageCount(qint64 count)
{
    return HealthPanel::tr("%1 image(s)", nullptr, int(count)).arg(formatCount(count));
}

} // namespace

HealthPanel::HealthPanel(ProjectSession &session, Navigation &navigation, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_navigation(navigation)
    , m_findings(new FindingModel(this))
    , m_balance(new BalanceModel(this))
    , m_state(makeLabel({}, "muted"))
    , m_column(new QVBoxLayout(this))
    , m_stack(new QStackedWidget)
{
    setAccessibleName(tr("Data set health"));
    setFixedWidth(panelWidth);
    m_state->setWordWrap(true);
    auto *close = new QToolButton;
    close->setIcon(lineIcon(u"close"_s));
    close->setToolTip(tr("Close (Ctrl+H)"));
    close->setAccessibleName(tr("Close"));
    connect(close, &QToolButton::clicked, this, &HealthPanel::closeWanted);
    auto *header = new QHBoxLayout;
    header->addWidget(makeLabel(tr("Health"), "title"), 1);
    header->addWidget(close);

    auto *empty = new EmptyState(u"health"_s, tr("Nothing to check yet"),
                                 tr("Add images first. Duplicates, blurry images, leaks between training and "
                                    "validation and other problems are then listed here."),
                                 tr("Go to Collect"));
    connect(empty, &EmptyState::activated, this, [this] { m_navigation.go(StageId::Collect); });
    m_stack->addWidget(empty);
    m_stack->addWidget(buildReport());

    setAttribute(Qt::WA_StyledBackground);
    m_column->setSpacing(gapSmall);
    m_column->addLayout(header);
    m_column->addWidget(m_state);
    m_column->addWidget(m_stack, 1);
    setOver(false);

    HealthSession &health = session.health();
    connect(&health, &HealthSession::checked, this, &HealthPanel::showReport);
    connect(&health, &HealthSession::failed, this,
            [this](const Error &error) { m_state->setText(error.message); });
    connect(&health, &HealthSession::outdated, this, [this] {
        if (isVisible())
            m_session.health().checkSoon();
    });
}

void HealthPanel::setOver(bool over)
{
    m_column->setContentsMargins(over ? gap : 0, 16, over ? gap : gapLarge, 16);
    setProperty("role", over ? QVariant(u"drawer"_s) : QVariant());
    style()->unpolish(this);
    style()->polish(this);
}

QWidget *HealthPanel::buildReport()
{
    m_findingTable = new QTableView;
    m_classTable = new QTableView;
    m_explanation = makeLabel({}, "muted");
    m_explanation->setWordWrap(true);
    m_explanation->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_explanation->setMinimumHeight(3 * m_explanation->fontMetrics().lineSpacing());
    m_show = new QPushButton;
    m_show->setToolTip(tr("Show them in the Label grid (Return)"));
    m_keep = new QPushButton;
    m_keep->setToolTip(
        tr("Keeps the labeled, largest, sharpest image of each group; Undo restores the others"));
    connect(m_show, &QPushButton::clicked, this, &HealthPanel::showChosen);
    connect(m_keep, &QPushButton::clicked, this, &HealthPanel::keepTheBest);
    m_locate = new QPushButton(tr("Find moved images…"));
    m_locate->setObjectName(u"findMovedImages"_s);
    m_locate->setToolTip(tr("Locate a folder that was moved or renamed"));
    connect(m_locate, &QPushButton::clicked, this, [this] {
        RelocateDialog(m_session.data(), m_session.sharedProject(), m_session.jobs(), this).exec();
        check();
    });
    styleTables();

    auto *report = new QWidget;
    auto *column = new QVBoxLayout(report);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(gapSmall);
    column->addWidget(m_findingTable, 4);
    column->addWidget(m_explanation);
    column->addWidget(m_show);
    column->addWidget(m_keep);
    column->addWidget(m_locate);
    column->addSpacing(gap);
    column->addWidget(makeLabel(tr("Balance"), "heading"));
    column->addWidget(m_classTable, 2);
    return report;
}

void HealthPanel::styleTables()
{
    m_findingTable->setModel(m_findings);
    styleTable(m_findingTable, tr("Findings"));
    m_classTable->setModel(m_balance);
    styleTable(m_classTable, tr("Images per class"));
    for (QTableView *table : {m_findingTable, m_classTable}) {
        table->verticalHeader()->setDefaultSectionSize(rowHeight);
        table->horizontalHeader()->setStretchLastSection(false);
        table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
        table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    }
    connect(m_findingTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &HealthPanel::updateChosen);
    connect(m_findingTable, &QTableView::activated, this, &HealthPanel::showChosen);
    connect(m_findingTable, &QTableView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == FindingModel::Images)
            showChosen();
    });
    const auto showRow = [this](const QModelIndex &index) { showClass(index.row()); };
    connect(m_classTable, &QTableView::activated, this, showRow);
    connect(m_classTable, &QTableView::clicked, this, showRow);
}

void HealthPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!m_session.health().upToDate())
        check();
}

const std::optional<HealthReport> &HealthPanel::report() const
{
    return m_session.health().report();
}

void HealthPanel::check()
{
    if (!report())
        m_state->setText(tr("Checking images…"));
    m_session.health().check();
}

void HealthPanel::showReport()
{
    const HealthReport &shown = *report();
    m_findings->setFindings(shown.findings);
    m_findingTable->setMaximumHeight(m_findingTable->horizontalHeader()->sizeHint().height()
                                     + rowHeight * m_findings->rowCount() + 4);
    m_balance->setClasses(shown.classes);
    m_stack->setCurrentIndex(shown.images == 0 ? 0 : 1);
    m_state->setText(
        shown.images == 0
            ? QString()
            : tr("%1 image(s) checked", nullptr, int(shown.images)).arg(formatCount(shown.images)));
    if (!m_findingTable->currentIndex().isValid()) {
        const auto first = std::ranges::find_if(shown.findings, [](const auto &f) { return !f.ids.empty(); });
        const auto row = first == shown.findings.end() ? 0 : first - shown.findings.begin();
        m_findingTable->selectRow(int(row));
    }
    updateChosen();
}

const HealthFinding *HealthPanel::chosen() const
{
    return m_findings->finding(m_findingTable->currentIndex().row());
}

const std::vector<DuplicateGroup> *HealthPanel::chosenGroups() const
{
    const HealthFinding *finding = chosen();
    if (!finding)
        return nullptr;
    return finding->key == u"near_duplicates" ? &report()->nearDuplicates
        : finding->key == u"same_pixels"      ? &report()->samePixels
                                              : nullptr;
}

void HealthPanel::choose(const QString &findingKey)
{
    m_findingTable->selectRow(m_findings->rowOf(findingKey));
}

void HealthPanel::updateChosen()
{
    const HealthFinding *finding = chosen();
    const qint64 count = finding ? qint64(finding->ids.size()) : 0;
    m_explanation->setText(finding ? finding->explanation : QString());
    m_show->setText(count == 0 ? tr("No issues found") : tr("Show %1").arg(imageCount(count)));
    m_show->setEnabled(count > 0);
    m_locate->setVisible(finding && finding->key == u"unreadable" && count > 0);
    const std::vector<DuplicateGroup> *groups = chosenGroups();
    m_keep->setVisible(groups);
    if (!groups)
        return;
    const qint64 redundant = qint64(allButTheBest(*groups).size());
    m_keep->setEnabled(redundant > 0);
    m_keep->setText(
        redundant == 0 ? tr("Keep best of each group")
            : redundant == 1
            ? tr("Keep the better one, trash the other")
            : tr("Keep the best, trash the other %1", nullptr, int(redundant)).arg(formatCount(redundant)));
}

void HealthPanel::showChosen()
{
    const HealthFinding *finding = chosen();
    if (!finding || finding->ids.empty())
        return;
    const std::vector<DuplicateGroup> *groups = chosenGroups();
    m_navigation.showImages(groups ? bestFirst(*groups) : finding->ids,
                            tr("%1: %2").arg(finding->title, imageCount(qint64(finding->ids.size()))));
}

void HealthPanel::showClass(int row)
{
    const ClassHealth *chosenClass = m_balance->classAt(row);
    if (chosenClass && !chosenClass->ids.empty())
        m_navigation.showImages(
            chosenClass->ids,
            tr("%1: %2").arg(chosenClass->name, imageCount(qint64(chosenClass->ids.size()))));
}

void HealthPanel::keepTheBest()
{
    const std::vector<DuplicateGroup> *groups = chosenGroups();
    if (!groups)
        return;
    const std::vector<qint64> redundant = allButTheBest(*groups);
    m_session.library().setTrashed(redundant, true);
    const auto count = qint64(redundant.size());
    m_state->setText(
        tr("%1 image(s) moved to trash; Undo restores them.", nullptr, int(count)).arg(formatCount(count)));
}

} // namespace cairn
