// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/trainpage.h"

#include "core/acquire/weightsfile.h"
#include "core/base/format.h"
#include "core/base/paths.h"
#include "core/dataset/readiness.h"
#include "core/project/library.h"
#include "core/project/repositories/settingsrepository.h"
#include "core/runs/startsettings.h"
#include "ui/health/relocatedialog.h"
#include "ui/session/datasession.h"
#include "ui/session/navigation.h"
#include "ui/session/projectsession.h"
#include "ui/session/ratefindersession.h"
#include "ui/session/runlist.h"
#include "ui/session/trainingsession.h"
#include "ui/style/icons.h"
#include "ui/train/augmentationpreview.h"
#include "ui/train/configform.h"
#include "ui/train/leftoutnote.h"
#include "ui/train/networkpanel.h"
#include "ui/train/ratefinderpanel.h"
#include "ui/train/runs/comparedialog.h"
#include "ui/train/runs/resumeoffer.h"
#include "ui/train/runs/runspanel.h"
#include "ui/train/runview.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plaintext.h"

#include <QDir>
#include <QJsonDocument>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

enum Tab {
    RunTab,
    FinderTab,
    NetworkTab,
};

// About how many outputs the network would have; which they are, the run finds (learningSet()).
int classesWithImages(const Library &library)
{
    return int(std::ranges::count_if(library.classes(), [&library](const ClassRecord &record) {
        return library.classCount(record.id) > 0;
    }));
}

} // namespace

TrainPage::TrainPage(ProjectSession &session, Navigation &navigation, QWidget *parent)
    : Page(tr("Train"), tr("Train a network on the labeled images"), parent)
    , m_session(session)
    , m_navigation(navigation)
    , m_form(new ConfigForm)
    , m_network(new NetworkPanel)
    , m_start(makePrimaryButton(tr("Start training")))
    , m_find(new QPushButton(tr("Find learning rate")))
{
    m_start->setToolTip(tr("Train with these settings (Ctrl+R)"));
    m_find->setIcon(lineIcon(u"rate"_s));
    m_find->setIconSize({18, 18});
    m_find->setToolTip(tr("Sweep the learning rate on a copy and plot the loss"));
    actions()->addWidget(m_find);
    actions()->addWidget(m_start);

    QScrollArea *scroll = makeScrollable(m_form, tr("Training settings"));
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFixedWidth(372);
    auto *row = new QHBoxLayout;
    row->setSpacing(16);
    row->addWidget(scroll);
    row->addWidget(makeRight(), 1);
    content()->addLayout(row, 1);

    m_later.setSingleShot(true);
    m_later.setInterval(150);
    connect(&m_later, &QTimer::timeout, this, &TrainPage::checkReadiness);
    m_keepLater.setSingleShot(true);
    m_keepLater.setInterval(500);
    connectSessions();
    updateNetwork();
    updateButtons();
    readStartSettings();
}

// The form is read from the disk, and weights are looked for there: on a worker.
void TrainPage::readStartSettings()
{
    m_session.jobs().run<Result<StartSettings>>(
        {}, this,
        [project = m_session.sharedProject()](const ProgressCallback &, const CancelToken &cancel) {
            return startSettings(*project, cancel);
        },
        [this](const Result<StartSettings> &settings) {
            if (!settings || m_formEdited)
                return; // the user was faster
            m_form->setConfig(settings->config);
            m_keepLater.stop();
            if (settings->weightsMissing) {
                m_noRun->setAlternative(tr("Train from scratch instead"));
                m_noRun->setTexts(tr("Train a network"),
                                  tr("ImageNet weights, with which a network needs far fewer images, are not "
                                     "on this computer. Start training downloads them, or you can place %1 "
                                     "in %2. Without them, photos take thousands of images and hours.")
                                      .arg(imagenetFiles(settings->config.arch).value(0).name,
                                           QDir::toNativeSeparators(weightsDirectories().value(0))),
                                  tr("Start training"));
            }
        });
}

void TrainPage::keepForm()
{
    const QString json
        = QString::fromUtf8(QJsonDocument(toJson(m_form->config())).toJson(QJsonDocument::Compact));
    m_session.library().writer().enqueue(
        [json](Database &database) { return SettingsRepository(database).setTrainingForm(json); });
}

