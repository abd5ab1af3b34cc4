// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the window can be translated: under a made-up language whose texts stand in brackets and are a
// third longer (packaging/pseudo-translate), nothing is left in English and nothing is cut.

#include "tests/ui/windowdriver.h"
#include "ui/collect/contactdialog.h"
#include "ui/health/healthpanel.h"
#include "ui/health/relocatedialog.h"
#include "ui/interchange/exportdatadialog.h"
#include "ui/interchange/importdatadialog.h"
#include "ui/label/imageviewer.h"
#include "ui/mainwindow/guidewindow.h"
#include "ui/style/theme.h"
#include "ui/train/configform.h"
#include "ui/train/runs/adoptdialog.h"
#include "ui/train/runs/comparedialog.h"
#include "ui/train/trainpage.h"
#include "ui/widgets/elidedcombo.h"
#include "ui/widgets/elidedlabel.h"

#include <QAction>
#include <QComboBox>
#include <QGroupBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QTableView>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTextDocumentFragment>
#include <QTimer>
#include <QTranslator>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr QSize small(1180, 720);

/// What nobody translates.
const QStringList &namesOfThings()
{
    static const QStringList names{
        u"Cairn"_s, u"SHA-256"_s, u"LibTorch"_s, u"OpenCV"_s, u"QCustomPlot"_s, u"SQLite"_s,
        u"libjpeg-turbo"_s, u"Qt"_s, u"LGPL-3.0"_s, u"GPL-3.0-or-later"_s, u"BSD-3-Clause"_s, u"Apache-2.0"_s,
        u"IJG"_s, u"zlib"_s, u"ImageNet"_s, u"Wikimedia Commons"_s, u"Openverse"_s, u"iNaturalist"_s,
        u"ResNet"_s, u"Plain"_s, u"Adam"_s, u"AdamW"_s, u"SGD"_s, u"RMSprop"_s, u"PNG"_s, u"JPEG"_s,
        u"layer"_s, u"conv"_s, u"head"_s, u"slice"_s, u"bfloat"_s, u"float"_s, u"CPU"_s, u"CUDA"_s,
        u"cairn-cli"_s, u"thread"_s, u"threads"_s, // the record of a run
        u"train_loss"_s, u"valid_loss"_s, u"error_rate"_s,
        // the project's
        u"colors"_s, u"green"_s, u"red"_s, u"Run"_s,
        // presets, which the command line and files name as well
        u"lesson"_s, u"fine-tune"_s, u"from-scratch"_s, u"quick"_s,
        // units and keys
        u"px"_s, u"kB"_s, u"MB"_s, u"GB"_s, u"min"_s, u"ms"_s, u"Ctrl"_s, u"Shift"_s, u"Alt"_s, u"Esc"_s,
        u"Enter"_s, u"Return"_s, u"Del"_s, u"Delete"_s, u"Space"_s, u"Backspace"_s, u"AM"_s, u"PM"_s,
        // Qt's own buttons, which its own translation speaks for
        u"Cancel"_s, u"Close"_s, u"OK"_s, u"Scroll Left"_s, u"Scroll Right"_s};
    return names;
}

/// What comes from core/ and is not translated yet. Shorten this list, never lengthen it.
const QStringList &stillEnglish()
{
    static const QStringList beginnings{// core/dataset/interchange/import.cpp: the formats
                                        u"Folders (ImageFolder"_s, u"CSV table"_s, u"Label Studio"_s,
                                        u"FiftyOne"_s,
                                        // tests/support/fakeengine.cpp
                                        u"Fake engine"_s};
    return beginnings;
}

/// What of `text` stands outside of brackets; a bracket that was cut off ends at the text's end.
QString outsideOfBrackets(const QString &text)
{
    QString rest;
    int depth = 0;
    for (const QChar c : text) {
        depth += c == u'[' ? 1 : 0;
        if (depth == 0)
            rest += c;
        if (c == u']' && depth > 0)
            --depth;
    }
    return rest;
}

bool isTranslated(QString text)
{
    if (Qt::mightBeRichText(text))
        text = QTextDocumentFragment::fromHtml(text).toPlainText();
    QString rest
        = outsideOfBrackets(text.section(u'\t', 0, 0)).remove(u'&'); // a menu's key stands after a tab
    static const QRegularExpression files(u"\\S*/\\S*|\\S+\\.[A-Za-z]\\w+|[0-9a-f]{16,}…?"_s);
    static const QRegularExpression dates(u"\\d{1,2} \\p{L}+ \\d{4} [\\d:]+"_s); // QLocale's
    rest.remove(files).remove(dates);
    for (const QString &name : namesOfThings())
        rest.remove(
            QRegularExpression(u"(?<![A-Za-z])%1(?![A-Za-z])"_s.arg(QRegularExpression::escape(name))));
    rest = rest.trimmed();
    static const QRegularExpression word(u"\\p{L}{2}"_s);
    return !rest.contains(word) || std::ranges::any_of(stillEnglish(), [&](const QString &beginning) {
        return rest.startsWith(beginning);
    });
}

