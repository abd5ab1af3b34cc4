// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow/projectview.h"

#include "core/base/format.h"
#include "core/project/library.h"
#include "ui/collect/collectpage.h"
#include "ui/export/exportpage.h"
#include "ui/health/healthpanel.h"
#include "ui/label/labelpage.h"
#include "ui/review/reviewpage.h"
#include "ui/session/datasession.h"
#include "ui/session/healthsession.h"
#include "ui/session/projectsession.h"
#include "ui/session/reviewsession.h"
#include "ui/session/runlist.h"
#include "ui/session/suggestionsession.h"
#include "ui/session/trainingsession.h"
#include "ui/train/trainpage.h"
#include "ui/widgets/layout.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace cairn {

namespace {

/// A stack asks for its pages' preferred heights where they depend on the width; with this one they get what
/// the window has, as long as that is more than their least.
class PageStack : public QStackedWidget
{
public:
    using QStackedWidget::QStackedWidget;
    bool hasHeightForWidth() const override { return false; }
};

} // namespace

ProjectView::ProjectView(ProjectSession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_rail(new StageRail)
    , m_row(new QHBoxLayout(this))
    , m_pages(new PageStack)
    , m_health(new HealthPanel(session, m_navigation, this))
{
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(0);
    m_row->addWidget(m_rail);
    // A page that needs more than the window has scrolls; the window stays as large as the user made it.
    auto *between = new QWidget; // else a scroll area would ask the stack's layout for its preferred height
    auto *whole = new QVBoxLayout(between);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_pages);
    QScrollArea *scroll = makeScrollable(between, tr("Page"));
    scroll->setFocusPolicy(Qt::NoFocus);
    m_row->addWidget(scroll, 1);
    m_health->hide();
    m_rail->setProjectName(session.project().name());

    m_pages->addWidget(new CollectPage(session, m_navigation));
    m_pages->addWidget(new LabelPage(session, m_navigation));
    m_pages->addWidget(new TrainPage(session, m_navigation));
    m_pages->addWidget(new ReviewPage(session, m_navigation));
    m_pages->addWidget(new ExportPage(session, m_navigation));
    connect(&session, &ProjectSession::errorOccurred, this, &ProjectView::showError);
    connect(&session, &ProjectSession::changesStored, this, [this] {
        for (int stage = 0; stage < stageCount; ++stage)
            page(StageId(stage)).notices().withdraw(m_unwritten.value(stage));
        m_unwritten.clear();
        page(currentStage()).notices().showNotice(tr("All changes are saved now."));
    });
    connect(&session.data(), &DataSession::exported, this, &ProjectView::showExported);
    connectNavigation();
    connectHealth();
    connectStatus();
    showStage(session.library().images().empty() ? StageId::Collect : StageId::Label);
}

ProjectView::~ProjectView()
{
    delete m_pages; // an open editor ends with its page, and its edit finds the view whole
}

void ProjectView::connectNavigation()
{
    connect(m_rail, &StageRail::chosen, &m_navigation, &Navigation::go);
    connect(&m_session.suggestions(), &SuggestionSession::found, &m_navigation, &Navigation::showImages);
    connect(&m_navigation, &Navigation::stageWanted, this, &ProjectView::showStage);
    connect(&m_navigation, &Navigation::imagesWanted, this,
            [this](const std::vector<qint64> &imageIds, const QString &caption) {
                showStage(StageId::Label);
                static_cast<LabelPage &>(page(StageId::Label)).showImages(imageIds, caption);
            });
    connect(&m_navigation, &Navigation::mistakesWanted, this, [this] {
        showStage(StageId::Review);
        static_cast<ReviewPage &>(page(StageId::Review)).showMistakes();
    });
    const auto onTrain = [this](void (TrainPage::*act)(const RunRecord &)) {
        return [this, act](const RunRecord &run) {
            showStage(StageId::Train);
            (static_cast<TrainPage &>(page(StageId::Train)).*act)(run);
        };
    };
    connect(&m_navigation, &Navigation::trainAgainWanted, this, onTrain(&TrainPage::trainAgain));
    connect(&m_navigation, &Navigation::settingsWanted, this, onTrain(&TrainPage::copySettings));
    connect(&m_navigation, &Navigation::reproductionWanted, this, onTrain(&TrainPage::reproduce));
}

void ProjectView::showStage(StageId stage)
{
    m_rail->setCurrent(stage);
    m_pages->setCurrentIndex(int(stage));
    // Only the page in view decides how narrow the window may be.
    for (int i = 0; i < m_pages->count(); ++i) {
        const auto policy = i == int(stage) ? QSizePolicy::Preferred : QSizePolicy::Ignored;
        m_pages->widget(i)->setSizePolicy(policy, policy);
    }
    placeHealth();
    page(stage).takeFocus();
}

void ProjectView::showHealth(bool show)
{
    m_health->setVisible(show);
    m_rail->health().setChecked(show);
    placeHealth();
}

