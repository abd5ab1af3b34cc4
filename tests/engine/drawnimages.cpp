// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/drawnimages.h"

#include <QFile>
#include <QImage>
#include <random>

namespace cairn {

namespace {

QImage drawn(int label, int side, std::minstd_rand &random)
{
    QImage image(side, side, QImage::Format_RGB888);
    const int period = 6 + int(random() % 6);
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const int bar = ((label == 0 ? y : x) / period) % 2;
            const int noise = int(random() % 40);
            const int strong = 120 + bar * 80 + noise;
            const int weak = 20 + bar * 40 + noise;
            image.setPixelColor(x, y, label == 0 ? QColor(strong, weak, weak) : QColor(weak, weak, strong));
        }
    }
    return image;
}

std::vector<Example> drawnExamples(const QDir &folder, const QString &prefix, int count, int side,
                                   qint64 firstId)
{
    std::vector<Example> examples;
    std::minstd_rand random(static_cast<unsigned>(firstId) + 1);
    for (int i = 0; i < count; ++i) {
        const QString path = folder.absoluteFilePath(QStringLiteral("%1%2.png").arg(prefix).arg(i));
        drawn(i % 2, side, random).save(path);
        examples.push_back({firstId + i, path, i % 2});
    }
    return examples;
}

} // namespace

LearningSet drawnImages(const QDir &folder, int train, int valid, int side)
{
    return {{QStringLiteral("red"), QStringLiteral("blue")},
            drawnExamples(folder, QStringLiteral("train"), train, side, 1),
            drawnExamples(folder, QStringLiteral("valid"), valid, side, 100'000)};
}

Example brokenImage(const QDir &folder, int label)
{
    const QString path = folder.absoluteFilePath(QStringLiteral("broken%1.png").arg(label));
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write("this is not an image");
    return {900'000 + label, path, label};
}

} // namespace cairn
