// SPDX-License-Identifier: GPL-3.0-or-later
// AVIF, HEIC and JPEG XL, and TIFFs in L*a*b*: files that Pillow wrote (see data/make_images.py).

#include "core/imaging/decode.h"

#include <QTest>

#include <cmath>

using namespace cairn;
using namespace Qt::StringLiterals;

namespace {

using Rgb = std::array<int, 3>;
constexpr std::array<Rgb, 4> colors{Rgb{200, 30, 30}, {30, 180, 40}, {40, 50, 200}, {200, 200, 60}};
constexpr Rgb white{255, 255, 255};

QByteArray fixture(const QString &name)
{
    QFile file(QStringLiteral(CAIRN_SOURCE_DIR "/tests/imaging/data/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The largest difference to `expected` in the middle of a quarter.
int differenceAt(const cv::Mat &image, int quarter, const Rgb &expected)
{
    const auto pixel = image.at<cv::Vec3b>(image.rows * (quarter / 2 == 1 ? 3 : 1) / 4,
                                           image.cols * (quarter % 2 == 1 ? 3 : 1) / 4);
    int largest = 0;
    for (int channel = 0; channel < 3; ++channel)
        largest = std::max(largest, std::abs(pixel[channel] - expected[std::size_t(channel)]));
    return largest;
}

/// The format is not built in: then its error must say what to install.
bool isMissing(const Error &error)
{
    return error.code == ErrorCode::Unsupported && error.message.contains(u"install the package"_s);
}

} // namespace

class TestMoreFormats : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void colorsAreKept_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("format");
        QTest::addColumn<int>("tolerance");
        QTest::addColumn<bool>("clear"); // the first quarter is transparent: white
        QTest::newRow("avif") << u"quarters.avif"_s << u"avif"_s << 6 << false;
        QTest::newRow("heic") << u"quarters.heic"_s << u"heic"_s << 6 << false;
        QTest::newRow("jxl") << u"quarters.jxl"_s << u"jxl"_s << 0 << false;
        QTest::newRow("avif with alpha") << u"alpha.avif"_s << u"avif"_s << 6 << true;
        QTest::newRow("jxl with alpha") << u"alpha.jxl"_s << u"jxl"_s << 0 << true;
        // By libtiff alone the green is (72, 181, 0), the blue (55, 53, 179).
        QTest::newRow("L*a*b*") << u"lab.tif"_s << u"tiff"_s << 3 << false;
    }
    void colorsAreKept()
    {
        QFETCH(const QString, file);
        QFETCH(const QString, format);
        QFETCH(const int, tolerance);
        QFETCH(const bool, clear);
        const QByteArray bytes = fixture(file);
        QVERIFY(!bytes.isEmpty());
        const auto header = readImageHeader(bytes);
        if (!header && isMissing(header.error()))
            QSKIP("built without the library of this format");
        QVERIFY2(header, header ? "" : qPrintable(header.error().message + header.error().detail));
        QCOMPARE(header->format, format);
        QCOMPARE(header->width, 64);
        QCOMPARE(header->height, 48);
        const auto image = decodeImage(bytes);
        QVERIFY2(image, image ? "" : qPrintable(image.error().message + image.error().detail));
        QCOMPARE(image->cols, 64);
        QCOMPARE(image->rows, 48);
        QCOMPARE(image->type(), CV_8UC3);
        for (int quarter = 0; quarter < 4; ++quarter) {
            const Rgb &expected = clear && quarter == 0 ? white : colors[std::size_t(quarter)];
            const int difference = differenceAt(*image, quarter, expected);
            QVERIFY2(difference <= tolerance, qPrintable(u"%1: %2"_s.arg(quarter).arg(difference)));
        }
    }

    void grayIsThreeChannels()
    {
        const auto image = decodeImage(fixture(u"gray.jxl"_s));
        if (!image && isMissing(image.error()))
            QSKIP("built without the library of this format");
        QVERIFY(image);
        const auto pixel = image->at<cv::Vec3b>(10, 10); // 0.299 R + 0.587 G + 0.114 B of the red
        QCOMPARE(int(pixel[0]), 81);
        QCOMPARE(pixel[0], pixel[1]);
        QCOMPARE(pixel[0], pixel[2]);
    }

    void damagedFilesAreRefused_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("needed"); // bytes without which pixels are missing
        QTest::newRow("avif") << u"quarters.avif"_s << 325;
        QTest::newRow("heic") << u"quarters.heic"_s << 675;
        QTest::newRow("jxl") << u"quarters.jxl"_s << 53;
        QTest::newRow("L*a*b*") << u"lab.tif"_s << 617; // a color profile follows
    }
    /// Cut short anywhere, a file is an error; with other bytes it is one or an image, and never a crash.
    void damagedFilesAreRefused()
    {
        QFETCH(const QString, file);
        QFETCH(const int, needed);
        const QByteArray bytes = fixture(file);
        for (int size = 16; size < needed; size += 7)
            QVERIFY2(!decodeImage(bytes.left(size)), qPrintable(QString::number(size)));
        for (int seed = 1; seed < 200; ++seed) {
            QByteArray damaged = bytes;
            for (int i = 0; i < 3; ++i)
                damaged[qsizetype((seed * 7919 + i * 104729) % bytes.size())] = char(seed * 31 + i);
            if (const auto image = decodeImage(damaged); !image)
                QVERIFY(!image.error().message.isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(TestMoreFormats)
#include "tst_moreformats.moc"
