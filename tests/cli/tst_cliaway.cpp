// SPDX-License-Identifier: GPL-3.0-or-later
// Images that are away, moved, edited or damaged, through the real program with the real engine.

#include "tests/cli/cliprocess.h"

#include <QDir>
#include <QDirIterator>
#include <QImage>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace cairn;
using namespace Qt::StringLiterals;

namespace {

constexpr int perClass = 6;
const QStringList tiny{u"--arch"_s,  u"resnet18"_s, u"--weights"_s, u"none"_s, u"--size"_s,    u"64"_s,
                       u"--batch"_s, u"4"_s,        u"--seed"_s,    u"7"_s,    u"--threads"_s, u"1"_s};

/// Noise, so that no two images are near duplicates.
QImage noise(int seed)
{
    QImage image(70, 70, QImage::Format_RGB32);
    quint32 state = quint32(seed) * 2654435761U + 1;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            state = state * 1664525U + 1013904223U;
            image.setPixel(x, y, state >> 8);
        }
    }
    return image;
}

} // namespace

class TestCliAway : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_project = m_folder.filePath(u"away.cairn"_s);
    QString m_images = m_folder.filePath(u"images"_s);

    CliResult onProject(const QString &command, const QStringList &options = {}) const
    {
        return cli(QStringList{command, m_project, u"--json"_s} + options);
    }
    QString image(const QString &className, int i) const
    {
        return u"%1/%2/%3.png"_s.arg(m_images, className).arg(i);
    }
    QString notices(const CliResult &result) const
    {
        QStringList messages;
        for (const QJsonObject &notice : result.of(u"notice"_s))
            messages << notice[u"message"_s].toString();
        return messages.join(u'\n');
    }

