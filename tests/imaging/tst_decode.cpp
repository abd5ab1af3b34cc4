// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/decode.h"
#include "core/imaging/thumbnail.h"
#include "tests/imaging/testimages.h"
#include "tests/support/shareddata.h"

#include <QDirIterator>
#include <QTemporaryDir>
#include <QTest>

#include <opencv2/imgcodecs.hpp>

using namespace cairn;
using namespace cairn::test;
using namespace Qt::StringLiterals;

namespace {

/// The color in the middle of a quarter, as a letter: r, g, b, y.
char colorAt(const cv::Mat &decoded, bool right, bool low)
{
    const cv::Vec3b c
        = decoded.at<cv::Vec3b>(decoded.rows * (low ? 3 : 1) / 4, decoded.cols * (right ? 3 : 1) / 4);
    const auto near = [&](int r, int g, int b) {
        return std::abs(c[0] - r) + std::abs(c[1] - g) + std::abs(c[2] - b) < 60;
    };
    return near(255, 0, 0)  ? 'r'
        : near(0, 255, 0)   ? 'g'
        : near(0, 0, 255)   ? 'b'
        : near(255, 255, 0) ? 'y'
                            : '?';
}

QByteArray quartersOf(const cv::Mat &decoded)
{
    QByteArray colors;
    for (const bool low : {false, true})
        for (const bool right : {false, true})
            colors += colorAt(decoded, right, low);
    return colors;
}

QByteArray encodedByOpenCv(const cv::Mat &bgr, const char *extension)
{
    std::vector<uchar> out;
    cv::imencode(extension, bgr, out);
    return QByteArray(reinterpret_cast<const char *>(out.data()), qsizetype(out.size()));
}

cv::Mat quartersBgr()
{
    const QImage image = quarters().convertToFormat(QImage::Format_BGR888);
    return cv::Mat(image.height(), image.width(), CV_8UC3, const_cast<uchar *>(image.constBits()),
                   std::size_t(image.bytesPerLine()))
        .clone();
}

} // namespace

class TestDecode : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryFormat_data();
    void readsEveryFormat();
    void turnsUpright_data();
    void turnsUpright();
    void orientationPhotographs();
    void laysTransparencyOverWhite();
    void scalesSixteenBit();
    void gray();
    void inksAreInverted();
    void reducedDecodingKeepsAtLeast();
    void truncatedIsCorrupt_data();
    void truncatedIsCorrupt();
    void missingEndMarkerIsHarmless();
    void refusesBombs_data();
    void refusesBombs();
    void refusesTilesLargerThanTheImage();
    void namesWhatIsNoImage_data();
    void namesWhatIsNoImage();
    void everyPrefixAndFlipIsSafe();
    void fileErrors();
    void thumbnails();
    void messyFiles();
};

void TestDecode::readsEveryFormat_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("format");
    QTest::newRow("jpeg") << encoded(quarters(), "jpg") << u"jpeg"_s;
    QTest::newRow("png") << encoded(quarters(), "png") << u"png"_s;
    QTest::newRow("bmp") << encoded(quarters(), "bmp") << u"bmp"_s;
    QTest::newRow("ppm") << encoded(quarters(), "ppm") << u"ppm"_s;
    QTest::newRow("webp") << encodedByOpenCv(quartersBgr(), ".webp") << u"webp"_s;
    QTest::newRow("tiff") << encodedByOpenCv(quartersBgr(), ".tiff") << u"tiff"_s;
    // 2 × 2 pixels: red, green / blue, yellow
    QTest::newRow("gif") << QByteArray::fromHex("47494638376102000200910000ff000000ff000000ffffff00"
                                                "2c000000000200020000020344341500"
                                                "3b")
                         << u"gif"_s;
}

void TestDecode::readsEveryFormat()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, format);
    const auto header = readImageHeader(bytes);
    QVERIFY2(header, header ? "" : qPrintable(header.error().message));
    QCOMPARE(header->format, format);
    const auto decoded = decodeImage(bytes);
    QVERIFY2(decoded, decoded ? "" : qPrintable(decoded.error().detail));
    QCOMPARE(decoded->cols, header->width);
    QCOMPARE(decoded->rows, header->height);
    QCOMPARE(decoded->type(), CV_8UC3);
    QCOMPARE(quartersOf(*decoded), "rgby");
}

