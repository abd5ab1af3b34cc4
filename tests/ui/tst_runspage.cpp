// What the Train page shows of runs that were, also after the project was closed.

#include "tests/ui/windowdriver.h"
#include "ui/train/configform.h"
#include "ui/train/runspanel.h"
#include "ui/train/runview.h"
#include "ui/train/trainpage.h"

#include <QDir>
#include <QImage>
#include <QTableView>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace cairn {

class TestRunsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void theLastRunIsThereAfterARestart();
};

static QString makeTree(const QTemporaryDir &directory)
{
    const QString root = directory.filePath(u"images"_s);
    for (const QString &name : {u"green"_s, u"red"_s}) {
        QDir().mkpath(root + u'/' + name);
        for (int i = 0; i < 6; ++i) {
            QImage image(64, 64, QImage::Format_RGB32);
            image.fill(QColor(name).darker(100 + i * 4));
            image.save(u"%1/%2/%3.png"_s.arg(root, name).arg(i));
        }
    }
    return root;
}

static TrainPage &trainPage(MainWindow &window)
{
    window.projectView()->showStage(StageId::Train);
    return static_cast<TrainPage &>(window.projectView()->page(StageId::Train));
}

void TestRunsPage::theLastRunIsThereAfterARestart()
{
    const QTemporaryDir directory;
    const QString project = directory.filePath(u"p.cairn"_s);
    qint64 trained = 0;
    {
        Workspace workspace(fakeEngineFactory());
        MainWindow window(workspace);
        window.show();
        workspace.createProject(project);
        QVERIFY(waitForProject(workspace));
        workspace.session()->importPaths({makeTree(directory)});
        QVERIFY(waitUntilIdle(workspace));
        workspace.session()->split(0.3, 1);
        QVERIFY(waitUntilIdle(workspace));
        Result<TrainingConfig> config = withPreset({}, u"quick"_s, 3);
        config->weights = u"none"_s;
        config->imageSize = 96;
        TrainPage &page = trainPage(window);
        page.form().setConfig(*config);
        page.startTraining();
        QTRY_COMPARE_WITH_TIMEOUT(workspace.session()->usableRuns().size(), 1, 60000);
        trained = workspace.session()->usableRuns().front().id;
        QVERIFY(waitUntilIdle(workspace));
        QVERIFY(window.close());
    }
    Workspace workspace(fakeEngineFactory());
    MainWindow window(workspace);
    window.show();
    workspace.openProject(project);
    QVERIFY(waitForProject(workspace));
    TrainPage &page = trainPage(window);
    const auto *runs = page.findChild<RunsPanel *>();
    QVERIFY(runs);
    QTRY_VERIFY(runs->selected());
    QCOMPARE(runs->selected()->id, trained);
    QTRY_VERIFY(page.runView().isVisible());
    QCOMPARE(page.form().config().imageSize, 96);
}

} // namespace cairn

QTEST_MAIN(cairn::TestRunsPage)
#include "tst_runspage.moc"
