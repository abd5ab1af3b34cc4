// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/augment.h"
#include "core/imaging/decode.h"
#include "core/imaging/resample.h"
#include "tests/support/shareddata.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <QTest>

#include <numbers>

using namespace cairn;

namespace {

// Smooth colors with an edge: what a resize should keep.
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

// Every pixel different, the same on every machine.
cv::Mat speckled(int width, int height)
{
    cv::Mat rgb(height, width, CV_8UC3);
    for (int i = 0; i < width * height * 3; ++i)
        rgb.data[i] = uchar((quint32(i) * 2654435761U) >> 23);
    return rgb;
}

int checksumOf(const cv::Mat &rgb)
{
    qint64 sum = 0;
    for (int i = 0; i < rgb.rows * rgb.cols * 3; ++i)
        sum = (sum * 31 + rgb.data[i]) % 1'000'003;
    return int(sum);
}

double largestDifference(const cv::Mat &a, const cv::Mat &b)
{
    return cv::norm(a, b, cv::NORM_INF);
}

double meanDifference(const cv::Mat &a, const cv::Mat &b)
{
    return cv::norm(a, b, cv::NORM_L1) / double(3 * a.total());
}

/// fast.ai's defaults with one quantity alone, always.
Augmentation only(double Augmentation::*member, double value)
{
    Augmentation augmentation = Augmentation::none();
    augmentation.*member = value;
    augmentation.affineShare = 1;
    augmentation.lightingShare = 1;
    return augmentation;
}

std::vector<ImageView> views(const Augmentation &augmentation, int count = 400, cv::Size size = {120, 80},
                             ResizeMode mode = ResizeMode::Crop)
{
    std::vector<ImageView> list;
    for (int i = 0; i < count; ++i) {
        ExampleRandom random(3, 0, quint64(i));
        list.push_back(drawView(size, mode, augmentation, random));
    }
    return list;
}

cv::Vec2d mapped(const cv::Matx33d &map, double u, double v)
{
    const cv::Vec3d p = map * cv::Vec3d(u, v, 1);
    return {p[0] / p[2], p[1] / p[2]};
}

} // namespace

