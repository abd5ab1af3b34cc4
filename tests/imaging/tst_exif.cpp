// SPDX-License-Identifier: GPL-3.0-or-later
// When an image was taken, as its EXIF block says; and blocks that say nothing good.

#include "core/imaging/decode.h"
#include "core/imaging/tiffdirectory.h"
#include "tests/imaging/testimages.h"

#include <QDateTime>
#include <QTest>
#include <QTimeZone>

using namespace cairn;
using namespace cairn::test;

class TestExif : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timeTaken_data();
    void timeTaken();
};

void TestExif::timeTaken_data()
{
    QTest::addColumn<QByteArray>("date");
    QTest::addColumn<QDateTime>("taken");
    QTest::newRow("date") << QByteArray("2019:05:03 14:02:11")
                          << QDateTime(QDate(2019, 5, 3), QTime(14, 2, 11), QTimeZone::utc());
    QTest::newRow("before 1970") << QByteArray("1957:10:04 19:28:34")
                                 << QDateTime(QDate(1957, 10, 4), QTime(19, 28, 34), QTimeZone::utc());
    for (const char *bad : {"0000:00:00 00:00:00", "2019:13:03 14:02:11", "2019:05:03 25:02:11",
                            "    :  :     :  :  ", "-019:05:03 14:02:11", "2019:05:03", ""})
        QTest::newRow(bad) << QByteArray(bad) << QDateTime();
}

void TestExif::timeTaken()
{
    QFETCH(QByteArray, date);
    QFETCH(QDateTime, taken);
    const QByteArray bytes = withDateTaken(encoded(quarters(), "jpg"), date);
    const auto header = readImageHeader(bytes);
    QVERIFY(header);
    QCOMPARE(header->takenAt, taken.isValid() ? taken.toMSecsSinceEpoch() : 0);
    QCOMPARE(header->orientation, 1);
    // Cut anywhere, with any byte turned over: no read outside, and no date that is none.
    const QByteArrayView exif = QByteArrayView(bytes).sliced(6, 50 + date.size() + 1);
    for (qsizetype length = 0; length < exif.size(); ++length) {
        const QByteArray part = exif.first(length).toByteArray(); // on the heap, for the sanitizer
        if (length < 50 + 19)
            QCOMPARE(exifTimeTaken(part), 0);
        QByteArray flipped = exif.toByteArray();
        flipped[length] = char(~flipped[length]);
        (void)exifTimeTaken(flipped);
    }
}

QTEST_GUILESS_MAIN(TestExif)
#include "tst_exif.moc"
