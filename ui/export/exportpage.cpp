// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/exportpage.h"

#include "core/base/format.h"
#include "core/project/project.h"
#include "ui/export/exporthistory.h"
#include "ui/export/exportresult.h"
#include "ui/export/formatchoice.h"
#include "ui/export/openfolder.h"
#include "ui/export/tryitpanel.h"
#include "ui/session/enginethread.h"
#include "ui/session/navigation.h"
#include "ui/session/projectsession.h"
#include "ui/session/runlist.h"
#include "ui/style/icons.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/runchooser.h"
#include "ui/widgets/waitnote.h"

#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// In single quotes for a POSIX shell.
QString shellQuoted(const QString &text)
{
    return u'\'' + QString(text).replace(u'\'', u"'\\''"_s) + u'\'';
}

QString aboutRun(const RunRecord &run)
{
    return ExportPage::tr("%1: %2, error %3, %4 class(es)", nullptr, int(run.classes.size()))
        .arg(run.name, run.arch, formatPercent(run.bestErrorRate), formatCount(run.classes.size()));
}

} // namespace

ExportPage::ExportPage(ProjectSession &session, Navigation &navigation, QWidget *parent)
    : Page(tr("Export"), tr("Use the trained model in other programs"), parent)
    , m_session(session)
    , m_navigation(navigation)
    , m_runs(new RunChooser(session.runList()))
    , m_about(makeLabel({}, "muted"))
    , m_format(new FormatChoice)
    , m_target(new QLineEdit)
    , m_export(makePrimaryButton(tr("Export and check")))
    , m_wait(new WaitNote(session.jobs()))
    , m_result(new ExportResult)
    , m_history(new ExportHistory(this))
    , m_historyTable(new QTableView)
    , m_tryIt(new TryItPanel(session))
    , m_stack(new QStackedWidget)
    , m_empty(new EmptyState(u"export"_s, tr("Nothing to export yet"),
                             tr("Train a model first, then export it here for use in other programs."),
                             tr("Go to Train")))
{
    m_runs->setMinimumContentsLength(40); // there is nothing beside it; it gives way
    m_export->setObjectName(u"exportAndCheck"_s);
    actions()->addWidget(m_runs);
    QBoxLayout *inside = nullptr;
    QFrame *card = makeCard(&inside);
    inside->addWidget(makeLabel(tr("Try it"), "heading"));
    inside->addWidget(m_tryIt, 1);
    auto *column = new QWidget;
    auto *left = new QVBoxLayout(column);
    left->setContentsMargins(0, 0, 0, 0);
    left->setSpacing(gap);
    left->addWidget(makeExport());
    left->addWidget(m_result);
    left->addWidget(makeHistory());
    left->addStretch();
    auto *filled = new QWidget;
    auto *row = new QHBoxLayout(filled);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(16);
    m_scroll = makeScrollable(column, tr("Export"));
    row->addWidget(m_scroll, 10);
    row->addWidget(card, 9);
    m_stack->addWidget(filled);
    m_stack->addWidget(m_empty);
    content()->addWidget(m_stack, 1);

    connect(m_empty, &EmptyState::activated, this, [this] { m_navigation.go(StageId::Train); });
    connect(m_export, &QPushButton::clicked, this, &ExportPage::exportModel);
    const auto changed = [this] {
        suggestTarget();
        refresh();
    };
    connect(m_target, &QLineEdit::textChanged, this, &ExportPage::refresh);
    connect(m_result, &ExportResult::folderWanted, this, &ExportPage::openFolder);
    connect(m_runs, &RunChooser::runChosen, this, changed);
    connect(m_format, &FormatChoice::chosen, this, changed);
    connect(&session.runList(), &RunList::changed, this, &ExportPage::refresh); // what was typed stays
    connect(m_tryIt, &TryItPanel::tableSaved, this, [this](const QString &file) {
        notices().showNotice(tr("Table saved to %1.").arg(QDir::toNativeSeparators(file)), tr("Open folder"),
                             [this, file] { openFolder(file); });
    });
    connect(m_tryIt, &TryItPanel::failed, this, [this](const Error &error) { notices().showError(error); });
    changed();
    refreshHistory();
}

QWidget *ExportPage::makeExport()
{
    QBoxLayout *inside = nullptr;
    QFrame *card = makeCard(&inside);
    inside->addWidget(makeLabel(tr("Format"), "heading"));
    m_about->setWordWrap(true);
    inside->addWidget(m_about);
    inside->addWidget(m_format);
    m_target->setAccessibleName(tr("Export location"));
    m_target->setToolTip(tr("Export location"));
    auto *browse = new QPushButton(tr("Browse…"));
    connect(browse, &QPushButton::clicked, this, &ExportPage::chooseTarget);
    auto *row = new QHBoxLayout;
    row->addWidget(m_target, 1);
    row->addWidget(browse);
    inside->addWidget(makeLabel(tr("Location"), "caption"));
    inside->addLayout(row);
    inside->addSpacing(4);
    m_export->setToolTip(tr("Export the model, read it back independently, and compare its predictions with "
                            "the trained model on validation images"));
    inside->addWidget(m_export, 0, Qt::AlignLeft);
    inside->addWidget(m_wait);
    return card;
}

