// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sample/sampleproject.h"

#include <array>
#include <QSet>
#include <QTest>

using namespace cairn;

namespace {

constexpr Landmark landmarks[] = {Landmark::Arena, Landmark::ClockTower, Landmark::LatticeTower};

/// Mean color of an image, 0–255.
std::array<double, 3> meanColor(const QImage &image)
{
    std::array<double, 3> sum{};
    for (int y = 0; y < image.height(); ++y) {
        const auto *line = reinterpret_cast<const QRgb *>(image.constScanLine(y));
        for (int x = 0; x < image.width(); ++x) {
            sum[0] += qRed(line[x]);
            sum[1] += qGreen(line[x]);
            sum[2] += qBlue(line[x]);
        }
    }
    for (double &channel : sum)
        channel /= double(image.width()) * image.height();
    return sum;
}

/// Standard deviation of the brightness: 0 for an empty image.
double contrast(const QImage &image)
{
    const QImage gray = image.convertToFormat(QImage::Format_Grayscale8)
                            .scaled(32, 32, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    double sum = 0;
    double squares = 0;
    for (int y = 0; y < 32; ++y) {
        for (int x = 0; x < 32; ++x) {
            const double value = gray.constScanLine(y)[x];
            sum += value;
            squares += value * value;
        }
    }
    return std::sqrt(std::max(0.0, squares / 1024 - (sum / 1024) * (sum / 1024)));
}

} // namespace

class TestSampleDrawing : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sameSeedSameImage()
    {
        for (const Landmark landmark : landmarks) {
            for (const quint64 seed : {quint64(1), quint64(77), ~quint64(0)}) {
                const QImage first = drawLandmark(landmark, seed, {320, 240});
                QCOMPARE(first.size(), QSize(320, 240));
                QCOMPARE(drawLandmark(landmark, seed, {320, 240}), first);
            }
        }
    }

    void otherSeedOtherImage()
    {
        for (const Landmark landmark : landmarks) {
            QSet<QByteArray> seen;
            for (quint64 seed = 0; seed < 12; ++seed) {
                const QImage image = drawLandmark(landmark, seed, {120, 90});
                seen.insert(
                    QByteArray(reinterpret_cast<const char *>(image.constBits()), image.sizeInBytes()));
            }
            QCOMPARE(seen.size(), 12);
        }
    }

    void otherLandmarkOtherImage()
    {
        QVERIFY(drawLandmark(Landmark::Arena, 5, {120, 90})
                != drawLandmark(Landmark::ClockTower, 5, {120, 90}));
        QVERIFY(drawLandmark(Landmark::LatticeTower, 5, {120, 90})
                != drawLandmark(Landmark::ClockTower, 5, {120, 90}));
    }

    void everySizeWorks()
    {
        for (const QSize size :
             {QSize(360, 480), QSize(480, 360), QSize(64, 64), QSize(1, 1), QSize(33, 200)})
            QCOMPARE(drawLandmark(Landmark::LatticeTower, 3, size).size(), size);
    }

    void noImageIsEmpty()
    {
        for (const Landmark landmark : landmarks) {
            for (quint64 seed = 100; seed < 140; ++seed) {
                const double spread = contrast(drawLandmark(landmark, seed, {160, 120}));
                QVERIFY2(spread > 3,
                         qPrintable(
                             QStringLiteral("%1 %2: %3").arg(landmarkName(landmark)).arg(seed).arg(spread)));
            }
        }
    }

    // Who knows only the mean color of an image (and, unfairly, the classes' true means) does little better
    // than guessing (one in three).
    void meanColorTellsNoClass()
    {
        constexpr std::size_t images = 80;
        std::array<std::vector<std::array<double, 3>>, 3> colors;
        std::array<std::array<double, 3>, 3> means{};
        for (const Landmark landmark : landmarks) {
            const auto index = std::size_t(landmark);
            for (quint64 seed = 0; seed < images; ++seed) {
                colors[index].push_back(meanColor(drawLandmark(landmark, 1000 + seed, {96, 72})));
                for (std::size_t channel = 0; channel < 3; ++channel)
                    means[index][channel] += colors[index].back()[channel] / images;
            }
        }
        const auto distance
            = [](const auto &a, const auto &b) { return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]); };
        std::size_t right = 0;
        for (std::size_t index = 0; index < 3; ++index) {
            for (const auto &color : colors[index]) {
                std::size_t guess = 0;
                for (std::size_t other = 1; other < 3; ++other)
                    guess = distance(color, means[other]) < distance(color, means[guess]) ? other : guess;
                right += guess == index ? 1 : 0;
            }
        }
        const double share = double(right) / (3 * images);
        QVERIFY2(share < 0.6, qPrintable(QStringLiteral("%1 guessed right").arg(share)));
    }

    void namesAreClassNames()
    {
        QCOMPARE(landmarkName(Landmark::Arena), QStringLiteral("arena"));
        QCOMPARE(landmarkName(Landmark::ClockTower), QStringLiteral("clock_tower"));
        QCOMPARE(landmarkName(Landmark::LatticeTower), QStringLiteral("lattice_tower"));
    }
};

QTEST_APPLESS_MAIN(TestSampleDrawing)
#include "tst_sampledrawing.moc"
