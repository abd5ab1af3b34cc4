// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/folder.h"

#include <qfloat16.h>

#include <memory>
#include <span>
#include <vector>

namespace cairn {

/// What a network's body makes of images: directions, so that the scalar product of two is the cosine
/// between them.
struct FeatureSet
{
    int dimensions = 0;
    std::vector<qint64> ids;
    std::vector<qfloat16>
        values; ///< ids.size() × dimensions, row by row; a row's Euclidean length is 1 (0 for no features)

    /// Row `index` as float32.
    std::vector<float> row(std::size_t index) const;
};

/// A file of features: a header (magic, dimensions, stamp of the weights), then one record an image (id,
/// float16 values), only ever appended to. Half precision: 100,000 images of a ResNet-34 take 103 MB.
class FeatureFile
{
public:
    /// Opens for appending, or makes it anew where it is missing, damaged, or of other weights: `stamp`
    /// differs. An unfinished last record is cut off. Error WriteFailed.
    static Result<std::unique_ptr<FeatureFile>> open(const Folder &folder, const QString &file,
                                                     int dimensions, quint64 stamp);

    bool startedAnew() const { return m_startedAnew; }
    /// Scales to length 1. `features` has `dimensions` values. Errors: WriteFailed, InvalidInput (the file
    /// would be larger than largestFeatureFile).
    Result<void> append(qint64 id, const std::vector<float> &features);
    Result<void> flush();

    /// Everything in a file; empty where it is missing or of other weights. Errors: Corrupt, ReadFailed.
    static Result<FeatureSet> read(const Folder &folder, const QString &file, quint64 stamp);

    /// Changes when the file does: from its size and time.
    static quint64 stampOf(const QString &weightsFile);

private:
    FeatureFile(std::unique_ptr<QFile> file, int dimensions);
    Error writeError() const;

    std::unique_ptr<QFile> m_file;
    const int m_dimensions;
    bool m_startedAnew = false;
};

inline constexpr qint64 largestFeatureFile = 2'000'000'000; ///< bytes

} // namespace cairn
