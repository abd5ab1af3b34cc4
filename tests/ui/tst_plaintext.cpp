// SPDX-License-Identifier: GPL-3.0-or-later
// Names that look like HTML are shown letter by letter, on every page.

#include "core/dataset/importer.h"
#include "core/project/query.h"
#include "core/project/repositories/downloadrepository.h"
#include "core/project/repositories/imagerepository.h"
#include "core/runs/runs.h"
#include "tests/ui/windowdriver.h"
#include "ui/label/labelpage.h"
#include "ui/widgets/plaintext.h"

#include <QAbstractItemView>
#include <QAction>
#include <QDir>
#include <QImage>
#include <QLabel>
#include <QMenu>
#include <QTemporaryDir>
#include <QTextDocumentFragment>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

const QString hostile = u"<img src=x><b>&amp;"_s;

/// What a person reads where Qt is given this text and guesses what it is.
QString asRead(const QString &text)
{
    return Qt::mightBeRichText(text) ? QTextDocumentFragment::fromHtml(text).toPlainText() : text;
}

struct Seen
{
    int labels = 0;
    int tips = 0;
    int cells = 0;
    QStringList wrong;
};

void lookAtTip(const QString &tip, const QString &where, Seen &seen)
{
    if (!tip.contains(u"img"_s))
        return;
    ++seen.tips;
    if (!asRead(tip).contains(hostile))
        seen.wrong << u"tip of %1: %2"_s.arg(where, tip);
}

void lookAtModel(const QAbstractItemModel &model, Seen &seen)
{
    for (int row = 0; row < model.rowCount(); ++row) {
        for (int column = 0; column < model.columnCount(); ++column) {
            const QModelIndex index = model.index(row, column);
            lookAtTip(index.data(Qt::ToolTipRole).toString(),
                      QString::fromLatin1(model.metaObject()->className()), seen);
            seen.cells += index.data().toString().contains(hostile) ? 1 : 0;
        }
    }
}

/// Every label, tip, action and list below a widget.
void lookAt(QWidget &top, Seen &seen)
{
    for (QWidget *widget : top.findChildren<QWidget *>()) {
        const QString where
            = QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->accessibleName();
        lookAtTip(widget->toolTip(), where, seen);
        if (const auto *label = qobject_cast<QLabel *>(widget)) {
            if (label->textFormat() != Qt::PlainText && !label->text().isEmpty()
                && Qt::mightBeRichText(label->text()))
                seen.wrong << u"label %1: %2"_s.arg(where, label->text());
            seen.labels += label->text().contains(u"<img"_s) ? 1 : 0;
        }
        if (const auto *view = qobject_cast<QAbstractItemView *>(widget); view && view->model())
            lookAtModel(*view->model(), seen);
        for (const QAction *action : widget->actions()) {
            const QString tip = action->toolTip();
            lookAtTip(tip, u"action "_s + action->text(), seen);
        }
    }
}

} // namespace

class TestPlainText : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString project() const { return m_folder.filePath(hostile + u".cairn"_s); }

    void fillProject()
    {
        const QString images = m_folder.filePath(u"images"_s);
        const QString other = hostile + u" other"_s;
        for (const QString &name : {hostile, other}) {
            QVERIFY(QDir().mkpath(images + u'/' + name));
            for (int i = 0; i < 10; ++i) {
                QImage image(40, 32, QImage::Format_RGB32);
                image.fill(name == other ? QColor(i * 20, 30, 40) : QColor(30, i * 20, 90));
                QVERIFY(image.save(u"%1/%2/%3%4.png"_s.arg(images, name, hostile).arg(i)));
            }
        }
        QFile broken(u"%1/%2/%2.jpg"_s.arg(images, hostile));
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("no image") > 0);
        broken.close();
        const auto made = Project::create(project());
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        const auto database = *(*made)->connect();
        QVERIFY(importFolder(*database, images));
        QVERIFY(
            database->execute(u"UPDATE images SET author = ?, title = ?, licence = ?, provider = 'commons', "
                              "source_url = 'https://example.org/a.jpg', query = ?, split = 1 + id % 2"_s,
                              {hostile, hostile, hostile, hostile}));
        DownloadRecord download;
        download.from.title = download.from.author = hostile;
        download.from.sourceUrl = u"https://example.org/"_s + hostile;
        QVERIFY(DownloadRepository(*database).add({download}));
        QVERIFY(database->execute(u"UPDATE downloads SET state = 3, reason = ?"_s, {hostile}));
        FakeEngine engine;
        engine.finalErrorRate = 0.5;
        TrainingConfig config = *withPreset({}, u"from-scratch"_s, 1);
        config.arch = Arch::ResNet18;
        TrainingObserver nobody;
        const auto run = trainRun(**made, engine, {config}, {nobody, {}, {}});
        QVERIFY2(run, run ? "" : qPrintable(run.error().message));
        QVERIFY(database->execute(u"UPDATE runs SET name = ?"_s, {hostile}));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        fillProject();
    }

    void tipsAreReadAsTheyAre()
    {
        for (const QString &text :
             {hostile, u"plain"_s, u"two\nlines"_s, hostile + u"\ntraining"_s, u"a < b & c"_s})
            QCOMPARE(asRead(plainTip(text)), text);
        QCOMPARE(plainTip(u"plain\ntext"_s), u"plain\ntext"_s);
        QCOMPARE(plainAction(u"a&b"_s), u"a&&b"_s);
    }

    void messagesAreReadAsTheyAre()
    {
        PlainMessage box(hostile, hostile, hostile, nullptr);
        Seen seen;
        lookAt(box, seen);
        QVERIFY2(seen.wrong.size() <= 1,
                 qPrintable(seen.wrong.join(u'\n'))); // the second text is HTML of ours
        QCOMPARE(box.textFormat(), Qt::PlainText);
        QCOMPARE(asRead(box.informativeText()), hostile);
    }

    void everyPageShowsThem()
    {
        Workspace workspace(fakeEngineFactory());
        MainWindow window(workspace);
        window.resize(1280, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        workspace.openProject(project());
        QVERIFY(waitForProject(workspace));
        for (int stage = 0; stage < stageCount; ++stage) {
            window.projectView()->showStage(StageId(stage));
            QVERIFY(waitUntilIdle(workspace));
            if (StageId(stage) == StageId::Label) { // a selected image is described
                for (QAbstractItemView *view :
                     window.projectView()->page(StageId::Label).findChildren<QAbstractItemView *>())
                    if (view->model() && view->model()->rowCount() > 0)
                        view->setCurrentIndex(view->model()->index(0, 0));
            }
            Seen seen;
            const auto found = [&] {
                seen = {};
                lookAt(window, seen);
                return seen.labels + seen.cells > 1;
            };
            QVERIFY2(QTest::qWaitFor(found), qPrintable(u"nothing of it is on page %1"_s.arg(stage)));
            QVERIFY2(seen.wrong.isEmpty(), qPrintable(seen.wrong.join(u'\n')));
            QVERIFY(seen.tips > 0); // the project's name, at least
            qInfo("page %d: %d labels, %d tips, %d cells", stage, seen.labels, seen.tips, seen.cells);
        }
    }
};

} // namespace cairn

QTEST_MAIN(cairn::TestPlainText)
#include "tst_plaintext.moc"
