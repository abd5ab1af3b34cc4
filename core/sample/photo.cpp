// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sample/photo.h"

#include <algorithm>
#include <array>
#include <vector>

namespace cairn::drawing {

namespace {

using Curve = std::array<float, 256>; ///< 0–255 → 0–255

struct Development
{
    Curve red;
    Curve green;
    Curve blue;
    float saturation;
    float vignette;
    float noise; ///< standard deviation, of 255
};

Development chooseDevelopment(Random &random, bool dim)
{
    const double exposure = std::exp(0.14 + random.gauss() * 0.16);
    const double contrast = 1 + random.gauss() * 0.12;
    const double warmth = random.gauss() * 0.06;
    const double tint = random.gauss() * 0.02;
    const double lift = random.chance(0.2) ? random.uniform(4, 22) : 0; // faded blacks
    const auto curve = [&](double gain) {
        Curve values{};
        for (int i = 0; i < 256; ++i) {
            const double linear = i / 255.0 * exposure * gain;
            const double shoulder = linear < 0.8 ? linear : 0.8 + 0.2 * (1 - std::exp(-(linear - 0.8) / 0.2));
            values[std::size_t(i)] = float(lift + (255 - lift) * (0.5 + (shoulder - 0.5) * contrast));
        }
        return values;
    };
    Development development;
    development.red = curve(1 + warmth);
    development.green = curve(1 + tint);
    development.blue = curve(1 - warmth);
    development.saturation = random.chance(0.04) ? 0.0f : float(random.uniform(0.7, 1.25));
    development.vignette = float(random.chance(0.6) ? random.uniform(0.05, 0.45) : 0);
    development.noise = float(random.uniform(0.8, dim ? 9 : 5));
    return development;
}

/// Means of three pixels in a row, across and down: out of focus by about a pixel.
void soften(QImage &image)
{
    const QImage source = image.copy();
    const int width = image.width();
    const int height = image.height();
    for (int y = 0; y < height; ++y) {
        const auto *above = reinterpret_cast<const QRgb *>(source.constScanLine(std::max(y - 1, 0)));
        const auto *here = reinterpret_cast<const QRgb *>(source.constScanLine(y));
        const auto *below = reinterpret_cast<const QRgb *>(source.constScanLine(std::min(y + 1, height - 1)));
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < width; ++x) {
            const int left = std::max(x - 1, 0);
            const int right = std::min(x + 1, width - 1);
            const auto mean = [&](int (*channel)(QRgb)) {
                return (channel(above[x]) + channel(below[x]) + channel(here[left]) + channel(here[right])
                        + 2 * channel(here[x]))
                    / 6;
            };
            line[x] = qRgb(mean(qRed), mean(qGreen), mean(qBlue));
        }
    }
}

/// About normal, mean 0, standard deviation 1, from the bits of a hash.
float grain(quint32 bits)
{
    const int sum = int(bits & 0xff) + int((bits >> 8) & 0xff) + int((bits >> 16) & 0xff) - 382;
    return float(sum) / 128;
}

void developLine(QRgb *line, int width, float fromMiddleY, const Development &how, quint32 seed)
{
    for (int x = 0; x < width; ++x) {
        const float fromMiddleX = float(x) / float(width) - 0.5f;
        const float dark = 1 - how.vignette * 1.6f * (fromMiddleX * fromMiddleX + fromMiddleY * fromMiddleY);
        float r = how.red[std::size_t(qRed(line[x]))] * dark;
        float g = how.green[std::size_t(qGreen(line[x]))] * dark;
        float b = how.blue[std::size_t(qBlue(line[x]))] * dark;
        const float gray = 0.3f * r + 0.59f * g + 0.11f * b;
        seed = seed * 1664525u + 1013904223u;
        const float noise = how.noise * grain(seed >> 4);
        const float chroma = how.noise * 0.4f * grain(seed * 0x9e3779b9u);
        r = gray + (r - gray) * how.saturation + noise + chroma;
        g = gray + (g - gray) * how.saturation + noise;
        b = gray + (b - gray) * how.saturation + noise - chroma;
        const auto channel = [](float v) { return int(std::clamp(v, 0.0f, 255.0f)); };
        line[x] = qRgb(channel(r), channel(g), channel(b));
    }
}

} // namespace

void developPhoto(QImage &image, Random &random, bool dim)
{
    if (random.chance(0.35))
        soften(image);
    if (random.chance(0.08))
        soften(image);
    const Development how = chooseDevelopment(random, dim);
    for (int y = 0; y < image.height(); ++y)
        developLine(reinterpret_cast<QRgb *>(image.scanLine(y)), image.width(),
                    float(y) / float(image.height()) - 0.5f, how, quint32(random.next()));
}

} // namespace cairn::drawing