void ProjectView::placeHealth()
{
    if (m_health->isHidden()) {
        m_row->removeWidget(m_health);
        return;
    }
    const int room = width() - m_rail->width() - m_pages->currentWidget()->minimumSizeHint().width();
    const bool over = room < m_health->width();
    m_health->setOver(over);
    if (over)
        m_row->removeWidget(m_health);
    else if (m_row->indexOf(m_health) < 0)
        m_row->addWidget(m_health);
    if (over)
        m_health->setGeometry(width() - m_health->width(), 0, m_health->width(), height());
    m_health->raise();
}

void ProjectView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeHealth();
}

void ProjectView::showExported(const QString &folder, const DataExportReport &report)
{
    QString text = tr("%1 image(s) were exported to %2.", nullptr, int(report.exported))
                       .arg(formatCount(report.exported), folder);
    if (!report.refused.empty())
        text += u' '
            + tr("%1 could not be exported, starting with %2: %3", nullptr, int(report.refused.size()))
                  .arg(formatCount(qint64(report.refused.size())), report.refused[0].file,
                       report.refused[0].reason);
    if (report.credited > 0)
        text += u' '
            + tr("ATTRIBUTION.md credits the authors of %1 of them.", nullptr, int(report.credited))
                  .arg(formatCount(report.credited));
    page(currentStage()).notices().showNotice(text, tr("Open folder"), [folder] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(folder));
    });
}

void ProjectView::connectHealth()
{
    connect(&m_rail->health(), &QAbstractButton::toggled, this, &ProjectView::showHealth);
    connect(m_health, &HealthPanel::closeWanted, this, [this] { showHealth(false); });
    connect(&m_session.health(), &HealthSession::checked, this, [this] {
        QSet<qint64> concerned;
        for (const HealthFinding &finding : m_session.health().report()->findings)
            concerned.unite(QSet<qint64>(finding.ids.begin(), finding.ids.end()));
        m_rail->health().setStatus(
            concerned.isEmpty()
                ? tr("no issues")
                : tr("%1 to review", nullptr, int(concerned.size())).arg(formatCount(concerned.size())));
    });
}

StageId ProjectView::currentStage() const
{
    return StageId(m_pages->currentIndex());
}

Page &ProjectView::page(StageId stage)
{
    return *qobject_cast<Page *>(m_pages->widget(int(stage)));
}

void ProjectView::showError(const Error &error)
{
    const int notice = page(currentStage()).notices().showError(error);
    if (m_session.library().writer().refusal())
        m_unwritten.insert(int(currentStage()), notice);
}

void ProjectView::connectStatus()
{
    m_counts.setSingleShot(true);
    m_counts.setInterval(30);
    connect(&m_counts, &QTimer::timeout, this, &ProjectView::updateCounts);
    const auto later = [this] { m_counts.start(); };
    connect(&m_session.library(), &Library::imagesChanged, this, later);
    connect(&m_session.library(), &Library::imagesReset, this, later);
    connect(&m_session.library(), &Library::classesChanged, this, later);
    connect(&m_session.training(), &TrainingSession::stateChanged, this, &ProjectView::updateTraining);
    connect(&m_session.training(), &TrainingSession::epochFinished, this, &ProjectView::updateTraining);
    connect(&m_session.runList(), &RunList::changed, this, &ProjectView::updateTraining);
    connect(&m_session.review(), &ReviewSession::changed, this, &ProjectView::updateReview);
    updateCounts();
    updateTraining();
    updateReview();
}

void ProjectView::updateCounts()
{
    const Library &library = m_session.library();
    const int images = library.imageCount();
    const int unlabeled = library.classCount(0);
    m_rail->setStatus(StageId::Collect,
                      images == 0 ? tr("no images yet")
                                  : tr("%1 image(s)", nullptr, images).arg(formatCount(images)));
    m_rail->setStatus(StageId::Label,
                      images == 0         ? QString()
                          : unlabeled > 0 ? tr("%1 unlabeled", nullptr, unlabeled).arg(formatCount(unlabeled))
                                          : tr("all labeled"));
}

void ProjectView::updateTraining()
{
    using State = TrainingSession::State;
    const TrainingSession &training = m_session.training();
    QString status;
    switch (training.state()) {
    case State::Idle: {
        if (const std::optional<RunRecord> run = m_session.runList().current())
            status = tr("error %1").arg(formatPercent(run->bestErrorRate));
        break;
    }
    case State::Starting:
        status = tr("starting…");
        break;
    case State::Running:
        status = tr("epoch %1 of %2").arg(training.epoch()).arg(training.config().totalEpochs());
        break;
    case State::Paused:
        status = tr("paused");
        break;
    case State::Stopping:
        status = tr("stopping…");
        break;
    }
    m_rail->setStatus(StageId::Train, status);
    const std::optional<RunRecord> current = m_session.runList().current();
    m_rail->setStatus(StageId::Export, current ? tr("%1 is ready").arg(current->name) : QString());
}

void ProjectView::updateReview()
{
    const int mistakes = m_session.review().mistakes();
    m_rail->setStatus(StageId::Review,
                      mistakes < 0 ? QString()
                          : mistakes == 0
                          ? tr("no mistakes")
                          : tr("%1 mistake(s)", nullptr, mistakes).arg(formatCount(mistakes)));
}

} // namespace cairn
