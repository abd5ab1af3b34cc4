// SPDX-License-Identifier: GPL-3.0-or-later
// The whole way in the window with the real learning engine: small images, a small network, random weights.

#include "app/common/engineloader.h"
#include "tests/ui/windowdriver.h"
#include "ui/export/exportpage.h"
#include "ui/export/formatchoice.h"
#include "ui/export/tryitmodel.h"
#include "ui/export/tryitpanel.h"
#include "ui/train/configform.h"
#include "ui/train/trainpage.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QTemporaryDir>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

class TestEndToEnd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void importTrainReviewExport();

private:
    static QString makeTree(const QTemporaryDir &directory);
};

// Discs and squares of many colors: a network learns the shape, not the color.
QString TestEndToEnd::makeTree(const QTemporaryDir &directory)
{
    const QString root = directory.filePath(u"shapes"_s);
    for (const QString &shape : {u"disc"_s, u"square"_s}) {
        QDir().mkpath(root + u'/' + shape);
        for (int i = 0; i < 12; ++i) {
            QImage image(64, 64, QImage::Format_RGB32);
            image.fill(QColor::fromHsv(i * 13 % 360, 60, 230));
            QPainter painter(&image);
            painter.setBrush(QColor::fromHsv((i * 37 + 120) % 360, 220, 130));
            const QRect body(8 + i % 7, 8 + i % 5, 40, 40);
            shape == u"disc"_s ? painter.drawEllipse(body) : painter.drawRect(body);
            painter.end();
            image.save(u"%1/%2/%3.png"_s.arg(root, shape).arg(i));
        }
    }
    return root;
}

void TestEndToEnd::importTrainReviewExport()
{
    const QTemporaryDir directory;
    const QString tree = makeTree(directory);
    Workspace workspace(&loadEngine);
    MainWindow window(workspace);
    window.resize(1280, 800);
    window.show();
    workspace.createProject(directory.filePath(u"shapes.cairn"_s));
    QVERIFY(waitForProject(workspace));
    ProjectSession &session = *workspace.session();
    session.data().importPaths({tree});
    QTRY_COMPARE_WITH_TIMEOUT(session.library().imageCount(), 24, 20000);
    session.data().split(0.25, 1);
    QVERIFY(waitUntilIdle(workspace));
    // Not a quarter of them exactly: shapes that are nearly alike stay on one side.
    const auto &images = session.library().images();
    const auto validated = std::count_if(
        images.begin(), images.end(), [](const ImageRecord &image) { return image.split == Split::Valid; });
    QVERIFY(validated >= 2);

    window.projectView()->showStage(StageId::Train);
    auto &training = static_cast<TrainPage &>(window.projectView()->page(StageId::Train));
    Result<TrainingConfig> config = withPreset({}, u"from-scratch"_s, 1);
    config->arch = Arch::ResNet18;
    config->imageSize = 64;
    config->batchSize = 8;
    training.form().setConfig(*config);
    training.startTraining();
    QVERIFY(session.training().active());
    QTRY_COMPARE_WITH_TIMEOUT(session.runList().usable().size(), 1, 240000);
    QCOMPARE(session.training().history().epochs().size(), 1);
    QVERIFY(session.training().history().batches() > 0);

    window.projectView()->showStage(StageId::Review);
    QTRY_VERIFY(session.review().evaluation().has_value());
    QCOMPARE(session.review().evaluation()->confusion.total(), qint64(validated));

    window.projectView()->showStage(StageId::Export);
    auto &exporting = static_cast<ExportPage &>(window.projectView()->page(StageId::Export));
    exporting.format().choose(ExportKind::TorchScript);
    const QString target = directory.filePath(u"shapes.pt"_s);
    exporting.setTarget(target);
    exporting.exportModel();
    QVERIFY(waitUntilIdle(workspace, 120000));
    QVERIFY2(QFile::exists(target), qPrintable(exporting.notices().text()));
    exporting.tryIt().classify({tree + u"/disc/0.png"_s, tree + u"/square/1.png"_s});
    QVERIFY(waitUntilIdle(workspace));
    const auto *answers = exporting.tryIt().findChild<TryItModel *>();
    QCOMPARE(answers->rowCount(), 2);
    QCOMPARE(answers->index(0, 0).data(TryItModel::NamesRole).toStringList().size(), 2);
}

} // namespace cairn

QTEST_MAIN(cairn::TestEndToEnd)
#include "tst_endtoend.moc"