QWidget *ExportPage::makeHistory()
{
    QBoxLayout *inside = nullptr;
    m_historyCard = makeCard(&inside);
    inside->addWidget(makeLabel(tr("Export history"), "heading"));
    m_historyTable->setModel(m_history);
    styleTable(m_historyTable, tr("Export history"));
    m_historyTable->setMinimumHeight(140);
    m_historyTable->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_historyTable->horizontalHeader()->setSectionResizeMode(ExportHistory::File, QHeaderView::Stretch);
    m_historyTable->horizontalHeader()->setStretchLastSection(false);
    m_historyTable->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_historyTable, &QTableView::activated, this,
            [this](const QModelIndex &index) { openFolder(m_history->record(index.row()).path); });
    connect(m_historyTable, &QWidget::customContextMenuRequested, this, &ExportPage::showHistoryMenu);
    inside->addWidget(m_historyTable);
    m_historyCard->hide();
    return m_historyCard;
}

void ExportPage::showHistoryMenu(const QPoint &position)
{
    const QModelIndex index = m_historyTable->indexAt(position);
    if (!index.isValid())
        return;
    const ExportRecord record = m_history->record(index.row()); // a copy: the list may be read anew
    QMenu menu;
    menu.addAction(tr("&Open folder"), this, [this, record] { openFolder(record.path); });
    menu.addAction(tr("Copy &path"), this, [record] {
        QGuiApplication::clipboard()->setText(QDir::toNativeSeparators(record.path));
    });
    menu.addAction(tr("Copy &SHA-256"), this,
                   [record] { QGuiApplication::clipboard()->setText(record.sha256); });
    menu.exec(m_historyTable->viewport()->mapToGlobal(position));
}

void ExportPage::openFolder(const QString &path)
{
    if (const auto opened = openFolderOf(path); !opened)
        notices().showError(opened.error());
}

void ExportPage::suggestTarget()
{
    const std::optional<RunRecord> run = m_runs->run();
    if (!run)
        return;
    m_target->setText(suggestedExport(m_session.project(), *run, m_format->kind()));
    m_result->hide();
}

void ExportPage::setTarget(const QString &file)
{
    m_target->setText(file);
}

void ExportPage::chooseTarget()
{
    static const QHash<ExportKind, QString> filters{
        {ExportKind::Bundle, tr("Folder, or one file (*.zip)")},
        {ExportKind::Onnx, tr("ONNX (*.onnx)")},
        {ExportKind::TorchScript, tr("TorchScript (*.pt)")},
        {ExportKind::Weights, tr("Weights (*.safetensors *.pth)")},
    };
    const QString file = QFileDialog::getSaveFileName(this, tr("Export the model"), m_target->text(),
                                                      filters.value(m_format->kind()));
    if (!file.isEmpty())
        m_target->setText(file);
}

void ExportPage::refresh()
{
    const std::optional<RunRecord> run = m_runs->run();
    m_stack->setCurrentIndex(run ? 0 : 1);
    m_runs->setVisible(run.has_value());
    m_about->setText(run ? aboutRun(*run) : QString());
    m_tryIt->setRun(run);
    m_export->setEnabled(run && !m_job && !m_target->text().trimmed().isEmpty());
}

void ExportPage::refreshHistory()
{
    using Records = Result<std::vector<ExportRecord>>;
    m_session.jobs().run<Records>(
        {}, this,
        [project = m_session.sharedProject()](const ProgressCallback &, const CancelToken &) -> Records {
            return withDatabase(*project,
                                [](Database &database) { return ExportRepository(database).all(); });
        },
        [this](const Records &records) {
            if (!records)
                return void(notices().showError(records.error()));
            m_historyCard->setVisible(!records->empty());
            m_history->setRecords(*records);
        });
}

QString ExportPage::commandFor(const ExportRequest &request, const QString &file) const
{
    return u"cairn-cli export %1 --run %2 --format %3%4 --to %5"_s.arg(
        shellQuoted(m_session.project().directory()), QString::number(request.runId),
        exportKindName(request.kind), request.withPreprocessing ? u" --with-preprocessing"_s : QString(),
        shellQuoted(QDir::toNativeSeparators(file)));
}

// It may lie below the window's edge.
void ExportPage::showResult(const ExportReport &report, const QString &command)
{
    m_result->showReport(report, command);
    QTimer::singleShot(0, m_result, [this] { m_scroll->ensureWidgetVisible(m_result, 0, gap); });
}

void ExportPage::exportModel()
{
    const std::optional<RunRecord> run = m_runs->run();
    const QString target = m_target->text().trimmed();
    if (!run || m_job || target.isEmpty())
        return;
    notices().clear();
    m_result->hide();
    m_job = m_session.jobs().add(tr("Exporting"));
    m_wait->setJob(m_job);
    m_export->setEnabled(false);
    const ExportRequest request{run->id, m_format->kind(), target, m_format->withPreprocessing()};
    m_session.engine().run<ExportReport>(
        this, m_job,
        [project = m_session.sharedProject(), request, cancel = m_job->token(),
         report = m_job->reporter()](Engine &engine) -> Result<ExportReport> {
            if (const auto made = project->folder().make(u"exports"_s); !made)
                return made.error();
            return exportRun(*project, engine, request, report, cancel);
        },
        [this, request](const Result<ExportReport> &report) {
            if (report)
                showResult(*report, commandFor(request, report->record.path));
            else if (report.error().code != ErrorCode::Cancelled)
                notices().showError(report.error());
            m_session.jobs().remove(std::exchange(m_job, nullptr));
            refresh();
            refreshHistory();
        });
}

} // namespace cairn