/// Every text that a widget shows or says.
QStringList textsOf(const QWidget *widget)
{
    QStringList texts{widget->toolTip(), widget->statusTip(), widget->accessibleName()};
    if (widget->isWindow())
        texts << widget->windowTitle();
    if (const auto *label = qobject_cast<const QLabel *>(widget))
        texts << label->text();
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
        texts << button->text();
    if (const auto *box = qobject_cast<const QGroupBox *>(widget))
        texts << box->title();
    if (const auto *line = qobject_cast<const QLineEdit *>(widget))
        texts << line->placeholderText();
    if (const auto *area = qobject_cast<const QPlainTextEdit *>(widget))
        texts << area->placeholderText();
    if (const auto *menu = qobject_cast<const QMenu *>(widget))
        texts << menu->title();
    if (const auto *bar = qobject_cast<const QTabBar *>(widget)) {
        for (int tab = 0; tab < bar->count(); ++tab)
            texts << bar->tabText(tab) << bar->tabToolTip(tab);
    }
    if (const auto *combo = qobject_cast<const QComboBox *>(widget)) {
        for (int row = 0; row < combo->count(); ++row)
            texts << combo->itemText(row) << combo->itemData(row, Qt::ToolTipRole).toString();
    }
    if (const auto *header = qobject_cast<const QHeaderView *>(widget); header && header->model()) {
        for (int section = 0; section < header->count(); ++section) {
            for (const int role : {Qt::DisplayRole, Qt::ToolTipRole})
                texts << header->model()->headerData(section, header->orientation(), role).toString();
        }
    }
    for (const QAction *action : widget->actions())
        texts << action->text() << action->toolTip();
    return texts;
}

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
    void cleanup();

private:
    QTranslator m_pseudo;
    QStringList m_complaints;

    /// Complains of what `window` shows at this moment.
    void look(QWidget &window, const QString &where);
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
    QCoreApplication::processEvents();
    QList<QWidget *> widgets = window.findChildren<QWidget *>();
    widgets.prepend(&window);
    for (const QWidget *widget : std::as_const(widgets)) {
        const bool menu = qobject_cast<const QMenu *>(widget);
        const bool seen = widget == &window || widget->isVisibleTo(&window);
        const bool elsewhere = widget->window() != &window; // another dialog
        if (!menu && (!seen || elsewhere))
            continue;
        for (const QString &text : textsOf(widget)) {
            if (!isTranslated(text))
                m_complaints << u"%1: “%2” is not translated (%3)"_s.arg(where, text, placeOf(widget));
        }
        if (!menu && isCut(widget))
            m_complaints << u"%1: “%2” is cut: %3 of %4 pixels (%5)"_s.arg(where, textsOf(widget).value(3))
                                .arg(widget->width())
                                .arg(widget->sizeHint().width())
                                .arg(placeOf(widget));
    }
    m_complaints.removeDuplicates();
}

void TestTranslation::makeTrainedProject(Workspace &workspace, MainWindow &window,
                                         const QTemporaryDir &directory, int runs)
{
    const QString root = drawTwoClasses(directory.filePath(u"images"_s), 12);
    ProjectSession &session = *workspace.session();
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
        QTRY_COMPARE_WITH_TIMEOUT(session.runList().usable().size(), run, 20000);
        QVERIFY(waitUntilIdle(workspace));
    }
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

    // Those that the menus open wait for an answer in a loop of their own.
    int opened = 0;
    for (QAction *action : window.findChildren<QAction *>()) {
        if (!action->text().contains(u"About Cairn"_s) && !action->text().contains(u"Keyboard shortcuts"_s))
            continue;
        QTimer waiting;
        connect(&waiting, &QTimer::timeout, this, [&] {
            if (QWidget *dialog = QApplication::activeModalWidget()) {
                waiting.stop();
                look(*dialog, action->text());
                dialog->close();
                ++opened;
            }
        });
        waiting.start(20);
        action->trigger();
    }
    QCOMPARE(opened, 2);
    QVERIFY2(m_complaints.isEmpty(), qPrintable(u'\n' + m_complaints.join(u'\n')));
}

} // namespace cairn

QTEST_MAIN(cairn::TestTranslation)
#include "tst_translation.moc"
