// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/viewpreview.h"
#include "core/base/text.h"

#include "core/imaging/augment.h"
#include "core/imaging/decode.h"

namespace cairn {

namespace {

QImage toImage(const cv::Mat &rgb)
{
    return QImage(rgb.data, rgb.cols, rgb.rows, qsizetype(rgb.step), QImage::Format_RGB888).copy();
}

} // namespace

Result<QList<QImage>> previewViews(const QString &path, const PreviewedViews &views)
{
    const Result<cv::Mat> image = decodeImageFile(path, neededShortSide(views.size, views.augmentation));
    if (!image)
        return image.error();
    try {
        QList<QImage> images{toImage(fitSquare(*image, views.size, views.resize))};
        for (int epoch = 0; epoch < views.count; ++epoch) {
            ExampleRandom random(views.seed, quint64(epoch), views.index);
            images.append(
                toImage(augmentedImage(*image, views.size, views.resize, views.augmentation, random)));
        }
        return images;
    } catch (const std::exception &error) {
        return Error{ErrorCode::OutOfMemory, Text::tr("There is not enough memory to show the image."),
                     QString::fromUtf8(error.what())};
    }
}

} // namespace cairn
