// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the window can be translated: under a made-up language whose texts stand in brackets and are a
// third longer (packaging/pseudo-translate), nothing is left in English and nothing is cut.

#include "tests/ui/windowdriver.h"
#include "tests/ui/windowtexts.h"
#include "ui/collect/contactdialog.h"
#include "ui/export/exporthistory.h"
#include "ui/export/exportpage.h"
#include "ui/export/tryitpanel.h"
#include "ui/health/healthpanel.h"
#include "ui/health/relocatedialog.h"
#include "ui/interchange/exportdatadialog.h"
#include "ui/interchange/importdatadialog.h"
#include "ui/label/imageviewer.h"
#include "ui/mainwindow/guidewindow.h"
#include "ui/session/backgroundjobs.h"
#include "ui/session/suggestionsession.h"
#include "ui/style/theme.h"
#include "ui/train/configform.h"
#include "ui/train/runs/adoptdialog.h"
#include "ui/train/runs/comparedialog.h"
#include "ui/train/trainpage.h"
#include "ui/widgets/elidedcombo.h"
#include "ui/widgets/elidedlabel.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTimer>
#include <QTranslator>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr QSize small(1180, 720);

/// Whether all of the text that stands on it has room; what wraps, scrolls or elides makes room itself.
bool isCut(const QWidget *widget)
{
    constexpr int tolerance = 1;
    if (const auto *label = qobject_cast<const QLabel *>(widget))
        return !label->wordWrap() && !label->text().isEmpty() && !qobject_cast<const ElidedLabel *>(label)
            && label->sizeHint().width() > label->width() + tolerance;
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
        return !button->text().isEmpty() && button->sizeHint().width() > button->width() + tolerance;
    return false;
}

/// A path to the widget for who reads the complaint.
QString placeOf(const QWidget *widget)
{
    QStringList place;
    for (const QWidget *up = widget; up && place.size() < 3; up = up->parentWidget())
        place.prepend(QLatin1String(up->metaObject()->className()));
    return place.join(u" > "_s);
}

} // namespace

class TestTranslation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void englishCountsAreComplete();
    void everyPage();
    void everyDialog();
    void everyContextMenu();
    void everyQuestion();
    void cleanup();

private:
    QTranslator m_pseudo;
    QStringList m_complaints;

    /// Complains of what `window` shows at this moment.
    void look(QWidget &window, const QString &where);
    void complainOf(const QString &text, const QString &where, const QString &place);
    /// Looks at the menu or dialog that `act` opens, and closes it. False where none opens within `patience`.
    bool lookAtWhatOpens(const QString &where, const std::function<void()> &act, int patience = 0);
    void makeTrainedProject(Workspace &workspace, MainWindow &window, const QTemporaryDir &directory,
                            int runs);
};

void TestTranslation::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    applyTheme(*qApp, lightTheme());
    QApplication::setFont(QFont(u"DejaVu Sans"_s, 9)); // packaging/setup installs it
    QVERIFY(m_pseudo.load(QStringLiteral(CAIRN_PSEUDO ".qm")));
    QVERIFY(QCoreApplication::installTranslator(&m_pseudo));
}

void TestTranslation::cleanup()
{
    m_complaints.clear();
}

void TestTranslation::look(QWidget &window, const QString &where)
{
    if (isQtDialog(&window)) {
        for (const QString &text : textsOf(&window))
            complainOf(text, where, placeOf(&window));
        return;
    }
    for (QMenu *menu : window.findChildren<QMenu *>())
        Q_EMIT menu->aboutToShow(); // some are filled only then
    QCoreApplication::processEvents();
    QList<QWidget *> widgets = window.findChildren<QWidget *>();
    widgets.prepend(&window);
    for (const QWidget *widget : std::as_const(widgets)) {
        const bool menu = qobject_cast<const QMenu *>(widget);
        const bool seen = widget == &window || widget->isVisibleTo(&window);
        const bool elsewhere = widget->window() != &window; // another dialog
        if (!menu && (!seen || elsewhere))
            continue;
        for (const QString &text : textsOf(widget))
            complainOf(text, where, placeOf(widget));
        if (!menu && isCut(widget))
            m_complaints << u"%1: “%2” is cut: %3 of %4 pixels (%5)"_s.arg(where, textsOf(widget).value(3))
                                .arg(widget->width())
                                .arg(widget->sizeHint().width())
                                .arg(placeOf(widget));
    }
    m_complaints.removeDuplicates();
}

