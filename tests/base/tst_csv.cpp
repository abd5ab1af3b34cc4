// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/csv.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace cairn;

class TestCsv : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void roundTrip()
    {
        const QStringList fields{u"plain"_s, u"a,b"_s, u"say \"hi\""_s, u"two\r\nlines"_s, u" space "_s, {}};
        const auto table = parseCsv(csvRow(fields) + csvRow({u"x"_s}));
        QVERIFY(table);
        QCOMPARE(table->rows, (QList<QStringList>{fields, {u"x"_s}}));
        QCOMPARE(table->lines, (QList<int>{1, 3}));
    }

    void readsRelatives_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QList<QStringList>>("rows");
        QTest::newRow("semicolons") << u"a;b,c;d\n1;2"_s
                                    << QList<QStringList>{{u"a"_s, u"b,c"_s, u"d"_s}, {u"1"_s, u"2"_s}};
        QTest::newRow("tabs, CR") << u"a\tb\r1\t2"_s
                                  << QList<QStringList>{{u"a"_s, u"b"_s}, {u"1"_s, u"2"_s}};
        QTest::newRow("blank lines") << u"\n\na\n\n"_s << QList<QStringList>{{u"a"_s}};
        QTest::newRow("after a quote") << u"\"a\"b,c"_s << QList<QStringList>{{u"ab"_s, u"c"_s}};
        QTest::newRow("empty") << QString() << QList<QStringList>{};
    }
    void readsRelatives()
    {
        QFETCH(QString, text);
        QFETCH(QList<QStringList>, rows);
        const auto table = parseCsv(text);
        QVERIFY(table);
        QCOMPARE(table->rows, rows);
    }

    void cellsAreDefused()
    {
        for (const QString &cell : {u"=1+1"_s, u"+cmd"_s, u"-x"_s, u"@SUM(A1)"_s, u"\t=1"_s})
            QCOMPARE(spreadsheetSafe(cell), u'\'' + cell);
        for (const QString &cell : {u"-1.5"_s, u"+3e4"_s, u"a=b"_s, u""_s, u"cat"_s})
            QCOMPARE(spreadsheetSafe(cell), cell);
    }

    void refusals()
    {
        QCOMPARE(parseCsv(u"a\n\"b\nc"_s).error().code, ErrorCode::Corrupt);
        QVERIFY(parseCsv(u"a\n\"b\nc"_s).error().message.contains(u"line 2"_s));
        QCOMPARE(parseCsv(u"a\nb\nc"_s, 2).error().code, ErrorCode::InvalidInput);
    }

    void amountsAreBounded()
    {
        const QString wide = u"file,label\n"_s + QString(100'000, u',');
        QCOMPARE(parseCsv(wide + u"x\n"_s).error().code, ErrorCode::InvalidInput);
        QVERIFY(parseCsv(wide.chopped(1) + u"x\n"_s));
        const QString large(1'000'001, u'a');
        for (const QString &cell : {large, u'"' + large + u'"'}) {
            const auto table = parseCsv(u"file,label\n"_s + cell + u",b\n"_s);
            QCOMPARE(table.error().code, ErrorCode::InvalidInput);
            QVERIFY2(table.error().message.contains(u"line 2"), qPrintable(table.error().message));
        }
    }
    void encodings()
    {
        QCOMPARE(decodeText("\xEF\xBB\xBFtür"), u"tür"_s);
        QCOMPARE(decodeText("tür"), u"tür"_s);
        QCOMPARE(decodeText("t\xFCr"), u"tür"_s);
        QCOMPARE(decodeText(QByteArray("\xFF\xFEt\0\xFC\0r\0", 8)), u"tür"_s);
    }
};

QTEST_GUILESS_MAIN(TestCsv)
#include "tst_csv.moc"