class AugmentTest : public QObject
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

    // Values of Pillow 9.5's Image.resize(…, BILINEAR) on the same speckles.
    void resizesAsPillow_data()
    {
        QTest::addColumn<QSize>("from");
        QTest::addColumn<QSize>("to");
        QTest::addColumn<QList<int>>("first"); // three channels of the first, middle and last pixel
        QTest::addColumn<int>("checksum");
        QTest::newRow("64x48 to 20x13") << QSize(64, 48) << QSize(20, 13)
                                        << QList<int>{105, 143, 132, 131, 114, 134, 133, 109, 122} << 569230;
        QTest::newRow("31x17 to 50x40") << QSize(31, 17) << QSize(50, 40)
                                        << QList<int>{0, 60, 120, 119, 100, 161, 131, 192, 252} << 340826;
        QTest::newRow("200x3 to 7x9") << QSize(200, 3) << QSize(7, 9)
                                      << QList<int>{129, 127, 125, 123, 130, 127, 123, 130, 128} << 505415;
        QTest::newRow("48x48 to 48x11")
            << QSize(48, 48) << QSize(48, 11) << QList<int>{211, 57, 117, 217, 22, 82, 99, 61, 122} << 450624;
    }

    void resizesAsPillow()
    {
        QFETCH(QSize, from);
        QFETCH(QSize, to);
        QFETCH(QList<int>, first);
        const cv::Mat result
            = resizeBilinear(speckled(from.width(), from.height()), {to.width(), to.height()});
        QList<int> values;
        for (const cv::Point &p : {cv::Point(0, 0), cv::Point(to.width() / 2, to.height() / 2),
                                   cv::Point(to.width() - 1, to.height() - 1)}) {
            for (int c = 0; c < 3; ++c)
                values << result.at<cv::Vec3b>(p)[c];
        }
        QCOMPARE(values, first);
        QFETCH(int, checksum);
        QCOMPARE(checksumOf(result), checksum);
    }

    void resizesABoxAsPillow()
    {
        const cv::Rect2d box(3.25, 5.5, 37.5, 38.5);
        QCOMPARE(checksumOf(resizeBilinear(speckled(64, 48), {16, 16}, box)), 596108);
    }

    // fast.ai's own squares, all of them.
    void fitsAsFastAi_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("mode");
        const std::pair<const char *, ResizeMode> modes[]{
            {"crop", ResizeMode::Crop}, {"pad_zeros", ResizeMode::Pad}, {"squish", ResizeMode::Squish}};
        for (const auto &[name, mode] : modes)
            QTest::newRow(name) << QString::fromLatin1(name) << int(mode);
    }

    void fitsAsFastAi()
    {
        QFETCH(QString, name);
        QFETCH(int, mode);
        const QString folder = sharedData(QStringLiteral("reference/fastai/resize"));
        if (folder.isEmpty())
            QSKIP("Not compared: fast.ai's reference images are not there.");
        for (const char *input : {"64x48", "48x64", "640x480", "333x500"}) {
            for (const int size : {32, 224}) {
                const QString from = QString::fromLatin1(input);
                const auto image = decodeImageFile(QStringLiteral("%1/in_%2.png").arg(folder, from));
                const auto expected = decodeImageFile(
                    QStringLiteral("%1/%2_%3_from_%4.png").arg(folder, name).arg(size).arg(from));
                QVERIFY(image.ok() && expected.ok());
                const cv::Mat result = fitSquare(*image, size, ResizeMode(mode));
                QCOMPARE(result.size(), expected->size());
                QCOMPARE(largestDifference(result, *expected), 0.0);
            }
        }
    }

    void padsWithBlackBarsAndSquishes()
    {
        const cv::Mat white(40, 80, CV_8UC3, cv::Scalar::all(255));
        const cv::Mat padded = fitSquare(white, 64, ResizeMode::Pad);
        QCOMPARE(padded.at<cv::Vec3b>(2, 32), cv::Vec3b(0, 0, 0));
        QCOMPARE(padded.at<cv::Vec3b>(32, 1), cv::Vec3b(255, 255, 255));
        QCOMPARE(padded.at<cv::Vec3b>(62, 32), cv::Vec3b(0, 0, 0));
        const cv::Mat squished = fitSquare(scene(300, 100), 64, ResizeMode::Squish);
        QVERIFY(squished.at<cv::Vec3b>(32, 1)[0] < 10 && squished.at<cv::Vec3b>(32, 62)[0] > 245);
    }

    void everyShapeFits()
    {
        for (const ResizeMode mode : {ResizeMode::Crop, ResizeMode::Pad, ResizeMode::Squish}) {
            for (const cv::Size size : {cv::Size(300, 100), cv::Size(20, 30), cv::Size(500, 1),
                                        cv::Size(1, 1), cv::Size(3, 2000), cv::Size(40'000, 2)}) {
                if (mode == ResizeMode::Pad && size.width > 10'000)
                    continue; // a square of 40,000 pixels' side is beyond what decoding lets through
                QCOMPARE(fitSquare(scene(size.width, size.height), 32, mode).size(), cv::Size(32, 32));
                for (quint64 i = 0; i < 4; ++i) {
                    ExampleRandom random(1, 1, i);
                    Augmentation augmentation = Augmentation();
                    augmentation.minCropScale = i % 2 == 0 ? 1 : 0.3;
                    const ImageView view = drawView(size, mode, augmentation, random);
                    QCOMPARE(renderView(scene(size.width, size.height), 32, view).size(), cv::Size(32, 32));
                }
            }
        }
    }

    void nothingRandomIsValidation()
    {
        const cv::Mat image = speckled(90, 60);
        for (const ResizeMode mode : {ResizeMode::Crop, ResizeMode::Pad, ResizeMode::Squish}) {
            const ImageView view = views(Augmentation::none(), 1, image.size(), mode)[0];
            QCOMPARE(largestDifference(renderView(image, 32, view), fitSquare(image, 32, mode)), 0.0);
            QVERIFY(!view.lighting.changes());
        }
    }

    void mirrorsHalfOfThem()
    {
        Augmentation augmentation = Augmentation::none();
        augmentation.flip = true;
        const cv::Mat image = speckled(64, 64);
        cv::Mat mirrored;
        cv::flip(image, mirrored, 1);
        int count = 0;
        for (const ImageView &view : views(augmentation, 400, image.size())) {
            const cv::Mat result = renderView(image, 64, view);
            const bool turned = largestDifference(result, mirrored) == 0;
            QVERIFY(turned || largestDifference(result, image) == 0);
            count += turned ? 1 : 0;
        }
        QVERIFY(count > 160 && count < 240);
    }

    void cropsVaryWithinTheirLimits()
    {
        Augmentation augmentation = Augmentation::none();
        augmentation.minCropScale = 0.35;
        double smallest = 1;
        double largest = 0;
        for (const ImageView &view : views(augmentation, 400, {400, 300})) {
            QVERIFY(view.box.x >= 0 && view.box.br().x <= 400 && view.box.y >= 0 && view.box.br().y <= 300);
            const double aspect = view.box.width / view.box.height;
            QVERIFY(aspect > 0.74 && aspect < 1.35);
            const double share = view.box.area() / (400 * 300);
            smallest = std::min(smallest, share);
            largest = std::max(largest, share);
        }
        QVERIFY(smallest > 0.34 && smallest < 0.4 && largest > 0.9);
    }

    void rotatesWithinTheLimit()
    {
        double most = 0;
        for (const ImageView &view : views(only(&Augmentation::maxRotate, 30))) {
            const double angle = std::atan2(view.map(0, 1), view.map(0, 0)) * 180 / std::numbers::pi;
            QVERIFY(std::abs(angle) <= 30);
            QVERIFY(std::abs(cv::determinant(view.map) - 1) < 1e-9);
            most = std::max(most, std::abs(angle));
        }
        QVERIFY(most > 28);
    }

    // A quarter turn moves pixels without mixing them: no geometry but what is asked for.
    void turnsAboutTheCenter()
    {
        const cv::Mat image = speckled(32, 32);
        ImageView view;
        view.box = {0, 0, 32, 32};
        view.map = {0, 1, 0, -1, 0, 0, 0, 0, 1};
        cv::Mat expected;
        cv::rotate(image, expected, cv::ROTATE_90_CLOCKWISE);
        cv::Mat other;
        cv::rotate(image, other, cv::ROTATE_90_COUNTERCLOCKWISE);
        const cv::Mat result = renderView(image, 32, view);
        QCOMPARE(std::min(largestDifference(result, expected), largestDifference(result, other)), 0.0);
    }

    void zoomsIntoTheImage()
    {
        for (const ImageView &view : views(only(&Augmentation::maxZoom, 2))) {
            const double scale = view.map(0, 0);
            QVERIFY(scale <= 1 && scale >= 0.5);
            QCOMPARE(view.map(1, 1), scale);
            for (const double corner : {-1.0, 1.0}) {
                const cv::Vec2d p = mapped(view.map, corner, corner);
                QVERIFY(std::abs(p[0]) <= 1 + 1e-12 && std::abs(p[1]) <= 1 + 1e-12);
            }
        }
    }

    // find_coeffs of fast.ai: the tilted corners become the square's.
    void warpsTheCorners()
    {
        int tilted = 0;
        for (const ImageView &view : views(only(&Augmentation::maxWarp, 0.2))) {
            const cv::Vec2d corner = mapped(view.map.inv(), -1, -1);
            const double y = -1 - corner[0];
            const double x = -1 - corner[1];
            QVERIFY(std::abs(x) < 0.2 && std::abs(y) < 0.2);
            const cv::Vec2d other = mapped(view.map.inv(), -1, 1);
            QVERIFY(std::abs(other[0] - (-1 + y)) < 1e-5 && std::abs(other[1] - (1 + x)) < 1e-5);
            tilted += std::abs(x) > 0.01 ? 1 : 0;
        }
        QVERIFY(tilted > 300);
    }

    void sharesAreProbabilities()
    {
        Augmentation augmentation = Augmentation();
        int turned = 0;
        int bright = 0;
        int contrasted = 0;
        augmentation.maxWarp = 0;
        augmentation.maxZoom = 1;
        augmentation.flip = false;
        for (const ImageView &view : views(augmentation, 1000)) {
            turned += view.map(0, 1) != 0 ? 1 : 0;
            bright += view.lighting.brightness != 0.5 ? 1 : 0;
            contrasted += view.lighting.contrast != 1 ? 1 : 0;
            QVERIFY(view.lighting.brightness >= 0.4 && view.lighting.brightness <= 0.6);
            QVERIFY(view.lighting.contrast >= 0.8 - 1e-12 && view.lighting.contrast <= 1.25 + 1e-12);
        }
        for (const int count : {turned, bright, contrasted})
            QVERIFY2(count > 700 && count < 800, qPrintable(QString::number(count)));
    }

    void oneRangeLeavesTheOtherDrawsAlone()
    {
        Augmentation with = Augmentation();
        with.minCropScale = 0.5;
        Augmentation without = with;
        without.maxRotate = 0;
        without.maxLighting = 0;
        for (quint64 i = 0; i < 50; ++i) {
            ExampleRandom a(1, 2, i);
            ExampleRandom b(1, 2, i);
            QCOMPARE(drawView({100, 80}, ResizeMode::Crop, with, a).box,
                     drawView({100, 80}, ResizeMode::Crop, without, b).box);
        }
    }

    void bordersAreMirrored()
    {
        const cv::Mat gray(64, 64, CV_8UC3, cv::Scalar::all(180));
        for (const ImageView &view : views(only(&Augmentation::maxRotate, 180), 20, gray.size()))
            QCOMPARE(
                largestDifference(renderView(gray, 48, view), cv::Mat(48, 48, CV_8UC3, cv::Scalar::all(180))),
                0.0);
    }

    // Shrinking in the one interpolation must not let fine patterns alias.
    void shrinkingAveragesPixels()
    {
        cv::Mat checks(512, 512, CV_8UC3);
        for (int y = 0; y < 512; ++y) {
            for (int x = 0; x < 512; ++x)
                checks.at<cv::Vec3b>(y, x) = cv::Vec3b::all((x + y) % 2 == 0 ? 255 : 0);
        }
        for (const ImageView &view : views(only(&Augmentation::maxRotate, 20), 10, checks.size())) {
            cv::Scalar mean;
            cv::Scalar deviation;
            cv::meanStdDev(renderView(checks, 64, view), mean, deviation);
            QVERIFY(std::abs(mean[0] - 127.5) < 3);
            QVERIFY(deviation[0] < 25);
        }
    }

    void lightingIsFastAis_data()
    {
        QTest::addColumn<double>("brightness");
        QTest::addColumn<double>("contrast");
        QTest::addColumn<int>("value");
        QTest::addColumn<double>("expected");
        QTest::newRow("nothing") << 0.5 << 1.0 << 77 << 77 / 255.0;
        QTest::newRow("brighter") << 0.6 << 1.0 << 128 << 0.601881;
        QTest::newRow("more contrast") << 0.5 << 1.25 << 64 << 0.203147;
        QTest::newRow("black stays black") << 0.6 << 1.25 << 0 << 0.0;
        QTest::newRow("white stays white") << 0.4 << 0.8 << 255 << 1.0;
    }

    void lightingIsFastAis()
    {
        QFETCH(double, brightness);
        QFETCH(double, contrast);
        QFETCH(int, value);
        QFETCH(double, expected);
        const auto table = lightingTable({brightness, contrast});
        QVERIFY2(std::abs(double(table[std::size_t(value)]) - expected) < 1e-5,
                 qPrintable(QString::number(double(table[std::size_t(value)]))));
    }

    void enoughPixelsForTheSmallestCrop()
    {
        Augmentation augmentation = Augmentation::crops();
        augmentation.minCropScale = 0.25;
        QCOMPARE(neededShortSide(224, augmentation), 448);
        augmentation.maxZoom = 1.5;
        QCOMPARE(neededShortSide(224, augmentation), 672);
        QCOMPARE(neededShortSide(224, Augmentation::none()), 224);
    }

    // Decoding at a reduced size must not move the image.
    void viewsDoNotDependOnTheImagesSize()
    {
        const cv::Mat large = scene(900, 700);
        cv::Mat small;
        cv::resize(large, small, {450, 350}, 0, 0, cv::INTER_AREA);
        for (quint64 i = 0; i < 20; ++i) {
            ExampleRandom a(1, 0, i);
            ExampleRandom b(1, 0, i);
            const Augmentation augmentation = Augmentation();
            const cv::Mat one
                = renderView(large, 128, drawView(large.size(), ResizeMode::Crop, augmentation, a));
            const cv::Mat other
                = renderView(small, 128, drawView(small.size(), ResizeMode::Crop, augmentation, b));
            QVERIFY(meanDifference(one, other) < 2.5);
        }
    }
};

QTEST_GUILESS_MAIN(AugmentTest)

#include "tst_augment.moc"
