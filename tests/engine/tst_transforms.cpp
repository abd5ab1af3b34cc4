#include "core/engine/transforms.h"
#include "core/imaging/decode.h"
#include "tests/engine/enginetest.h"
#include "tests/support/shareddata.h"

#include <opencv2/core.hpp>
#include <QFileInfo>
#include <QTest>

using namespace cairn;

namespace {

// Smooth colours with an edge: what a resize should keep.
cv::Mat scene(int width, int height)
{
    cv::Mat rgb(height, width, CV_8UC3);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const double u = double(x) / width;
            const double v = double(y) / height;
            rgb.at<cv::Vec3b>(y, x)
                = cv::Vec3b(uchar(255 * u), uchar(255 * v), u + v > 1 ? uchar(200) : uchar(50));
        }
    }
    return rgb;
}

double meanDifference(const cv::Mat &a, const cv::Mat &b)
{
    cv::Mat difference;
    cv::absdiff(a, b, difference);
    const cv::Scalar mean = cv::mean(difference);
    return (mean[0] + mean[1] + mean[2]) / 3;
}

bool same(const cv::Mat &a, const cv::Mat &b)
{
    return a.size() == b.size() && meanDifference(a, b) == 0;
}

} // namespace

class TransformsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void randomNumbersBelongToTheExample()
    {
        QCOMPARE(ExampleRandom(1, 2, 3).next(), ExampleRandom(1, 2, 3).next());
        QVERIFY(ExampleRandom(1, 2, 3).next() != ExampleRandom(1, 3, 2).next());
        QVERIFY(ExampleRandom(1, 2, 3).next() != ExampleRandom(2, 1, 3).next());
        ExampleRandom random(7, 0, 0);
        double sum = 0;
        for (int i = 0; i < 10'000; ++i) {
            const double value = random.uniform(-1, 3);
            QVERIFY(value >= -1 && value < 3);
            sum += value;
            const int small = random.below(3);
            QVERIFY(small >= 0 && small < 3);
        }
        QVERIFY(std::abs(sum / 10'000 - 1) < 0.05);
    }

    void validationTakesTheCentre_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::newRow("wide") << 300 << 100;
        QTest::newRow("tall") << 90 << 400;
        QTest::newRow("smaller than the target") << 20 << 30;
        QTest::newRow("a line") << 500 << 1;
    }

    void validationTakesTheCentre()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        const cv::Mat result = validTransform(scene(width, height), 64);
        QCOMPARE(result.size(), cv::Size(64, 64));
        // The colours of the middle: red grows to the right and green downwards, symmetrically about one
        // half.
        const cv::Scalar mean = cv::mean(result);
        if (width > 2 && height > 2) {
            QVERIFY(std::abs(mean[0] - 127) < 8);
            QVERIFY(std::abs(mean[1] - 127) < 8);
        }
    }

    // Decoding at a reduced size and shrinking first must not move the picture.
    void shrinkingFirstChangesLittle()
    {
        const cv::Mat large = scene(900, 700);
        const cv::Mat direct = validTransform(large, 128);
        const cv::Mat inTwo = validTransform(shrinkShortSide(large, 128), 128);
        QVERIFY(meanDifference(direct, inTwo) < 2);
        QVERIFY(same(shrinkShortSide(direct, 400), direct));
    }

    void cropsStayInsideAndVary()
    {
        const Augmentation augmentation{false, 0.35};
        double smallest = 255;
        double largest = 0;
        for (quint64 i = 0; i < 200; ++i) {
            ExampleRandom random(1, 0, i);
            const cv::Mat result = trainTransform(scene(100 + int(i) * 3, 300), 32, augmentation, random);
            QCOMPARE(result.size(), cv::Size(32, 32));
            const double red = cv::mean(result)[0];
            smallest = std::min(smallest, red);
            largest = std::max(largest, red);
        }
        QVERIFY(largest - smallest > 40);
    }

    void mirrorsHalfOfThem()
    {
        const Augmentation augmentation{true, 1};
        const cv::Mat picture = scene(64, 64);
        int mirrored = 0;
        for (quint64 i = 0; i < 400; ++i) {
            ExampleRandom random(5, 1, i);
            const cv::Mat result = trainTransform(picture, 64, augmentation, random);
            mirrored += result.at<cv::Vec3b>(0, 0)[0] > 127;
        }
        QVERIFY(mirrored > 150 && mirrored < 250);
    }

    void extremeShapesAreCropped()
    {
        for (const cv::Size size : {cv::Size(2000, 3), cv::Size(3, 2000), cv::Size(1, 1)}) {
            ExampleRandom random(1, 1, 1);
            QCOMPARE(trainTransform(scene(size.width, size.height), 32, {true, 0.35}, random).size(),
                     cv::Size(32, 32));
        }
    }

    void enoughPixelsForTheSmallestCrop()
    {
        const Augmentation augmentation{true, 0.25};
        QCOMPARE(neededShortSide(224, &augmentation), 448);
        QCOMPARE(neededShortSide(224, nullptr), 224);
    }

    void normalisesAsImageNet()
    {
        cv::Mat pixel(1, 2, CV_8UC3, cv::Scalar(0, 0, 0));
        pixel.at<cv::Vec3b>(0, 1) = cv::Vec3b(255, 128, 0);
        std::array<float, 6> values;
        writeNormalised(pixel, values.data());
        const std::array<float, 6> expected{-2.117904F, -2.035714F, -1.804444F,
                                            2.248908F,  0.205182F,  -1.804444F};
        for (std::size_t i = 0; i < 6; ++i)
            QVERIFY(std::abs(values[i] - expected[i]) < 1e-5F);
    }

    // fast.ai's own results (Pillow, bilinear with antialiasing) on patterns with sharp rings.
    void resemblesFastAi_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<QString>("input");
        for (const int size : {32, 224}) {
            for (const char *input : {"64x48", "48x64", "640x480", "333x500"})
                QTest::addRow("%s to %d", input, size) << size << QString::fromLatin1(input);
        }
    }

    void resemblesFastAi()
    {
        QFETCH(int, size);
        QFETCH(QString, input);
        const QString folder = sharedData(QStringLiteral("reference/fastai/resize"));
        if (folder.isEmpty()) {
            qInfo("Not compared: fast.ai's reference pictures are not there.");
            return;
        }
        const auto picture = decodeImageFile(folder + QStringLiteral("/in_%1.png").arg(input));
        const auto expected
            = decodeImageFile(folder + QStringLiteral("/crop_%1_from_%2.png").arg(size).arg(input));
        QVERIFY(picture.ok());
        QVERIFY(expected.ok());
        const double difference = meanDifference(validTransform(*picture, size), *expected);
        qInfo("mean difference %.2f grey levels", difference);
        QVERIFY(difference < 4);
    }
};

static const EngineTest<TransformsTest> registered("transforms");

#include "tst_transforms.moc"