void TestTranslation::complainOf(const QString &text, const QString &where, const QString &place)
{
    if (!isTranslated(text))
        m_complaints << u"%1: “%2” is not translated (%3)"_s.arg(where, text, place);
}

bool TestTranslation::lookAtWhatOpens(const QString &where, const std::function<void()> &act, int patience)
{
    bool opened = false;
    QTimer waiting; // most of them wait for an answer in a loop of their own
    connect(&waiting, &QTimer::timeout, this, [&] {
        QPointer<QWidget> window = QApplication::activePopupWidget();
        if (!window)
            window = QApplication::activeModalWidget();
        if (!window)
            return;
        waiting.stop();
        opened = true;
        look(*window, where);
        if (window)
            window->close();
    });
    waiting.start(5);
    act();
    return QTest::qWaitFor([&] { return opened; }, patience);
}

void TestTranslation::makeTrainedProject(Workspace &workspace, MainWindow &window,
                                         const QTemporaryDir &directory, int runs)
{
    const QString root = drawTwoClasses(directory.filePath(u"images"_s), 12);
    QVERIFY(QFile::copy(root + u"/green/green 1.png"_s, root + u"/red/green.png"_s)); // a conflict
    QFile drawing(root + u"/green/drawing.png"_s); // refused
    QVERIFY(drawing.open(QIODevice::WriteOnly) && drawing.write("8BPS") == 4);
    drawing.close();
    ProjectSession &session = *workspace.session();
    connect(&session.jobs(), &BackgroundJobs::jobsChanged, this, [this, &jobs = session.jobs()] {
        for (const Job *job : jobs.jobs())
            complainOf(job->title(), u"job"_s, u"JobStrip"_s);
    });
    session.data().importPaths({root});
    QVERIFY(waitUntilIdle(workspace));
    session.data().split(0.25, 1);
    QVERIFY(waitUntilIdle(workspace));
    TrainPage &training = static_cast<TrainPage &>(window.projectView()->page(StageId::Train));
    Result<TrainingConfig> config = withPreset({}, u"quick"_s, 3);
    config->weights = u"none"_s;
    training.form().setConfig(*config);
    window.projectView()->showStage(StageId::Train);
    for (int run = 1; run <= runs; ++run) {
        training.startTraining();
        QTRY_COMPARE_WITH_TIMEOUT(session.runList().usable().size(), run, 90000);
        QVERIFY(waitUntilIdle(workspace));
    }
    auto &exporting = static_cast<ExportPage &>(window.projectView()->page(StageId::Export));
    exporting.setTarget(directory.filePath(u"red.onnx"_s));
    exporting.exportModel();
    QTRY_COMPARE(exporting.history().rowCount(), 1);
    exporting.tryIt().classify({root});
    QVERIFY(waitUntilIdle(workspace));
}

// English has a file only for its plurals: every count must be in it. (Build update_translations and fill
// them in.)
void TestTranslation::englishCountsAreComplete()
{
    const auto countsOf = [](const QString &path) {
        QSet<QString> counts;
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return counts;
        QXmlStreamReader xml(&file);
        QString context;
        QString source;
        bool numerus = false;
        QStringList forms;
        while (!xml.atEnd()) {
            xml.readNext();
            const QStringView name = xml.name();
            if (xml.isStartElement() && name == "name"_L1)
                context = xml.readElementText();
            else if (xml.isStartElement() && name == "message"_L1) {
                numerus = xml.attributes().value("numerus"_L1) == "yes"_L1;
                forms.clear();
            } else if (xml.isStartElement() && name == "source"_L1)
                source = xml.readElementText();
            else if (xml.isStartElement() && name == "numerusform"_L1)
                forms << xml.readElementText();
            else if (xml.isEndElement() && name == "message"_L1 && numerus && forms.size() == 2
                     && !forms.contains(QString()))
                counts.insert(context + u": "_s + source);
        }
        return counts;
    };
    const QSet<QString> wanted = countsOf(QStringLiteral(CAIRN_PSEUDO ".ts"));
    const QSet<QString> given
        = countsOf(QStringLiteral(CAIRN_SOURCE_DIR "/resources/translations/cairn_en.ts"));
    QVERIFY(wanted.size() > 20);
    const QStringList missing = (wanted - given).values();
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
}