private Q_SLOTS:
    void initTestCase()
    {
        int seed = 0;
        for (const QString &name : {u"cat"_s, u"dog"_s}) {
            QVERIFY(QDir().mkpath(m_images + u'/' + name));
            for (int i = 0; i < perClass; ++i)
                QVERIFY(noise(++seed).save(image(name, i)));
        }
        QCOMPARE(cli({u"new"_s, m_project}).exitCode, 0);
        QCOMPARE(onProject(u"import"_s, {m_images}).done()[u"imported"_s].toInt(), 2 * perClass);
        QCOMPARE(onProject(u"split"_s, {u"--valid"_s, u"0.34"_s}).done()[u"valid"_s].toInt(), 4);
        const CliResult trained = onProject(u"train"_s, tiny + QStringList{u"--epochs"_s, u"1"_s});
        QVERIFY2(trained.exitCode == 0, trained.err.constData());
    }

    void noneThereIsNoPerfection()
    {
        const QString away = m_images + u".away"_s;
        QVERIFY(QDir().rename(m_images, away));
        const CliResult evaluated = onProject(u"evaluate"_s);
        QCOMPARE(evaluated.exitCode, 1);
        QCOMPARE(evaluated.of(u"error"_s).first()[u"code"_s].toString(), u"read_failed"_s);
        const CliResult exported = onProject(u"export"_s, {u"--to"_s, m_folder.filePath(u"a.pt"_s)});
        QCOMPARE(exported.exitCode, 0);
        QCOMPARE(exported.done()[u"images"_s].toInt(-1), 0);
        QVERIFY(exported.done()[u"largest_difference"_s].isNull());
        QVERIFY(exported.done()[u"changed_decisions"_s].isNull());
        QVERIFY(notices(exported).contains(u"could not be checked"_s));
        const CliResult trained = onProject(u"train"_s, tiny + QStringList{u"--epochs"_s, u"1"_s});
        QCOMPARE(trained.exitCode, 1);
        QVERIFY(trained.err.contains("The files of 12 images are missing"));
        QVERIFY(QDir().rename(away, m_images));
        QCOMPARE(onProject(u"evaluate"_s).done()[u"images"_s].toInt(), 4);
    }

    void someAwayAreCounted()
    {
        QVERIFY(QDir().rename(m_images + u"/cat"_s, m_folder.filePath(u"cat"_s)));
        const CliResult evaluated = onProject(u"evaluate"_s);
        QVERIFY2(evaluated.exitCode == 0, evaluated.err.constData());
        QCOMPARE(evaluated.done()[u"images"_s].toInt(), 2);
        QCOMPARE(evaluated.done()[u"unreadable"_s].toInt(), 2);
        QVERIFY2(notices(evaluated).contains(u"2 of 4 images could not be read"_s),
                 qPrintable(notices(evaluated)));
        QCOMPARE(evaluated.of(u"unreadable"_s).size(), 2);
        QVERIFY(evaluated.of(u"unreadable"_s).first()[u"file"_s].toString().contains(u"/cat/"_s));
        QCOMPARE(evaluated.done()[u"kept"_s].toInt(), 2);
        // What does not exist is no number: nothing is known of cats.
        const QJsonObject cats = evaluated.done()[u"per_class"_s][0].toObject();
        QCOMPARE(cats[u"class"_s].toString(), u"cat"_s);
        QCOMPARE(cats[u"support"_s].toInt(-1), 0);
        QVERIFY(cats[u"recall"_s].isNull() && cats[u"loss"_s].isNull());
    }

    void relocates()
    {
        const CliResult nowhere = onProject(u"relocate"_s, {m_images + u"/cat"_s, m_folder.filePath(u"x"_s)});
        QCOMPARE(nowhere.exitCode, 1);
        // One is missing at the new place, one is another image there.
        const QString place = m_folder.filePath(u"cat"_s);
        QVERIFY(QFile::rename(place + u"/0.png"_s, m_folder.filePath(u"kept.png"_s)));
        QVERIFY(noise(99).save(place + u"/1.png"_s));
        const CliResult moved = onProject(u"relocate"_s, {m_images + u"/cat"_s, place});
        QVERIFY2(moved.exitCode == 0, moved.err.constData());
        QCOMPARE(moved.done()[u"moved"_s].toInt(), perClass - 2);
        QCOMPARE(moved.of(u"left"_s).size(), 2);
        // A single file.
        const CliResult one
            = onProject(u"relocate"_s, {m_images + u"/cat/0.png"_s, m_folder.filePath(u"kept.png"_s)});
        QCOMPARE(one.done()[u"moved"_s].toInt(), 1);
    }

    void trashesWhatIsGone()
    {
        const CliResult trashed = onProject(u"trash"_s, {u"--missing"_s});
        QVERIFY2(trashed.exitCode == 0, trashed.err.constData());
        QCOMPARE(trashed.done()[u"images"_s].toInt(), 1);
        const QString file = trashed.of(u"image"_s).first()[u"file"_s].toString();
        QCOMPARE(file, m_images + u"/cat/1.png"_s);
        QCOMPARE(onProject(u"trash"_s).done()[u"images"_s].toInt(), 1);
        QCOMPARE(onProject(u"trash"_s, {file, u"--restore"_s}).done()[u"images"_s].toInt(), 1);
        QCOMPARE(onProject(u"trash"_s).done()[u"images"_s].toInt(), 0);
        QCOMPARE(onProject(u"trash"_s, {u"/no/such.png"_s}).exitCode, 1);
    }

    /// One missing image is no reason not to train.
    void trainsWithoutWhatIsGone()
    {
        const CliResult trained = onProject(u"train"_s, tiny + QStringList{u"--epochs"_s, u"1"_s});
        QVERIFY2(trained.exitCode == 0, trained.err.constData());
        QVERIFY2(notices(trained).contains(u"The file of 1 image is missing"_s),
                 qPrintable(notices(trained)));
    }

    void checkLooksAgainAtWhatChanged()
    {
        QVERIFY(noise(1234).save(image(u"dog"_s, 0))); // edited in place
        QFile damaged(image(u"dog"_s, 1));
        QVERIFY(damaged.open(QIODevice::ReadWrite) && damaged.resize(damaged.size() / 2));
        damaged.close();
        const CliResult checked = onProject(u"check"_s);
        QVERIFY2(checked.exitCode == 0, checked.err.constData());
        QCOMPARE(checked.done()[u"changed"_s].toInt(), 1);
        QJsonArray unreadable;
        for (const QJsonObject &finding : checked.of(u"finding"_s)) {
            if (finding[u"name"_s].toString() == u"unreadable")
                unreadable = finding[u"files"_s].toArray();
        }
        QVERIFY(unreadable.contains(image(u"dog"_s, 1)));
        QVERIFY(!unreadable.contains(image(u"dog"_s, 0)));
        QCOMPARE(onProject(u"check"_s).done()[u"changed"_s].toInt(), 0);
    }

    /// Whatever a file is called, it has its row.
    void predictsNamesThatAreNoText()
    {
        const QByteArray folder = QFile::encodeName(m_folder.filePath(u"odd"_s));
        QVERIFY(QDir().mkpath(m_folder.filePath(u"odd"_s)));
        const QString plain = m_folder.filePath(u"odd/plain.png"_s);
        QVERIFY(noise(77).save(plain));
        const QByteArray name = folder + "/caf\xe9.png";
        std::error_code failed;
        std::filesystem::copy_file(QFile::encodeName(plain).toStdString(), name.toStdString(), failed);
        if (failed)
            QSKIP("this file system takes no names that are not UTF-8");
        const CliResult result = cli({u"predict"_s, m_project + u"/runs/1/best.safetensors"_s,
                                      m_folder.filePath(u"odd"_s), u"--json"_s});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QCOMPARE(result.done()[u"files"_s].toInt(), 2);
        QCOMPARE(result.done()[u"errors"_s].toInt(-1), 0);
        QStringList names;
        for (const QJsonObject &row : result.of(u"prediction"_s))
            names << QFileInfo(row[u"file"_s].toString()).fileName();
        names.sort();
        QCOMPARE(names, QStringList({u"caf%E9.png"_s, u"plain.png"_s}));
    }

    void aProjectIsNoModel()
    {
        const CliResult result = onProject(u"predict"_s, {image(u"dog"_s, 2)});
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.err.contains("is a project"), result.err.constData());
        QVERIFY(result.err.contains("cairn-cli export"));
    }

    void aSweepThatFliesAwaySaysWhy()
    {
        const CliResult swept = onProject(
            u"find-lr"_s,
            tiny + QStringList{u"--from"_s, u"0.9"_s, u"--to"_s, u"900"_s, u"--steps"_s, u"40"_s});
        QCOMPARE(swept.exitCode, 1);
        QVERIFY2(swept.err.contains("The sweep ended after"), swept.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestCliAway)
#include "tst_cliaway.moc"
