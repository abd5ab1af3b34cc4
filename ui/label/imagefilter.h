// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"
#include "ui/label/imageduplicates.h"

#include <optional>
#include <QHash>

namespace cairn {

/// What a run said of an image, in today's classes.
struct ImagePrediction
{
    qint64 classId = 0;
    double confidence = 0; ///< probability of that class, 0–1

    bool operator==(const ImagePrediction &) const = default;
};

/// Images that something else asks the grid to show: near duplicates, the blurry ones, those to label next.
struct ImageSet
{
    QString caption; ///< "14 blurry images"
    QHash<qint64, int> ranks; ///< image id → place in the order given

    bool operator==(const ImageSet &) const = default;
};

/// What the grid leaves out of the part of the library that is chosen at the left (ImageScope).
struct ImageFilter
{
    enum class Agreement {
        Any,
        Predicted, ///< there is a prediction
        Differs, ///< there is one, and it is not the label
    };

    enum class DuplicateFilter {
        Any,
        Duplicates, ///< images that have near duplicates
        Redundant, ///< those of them that need not be kept
    };

    QString text; ///< in the name of the file or of its folder, in any case
    std::optional<QString> provider; ///< as in Provenance; empty: the user's own
    std::optional<QString> license;
    bool flagged = false; ///< only flagged ones
    int smallerThan = 0; ///< only images whose shorter side has fewer pixels; 0: all
    qint64 addedSince = 0; ///< milliseconds since 1970, UTC; 0: all
    Agreement agreement = Agreement::Any;
    double lowestConfidence = 0; ///< with both at 0 and 1, images without a prediction pass
    double highestConfidence = 1;
    DuplicateFilter duplicateFilter = DuplicateFilter::Any;
    /// What is known of them, where the filter or the order needs it; until then every image passes.
    std::shared_ptr<const ImageDuplicates> duplicates;
    std::optional<ImageSet> only;

    /// Whether anything is left out.
    bool leavesOut() const
    {
        ImageFilter nothing;
        nothing.duplicates = duplicates;
        return !(*this == nothing);
    }
    bool usesPredictions() const
    {
        return agreement != Agreement::Any || lowestConfidence > 0 || highestConfidence < 1;
    }
    bool accepts(const ImageRecord &image, const ImagePrediction *prediction) const;
    bool operator==(const ImageFilter &) const = default;
};

enum class ImageOrder {
    Added,
    Taken, ///< when the image was taken; where nobody knows, when it was added
    Name,
    Pixels,
    FileSize,
    Class,
    Confidence, ///< images without a prediction last
    Duplicates, ///< groups of near duplicates together, the best of each first; other images after them
    Given, ///< that of ImageFilter::only
};

/// "Colosseum/12.jpg" of a path.
QStringView fileAndFolder(const QString &path);

} // namespace cairn
