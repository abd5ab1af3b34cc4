// SPDX-License-Identifier: GPL-3.0-or-later
// Files from outside: ordinary, not too large, never waited for.

#include "core/base/csv.h"
#include "core/base/outside.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace cairn;
using namespace Qt::StringLiterals;

class TestOutside : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyOrdinaryFilesAreRead()
    {
        const QTemporaryDir folder;
        const auto at = [&](const QString &name) { return folder.filePath(name); };
        QFile file(at(u"a.csv"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("12345") == 5);
        file.close();
        QCOMPARE(*readOutside(at(u"a.csv"_s), 5), QByteArray("12345"));
        QCOMPARE(readOutside(at(u"a.csv"_s), 4).error().code, ErrorCode::InvalidInput);
        QCOMPARE(readOutside(at(u"none"_s), 5).error().code, ErrorCode::NotFound);
        QCOMPARE(readOutside(folder.path(), 1 << 20).error().code, ErrorCode::ReadFailed);
        QCOMPARE(symlink("a.csv", qPrintable(at(u"mine"_s))), 0);
        QVERIFY(readOutside(at(u"mine"_s), 5)); // the user's own link
        QCOMPARE(symlink("/dev/zero", qPrintable(at(u"class-names.csv"_s))), 0);
        QCOMPARE(readOutside(at(u"class-names.csv"_s), 1 << 20).error().code, ErrorCode::ReadFailed);
        QCOMPARE(mkfifo(qPrintable(at(u"pipe"_s)), 0600), 0);
        QCOMPARE(openOutside(at(u"pipe"_s), 1 << 20).error().code, ErrorCode::ReadFailed);
    }

    void jsonOfBracketsIsNotParsed()
    {
        QVERIFY(isModestJson(R"([{"image": "a.jpg", "label": "cat"}, {"image": "b.jpg", "label": "dog"}])"));
        QVERIFY(!isModestJson(QByteArray("[],").repeated(2'000'000)));
    }

    void budgetsAreAFewTimesTheFile()
    {
        ByteBudget budget(1'000'000);
        QVERIFY(budget.take(64 << 20));
        QVERIFY(budget.take(3'999'999));
        QVERIFY(!budget.take(2));
        QVERIFY(budget.take(1));
        QVERIFY(!ByteBudget(10).take(std::uint64_t(-1)));
    }

    void tablesOfEmptyCellsEnd()
    {
        const auto table = parseCsv(QString(16'000'000, u',') + u'x');
        QVERIFY(!table);
        QCOMPARE(table.error().code, ErrorCode::InvalidInput);
    }
};

QTEST_GUILESS_MAIN(TestOutside)
#include "tst_outside.moc"
