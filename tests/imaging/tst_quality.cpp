// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/decode.h"
#include "core/imaging/quality.h"
#include "tests/imaging/testimages.h"
#include "tests/support/shareddata.h"

#include <opencv2/imgproc.hpp>

#include <QDirIterator>
#include <QElapsedTimer>
#include <QTest>

#include <cmath>
#include <numbers>
#include <random>

using namespace cairn;
using namespace cairn::test;
using namespace Qt::StringLiterals;

namespace {

cv::Mat plain(int r, int g, int b, int width = 200, int height = 160)
{
    return cv::Mat(height, width, CV_8UC3, cv::Scalar(r, g, b));
}

/// Smooth blobs, edges and a little noise: structure at every scale, as photographs have it.
cv::Mat scenery(int seed, int width = 400, int height = 300)
{
    std::mt19937 random{unsigned(seed)};
    const auto upTo = [&](int limit) { return int(random() % unsigned(limit)); };
    cv::Mat image(height, width, CV_8UC3, cv::Scalar(upTo(256), upTo(256), upTo(256)));
    for (int i = 0; i < 25; ++i) {
        const cv::Scalar color(upTo(256), upTo(256), upTo(256));
        const cv::Point center(upTo(width), upTo(height));
        if (i % 2 == 0)
            cv::circle(image, center, 10 + upTo(height / 3), color, cv::FILLED, cv::LINE_AA);
        else
            cv::rectangle(image, center, {upTo(width), upTo(height)}, color, cv::FILLED);
    }
    return image;
}

QByteArray jpegOf(const cv::Mat &rgb, int quality)
{
    const QImage image(rgb.data, rgb.cols, rgb.rows, qsizetype(rgb.step), QImage::Format_RGB888);
    return encoded(image, "jpg", quality);
}

cv::Mat scaled(const cv::Mat &image, double factor)
{
    cv::Mat other;
    cv::resize(image, other, {}, factor, factor, factor < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
    return other;
}

PerceptualHash hashOf(const cv::Mat &rgb)
{
    return measureQuality(rgb).hash;
}

/// Zauner's algorithm written out: an 8 × 8 block of the two-dimensional DCT-II of 32 × 32 values. The order
/// of the bits is OpenCV's: row by row, eight a byte, the first one lowest.
PerceptualHash hashByFormula(const cv::Mat &grey32)
{
    std::array<double, 64> block{};
    for (int v = 0; v < 8; ++v) {
        for (int u = 0; u < 8; ++u) {
            double sum = 0;
            for (int y = 0; y < 32; ++y) {
                for (int x = 0; x < 32; ++x)
                    sum += grey32.at<uchar>(y, x) * std::cos((2 * x + 1) * u * std::numbers::pi / 64)
                        * std::cos((2 * y + 1) * v * std::numbers::pi / 64);
            }
            const double scale = (u == 0 ? std::sqrt(0.5) : 1) * (v == 0 ? std::sqrt(0.5) : 1) / 16;
            block[std::size_t(v * 8 + u)] = sum * scale;
        }
    }
    block[0] = 0;
    double mean = 0;
    for (const double value : block)
        mean += value / 64;
    QByteArray bytes(8, '\0');
    for (int i = 0; i < 64; ++i) {
        if (block[std::size_t(i)] > mean)
            bytes[i / 8] = char(quint8(bytes[i / 8]) | 1u << (i % 8));
    }
    return perceptualHashFromBytes(bytes);
}

} // namespace

class TestQuality : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesByHand()
    {
        const ImageQuality gray = measureQuality(plain(100, 100, 100));
        QCOMPARE(gray.hash, PerceptualHash(0));
        QCOMPARE(gray.sharpness, 0.0);
        QVERIFY(std::abs(gray.brightness - 100.0 / 255) < 1e-9);
        QCOMPARE(gray.contrast, 0.0);
        QCOMPARE(gray.entropy, 0.0);
        QVERIFY(!std::signbit(gray.entropy));
        QCOMPARE(gray.saturation, 0.0);

