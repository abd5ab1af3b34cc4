// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the window fits a laptop, and can be used without a mouse and without eyes.

#include "tests/ui/windowdriver.h"
#include "ui/health/healthpanel.h"
#include "ui/style/theme.h"
#include "ui/train/configform.h"
#include "ui/train/networkpanel.h"
#include "ui/train/trainpage.h"

#include <QAbstractButton>
#include <QImage>
#include <QTableView>
#include <QTabWidget>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace cairn {

class TestWindowLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void fitsASmallScreen_data();
    void fitsASmallScreen();
    void everyControlIsReachedByTab();

private:
    const QFont m_font = QApplication::font();

    /// A tree of 44 plain images and a file that is none.
    QString makeTree(const QTemporaryDir &directory) const;
    /// With a split, a sweep of the learning rate and a run.
    void makeTrainedProject(Workspace &workspace, MainWindow &window, const QTemporaryDir &directory);
};

void TestWindowLayout::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    applyTheme(*qApp, lightTheme()); // its distances are the window's
}

QString TestWindowLayout::makeTree(const QTemporaryDir &directory) const
{
    const QString root = directory.filePath(u"images"_s);
    for (int i = 0; i < 44; ++i) {
        const QString folder = root + (i < 4 ? u"/"_s : i % 2 == 0 ? u"/green/"_s : u"/red/"_s);
        QDir().mkpath(folder);
        QImage image(64, 64, QImage::Format_RGB32);
        image.fill(QColor(i % 2 == 0 ? 20 : 200, 90, 5 * i));
        image.save(u"%1%2.png"_s.arg(folder).arg(i));
    }
    QFile broken(root + u"/red/broken.jpg"_s);
    if (broken.open(QIODevice::WriteOnly))
        broken.write("not an image");
    return root;
}

void TestWindowLayout::makeTrainedProject(Workspace &workspace, MainWindow &window,
                                          const QTemporaryDir &directory)
{
    workspace.createProject(directory.filePath(u"colours.cairn"_s));
    QVERIFY(waitForProject(workspace));
    ProjectSession &session = *workspace.session();
    session.data().importPaths({makeTree(directory)});
    QTRY_COMPARE_WITH_TIMEOUT(session.library().imageCount(), 44, 20000);
    session.data().split(0.25, 1);
    QVERIFY(waitUntilIdle(workspace));
    TrainPage &training = static_cast<TrainPage &>(window.projectView()->page(StageId::Train));
    Result<TrainingConfig> config = withPreset({}, u"quick"_s, 3);
    config->weights = u"none"_s;
    training.form().setConfig(*config);
    window.projectView()->showStage(StageId::Train);
    training.findRate();
    QVERIFY(waitUntilIdle(workspace));
    training.startTraining();
    QTRY_COMPARE_WITH_TIMEOUT(session.runList().usable().size(), 1, 20000);
}

void TestWindowLayout::cleanup()
{
    QApplication::setFont(m_font);
}

void TestWindowLayout::fitsASmallScreen_data()
{
    QTest::addColumn<QFont>("font");
    for (const int points : {9, 10, 11, 12}) // a wide and high font; packaging/setup installs it
        QTest::addRow("%d points", points) << QFont(u"DejaVu Sans"_s, points);
}

// No page, tab or panel makes the window grow beyond what a laptop has room for.
void TestWindowLayout::fitsASmallScreen()
{
    QFETCH(QFont, font);
    QApplication::setFont(font);
    constexpr QSize small(1180, 720);
    const QTemporaryDir directory;
    Workspace workspace(fakeEngineFactory());
    MainWindow window(workspace);
    window.resize(small);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    makeTrainedProject(workspace, window, directory);

    for (const bool health : {false, true}) {
        window.projectView()->showHealth(health);
        QVERIFY(waitUntilIdle(workspace));
        for (int stage = 0; stage < stageCount; ++stage) {
            window.projectView()->showStage(StageId(stage));
            QTabWidget *tabs = window.projectView()->page(StageId(stage)).findChild<QTabWidget *>();
            for (int tab = 0; tab < (tabs ? tabs->count() : 1); ++tab) {
                if (tabs)
                    tabs->setCurrentIndex(tab);
                QCoreApplication::processEvents();
                const QSize least = window.minimumSizeHint();
                const auto fits = [&](QSize size) {
                    return size.width() <= small.width() && size.height() <= small.height();
                };
                constexpr int narrowest = 1000; // with the fonts of a plain system
                const int wide = window.projectView()->page(StageId(stage)).minimumSizeHint().width()
                    + window.projectView()->rail().width();
                QVERIFY2(font.pointSize() > 10 || wide <= narrowest,
                         qPrintable(u"stage %1, tab %2: %3 wide"_s.arg(stage).arg(tab).arg(wide)));
                QString pages;
                for (int i = 0; i < stageCount; ++i) {
                    const QSize hint = window.projectView()->page(StageId(i)).minimumSizeHint();
                    pages += u" %1×%2"_s.arg(hint.width()).arg(hint.height());
                }
                QVERIFY2(
                    fits(least) && fits(window.size()),
                    qPrintable(pages + u' '
                               + u"stage %1, tab %2, health %3: at least %4 × %5, is %6 × %7"_s.arg(stage)
                                     .arg(tab)
                                     .arg(health)
                                     .arg(least.width())
                                     .arg(least.height())
                                     .arg(window.width())
                                     .arg(window.height())));
                QVERIFY(window.projectView()->health().isVisible() == health);
                const auto *network = window.findChild<NetworkPanel *>()->findChild<QTableView *>();
                QVERIFY(network->columnWidth(0)
                        >= network->fontMetrics().horizontalAdvance(u"layer4"_s)); // the names stay
            }
        }
    }
}

// And says what it is to who cannot see it.
void TestWindowLayout::everyControlIsReachedByTab()
{
    const QTemporaryDir directory;
    Workspace workspace(fakeEngineFactory());
    MainWindow window(workspace);
    window.resize(1440, 900);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    makeTrainedProject(workspace, window, directory);

    const auto takesTab = [&](const QWidget *widget) {
        return (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && widget->isVisibleTo(&window)
            && widget->isEnabled() && !widget->focusProxy();
    };
    for (int stage = 0; stage < stageCount; ++stage) {
        window.projectView()->showStage(StageId(stage));
        // Twice around: the list of runs chooses one when it is reached, which enables the buttons before it.
        QSet<QWidget *> reached;
        for (int round = 0; round < 2; ++round) {
            QSet<QWidget *> now;
            while (QWidget *focused = QApplication::focusWidget()) {
                if (now.contains(focused))
                    break;
                now.insert(focused);
                QTest::keyClick(focused, Qt::Key_Tab);
            }
            reached += now;
        }
        for (QWidget *widget : window.projectView()->page(StageId(stage)).findChildren<QWidget *>()) {
            if (!takesTab(widget))
                continue;
            const auto *button = qobject_cast<QAbstractButton *>(widget);
            const QString name
                = button && widget->accessibleName().isEmpty() ? button->text() : widget->accessibleName();
            const QString what = u"stage %1: %2 “%3”"_s.arg(stage).arg(
                QLatin1String(widget->metaObject()->className()), name);
            QVERIFY2(reached.contains(widget), qPrintable(what));
            QVERIFY2(!name.isEmpty(), qPrintable(what));
        }
    }
}

} // namespace cairn

QTEST_MAIN(cairn::TestWindowLayout)
#include "tst_windowlayout.moc"
