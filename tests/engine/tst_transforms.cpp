// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/transforms.h"
#include "core/imaging/resample.h"
#include "tests/engine/enginetest.h"

#include <opencv2/core.hpp>
#include <QTest>

#include <vector>

using namespace cairn;

namespace {

cv::Mat ramp(int width, int height)
{
    cv::Mat rgb(height, width, CV_8UC3);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x)
            rgb.at<cv::Vec3b>(y, x) = cv::Vec3b(uchar(255 * x / width), uchar(255 * y / height), 90);
    }
    return rgb;
}

} // namespace

class TransformsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void normalizesAsImageNet()
    {
        cv::Mat pixel(1, 2, CV_8UC3, cv::Scalar(0, 0, 0));
        pixel.at<cv::Vec3b>(0, 1) = cv::Vec3b(255, 128, 0);
        std::array<float, 6> values;
        writeNormalized(pixel, {}, values.data());
        const std::array<float, 6> expected{-2.117904F, -2.035714F, -1.804444F,
                                            2.248908F,  0.205182F,  -1.804444F};
        for (std::size_t i = 0; i < 6; ++i)
            QVERIFY(std::abs(values[i] - expected[i]) < 1e-5F);
    }

    void lightingComesBeforeNormalization()
    {
        const cv::Mat pixel(1, 1, CV_8UC3, cv::Scalar(128, 128, 128));
        std::array<float, 3> values;
        writeNormalized(pixel, {0.6, 1}, values.data());
        // σ(logit(128/255) + logit(0.6))
        QVERIFY(std::abs(values[0] - (0.601881F - imageNetMean[0]) / imageNetDeviation[0]) < 1e-4F);
    }

    void withoutChanceTheSquareIsKept()
    {
        const SquareOptions options{48, ResizeMode::Crop, Augmentation::none()};
        const cv::Mat kept = keptImage(ramp(300, 200), options);
        QCOMPARE(kept.size(), cv::Size(48, 48));
        QCOMPARE(decodeShortSide(options), 0); // the whole image
        ExampleRandom random(1, 1, 1);
        std::vector<float> square(48 * 48 * 3);
        std::vector<float> expected(square.size());
        writeSquare(kept, options, random, square.data());
        writeNormalized(kept, {}, expected.data());
        QCOMPARE(square, expected);
    }

    void keepsPixelsEnoughForEveryView()
    {
        SquareOptions options{224, ResizeMode::Crop, Augmentation::crops()};
        options.augmentation.minCropScale = 0.25;
        QCOMPARE(decodeShortSide(options), 448);
        QCOMPARE(keptImage(ramp(3000, 1000), options).size(), cv::Size(1344, 448));
        QCOMPARE(keptImage(ramp(800, 600), options).size(), cv::Size(800, 600));
        QCOMPARE(keptImage(ramp(100, 50), options).size(), cv::Size(100, 50));
        options.augmentation.maxZoom = 1.5;
        QCOMPARE(decodeShortSide(options), 672);
    }
};

static const EngineTest<TransformsTest> registered("transforms");

#include "tst_transforms.moc"
