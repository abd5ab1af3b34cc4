// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/resample.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

#if defined(__x86_64__) && defined(__GNUC__)
#include <smmintrin.h>
#define CAIRN_SSE4
#endif

namespace cairn {

namespace {

constexpr int channels = 3;
constexpr int precisionBits = 32 - 8 - 2;
constexpr int half = 1 << (precisionBits - 1);

/// For every output pixel of one axis, the input pixels that make it and their weights.
struct Weights
{
    struct Span
    {
        int first = 0;
        int count = 0;
    };
    std::vector<Span> spans;
    std::vector<int> values; // `stride` for each output pixel
    int stride = 0;

    const int *of(int output) const { return values.data() + std::size_t(output) * std::size_t(stride); }
    int firstInput() const { return spans.front().first; }
    int endInput() const { return spans.back().first + spans.back().count; }
};

// NOLINTBEGIN(bugprone-incorrect-roundings): rounded as Pillow does, bit for bit.
/// `scale`: input pixels for an output pixel, at least 1; also half the filter's width.
void setWeights(Weights &weights, int output, double center, double scale, int inputs)
{
    Weights::Span &span = weights.spans[std::size_t(output)];
    span.first = std::max(0, int(center - scale + 0.5));
    span.count = std::min(inputs, int(center + scale + 0.5)) - span.first;
    std::vector<double> shares(std::size_t(span.count));
    double sum = 0;
    for (int i = 0; i < span.count; ++i) {
        const double distance = std::abs((i + span.first - center + 0.5) * (1 / scale));
        shares[std::size_t(i)] = std::max(0.0, 1 - distance);
        sum += shares[std::size_t(i)];
    }
    int *values = weights.values.data() + std::size_t(output) * std::size_t(weights.stride);
    for (int i = 0; i < span.count; ++i) {
        const double share = sum != 0 ? shares[std::size_t(i)] / sum : 0;
        values[i] = int(0.5 + share * (1 << precisionBits));
    }
}
// NOLINTEND(bugprone-incorrect-roundings)

Weights triangleWeights(int inputs, double from, double to, int outputs)
{
    const double ratio = (to - from) / outputs;
    const double scale = std::max(1.0, ratio);
    Weights weights;
    weights.stride = int(std::ceil(scale)) * 2 + 1;
    weights.spans.resize(std::size_t(outputs));
    weights.values.resize(std::size_t(outputs) * std::size_t(weights.stride));
    for (int output = 0; output < outputs; ++output)
        setWeights(weights, output, from + (output + 0.5) * ratio, scale, inputs);
    return weights;
}

uchar clipped(int sum)
{
    return uchar(std::clamp(sum >> precisionBits, 0, 255));
}

void setPixelAcross(const uchar *from, const int *weights, int count, uchar *to)
{
    std::array<int, channels> sums{half, half, half};
    for (int i = 0; i < count; ++i, from += channels) {
        for (std::size_t c = 0; c < channels; ++c)
            sums[c] += from[c] * weights[i];
    }
    for (std::size_t c = 0; c < channels; ++c)
        to[c] = clipped(sums[c]);
}

#ifdef CAIRN_SSE4
/// Output pixels up to the first that needs the last one of `from`, which a vector would read beyond: the
/// same sums, a pixel's channels at a time. Returns how many.
__attribute__((target("sse4.1"))) int setPixelsAcross(const uchar *from, int inputs, const Weights &weights,
                                                      uchar *to)
{
    const int outputs = int(weights.spans.size());
    for (int x = 0; x < outputs; ++x, to += channels) {
        const Weights::Span &span = weights.spans[std::size_t(x)];
        if (span.first + span.count >= inputs)
            return x;
        const int *weight = weights.of(x);
        const uchar *pixel = from + channels * span.first;
        __m128i sums = _mm_set1_epi32(half);
        for (int i = 0; i < span.count; ++i, pixel += channels) {
            const __m128i values = _mm_cvtepu8_epi32(_mm_loadu_si32(pixel));
            sums = _mm_add_epi32(sums, _mm_mullo_epi32(values, _mm_set1_epi32(weight[i])));
        }
        const __m128i words = _mm_packs_epi32(_mm_srai_epi32(sums, precisionBits), _mm_setzero_si128());
        const int bytes = _mm_cvtsi128_si32(_mm_packus_epi16(words, words));
        std::memcpy(to, &bytes, channels);
    }
    return outputs;
}

bool hasSse4()
{
    return __builtin_cpu_supports("sse4.1");
}
#else
int setPixelsAcross(const uchar *, int, const Weights &, uchar *)
{
    return 0;
}

bool hasSse4()
{
    return false;
}
#endif

cv::Mat resizedAcross(const cv::Mat &image, const Weights &weights)
{
    static const bool vectors = hasSse4();
    const int outputs = int(weights.spans.size());
    cv::Mat result(image.rows, outputs, CV_8UC3);
    for (int y = 0; y < image.rows; ++y) {
        const uchar *from = image.ptr<uchar>(y);
        uchar *to = result.ptr<uchar>(y);
        const int done = vectors ? setPixelsAcross(from, image.cols, weights, to) : 0;
        for (int x = done; x < outputs; ++x) {
            const Weights::Span &span = weights.spans[std::size_t(x)];
            setPixelAcross(from + channels * span.first, weights.of(x), span.count, to + channels * x);
        }
    }
    return result;
}

cv::Mat resizedDown(const cv::Mat &image, const Weights &weights, int firstRow)
{
    const int outputs = int(weights.spans.size());
    const int values = image.cols * channels;
    cv::Mat result(outputs, image.cols, CV_8UC3);
    std::vector<int> sums(std::size_t(values), half);
    for (int y = 0; y < outputs; ++y) {
        const Weights::Span &span = weights.spans[std::size_t(y)];
        std::fill(sums.begin(), sums.end(), half);
        for (int i = 0; i < span.count; ++i) {
            const uchar *from = image.ptr<uchar>(span.first - firstRow + i);
            const int weight = weights.of(y)[i];
            for (int x = 0; x < values; ++x)
                sums[std::size_t(x)] += from[x] * weight;
        }
        uchar *to = result.ptr<uchar>(y);
        for (int x = 0; x < values; ++x)
            to[x] = clipped(sums[std::size_t(x)]);
    }
    return result;
}

} // namespace

cv::Mat resizeBilinear(const cv::Mat &image, cv::Size size, const cv::Rect2d &box)
{
    CV_Assert(image.type() == CV_8UC3 && !image.empty() && size.area() > 0);
    CV_Assert(box.width > 0 && box.height > 0 && box.x >= 0 && box.y >= 0);
    CV_Assert(box.x + box.width <= image.cols + 1e-6 && box.y + box.height <= image.rows + 1e-6);
    const bool across = size.width != image.cols || box.x != 0 || box.width != image.cols;
    const bool down = size.height != image.rows || box.y != 0 || box.height != image.rows;
    cv::Mat result = image;
    int firstRow = 0;
    const Weights rows = triangleWeights(image.rows, box.y, box.y + box.height, size.height);
    if (across) {
        firstRow = down ? rows.firstInput() : 0;
        const cv::Mat used = down ? image.rowRange(firstRow, rows.endInput()) : image;
        result = resizedAcross(used, triangleWeights(image.cols, box.x, box.x + box.width, size.width));
    }
    if (down)
        return resizedDown(result, rows, firstRow);
    return across ? result : image.clone();
}

cv::Mat resizeBilinear(const cv::Mat &image, cv::Size size)
{
    return resizeBilinear(image, size, cv::Rect2d(0, 0, image.cols, image.rows));
}

} // namespace cairn