void TestDecode::turnsUpright_data()
{
    QTest::addColumn<int>("orientation");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<bool>("swapped");
    // What is seen when the stored rows r g / b y are shown as the orientation says (EXIF 2.3, tag 274).
    QTest::newRow("1") << 1 << QByteArray("rgby") << false;
    QTest::newRow("2") << 2 << QByteArray("gryb") << false;
    QTest::newRow("3") << 3 << QByteArray("ybgr") << false;
    QTest::newRow("4") << 4 << QByteArray("byrg") << false;
    QTest::newRow("5") << 5 << QByteArray("rbgy") << true;
    QTest::newRow("6") << 6 << QByteArray("bryg") << true;
    QTest::newRow("7") << 7 << QByteArray("ygbr") << true;
    QTest::newRow("8") << 8 << QByteArray("gyrb") << true;
    QTest::newRow("0") << 0 << QByteArray("rgby") << false;
    QTest::newRow("9") << 9 << QByteArray("rgby") << false;
}

void TestDecode::turnsUpright()
{
    QFETCH(int, orientation);
    QFETCH(QByteArray, expected);
    QFETCH(bool, swapped);
    for (const QByteArray &bytes : {withOrientation(encoded(quarters(), "jpg"), quint16(orientation)),
                                    tiffWithOrientation(quint16(orientation))}) {
        const auto header = readImageHeader(bytes);
        QVERIFY(header);
        QCOMPARE(QSize(header->width, header->height), swapped ? QSize(64, 96) : QSize(96, 64));
        const auto decoded = decodeImage(bytes);
        QVERIFY(decoded);
        QCOMPARE(QSize(decoded->cols, decoded->rows), QSize(header->width, header->height));
        QCOMPARE(quartersOf(*decoded), expected);
    }
}

// Eight photographs of one scene, stored in the eight orientations: upright, they are the same image.
void TestDecode::orientationPhotographs()
{
    const QString folder = sharedData(u"data/messy/exif_orientation"_s);
    if (folder.isEmpty())
        QSKIP("the orientation photographs are not here");
    for (const QString &scene : {u"Landscape"_s, u"Portrait"_s}) {
        const auto reference = decodeImageFile(u"%1/%2_1.jpg"_s.arg(folder, scene));
        QVERIFY(reference);
        for (int i = 0; i <= 8; ++i) {
            const auto decoded = decodeImageFile(u"%1/%2_%3.jpg"_s.arg(folder, scene).arg(i));
            QVERIFY(decoded);
            QCOMPARE(decoded->size(), reference->size());
            const double difference
                = cv::norm(*decoded, *reference, cv::NORM_L1) / double(decoded->total() * 3);
            QVERIFY2(difference < 12, qPrintable(u"%1 %2: %3"_s.arg(scene).arg(i).arg(difference)));
        }
    }
}

void TestDecode::laysTransparencyOverWhite()
{
    QImage image(4, 4, QImage::Format_RGBA8888);
    image.fill(QColor(0, 0, 0, 0));
    const auto clear = decodeImage(encoded(image, "png"));
    QVERIFY(clear);
    QCOMPARE(clear->at<cv::Vec3b>(0, 0), cv::Vec3b(255, 255, 255));
    image.fill(QColor(255, 0, 0, 128));
    const auto half = decodeImage(encoded(image, "png"));
    QVERIFY(half);
    QCOMPARE(half->at<cv::Vec3b>(0, 0), cv::Vec3b(255, 127, 127));
}

void TestDecode::scalesSixteenBit()
{
    cv::Mat image(4, 4, CV_16UC3, cv::Scalar(65535, 32896, 0)); // blue, half green
    for (const char *extension : {".png", ".tiff"}) {
        const auto decoded = decodeImage(encodedByOpenCv(image, extension));
        QVERIFY(decoded);
        QCOMPARE(decoded->at<cv::Vec3b>(0, 0), cv::Vec3b(0, 128, 255));
    }
}

void TestDecode::gray()
{
    QImage image(16, 16, QImage::Format_Grayscale8);
    image.fill(77);
    for (const char *format : {"png", "jpg", "pgm", "bmp"}) {
        const auto decoded = decodeImage(encoded(image, format, 100));
        QVERIFY(decoded);
        QCOMPARE(decoded->at<cv::Vec3b>(8, 8), cv::Vec3b(77, 77, 77));
    }
}