        const ImageQuality red = measureQuality(plain(255, 0, 0));
        QVERIFY(std::abs(red.brightness - std::sqrt(0.241)) < 1e-9); // R first
        QCOMPARE(red.saturation, 1.0);
        QVERIFY(std::abs(measureQuality(plain(0, 255, 0)).brightness - std::sqrt(0.691)) < 1e-9);
        QVERIFY(std::abs(measureQuality(plain(0, 0, 255)).brightness - std::sqrt(0.068)) < 1e-9);
    }

    void halfBlackHalfWhite()
    {
        cv::Mat halves = plain(0, 0, 0, 128, 128);
        halves.colRange(64, 128).setTo(cv::Scalar(255, 255, 255));
        const ImageQuality quality = measureQuality(halves);
        QCOMPARE(quality.entropy, 1.0);
        QCOMPARE(quality.contrast, 0.5);
        // The Laplacian is ±255 in the two columns beside the edge, else 0: the mean square is 255² · 2 /
        // 128.
        QCOMPARE(quality.sharpness, 255.0 * 255.0 * 2 / 128);
        QCOMPARE(quality.saturation, 0.0);
    }

    void blurIsLessSharp()
    {
        double before = 1e9;
        const cv::Mat image = scenery(3);
        for (const double sigma : {0.0, 2.0, 4.0, 8.0}) {
            cv::Mat blurred = image.clone();
            if (sigma > 0)
                cv::GaussianBlur(image, blurred, {}, sigma);
            const double sharpness = measureQuality(blurred).sharpness;
            QVERIFY2(sharpness < before * 0.8, qPrintable(QString::number(sigma)));
            before = sharpness;
        }
    }

    void anySizeIsMeasuredAlike()
    {
        const cv::Mat large = scaled(scenery(5), 4);
        const ImageQuality of1200 = measureQuality(large);
        const ImageQuality of300 = measureQuality(scaled(large, 0.25));
        QVERIFY2(std::abs(of300.sharpness / of1200.sharpness - 1) < 0.25,
                 qPrintable(u"%1 and %2"_s.arg(of300.sharpness).arg(of1200.sharpness)));
        QVERIFY(std::abs(of300.brightness - of1200.brightness) < 0.01);
        QVERIFY(std::abs(of300.entropy - of1200.entropy) < 0.2);
        // Decoding at a reduced size, as the import does it, changes as little.
        const QByteArray jpeg = jpegOf(large, 92);
        const ImageQuality whole = measureQuality(*decodeImage(jpeg));
        const ImageQuality reduced = measureQuality(*decodeImage(jpeg, qualityDecodeSide));
        QVERIFY(hammingDistance(whole.hash, reduced.hash) <= 2);
        QVERIFY2(std::abs(reduced.sharpness / whole.sharpness - 1) < 0.3,
                 qPrintable(u"%1 and %2"_s.arg(reduced.sharpness).arg(whole.sharpness)));
    }

    void extremesDoNotFail()
    {
        for (const cv::Size size :
             {cv::Size(1, 1), cv::Size(1, 9000), cv::Size(9000, 1), cv::Size(3, 2000), cv::Size(130, 128)}) {
            const ImageQuality quality = measureQuality(cv::Mat(size, CV_8UC3, cv::Scalar(1, 2, 3)));
            QCOMPARE(quality.hash, PerceptualHash(0));
        }
    }

    void hashIsTheFormula()
    {
        for (int seed = 1; seed <= 10; ++seed) {
            cv::Mat gray;
            cv::cvtColor(scenery(seed, 32, 32), gray, cv::COLOR_RGB2GRAY);
            // A coefficient that is nearly the mean may fall to either side.
            QVERIFY(hammingDistance(perceptualHash(gray), hashByFormula(gray)) <= 1);
        }
    }