QWidget *TrainPage::makeRight()
{
    m_noRun = new EmptyState(u"train"_s, tr("Train a network"),
                             tr("The settings on the left are a good starting point: the network keeps what "
                                "it learned on ImageNet, and its new last layers learn your classes."),
                             tr("Start training"));
    m_run = new RunView(m_session.training());
    m_runStack = new QStackedWidget;
    m_runStack->addWidget(m_noRun);
    m_runStack->addWidget(m_run);
    m_finder = new RateFinderPanel(m_session.rateFinder());
    m_augmentation = new AugmentationPreview(m_session.library(), m_session.jobs());
    m_tabs = new QTabWidget;
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Run, learning rate, network and augmentation"));
    m_tabs->tabBar()->setAccessibleName(m_tabs->accessibleName());
    m_tabs->tabBar()->setDrawBase(false);
    m_resume = new ResumeOffer(m_session);
    m_leftOut = new LeftOutNote(m_session.library());
    m_runs = new RunsPanel(m_session.runList(), m_session.training(), m_session.rateFinder(), m_navigation);
    m_runs->hide(); // until there is one
    auto *split = new QSplitter(Qt::Vertical);
    split->addWidget(m_runs);
    split->addWidget(m_runStack);
    split->setStretchFactor(1, 1);
    split->setSizes({120, 600});
    split->setChildrenCollapsible(false);
    auto *run = new QWidget;
    auto *column = new QVBoxLayout(run);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addSpacing(gapSmall);
    column->addWidget(m_leftOut);
    column->addWidget(m_resume);
    column->addWidget(split, 1);
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
    connect(m_noRun, &EmptyState::alternativeChosen, this, [this] {
        m_form->usePreset(u"from-scratch"_s);
        startTraining();
    });
    connect(m_finder, &RateFinderPanel::findWanted, this, &TrainPage::findRate);
    connect(m_finder, &RateFinderPanel::rateChosen, m_form, &ConfigForm::setLearningRate);
    connect(m_resume, &ResumeOffer::accepted, this, [this](const RunRecord &run) { resume(run); });
    connect(m_form, &ConfigForm::changed, this, &TrainPage::updateNetwork);
    connect(m_network, &NetworkPanel::splitEdited, m_form, &ConfigForm::setSplitOn);
    connect(m_network, &NetworkPanel::refused, this,
            [this](const QString &message) { notices().showNotice(message); });
    connect(m_augmentation, &AugmentationPreview::imagesWanted, this,
            [this] { m_navigation.go(StageId::Collect); });
    connect(m_form, &ConfigForm::splitWanted, this, &TrainPage::askToSplit);
    connect(m_form, &ConfigForm::refused, this, [this](const QString &why) { notices().showNotice(why); });
    connect(m_form, &ConfigForm::changed, this, [this] {
        m_formEdited = true;
        m_keepLater.start();
    });
    connect(&m_keepLater, &QTimer::timeout, this, &TrainPage::keepForm);
    connect(m_leftOut, &LeftOutNote::labelingWanted, this, [this] { m_navigation.go(StageId::Label); });
    connect(m_runs, &RunsPanel::selectedRun, this, &TrainPage::showStored);
    connect(m_runs, &RunsPanel::resumeWanted, this, [this](const RunRecord &run) { resume(run); });
    connect(m_runs, &RunsPanel::comparisonWanted, this, [this](const std::vector<qint64> &runs) {
        (new CompareDialog(m_session, m_navigation, runs, this))->open();
    });
    connect(m_runs, &RunsPanel::adoptWanted, this, &TrainPage::askForModel);
    connect(m_runs, &RunsPanel::trashed, this, &TrainPage::tellTrashed);
    connect(&m_session.runList(), &RunList::changed, this, &TrainPage::selectNewestRun);
    connect(&m_session.data(), &DataSession::splitEnded, this, [this](bool done) {
        if (const auto next = std::exchange(m_afterSplit, {}); next && done)
            next();
    });

    const auto later = [this] { m_later.start(); };
    connect(&m_session.library(), &Library::imagesChanged, this, later);
    connect(&m_session.library(), &Library::imagesReset, this, later);
    connect(&m_session.library(), &Library::classesChanged, this, later);

    TrainingSession &training = m_session.training();
    connect(&training, &TrainingSession::stateChanged, this, &TrainPage::updateButtons);
    connect(&training, &TrainingSession::stateChanged, this, later); // how long presets take may be known now
    connect(&training, &TrainingSession::finished, this, &TrainPage::showFinished);
    connect(&training, &TrainingSession::failed, this, &TrainPage::showFailure);
    connect(&training, &TrainingSession::notice, this,
            [this](const QString &text) { notices().showNotice(text); });
    RateFinderSession &finder = m_session.rateFinder();
    connect(&finder, &RateFinderSession::activeChanged, this, &TrainPage::updateButtons);
    connect(&finder, &RateFinderSession::activeChanged, this, later);
    connect(&finder, &RateFinderSession::failed, this, [this](const Error &error) {
        notices().showError(error, remediesFor(error, [this] { findRate(); }));
    });
}

void TrainPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_later.start(0);
}

void TrainPage::updateNetwork()
{
    const TrainingConfig config = m_form->config();
    m_finder->setChosenRate(m_form->learningRate());
    m_augmentation->showSettings(config);
    const int classes = std::max(2, classesWithImages(m_session.library()));
    m_network->setConfig(config, classes);
    const ModelSummary &summary = m_network->summary();
    m_form->setNetworkNote(
        tr("%1 layer(s) · %2 weights · %3 multiply-adds per image", nullptr, summary.weightedLayers)
            .arg(summary.weightedLayers)
            .arg(shortCount(summary.parameters), shortCount(summary.macs)));
}

void TrainPage::showSplit()
{
    const Library &library = m_session.library();
    const int train = library.splitCount(Split::Train);
    const int valid = library.splitCount(Split::Valid);
    const int labeled = library.imageCount() - library.classCount(0);
    const int ofThose = int(labeled * m_form->validShare());
    m_form->setSize({std::max(2, classesWithImages(library)), library.isSplit() ? train : labeled - ofThose,
                     library.isSplit() ? valid : ofThose});
    m_form->setSplit(library.isSplit());
    m_form->setSplitNote(library.isSplit()
                             ? tr("%1 training, %2 validation").arg(formatCount(train), formatCount(valid))
                             : tr("Not split yet; done when training starts"));
    m_leftOut->refresh();
}

void TrainPage::checkReadiness()
{
    updateNetwork();
    showSplit();
    if (m_session.training().active() || !isVisible())
        return;
    if (readyToLearn() && m_session.library().isSplit())
        checkData();
}

bool TrainPage::readyToLearn()
{
    const Library &library = m_session.library();
    if (library.imageCount() == 0) {
        showObstacle(tr("There are no images in this project yet."), tr("Go to Collect"),
                     [this] { m_navigation.go(StageId::Collect); });
        return false;
    }
    if (classesWithImages(library) < 2) {
        showObstacle(tr("Training needs at least two classes with images."), tr("Go to Label"),
                     [this] { m_navigation.go(StageId::Label); });
        return false;
    }
    notices().withdraw(m_obstacle);
    return true;
}

void TrainPage::showObstacle(const QString &text, const QString &action, std::function<void()> act)
{
    notices().withdraw(m_obstacle);
    m_obstacle
        = action.isEmpty() ? notices().showNotice(text) : notices().showNotice(text, action, std::move(act));
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
            // What can be helped with one button, the note of what is left out says.
            const auto find = [this] { findMovedImages(); };
            if (!checked && checked.error().code == ErrorCode::ReadFailed)
                showObstacle(checked.error().message, tr("Find moved images…"), find);
            else if (!checked && m_leftOut->isHidden())
                showObstacle(checked.error().message, {}, {});
            else if (checked && !checked->missing.isEmpty())
                showObstacle(missingNotice(checked->missing), tr("Find moved images…"), find);
        });
}

void TrainPage::splitNow()
{
    m_session.data().split(m_form->validShare(), m_form->splitSeed()); // imagesChanged() tells when done
}