// 8 × 8 pixels of #2060a0 in four inks, inverted as Adobe's programs store them.
void TestDecode::inksAreInverted()
{
    const QByteArray jpeg = QByteArray::fromHex(
        "ffd8ffee000e41646f626500640000000002ffdb0043000d090a0b0a080d0b0a0b0e0e0d0f1320151312121327"
        "1c1e17202e2931302e292d2c333a4a3e333646372c2d405741464c4e525352323e5a615a50604a51524fffdb00"
        "43010e0e0e131113261515264f352d354f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f"
        "4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4fffc00014080008000804012200021101031101042200ffc4"
        "00160001010100000000000000000000000000000305ffc40014100100000000000000000000000000000000ff"
        "c40014010100000000000000000000000000000006ffc40014110100000000000000000000000000000000ffda"
        "000e040100021103110400003f009803044d401fffd9");
    const auto decoded = decodeImage(jpeg);
    QVERIFY(decoded);
    const cv::Vec3b color = decoded->at<cv::Vec3b>(4, 4);
    QVERIFY(std::abs(color[0] - 0x20) < 4 && std::abs(color[1] - 0x60) < 4 && std::abs(color[2] - 0xa0) < 4);
}

void TestDecode::reducedDecodingKeepsAtLeast()
{
    const QByteArray jpeg = encoded(quarters(1600, 1200), "jpg");
    for (const int atLeast : {1, 150, 151, 224, 600, 1199, 1200, 5000}) {
        const auto decoded = decodeImage(jpeg, atLeast);
        QVERIFY(decoded);
        QVERIFY(decoded->rows >= std::min(atLeast, 1200));
        QVERIFY(decoded->rows < std::max(atLeast, 1) + 151 || decoded->rows == 1200);
        QVERIFY(std::abs(decoded->cols * 3 - decoded->rows * 4) <= 4);
        QCOMPARE(quartersOf(*decoded), "rgby");
    }
    const auto turned = decodeImage(withOrientation(jpeg, 6), 300);
    QVERIFY(turned);
    QCOMPARE(QSize(turned->cols, turned->rows), QSize(300, 400));
}

void TestDecode::truncatedIsCorrupt_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QImage image = noise();
    const cv::Mat bgr(image.height(), image.width(), CV_8UC4, const_cast<uchar *>(image.constBits()),
                      std::size_t(image.bytesPerLine()));
    cv::Mat three;
    cv::extractChannel(bgr, three, 0);
    QTest::newRow("jpeg") << encoded(image, "jpg");
    QTest::newRow("png") << encoded(image, "png");
    QTest::newRow("bmp") << encoded(image, "bmp");
    QTest::newRow("ppm") << encoded(image, "ppm");
    QTest::newRow("webp") << encodedByOpenCv(three, ".webp");
    QTest::newRow("tiff") << encodedByOpenCv(three, ".tiff");
    std::vector<uchar> progressive;
    cv::imencode(".jpg", three, progressive, {cv::IMWRITE_JPEG_PROGRESSIVE, 1});
    QTest::newRow("progressive") << QByteArray(reinterpret_cast<char *>(progressive.data()),
                                               qsizetype(progressive.size()));
}

void TestDecode::truncatedIsCorrupt()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(decodeImage(bytes));
    for (const int percent : {1, 10, 50, 80, 95, 99}) {
        const auto decoded = decodeImage(bytes.first(bytes.size() * percent / 100));
        QVERIFY2(!decoded, qPrintable(u"%1 %"_s.arg(percent)));
        QVERIFY(!decoded.error().message.isEmpty());
    }
}

void TestDecode::missingEndMarkerIsHarmless()
{
    QByteArray jpeg = encoded(noise(), "jpg");
    jpeg.chop(2);
    QVERIFY(decodeImage(jpeg));
}

void TestDecode::refusesBombs_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("png") << pngClaiming(60000, 60000);
    QTest::newRow("png, one side") << pngClaiming(70000, 1);
    QByteArray bmp = encoded(quarters(), "bmp");
    qToLittleEndian<qint32>(50000, bmp.data() + 18);
    qToLittleEndian<qint32>(-50000, bmp.data() + 22);
    QTest::newRow("bmp") << bmp;
    QTest::newRow("ppm") << QByteArray("P6\n# a comment\n40000 40000\n255\nxxxxxxxx");
    QTest::newRow("gif") << QByteArray("GIF89a\xff\xff\xff\xff\0\0\0", 13);
    QByteArray tiff = encodedByOpenCv(quartersBgr(), ".tiff");
    const quint32 directory = qFromLittleEndian<quint32>(tiff.constData() + 4);
    for (int i = 0; i < 2; ++i) { // width and height are the first entries after NewSubfileType, if any
        for (quint32 entry = directory + 2; entry < directory + 50; entry += 12) {
            if (qFromLittleEndian<quint16>(tiff.constData() + entry) == 256 + i)
                qToLittleEndian<quint32>(60000, tiff.data() + entry + 8);
        }
    }
    QTest::newRow("tiff") << tiff;
    QByteArray jpeg = encoded(quarters(), "jpg");
    const qsizetype sof = jpeg.indexOf("\xff\xc0");
    qToBigEndian<quint16>(60000, jpeg.data() + sof + 5);
    qToBigEndian<quint16>(60000, jpeg.data() + sof + 7);
    QTest::newRow("jpeg") << jpeg;
}

