// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/windowdriver.h"
#include "ui/train/augmentationpreview.h"
#include "ui/train/viewgrid.h"
#include "ui/widgets/emptystate.h"

#include <QDir>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace cairn;

class TestAugmentationPreview : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsViewsThatFollowTheSettings();
};

namespace {

// Left half white, right half black: a mirrored view shows.
QString makeImages(const QDir &directory)
{
    for (const QString &name : {u"a"_s, u"b"_s}) {
        directory.mkpath(u"images/"_s + name);
        for (int i = 0; i < 3; ++i) {
            QImage image(80, 60, QImage::Format_RGB32);
            image.fill(Qt::black);
            for (int y = 0; y < 60; ++y) {
                for (int x = 0; x < 40; ++x)
                    image.setPixelColor(x, y, QColor(255, 200 + 10 * i, name == u"a"_s ? 255 : 200));
            }
            image.save(directory.filePath(u"images/%1/%2.png"_s.arg(name).arg(i)));
        }
    }
    return directory.filePath(u"images"_s);
}

} // namespace

void TestAugmentationPreview::showsViewsThatFollowTheSettings()
{
    const QTemporaryDir directory;
    Workspace workspace(fakeEngineFactory());
    workspace.createProject(directory.filePath(u"views.cairn"_s));
    QVERIFY(waitForProject(workspace));
    AugmentationPreview preview(workspace.session()->library(), workspace.session()->jobs());
    preview.resize(900, 600);
    TrainingConfig config = *withPreset({}, u"lesson"_s);
    config.imageSize = 64;
    config.augmentation = Augmentation::none();
    preview.showSettings(config);
    preview.show();
    QVERIFY(QTest::qWaitForWindowExposed(&preview));
    QTRY_VERIFY(preview.findChild<EmptyState *>()->isVisible());
    QCOMPARE(preview.shown(), QSize(0, 0));

    workspace.session()->data().importPaths({makeImages(QDir(directory.path()))});
    QTRY_COMPARE_WITH_TIMEOUT(workspace.session()->library().imageCount(), 6, 20000);
    QSignalSpy updated(&preview, &AugmentationPreview::updated);
    preview.showSettings(config);
    QTRY_COMPARE(updated.count(), 1);
    QCOMPARE(preview.shown(), QSize(6, 4));
    const auto &rows = preview.findChild<ViewGrid *>()->rows();
    QCOMPARE(rows[0][0].size(), QSize(64, 64));
    QCOMPARE(rows[0][1], rows[0][0]); // nothing is random

    config.augmentation = Augmentation();
    preview.showSettings(config);
    QTRY_COMPARE(updated.count(), 2);
    const QImage first = rows[0][1];
    QVERIFY(first != rows[0][0]);
    QTest::mouseClick(preview.findChild<QPushButton *>(u"drawAgain"_s), Qt::LeftButton);
    QTRY_COMPARE(updated.count(), 3);
    QVERIFY(rows[0][1] != first);
    QVERIFY(waitUntilIdle(workspace));
}

QTEST_MAIN(TestAugmentationPreview)

#include "tst_augmentationpreview.moc"
