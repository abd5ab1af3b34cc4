// SPDX-License-Identifier: GPL-3.0-or-later
// What the window says and does while the disk takes nothing.

#include "core/project/repositories/imagerepository.h"
#include "tests/support/fulldisk.h"
#include "tests/ui/windowdriver.h"
#include "ui/label/labelpage.h"

#include <QApplication>
#include <QImage>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace cairn {

class TestFullDisk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void asksBeforeChangesAreLost();

private:
    /// Presses that button of the next message box, as soon as it is there.
    void answerWith(const QString &button)
    {
        m_answers.callOnTimeout(this, [this, button] {
            auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            if (!box)
                return;
            m_answers.stop();
            const QList<QAbstractButton *> buttons = box->buttons();
            for (QAbstractButton *one : buttons) {
                if (one->text().remove(u'&') == button)
                    one->click();
            }
        });
        m_answers.start(10);
    }

    QTimer m_answers;
};

void TestFullDisk::asksBeforeChangesAreLost()
{
    const QTemporaryDir directory;
    QStringList files;
    for (int i = 0; i < 5; ++i) {
        QImage image(64, 64, QImage::Format_RGB32);
        image.fill(QColor(40 * i, 90, 20));
        files << directory.filePath(u"%1.png"_s.arg(i));
        image.save(files.last());
    }
    const QString project = directory.filePath(u"p.cairn"_s);
    Workspace workspace(fakeEngineFactory());
    MainWindow window(workspace);
    window.show();
    workspace.createProject(project);
    QVERIFY(waitForProject(workspace));
    Library &library = workspace.session()->library();
    workspace.session()->data().importPaths(files);
    QTRY_COMPARE_WITH_TIMEOUT(library.imageCount(), 5, 20000);
    QVERIFY(waitUntilIdle(workspace));
    const qint64 tower = *library.addClass(u"tower"_s);
    library.writer().flush();

    window.projectView()->showStage(StageId::Label);
    NoticeBar &notices = window.projectView()->page(StageId::Label).notices();
    {
        const FullDisk disk(0);
        library.setLabel({library.images().front().id}, tower);
        answerWith(u"Cancel"_s);
        QVERIFY(!window.close()); // at once, too: before anybody knew
        QVERIFY(workspace.session());
        QVERIFY(library.writer().refusal());
        QTRY_VERIFY2(notices.text().contains(u"kept"_s), qPrintable(notices.text()));
        // The labels of this moment are not where a training would read them.
        QSignalSpy failed(&workspace.session()->training(), &TrainingSession::failed);
        workspace.session()->training().start(*withPreset({}, u"quick"_s));
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(failed.first().first().value<Error>().code, ErrorCode::WriteFailed);
    }
    QTRY_VERIFY_WITH_TIMEOUT(!library.writer().refusal(), 20000);
    QTRY_VERIFY2(notices.text().contains(u"saved now"_s), qPrintable(notices.text()));
    QVERIFY(waitUntilIdle(
        workspace)); // suggestions follow the labels; closing waits for such a job, and the test need not
    QVERIFY(window.close()); // asks nothing
    const auto reopened = Project::open(project);
    QVERIFY(reopened);
    QCOMPARE((*ImageRepository(**(*reopened)->connect()).all()).front().classId, tower);
}

} // namespace cairn

QTEST_MAIN(cairn::TestFullDisk)
#include "tst_fulldisk.moc"
