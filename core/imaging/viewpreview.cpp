// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/viewpreview.h"

#include "core/imaging/augment.h"
#include "core/imaging/decode.h"

namespace cairn {

namespace {

QImage toImage(const cv::Mat &rgb)
{
    return QImage(rgb.data, rgb.cols, rgb.rows, qsizetype(rgb.step), QImage::Format_RGB888).copy();
}

} // namespace

Result<QList<QImage>> previewViews(const QString &path, int size, ResizeMode mode,
                                   const Augmentation &augmentation, quint64 seed, quint64 index, int count)
{
    const Result<cv::Mat> image = decodeImageFile(path, neededShortSide(size, augmentation));
    if (!image)
        return image.error();
    try {
        QList<QImage> views{toImage(fitSquare(*image, size, mode))};
        for (int epoch = 0; epoch < count; ++epoch) {
            ExampleRandom random(seed, quint64(epoch), index);
            views.append(toImage(augmentedImage(*image, size, mode, augmentation, random)));
        }
        return views;
    } catch (const std::exception &error) {
        return Error{ErrorCode::OutOfMemory, QStringLiteral("There is not enough memory to show the image."),
                     QString::fromUtf8(error.what())};
    }
}

} // namespace cairn
