#include "ui/export/exportpage.h"

#include "core/base/format.h"
#include "core/runs/runs.h"
#include "ui/export/tryitpanel.h"
#include "ui/style/icons.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/runchooser.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

ExportPage::ExportPage(ProjectSession &session, QWidget *parent)
    : Page(tr("Export"), tr("Take the trained model to other programs"), parent)
    , m_session(session)
    , m_runs(new RunChooser(session))
    , m_target(new QLineEdit)
    , m_export(makePrimaryButton(tr("Export and check")))
    , m_tryIt(new TryItPanel(session))
    , m_stack(new QStackedWidget)
    , m_empty(new EmptyState(
          u"export"_s, tr("Nothing to export yet"),
          tr("A training leaves a model behind. Train one, then take it from here to other programs."),
          tr("Go to Train")))
{
    actions()->addWidget(m_runs);
    QBoxLayout *inside = nullptr;
    QFrame *card = makeCard(&inside);
    inside->addWidget(makeLabel(tr("Try it"), "heading"));
    inside->addWidget(m_tryIt, 1);
    auto *filled = new QWidget;
    auto *row = new QHBoxLayout(filled);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(16);
    auto *left = new QVBoxLayout;
    left->setSpacing(gap);
    left->addWidget(makeExport());
    left->addWidget(makeResult());
    left->addStretch();
    row->addLayout(left, 1);
    row->addWidget(card, 1);
    m_stack->addWidget(filled);
    m_stack->addWidget(m_empty);
    content()->addWidget(m_stack, 1);

    connect(m_empty, &EmptyState::activated, this, [this] { Q_EMIT stageWanted(2); });
    connect(m_export, &QPushButton::clicked, this, &ExportPage::exportModel);
    connect(m_runs, &RunChooser::runChosen, this, [this] {
        suggestTarget();
        refresh();
    });
    connect(&session, &ProjectSession::runsChanged, this, [this] {
        suggestTarget();
        refresh();
    });
    connect(m_tryIt, &TryItPanel::failed, this, [this](const Error &error) { notices().showError(error); });
    suggestTarget();
    refresh();
}

QWidget *ExportPage::makeExport()
{
    QBoxLayout *inside = nullptr;
    QFrame *card = makeCard(&inside);
    inside->addWidget(makeLabel(tr("TorchScript"), "heading"));
    auto *what = makeLabel(
        tr("One file that LibTorch and PyTorch load without Cairn: torch.jit.load. Input: N × 3 × H × W, "
           "float32, RGB, "
           "normalised as ImageNet. Output: one logit a class. The class names go beside it as a text file."),
        "muted");
    what->setWordWrap(true);
    inside->addWidget(what);
    m_target->setAccessibleName(tr("File to write"));
    m_target->setToolTip(tr("File to write"));
    auto *browse = new QPushButton(tr("Browse…"));
    connect(browse, &QPushButton::clicked, this, &ExportPage::chooseTarget);
    auto *row = new QHBoxLayout;
    row->addWidget(m_target, 1);
    row->addWidget(browse);
    inside->addSpacing(4);
    inside->addWidget(makeLabel(tr("File"), "caption"));
    inside->addLayout(row);
    inside->addSpacing(4);
    m_export->setToolTip(
        tr("Write the file, load it anew, and compare it with the trained model on validation pictures"));
    inside->addWidget(m_export, 0, Qt::AlignLeft);
    return card;
}

namespace {

QLabel *addFigure(QBoxLayout *row, const QString &caption)
{
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    QLabel *number = makeLabel({}, "number");
    column->addWidget(number);
    column->addWidget(makeLabel(caption, "caption"));
    row->addLayout(column);
    row->addSpacing(gapLarge);
    return number;
}

} // namespace

QWidget *ExportPage::makeResult()
{
    QBoxLayout *inside = nullptr;
    m_result = makeCard(&inside);
    m_verdict = makeLabel({}, "heading");
    inside->addWidget(m_verdict);
    auto *figures = new QHBoxLayout;
    m_images = addFigure(figures, tr("pictures compared"));
    m_difference = addFigure(figures, tr("largest difference of a probability"));
    m_changed = addFigure(figures, tr("changed decisions"));
    figures->addStretch();
    inside->addLayout(figures);
    m_where = makeLabel({}, "muted");
    m_where->setWordWrap(true);
    m_where->setTextInteractionFlags(Qt::TextSelectableByMouse);
    inside->addWidget(m_where);
    auto *show = new QPushButton(tr("Show in the file manager"));
    show->setProperty("role", u"link"_s);
    connect(show, &QPushButton::clicked, this, [this] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(m_where->text()).absolutePath()));
    });
    inside->addWidget(show, 0, Qt::AlignLeft);
    m_result->hide();
    return m_result;
}

void ExportPage::suggestTarget()
{
    const std::optional<RunRecord> run = m_runs->run();
    if (!run)
        return;
    const QString name = u"%1-run%2-%3.pt"_s.arg(m_session.project().name()).arg(run->id).arg(run->arch);
    m_target->setText(QDir(m_session.project().exportsDirectory()).filePath(name));
    m_result->hide();
}

void ExportPage::setTarget(const QString &file)
{
    m_target->setText(file);
}

void ExportPage::chooseTarget()
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Export the model"), m_target->text(),
                                                      tr("TorchScript (*.pt)"));
    if (!file.isEmpty())
        m_target->setText(file);
}

void ExportPage::refresh()
{
    const std::optional<RunRecord> run = m_runs->run();
    m_stack->setCurrentIndex(run ? 0 : 1);
    m_runs->setVisible(run.has_value());
    m_tryIt->setRun(run);
    m_export->setEnabled(run && !m_job);
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
    m_export->setEnabled(false);
    m_session.engine().run<ExportCheck>(
        this,
        [project = m_session.sharedProject(), id = run->id, target, cancel = m_job->token()](Engine &engine) {
            return exportRun(*project, engine, id, target, cancel);
        },
        [this, target](const Result<ExportCheck> &check) {
            if (check)
                showCheck(*check, target);
            else if (check.error().code != ErrorCode::Cancelled)
                notices().showError(check.error());
            m_session.jobs().remove(std::exchange(m_job, nullptr));
            refresh();
        });
}

void ExportPage::showCheck(const ExportCheck &check, const QString &target)
{
    const bool compared = check.images > 0;
    m_verdict->setText(!compared ? tr("Exported, but not checked: no validation image can be read")
                           : check.changedDecisions == 0
                           ? tr("Exported, and it decides as the trained model does")
                           : tr("Exported, but it decides differently on some pictures"));
    m_images->setText(formatCount(check.images));
    m_difference->setText(compared ? QString::number(check.largestDifference, 'g', 2) : u"–"_s);
    m_changed->setText(compared ? formatCount(check.changedDecisions) : u"–"_s);
    m_where->setText(QDir::toNativeSeparators(target));
    m_result->show();
}

} // namespace cairn
