#include "ui/train/trainpage.h"

#include "ui/health/relocatedialog.h"

#include "core/base/format.h"
#include "core/dataset/readiness.h"
#include "ui/style/icons.h"
#include "ui/train/augmentationpreview.h"
#include "ui/train/configform.h"
#include "ui/train/networkpanel.h"
#include "ui/train/ratefinderpanel.h"
#include "ui/train/resumeoffer.h"
#include "ui/train/runview.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/layout.h"

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

enum Tab {
    RunTab,
    FinderTab,
    NetworkTab,
};

// The classes that would be the network's outputs: those with pictures.
QStringList trainableClasses(const Library &library)
{
    QStringList names;
    for (const ClassRecord &record : library.classes()) {
        if (library.classCount(record.id) > 0)
            names.append(record.name);
    }
    return names;
}

std::pair<int, int> splitCounts(const Library &library)
{
    int train = 0;
    int valid = 0;
    for (const ImageRecord &image : library.images()) {
        train += !image.trashed && image.split == Split::Train && image.classId != 0;
        valid += !image.trashed && image.split == Split::Valid && image.classId != 0;
    }
    return {train, valid};
}

} // namespace

TrainPage::TrainPage(ProjectSession &session, QWidget *parent)
    : Page(tr("Train"), tr("Teach a network on the labelled pictures"), parent)
    , m_session(session)
    , m_form(new ConfigForm)
    , m_network(new NetworkPanel)
    , m_start(makePrimaryButton(tr("Start training")))
    , m_find(new QPushButton(tr("Find the learning rate")))
{
    m_start->setToolTip(tr("Train with these settings (Ctrl+R)"));
    m_find->setIcon(lineIcon(u"rate"_s));
    m_find->setIconSize({18, 18});
    m_find->setToolTip(tr("Sweep the learning rate on a copy and draw the loss"));
    actions()->addWidget(m_find);
    actions()->addWidget(m_start);

    QScrollArea *scroll = makeScrollable(m_form, tr("Settings of the training"));
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFixedWidth(392);
    auto *row = new QHBoxLayout;
    row->setSpacing(16);
    row->addWidget(scroll);
    row->addWidget(makeRight(), 1);
    content()->addLayout(row, 1);

    m_later.setSingleShot(true);
    m_later.setInterval(150);
    connect(&m_later, &QTimer::timeout, this, &TrainPage::checkReadiness);
    connectSessions();
    updateNetwork();
    updateButtons();
}

QWidget *TrainPage::makeRight()
{
    m_noRun = new EmptyState(u"train"_s, tr("Train a network"),
                             tr("The settings at the left are a good start: the network keeps what it learnt "
                                "on ImageNet, and its new "
                                "last layers learn your classes."),
                             tr("Start training"));
    m_run = new RunView(m_session.training());
    m_runStack = new QStackedWidget;
    m_runStack->addWidget(m_noRun);
    m_runStack->addWidget(m_run);
    m_finder = new RateFinderPanel(m_session.rateFinder());
    m_augmentation = new AugmentationPreview(m_session);
    m_tabs = new QTabWidget;
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("The training, its learning rate, the network and its pictures"));
    m_tabs->tabBar()->setAccessibleName(m_tabs->accessibleName());
    m_tabs->tabBar()->setDrawBase(false);
    m_resume = new ResumeOffer(m_session);
    auto *run = new QWidget;
    auto *column = new QVBoxLayout(run);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addSpacing(gapSmall);
    column->addWidget(m_resume);
    column->addWidget(m_runStack, 1);
    m_tabs->addTab(run, tr("Run"));
    m_tabs->addTab(m_finder, tr("Learning rate"));
    m_tabs->addTab(m_network, tr("Network"));
    m_tabs->addTab(m_augmentation, tr("Augmentation"));
    return m_tabs;
}

void TrainPage::connectSessions()
{
    connect(m_start, &QPushButton::clicked, this, &TrainPage::startTraining);
    connect(m_find, &QPushButton::clicked, this, &TrainPage::findRate);
    connect(m_noRun, &EmptyState::activated, this, &TrainPage::startTraining);
    connect(m_finder, &RateFinderPanel::findWanted, this, &TrainPage::findRate);
    connect(m_finder, &RateFinderPanel::rateChosen, m_form, &ConfigForm::setLearningRate);
    connect(m_resume, &ResumeOffer::accepted, this, [this](const RunRecord &run) { resume(run); });
    connect(m_form, &ConfigForm::changed, this, &TrainPage::updateNetwork);
    connect(m_network, &NetworkPanel::splitEdited, m_form, &ConfigForm::setSplitOn);
    connect(m_network, &NetworkPanel::refused, this,
            [this](const QString &message) { notices().showNotice(message); });
    connect(m_augmentation, &AugmentationPreview::picturesWanted, this, [this] { Q_EMIT stageWanted(0); });
    connect(m_form, &ConfigForm::splitWanted, this, &TrainPage::splitNow);

    const auto later = [this] { m_later.start(); };
    connect(&m_session.library(), &Library::imagesChanged, this, later);
    connect(&m_session.library(), &Library::imagesReset, this, later);
    connect(&m_session.library(), &Library::classesChanged, this, later);

    TrainingSession &training = m_session.training();
    connect(&training, &TrainingSession::stateChanged, this, &TrainPage::updateButtons);
    connect(&training, &TrainingSession::finished, this, &TrainPage::showFinished);
    connect(&training, &TrainingSession::failed, this, &TrainPage::showFailure);
    connect(&training, &TrainingSession::notice, this,
            [this](const QString &text) { notices().showNotice(text); });
    RateFinderSession &finder = m_session.rateFinder();
    connect(&finder, &RateFinderSession::activeChanged, this, &TrainPage::updateButtons);
    connect(&finder, &RateFinderSession::failed, this,
            [this](const Error &error) { notices().showError(error); });
}

void TrainPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_later.start(0);
}

void TrainPage::updateNetwork()
{
    const TrainingConfig config = m_form->config();
    m_augmentation->showSettings(config);
    const int classes = std::max(2, int(trainableClasses(m_session.library()).size()));
    m_network->setConfig(config, classes);
    const ModelSummary &summary = m_network->summary();
    m_form->setNetworkNote(tr("%1 layers · %2 weights · %3 multiply-adds a picture")
                               .arg(summary.weightedLayers)
                               .arg(shortCount(summary.parameters), shortCount(summary.macs)));
}

void TrainPage::checkReadiness()
{
    updateNetwork();
    const auto [train, valid] = splitCounts(m_session.library());
    m_form->setSplitNote(
        train + valid == 0
            ? tr("not split yet")
            : tr("%1 pictures to train on, %2 to measure on").arg(formatCount(train), formatCount(valid)));
    if (m_session.training().active() || !isVisible())
        return;
    if (readyToLearn())
        checkData();
}

bool TrainPage::readyToLearn()
{
    const Library &library = m_session.library();
    const auto [train, valid] = splitCounts(library);
    if (library.imageCount() == 0) {
        showObstacle(tr("There are no pictures in this project yet."), tr("Go to Collect"),
                     [this] { Q_EMIT stageWanted(0); });
        return false;
    }
    if (trainableClasses(library).size() < 2) {
        showObstacle(tr("A network needs at least two classes with pictures to tell apart."),
                     tr("Go to Label"), [this] { Q_EMIT stageWanted(1); });
        return false;
    }
    if (train == 0 || valid == 0) {
        showObstacle(tr("The labelled pictures are not divided into training and validation yet."),
                     tr("Split now"), [this] { splitNow(); });
        return false;
    }
    if (notices().text() == m_obstacle)
        notices().clear(); // an error that is no obstacle stays until it is read
    return true;
}

void TrainPage::showObstacle(const QString &text, const QString &action, std::function<void()> act)
{
    m_obstacle = text;
    notices().showNotice(text, action, std::move(act));
}

// The thorough check looks at the files as well: on a worker, with copies of what it looks at.
void TrainPage::checkData()
{
    const Library &library = m_session.library();
    m_session.jobs().run<Result<Readiness>>(
        {}, this,
        [classes = library.classes(), images = library.images()](
            const ProgressCallback &, const CancelToken &) { return learningSet(classes, images); },
        [this](const Result<Readiness> &checked) {
            if (m_session.training().active())
                return;
            if (!checked)
                showObstacle(checked.error().message, tr("Split anew"), [this] { splitNow(); });
            else if (!checked->missing.isEmpty())
                showObstacle(missingNotice(checked->missing), tr("Find moved images…"),
                             [this] { findMovedImages(); });
        });
}

void TrainPage::splitNow()
{
    m_session.split(m_form->validShare(), m_form->splitSeed()); // imagesChanged() tells when it is done
}

void TrainPage::startTraining()
{
    if (m_session.training().active() || m_session.rateFinder().active() || !readyToLearn())
        return;
    notices().clear();
    const TrainingConfig config = m_form->config();
    if (const Result<void> valid = validate(config); !valid) {
        notices().showError(valid.error());
        return;
    }
    m_session.training().setClasses(trainableClasses(m_session.library()));
    showRun();
    m_resumed.reset();
    m_session.training().start(config);
}

void TrainPage::findMovedImages()
{
    RelocateDialog(m_session, this).exec();
}

void TrainPage::showFailure(const Error &error)
{
    // The detail of a run that cannot go on as it began lists the images that are gone.
    const bool gone = m_resumed && error.code == ErrorCode::InvalidInput && !error.detail.isEmpty();
    if (!gone) {
        notices().showError(error);
        return;
    }
    notices().showNotice(error.message, tr("Go on without them"),
                         [this, run = *m_resumed] { resume(run, true); });
}

void TrainPage::resume(const RunRecord &run, bool withoutMissing)
{
    if (m_session.training().active() || m_session.rateFinder().active())
        return;
    notices().clear();
    showRun();
    m_resumed = run;
    m_session.training().resume(run, withoutMissing);
}

void TrainPage::showRun()
{
    m_runStack->setCurrentWidget(m_run);
    m_tabs->setCurrentIndex(RunTab);
}

void TrainPage::findRate()
{
    if (m_session.training().active() || m_session.rateFinder().active() || !readyToLearn())
        return;
    notices().clear();
    const TrainingConfig config = m_form->config();
    if (const Result<void> valid = validate(config); !valid) {
        notices().showError(valid.error());
        return;
    }
    m_tabs->setCurrentIndex(FinderTab);
    m_session.rateFinder().start(config);
}

void TrainPage::updateButtons()
{
    const bool idle = !m_session.training().active() && !m_session.rateFinder().active();
    m_start->setEnabled(idle);
    m_find->setEnabled(idle);
    if (m_session.training().active())
        m_runStack->setCurrentWidget(m_run);
}

void TrainPage::showFinished(const RunRecord &run)
{
    if (run.bestEpoch >= 0)
        notices().showNotice(
            tr("%1 reached an error rate of %2.").arg(run.name, formatPercent(run.bestErrorRate)),
            tr("Review its mistakes"), [this] { Q_EMIT stageWanted(3); });
}

} // namespace cairn
