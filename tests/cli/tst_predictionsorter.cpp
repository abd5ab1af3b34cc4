// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/predictionsorter.h"

#include <QTemporaryDir>
#include <QTest>

using namespace cairn;
using namespace Qt::StringLiterals;

class TestPredictionSorter : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString made(const QString &name, const QByteArray &bytes)
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? file.fileName()
                                                                                    : QString();
    }

    PredictionSorter sorter(const QStringList &labels,
                            PredictionSorter::Mode mode = PredictionSorter::Mode::Copy)
    {
        return *PredictionSorter::create(m_folder.filePath(u"sorted"_s), labels, mode);
    }

private Q_SLOTS:
    void cleanup() { QDir(m_folder.filePath(u"sorted"_s)).removeRecursively(); }

    void labelsHaveFoldersOfTheirOwn()
    {
        const QString file = made(u"a.jpg"_s, "a");
        const QStringList labels{u"a/b"_s, u"a_b"_s,    u"Oak"_s,    u"oak"_s,         u".."_s,
                                 u" "_s,   u"unsure"_s, u"unsure"_s, u"line\nbreak"_s, u"</script>\"'🐈"_s};
        PredictionSorter sorted = sorter(labels);
        QStringList folders;
        for (qsizetype i = 0; i < labels.size(); ++i) {
            const Result<QString> put = sorted.put(file, i);
            QVERIFY2(put, put ? "" : qPrintable(put.error().message));
            QVERIFY(put->startsWith(m_folder.filePath(u"sorted/"_s)));
            folders << put->section(u'/', -2, -2);
        }
        QCOMPARE(folders,
                 QStringList({u"a_b"_s, u"a_b (2)"_s, u"Oak"_s, u"oak (2)"_s, u"_.."_s, u"_"_s, u"unsure"_s,
                              u"unsure (2)"_s, u"line_break"_s, u"<_script>\"'🐈"_s}));
    }

    void nothingIsWrittenOver()
    {
        PredictionSorter first = sorter({u"cat"_s});
        QVERIFY(first.put(made(u"a.jpg"_s, "1"), 0));
        for (PredictionSorter *again : {&first, &first}) {
            const Result<QString> put = again->put(made(u"a.jpg"_s, "2"), 0);
            QVERIFY(put && put->contains(u"a ("_s));
        }
        PredictionSorter later = sorter({u"cat"_s}); // another call of the program
        QCOMPARE(later.put(made(u"a.jpg"_s, "3"), 0)->section(u'/', -1), u"a (4).jpg"_s);
        QFile kept(m_folder.filePath(u"sorted/cat/a.jpg"_s));
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), "1"_ba);
    }

    void whatIsMovedIsGoneAndWhatIsNotThereIsAnError()
    {
        PredictionSorter sorted = sorter({u"cat"_s}, PredictionSorter::Mode::Move);
        const QString file = made(u"b"_s, "b");
        QCOMPARE(*sorted.put(file, 0), m_folder.filePath(u"sorted/cat/b"_s));
        QVERIFY(!QFile::exists(file));
        QCOMPARE(sorted.put(file, 0).error().code, ErrorCode::WriteFailed);
    }
};

QTEST_GUILESS_MAIN(TestPredictionSorter)
#include "tst_predictionsorter.moc"