    void copiesAreNearAndOthersFar()
    {
        int farthestCopy = 0;
        int nearestOther = 64;
        std::vector<PerceptualHash> hashes;
        for (int seed = 1; seed <= 40; ++seed) {
            const cv::Mat image = scenery(seed);
            hashes.push_back(hashOf(image));
            cv::Mat bright;
            image.convertTo(bright, -1, 1.1, 8);
            for (const cv::Mat &copy :
                 {scaled(image, 0.3), scaled(image, 2.5), *decodeImage(jpegOf(image, 40)), bright})
                farthestCopy = std::max(farthestCopy, hammingDistance(hashes.back(), hashOf(copy)));
        }
        for (std::size_t i = 0; i < hashes.size(); ++i) {
            for (std::size_t j = i + 1; j < hashes.size(); ++j)
                nearestOther = std::min(nearestOther, hammingDistance(hashes[i], hashes[j]));
        }
        qInfo("copies differ in up to %d bits, different images in %d or more", farthestCopy, nearestOther);
        QVERIFY(farthestCopy <= 6);
        QVERIFY(nearestOther > 6);
    }

    void bytesRoundTrip()
    {
        const PerceptualHash hash = 0x0123456789abcdefULL;
        QCOMPARE(toBytes(hash), QByteArray::fromHex("0123456789abcdef"));
        QCOMPARE(perceptualHashFromBytes(toBytes(hash)), hash);
        QCOMPARE(perceptualHashFromBytes("short"), PerceptualHash(0));
        QCOMPARE(hammingDistance(0, ~PerceptualHash(0)), 64);
    }

    void photographs();
};

// What the thresholds rest on, told for real photographs where they are there.
void TestQuality::photographs()
{
    const QString folder = sharedData(u"data/landmarks3"_s);
    if (folder.isEmpty())
        QSKIP("the landmark photographs are not here");
    std::vector<ImageQuality> qualities;
    std::vector<int> copies;
    qint64 measuring = 0;
    qint64 decoding = 0;
    QElapsedTimer timer;
    QDirIterator it(folder, {u"*.jpg"_s, u"*.png"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        timer.start();
        const auto image = decodeImageFile(it.next(), qualityDecodeSide);
        QVERIFY(image);
        decoding += timer.nsecsElapsed();
        timer.start();
        qualities.push_back(measureQuality(*image));
        measuring += timer.nsecsElapsed();
        copies.push_back(
            hammingDistance(qualities.back().hash, hashOf(*decodeImage(jpegOf(scaled(*image, 0.7), 50)))));
    }
    std::vector<double> sharpness;
    std::vector<int> others;
    for (std::size_t i = 0; i < qualities.size(); ++i) {
        sharpness.push_back(qualities[i].sharpness);
        for (std::size_t j = i + 1; j < qualities.size(); ++j)
            others.push_back(hammingDistance(qualities[i].hash, qualities[j].hash));
    }
    std::ranges::sort(sharpness);
    std::ranges::sort(others);
    const double count = double(qualities.size());
    qInfo("%.2f ms to decode, %.2f ms to measure; sharpness %.0f / %.0f / %.0f (least, 5 %%, median)",
          double(decoding) / 1e6 / count, double(measuring) / 1e6 / count, sharpness.front(),
          sharpness[sharpness.size() / 20], sharpness[sharpness.size() / 2]);
    QString nearest;
    for (int bits = 0; bits <= 14; ++bits)
        nearest += u" %1:%2"_s.arg(bits).arg(std::ranges::count(others, bits));
    qInfo("copies differ in at most %d bits; pairs by distance%s", *std::ranges::max_element(copies),
          qPrintable(nearest));
    QVERIFY(*std::ranges::max_element(copies) <= 6);
}

QTEST_GUILESS_MAIN(TestQuality)
#include "tst_quality.moc"
