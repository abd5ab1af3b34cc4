// SPDX-License-Identifier: GPL-3.0-or-later
// Takes images of the window's pages for the README: screenshots OUTPUT-DIRECTORY [--engine fake|real]
// [--project DIRECTORY] [--font NAME] [--size WIDTHxHEIGHT]. Without a project it draws the sample. It trains
// for a short while first, so that every page has something to show.

#include "app/common/engineloader.h"
#include "tests/ui/windowdriver.h"
#include "ui/export/exportpage.h"
#include "ui/export/tryitpanel.h"
#include "ui/label/filterbar.h"
#include "ui/label/imagegrid.h"
#include "ui/label/imagelistmodel.h"
#include "ui/label/imageviewer.h"
#include "ui/label/labelpage.h"
#include "ui/review/reviewpage.h"
#include "ui/session/suggestionsession.h"
#include "ui/train/configform.h"
#include "ui/train/trainpage.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QTabWidget>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace cairn;

namespace {

void settle(int milliseconds = 900)
{
    QTest::qWait(milliseconds); // on purpose: thumbnails and queued replots
}

void save(QWidget &window, const QDir &directory, const QString &name)
{
    settle();
    const QString file = directory.filePath(name + u".png"_s);
    if (!window.grab().save(file))
        qFatal("cannot write %s", qPrintable(file));
}

template <typename P>
P &page(MainWindow &window, StageId stage)
{
    return static_cast<P &>(window.projectView()->page(stage));
}

void train(Workspace &workspace, MainWindow &window)
{
    ProjectSession &session = *workspace.session();
    TrainPage &training = page<TrainPage>(window, StageId::Train);
    window.projectView()->showStage(StageId::Train);
    // As packaging/run trains the sample: quick, and it learns.
    Result<TrainingConfig> config = withPreset({}, u"from-scratch"_s, 12, LearningRate::same(2e-3));
    config->arch = Arch::ResNet18;
    config->head.kind = HeadConfig::Kind::Plain;
    config->imageSize = 64;
    config->batchSize = 16;
    config->weights = u"none"_s;
    training.form().setConfig(*config);
    training.findRate();
    if (!waitUntilIdle(workspace, 600000))
        qFatal("the finder did not end");
    training.startTraining();
    if (!session.training().active() || !waitUntilIdle(workspace, 600000))
        qFatal("the training did not end");
}

void shootPages(Workspace &workspace, MainWindow &window, const QDir &directory, const QString &theme)
{
    ProjectView &view = *window.projectView();
    view.showStage(StageId::Collect);
    save(window, directory, u"collect-"_s + theme);
    view.showStage(StageId::Label);
    page<LabelPage>(window, StageId::Label).grid().selectRow(4);
    save(window, directory, u"label-"_s + theme);
    LabelPage &labeling = page<LabelPage>(window, StageId::Label);
    labeling.filters().setFolded(false);
    save(window, directory, u"label-filters-"_s + theme);
    labeling.filters().setFolded(true);
    workspace.session()->suggestions().look();
    waitUntilIdle(workspace);
    labeling.setFilter({ImageScope::Kind::Unlabeled, 0});
    save(window, directory, u"label-suggestions-"_s + theme);
    labeling.setFilter({});
    std::vector<qint64> ids;
    for (int row = 0; row < labeling.model().rowCount(); ++row)
        ids.push_back(labeling.model().imageId(row));
    ImageViewer viewer(*workspace.session(), ids, 2, &window);
    viewer.show();
    save(viewer, directory, u"label-one-by-one-"_s + theme);
    viewer.close();
    view.showHealth(true);
    waitUntilIdle(workspace);
    save(window, directory, u"health-"_s + theme);
    view.showHealth(false);
    view.showStage(StageId::Train);
    auto *tabs = view.page(StageId::Train).findChild<QTabWidget *>();
    const QStringList names{u"train-"_s, u"rate-"_s, u"network-"_s, u"augmentation-"_s};
    for (int tab = 0; tab < names.size(); ++tab) {
        tabs->setCurrentIndex(tab);
        save(window, directory, names[tab] + theme);
    }
    tabs->setCurrentIndex(0);
    view.showHealth(true);
    save(window, directory, u"train-health-"_s + theme);
    view.showHealth(false);
    view.showStage(StageId::Review);
    page<ReviewPage>(window, StageId::Review).grid().selectRow(0);
    save(window, directory, u"review-"_s + theme);
    view.showStage(StageId::Export);
    ExportPage &exporting = page<ExportPage>(window, StageId::Export);
    exporting.exportModel();
    waitUntilIdle(workspace);
    QStringList files;
    for (std::size_t i = 0; i < workspace.session()->library().images().size() && files.size() < 5; i += 61)
        files.append(workspace.session()->library().images()[i].path);
    exporting.tryIt().classify(files);
    waitUntilIdle(workspace);
    save(window, directory, u"export-"_s + theme);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    QApplication::setOrganizationName(u"cairn-screenshots"_s);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOption({u"engine"_s, u"fake (default) or real"_s, u"kind"_s, u"fake"_s});
    parser.addOption({u"project"_s, u"this project instead of the drawn sample"_s, u"directory"_s});
    parser.addOption({u"font"_s, u"the window's font"_s, u"name"_s, u"DejaVu Sans"_s});
    parser.addOption({u"size"_s, u"the window's, in pixels"_s, u"width x height"_s, u"1440x900"_s});
    parser.addPositionalArgument(u"directory"_s, u"where the images go"_s);
    parser.process(app);
    if (parser.positionalArguments().size() != 1)
        parser.showHelp(2);
    QApplication::setFont(QFont(parser.value(u"font"_s), 10));
    const QDir directory(parser.positionalArguments().first());
    QDir().mkpath(directory.path());

    const bool real = parser.value(u"engine"_s) == u"real"_s;
    const QTemporaryDir temporary;
    Workspace workspace(real ? EngineFactory(&loadEngine) : fakeEngineFactory([](FakeEngine &engine) {
        engine.batchTime = std::chrono::milliseconds(4);
        engine.stepsPerEpoch = 30;
    }));
    applyTheme(app, lightTheme());
    MainWindow window(workspace);
    const QStringList size = parser.value(u"size"_s).split(u'x');
    window.resize(size.value(0).toInt(), size.value(1).toInt());
    window.show();
    save(window, directory, u"start-light"_s);
    if (parser.isSet(u"project"_s))
        workspace.openProject(parser.value(u"project"_s));
    else
        workspace.createSample(temporary.filePath(u"Landmarks.cairn"_s));
    if (!waitForProject(workspace, 600000))
        qFatal("no project");
    for (const StageId stage : {StageId::Train, StageId::Review, StageId::Export}) {
        window.projectView()->showStage(stage);
        save(window, directory, u"empty-%1-light"_s.arg(int(stage)));
    }
    train(workspace, window);
    shootPages(workspace, window, directory, u"light"_s);
    applyTheme(app, darkTheme());
    shootPages(workspace, window, directory, u"dark"_s);
    workspace.closeProject();
    save(window, directory, u"start-dark"_s);
    return 0;
}