void TestDecode::refusesBombs()
{
    QFETCH(QByteArray, bytes);
    const auto header = readImageHeader(bytes);
    QVERIFY(!header);
    QCOMPARE(header.error().code, ErrorCode::InvalidInput);
    QVERIFY(header.error().message.contains(u"pixels"));
    const auto decoded = decodeImage(bytes);
    QVERIFY(!decoded);
    QCOMPARE(decoded.error().code, ErrorCode::InvalidInput);
}

void TestDecode::refusesTilesLargerThanTheImage()
{
    // 9999 × 9999 pixels in one tile of 20000 × 20000, whose bytes are not there: 1.2 GB for a decoder.
    QByteArray tiff("II*\0\x08\0\0\0\x08\0", 10);
    const auto entry = [&](quint16 tag, quint32 value) {
        QByteArray bytes(12, '\0');
        qToLittleEndian<quint16>(tag, bytes.data());
        qToLittleEndian<quint16>(4, bytes.data() + 2);
        qToLittleEndian<quint32>(1, bytes.data() + 4);
        qToLittleEndian<quint32>(value, bytes.data() + 8);
        tiff += bytes;
    };
    for (const auto &[tag, value] : std::initializer_list<std::pair<quint16, quint32>>{
             {256, 9999}, {257, 9999}, {259, 8}, {262, 1}, {322, 20000}, {323, 20000}, {324, 300}, {325, 50}})
        entry(tag, value);
    const auto header = readImageHeader(tiff.leftJustified(700, '\0'));
    QVERIFY(!header);
    QCOMPARE(header.error().code, ErrorCode::Corrupt);
}

void TestDecode::namesWhatIsNoImage_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("word");
    QTest::newRow("html") << QByteArray("\n<!DOCTYPE html><html><body>404</body></html>")
                          << u"an HTML page"_s;
    QTest::newRow("text") << QByteArray("hello, I am a note\n") << u"a text file"_s;
    QTest::newRow("json") << QByteArray("{\"error\": 1}") << u"a text file"_s;
    QTest::newRow("svg") << QByteArray("<?xml version=\"1.0\"?><svg></svg>") << u"SVG"_s;
    QTest::newRow("pdf") << QByteArray("%PDF-1.4") << u"PDF"_s;
    QTest::newRow("jpeg 2000") << QByteArray("\0\0\0\x0cjP  \r\n", 10) << u"JPEG 2000"_s;
    QTest::newRow("video") << QByteArray("\0\0\0\x18"
                                         "ftypisom",
                                         12)
                           << u"a video"_s;
    QTest::newRow("zip") << QByteArray("PK\x03\x04xxxx") << u"ZIP"_s;
    QTest::newRow("zeros") << QByteArray(4000, '\0') << u"zeros"_s;
    QTest::newRow("bytes") << QByteArray::fromHex("deadbeefdeadbeef") << u"known format"_s;
    QTest::newRow("bm text") << QByteArray("BMW and other cars, a list of them all") << u"a text file"_s;
}

void TestDecode::namesWhatIsNoImage()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, word);
    const auto header = readImageHeader(bytes);
    QVERIFY(!header);
    QCOMPARE(header.error().code, ErrorCode::Unsupported);
    QVERIFY2(header.error().message.contains(word), qPrintable(header.error().message));
    QVERIFY(header.error().message.endsWith(u'.'));
}

// Cheap fuzzing: no input may crash, and every failure has a message. (The sanitizer build makes this test
// sharp.)
void TestDecode::everyPrefixAndFlipIsSafe()
{
    const QByteArray small = encoded(quarters(24, 16), "jpg");
    const std::vector<QByteArray> seeds{
        withOrientation(small, 6),
        encoded(quarters(24, 16), "png"),
        encoded(quarters(24, 16), "bmp"),
        encodedByOpenCv(quartersBgr(), ".webp"),
        encodedByOpenCv(quartersBgr(), ".tiff"),
        QByteArray::fromHex("474946383761020002009100"
                            "00ff000000ff000000ffffff002c0000000002000200000203443415003b")};
    quint32 state = 1;
    for (const QByteArray &seed : seeds) {
        for (int i = 0; i < 300; ++i) {
            QByteArray bytes = i < 100 ? seed.first(seed.size() * i / 100) : seed;
            state = state * 1664525u + 1013904223u;
            if (i >= 100)
                bytes[qsizetype(state >> 8) % std::min<qsizetype>(bytes.size(), 700)] = char(state >> 24);
            const auto decoded = decodeImage(bytes);
            QVERIFY(decoded ? !decoded->empty() : !decoded.error().message.isEmpty());
        }
    }
}

