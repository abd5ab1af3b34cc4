// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/export/goldenimages.h"

#include "core/engine/export/filewriting.h"
#include "core/engine/export/verification.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtEndian>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

struct Drawing
{
    const char *file;
    int width;
    int height;
    std::uint64_t seed;
};
constexpr std::array<Drawing, 4> drawings{{
    {"1.png", 640, 480, 11},
    {"2.png", 333, 500, 22},
    {"3.jpg", 1280, 853, 33},
    {"4.jpg", 300, 300, 44},
}};

/// A slope of colors with shapes on it: edges in all directions and fine lines, which show wrong resizing.
cv::Mat drawn(const Drawing &drawing)
{
    cv::RNG random(drawing.seed);
    cv::Mat image(drawing.height, drawing.width, CV_8UC3);
    for (int y = 0; y < image.rows; ++y) {
        for (int x = 0; x < image.cols; ++x)
            image.at<cv::Vec3b>(y, x) = {uchar(255 * x / image.cols), uchar(255 * y / image.rows),
                                         uchar(255 - 255 * (x + y) / (image.cols + image.rows))};
    }
    for (int i = 0; i < 24; ++i) {
        const cv::Point center(random.uniform(0, image.cols), random.uniform(0, image.rows));
        const cv::Scalar color(random.uniform(0, 256), random.uniform(0, 256), random.uniform(0, 256));
        const int side = random.uniform(8, image.cols / 4);
        if (i % 3 == 0)
            cv::circle(image, center, side / 2, color, cv::FILLED);
        else if (i % 3 == 1)
            cv::rectangle(image, cv::Rect(center.x, center.y, side, side / 2), color, cv::FILLED);
        else
            cv::line(image, center, {random.uniform(0, image.cols), random.uniform(0, image.rows)}, color, 2);
    }
    return image;
}

/// NumPy's format, version 1.0.
std::string npyBytes(const torch::Tensor &values)
{
    QStringList sizes;
    for (const std::int64_t size : values.sizes())
        sizes << QString::number(size);
    std::string header
        = u"{'descr': '<f4', 'fortran_order': False, 'shape': (%1), }"_s.arg(sizes.join(u", "_s))
              .toStdString();
    constexpr std::size_t before = 10;
    while ((before + header.size() + 1) % 64 != 0)
        header += ' ';
    header += '\n';
    std::string bytes("\x93NUMPY\x01\x00", 8);
    bytes += char(header.size() & 0xff);
    bytes += char(header.size() >> 8);
    bytes += header;
    const torch::Tensor dense = values.contiguous();
    bytes.append(static_cast<const char *>(dense.data_ptr()), std::size_t(dense.nbytes()));
    return bytes;
}

} // namespace

Result<std::vector<Example>> drawGoldenImages(const QString &folder)
{
    std::vector<Example> images;
    for (const Drawing &drawing : drawings) {
        const QString name = QString::fromLatin1(drawing.file);
        const QString path = folder + u'/' + name;
        std::vector<uchar> bytes;
        cv::imencode(name.endsWith(u".jpg"_s) ? ".jpg" : ".png", drawn(drawing), bytes);
        const auto written = writeBytes(path, {reinterpret_cast<const char *>(bytes.data()), bytes.size()});
        if (!written)
            return written.error();
        images.push_back({0, path, -1});
    }
    return images;
}

Result<void> writeGoldenAnswers(const QString &folder, const std::vector<Example> &images,
                                const torch::Tensor &inputs, Network &network, double temperature)
{
    const Expected expected = expectedOf(network, temperature, inputs);
    QJsonArray answers;
    for (std::size_t i = 0; i < images.size(); ++i) {
        const auto row = std::int64_t(i);
        const QFileInfo file(images[i].path);
        const QString input = file.completeBaseName() + u".npy"_s;
        if (const auto written
            = writeBytes(folder + u'/' + input, npyBytes(expected.images.slice(0, row, row + 1)));
            !written)
            return written;
        QJsonArray probabilities;
        for (std::int64_t k = 0; k < expected.probabilities.size(1); ++k)
            probabilities << expected.probabilities[row][k].item<double>();
        const auto best = expected.probabilities[row].argmax().item<std::int64_t>();
        answers << QJsonObject{{u"image"_s, file.fileName()},
                               {u"input"_s, input},
                               {u"label"_s, network->spec.classes[best]},
                               {u"probabilities"_s, probabilities}};
    }
    // Of normalized pixels: six of 255 steps, as JPEG decoders differ; other colors or resizing make more.
    constexpr double pixelTolerance = 0.1;
    const QByteArray json = QJsonDocument(QJsonObject{{u"tolerance"_s, 1e-3},
                                                      {u"pixel_tolerance"_s, pixelTolerance},
                                                      {u"images"_s, answers}})
                                .toJson();
    return writeBytes(folder + u"/golden.json"_s, {json.constData(), std::size_t(json.size())});
}

} // namespace cairn