void TestTranslation::everyPage()
{
    const QTemporaryDir directory;
    Workspace workspace(fakeEngineFactory());
    MainWindow window(workspace);
    window.resize(small);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    look(window, u"start"_s);
    workspace.createProject(directory.filePath(u"colors.cairn"_s));
    QVERIFY(waitForProject(workspace));
    for (int stage = 0; stage < stageCount; ++stage) {
        window.projectView()->showStage(StageId(stage));
        look(window, u"empty stage %1"_s.arg(stage));
    }
    makeTrainedProject(workspace, window, directory, 2);
    for (const bool health : {false, true}) {
        window.projectView()->showHealth(health);
        QVERIFY(waitUntilIdle(workspace));
        for (int stage = 0; stage < stageCount; ++stage) {
            window.projectView()->showStage(StageId(stage));
            QVERIFY(waitUntilIdle(workspace));
            auto *tabs = window.projectView()->page(StageId(stage)).findChild<QTabWidget *>();
            for (int tab = 0; tab < (tabs ? tabs->count() : 1); ++tab) {
                if (tabs)
                    tabs->setCurrentIndex(tab);
                const QString where
                    = u"stage %1, tab %2%3"_s.arg(stage).arg(tab).arg(health ? u", health"_s : QString());
                look(window, where);
                if (const int least = window.minimumSizeHint().width(); least > small.width())
                    m_complaints << u"%1: at least %2 pixels wide"_s.arg(where).arg(least);
            }
        }
    }
    QVERIFY2(m_complaints.isEmpty(), qPrintable(u'\n' + m_complaints.join(u'\n')));
}

void TestTranslation::everyDialog()
{
    const QTemporaryDir directory;
    Workspace workspace(fakeEngineFactory());
    MainWindow window(workspace);
    window.resize(small);
    window.show();
    workspace.createProject(directory.filePath(u"colors.cairn"_s));
    QVERIFY(waitForProject(workspace));
    makeTrainedProject(workspace, window, directory, 2);
    ProjectSession &session = *workspace.session();

    const auto lookAt = [&](QDialog &dialog) {
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        QVERIFY(waitUntilIdle(workspace));
        look(dialog, QLatin1String(dialog.metaObject()->className()));
        dialog.close();
    };
    ContactDialog contact(&window);
    lookAt(contact);
    RelocateDialog relocate(session.data(), session.sharedProject(), session.jobs(), &window);
    lookAt(relocate);
    ExportDataDialog exporting(directory.filePath(u"exported"_s), &window);
    lookAt(exporting);
    ImportDataDialog importing(session.jobs(), &window);
    importing.setPath(directory.filePath(u"images"_s));
    lookAt(importing);
    GuideWindow guide(&window);
    lookAt(guide);
    std::vector<qint64> ids;
    for (const ImageRecord &image : session.library().images())
        ids.push_back(image.id);
    ImageViewer labeling(session, ids, 0, &window);
    lookAt(labeling);
    AdoptDialog adopt(TrainingConfig(), &window);
    lookAt(adopt);
    std::vector<qint64> runs;
    for (const RunRecord &run : session.runList().usable())
        runs.push_back(run.id);
    QCOMPARE(runs.size(), std::size_t(2));
    QPointer<CompareDialog> compare
        = new CompareDialog(session, window.projectView()->navigation(), runs, &window); // deletes itself
    QTRY_VERIFY_WITH_TIMEOUT(compare->isReady(), 20000);
    lookAt(*compare);

    int opened = 0;
    for (QAction *action : window.findChildren<QAction *>()) {
        if (action->text().contains(u"About Cairn"_s) || action->text().contains(u"Keyboard shortcuts"_s))
            opened += lookAtWhatOpens(action->text(), [action] { action->trigger(); }) ? 1 : 0;
    }
    QCOMPARE(opened, 2);
    QVERIFY2(m_complaints.isEmpty(), qPrintable(u'\n' + m_complaints.join(u'\n')));
}