void TestDecode::fileErrors()
{
    QTemporaryDir directory;
    const auto missing = readImageFile(directory.filePath(u"no.jpg"_s));
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    QFile empty(directory.filePath(u"empty.jpg"_s));
    QVERIFY(empty.open(QIODevice::WriteOnly));
    empty.close();
    const auto nothing = readImageFile(empty.fileName());
    QVERIFY(!nothing);
    QCOMPARE(nothing.error().code, ErrorCode::Corrupt);
    const auto folder = readImageFile(directory.path());
    QVERIFY(!folder);
    QCOMPARE(folder.error().code, ErrorCode::ReadFailed);
    QFile large(directory.filePath(u"large.jpg"_s));
    QVERIFY(large.open(QIODevice::WriteOnly));
    QVERIFY(large.resize(maxImageBytes + 1)); // sparse
    large.close();
    const auto tooLarge = readImageFile(large.fileName());
    QVERIFY(!tooLarge);
    QCOMPARE(tooLarge.error().code, ErrorCode::InvalidInput);
}

void TestDecode::thumbnails()
{
    QTemporaryDir directory;
    qputenv("XDG_CACHE_HOME", directory.filePath(u"cache"_s).toUtf8());
    const QString path = directory.filePath(u"image.jpg"_s);
    QVERIFY(quarters(800, 600).save(path));
    const auto first = thumbnail(path, 128);
    QVERIFY(first);
    QCOMPARE(first->size(), QSize(128, 96));

    QStringList cached;
    for (QDirIterator it(directory.filePath(u"cache"_s), QDir::Files, QDirIterator::Subdirectories);
         it.hasNext();)
        cached << it.next();
    QCOMPARE(cached.size(), 1);
    // A changed cache file is what comes back: it is read, not made anew.
    QImage mark(5, 5, QImage::Format_RGB32);
    mark.fill(Qt::black);
    QVERIFY(mark.save(cached.first(), "jpg"));
    QCOMPARE(thumbnail(path, 128)->size(), QSize(5, 5));
    QCOMPARE(thumbnail(path, 64)->size(), QSize(64, 48));
    // Another image under the same name is another key.
    QVERIFY(quarters(300, 600).save(path));
    QCOMPARE(thumbnail(path, 128)->size(), QSize(64, 128));
    // A damaged cache entry is replaced.
    QFile broken(cached.first());
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write("no image");
    broken.close();
    QVERIFY(quarters(40, 30).save(path));
    QCOMPARE(thumbnail(path, 128)->size(), QSize(40, 30)); // never enlarged
    QVERIFY(!thumbnail(directory.filePath(u"gone.jpg"_s), 128));
    QCOMPARE(loadPreview(path, 20)->size(), QSize(20, 15));
}

void TestDecode::messyFiles()
{
    const QString folder = sharedData(u"data/messy"_s);
    if (folder.isEmpty())
        QSKIP("the folder of awkward files is not here");
    QFile list(qEnvironmentVariable("CAIRN_MESSY_REPORT"));
    const bool report = !list.fileName().isEmpty() && list.open(QIODevice::WriteOnly);
    int read = 0;
    int refused = 0;
    for (QDirIterator it(folder, QDir::Files, QDirIterator::Subdirectories); it.hasNext();) {
        const QString path = it.next();
        const auto decoded = decodeImageFile(path);
        const QString name = path.mid(folder.size() + 1);
        (decoded ? read : refused)++;
        QVERIFY2(decoded || decoded.error().message.endsWith(u'.'), qPrintable(name));
        if (report) {
            const QString line = decoded
                ? u"ok\t%1\t%2×%3\n"_s.arg(name).arg(decoded->cols).arg(decoded->rows)
                : u"no\t%1\t%2\t%3\n"_s.arg(name, decoded.error().message, decoded.error().detail);
            list.write(line.toUtf8());
        }
    }
    qInfo("%d read, %d refused", read, refused);
    QVERIFY(read > 400);
}

QTEST_GUILESS_MAIN(TestDecode)
#include "tst_decode.moc"