void TrainPage::askToSplit()
{
    if (!m_session.library().isSplit())
        return splitNow();
    PlainMessage box(
        tr("Re-split"), tr("Re-split all labeled images?"),
        tr("Many images move between training and validation, so errors of earlier and later runs can no "
           "longer be compared. Test images do not change. You can undo this (Ctrl+Z). Newly labeled images "
           "are added to the split automatically, without re-splitting."),
        this);
    QPushButton *split = box.addButton(tr("Re-split"), QMessageBox::AcceptRole);
    box.setDefaultButton(box.addButton(tr("Cancel"), QMessageBox::RejectRole));
    box.exec();
    if (box.clickedButton() == split)
        splitNow();
}

bool TrainPage::busy() const
{
    return m_session.training().active() || m_session.rateFinder().active();
}

void TrainPage::startTraining()
{
    if (const QString problem = m_form->problem(); !problem.isEmpty())
        return void(notices().showNotice(problem));
    if (!busy() && readyToLearn())
        start(m_form->config());
}

void TrainPage::start(const TrainingConfig &config)
{
    if (!m_session.library().isSplit()) {
        m_afterSplit = [this, config] { start(config); };
        return splitNow();
    }
    if (busy())
        return;
    notices().clear();
    if (const Result<void> valid = validate(config); !valid) {
        notices().showError(valid.error());
        return;
    }
    showRun();
    m_resumed.reset();
    m_again = [this] { startTraining(); };
    m_session.training().start(config);
}

void TrainPage::findMovedImages()
{
    RelocateDialog(m_session.data(), m_session.sharedProject(), m_session.jobs(), this).exec();
}

void TrainPage::showFailure(const Error &error)
{
    // The detail of a run that cannot go on as it began lists the images that are gone.
    const bool gone = m_resumed && !error.detail.isEmpty();
    if (gone && error.code == ErrorCode::InvalidInput)
        notices().showNotice(error.message, tr("Continue without them"),
                             [this, run = *m_resumed] { resume(run, true); });
    else if (gone && error.code == ErrorCode::ReadFailed) // all of them
        notices().showNotice(error.message, tr("Find moved images…"), [this] { findMovedImages(); });
    else
        notices().showError(error, remediesFor(error, m_again));
}

// Weights that cannot be fetched or read: others, or none.
QList<NoticeAction> TrainPage::remediesFor(const Error &error, const std::function<void()> &again)
{
    QList<NoticeAction> remedies{{tr("Try again"), again}};
    using enum ErrorCode;
    const bool ofWeights = error.code == Offline || error.code == NotFound || error.code == Corrupt
        || error.code == Unsupported;
    if (!ofWeights || m_form->config().weights == u"none")
        return remedies;
    remedies.append({tr("Choose a file…"), [this] { m_form->chooseWeightsFile(); }});
    remedies.append({tr("Train from scratch"), [this, again] {
                         m_form->usePreset(u"from-scratch"_s);
                         again();
                     }});
    return remedies;
}

void TrainPage::showRun()
{
    m_runStack->setCurrentWidget(m_run);
    m_tabs->setCurrentIndex(RunTab);
}

void TrainPage::findRate()
{
    if (busy() || !readyToLearn())
        return;
    if (!m_session.library().isSplit()) {
        m_afterSplit = [this] { findRate(); };
        return splitNow();
    }
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
    const bool idle = !busy();
    m_start->setEnabled(idle);
    m_find->setEnabled(idle);
    m_form->setForNextRun(m_session.training().active());
    if (m_session.training().active())
        m_runStack->setCurrentWidget(m_run);
}

void TrainPage::showFinished(const RunRecord &run)
{
    if (run.bestEpoch >= 0)
        notices().showNotice(
            tr("%1 reached an error rate of %2.").arg(run.name, formatPercent(run.bestErrorRate)),
            tr("Review mistakes"), [this, id = run.id] {
                notices().clear();
                const auto current = m_session.runList().current();
                if (!current || current->id != id)
                    m_session.runList().choose(id);
                m_navigation.reviewMistakes();
            });
}

} // namespace cairn