void TestTranslation::everyContextMenu()
{
    const QTemporaryDir directory;
    Workspace workspace(fakeEngineFactory());
    MainWindow window(workspace);
    window.resize(small);
    window.show();
    workspace.createProject(directory.filePath(u"colors.cairn"_s));
    QVERIFY(waitForProject(workspace));
    makeTrainedProject(workspace, window, directory, 2);
    int opened = 0;
    for (int stage = 0; stage < stageCount; ++stage) {
        window.projectView()->showStage(StageId(stage));
        QVERIFY(waitUntilIdle(workspace));
        QWidget &page = window.projectView()->page(StageId(stage));
        for (QWidget *widget : page.findChildren<QWidget *>()) {
            if (widget->contextMenuPolicy() != Qt::CustomContextMenu || !widget->isVisible())
                continue;
            const auto open = [&](const QPoint &position) {
                return lookAtWhatOpens(placeOf(widget),
                                       [&] { Q_EMIT widget->customContextMenuRequested(position); });
            };
            auto *view = qobject_cast<QAbstractItemView *>(widget);
            const int rows = view && view->model() ? view->model()->rowCount() : 0;
            if (!view)
                opened += open(widget->rect().center()) ? 1 : 0;
            for (int row = rows - 1; row >= 0; --row) {
                view->setCurrentIndex(view->model()->index(row, 0));
                if (open(view->visualRect(view->currentIndex()).center())) {
                    ++opened;
                    break;
                }
            }
        }
    }
    QVERIFY2(opened >= 5, qPrintable(QString::number(opened)));
    QVERIFY2(m_complaints.isEmpty(), qPrintable(u'\n' + m_complaints.join(u'\n')));
}

// What ends in "…" asks: with a dialog, a message, or one of Qt's dialogs.
void TestTranslation::everyQuestion()
{
    const QTemporaryDir directory;
    FakeEngine *engine = nullptr;
    Workspace workspace(fakeEngineFactory([&](FakeEngine &made) { engine = &made; }));
    MainWindow window(workspace);
    window.resize(small);
    window.show();
    workspace.createProject(directory.filePath(u"colors.cairn"_s));
    QVERIFY(waitForProject(workspace));
    makeTrainedProject(workspace, window, directory, 2);
    ProjectSession &session = *workspace.session();
    const std::vector<ImageRecord> &images = session.library().images();
    session.library().setLabel({images[0].id, images[1].id, images[2].id}, 0);
    session.suggestions().look();
    QVERIFY(waitUntilIdle(workspace));

    QStringList asked;
    const auto ask = [&](const QString &text, const std::function<void()> &act) {
        if (!text.contains(u'…') || asked.contains(text))
            return;
        if (lookAtWhatOpens(text, act, 100))
            asked << text;
    };
    for (int stage = 0; stage < stageCount; ++stage) {
        window.projectView()->showStage(StageId(stage));
        QVERIFY(waitUntilIdle(workspace));
        QList<QPointer<QObject>> objects; // what opens may end some of them
        for (QObject *object : window.findChildren<QObject *>())
            objects << object;
        for (const QPointer<QObject> &object : std::as_const(objects)) {
            auto *action = qobject_cast<QAction *>(object.get());
            auto *button = qobject_cast<QAbstractButton *>(object.get());
            if (action && action->isEnabled())
                ask(action->text(), [action] { action->trigger(); });
            else if (button && button->isEnabled() && button->isVisible())
                ask(button->text(), [button] { button->click(); });
        }
    }
    for (const QString &known : {u"Accept confident suggestions…"_s, u"Re-split…"_s, u"Show data…"_s})
        QVERIFY2(asked.filter(known).size() == 1, qPrintable(asked.join(u'\n')));

    engine->batchTime = std::chrono::milliseconds(50);
    static_cast<TrainPage &>(window.projectView()->page(StageId::Train)).startTraining();
    QVERIFY(session.training().active());
    QVERIFY(lookAtWhatOpens(u"close while training"_s, [&] { window.close(); }));
    session.training().stop();
    QVERIFY(waitUntilIdle(workspace));
    QVERIFY2(m_complaints.isEmpty(), qPrintable(u'\n' + m_complaints.join(u'\n')));
}

} // namespace cairn

QTEST_MAIN(cairn::TestTranslation)
#include "tst_translation.moc"
