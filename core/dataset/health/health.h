// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/dataset/health/duplicates.h"
#include "core/project/database.h"
#include "core/project/repositories/conflictrepository.h"

namespace cairn {

// What counts as a fault. Where CleanVision (Cleanlab's checker, version 0.1) has a threshold for the same
// measure, it is that one.

inline constexpr double darkBelow = 0.22; ///< ImageQuality::brightness; CleanVision "dark"
inline constexpr double brightAbove = 0.95; ///< ImageQuality::brightness; CleanVision "light"
/// ImageQuality::entropy, bits; CleanVision "low_information": 3 bits of the histogram of three channels
/// together, which are 3 − log₂ 3 a channel.
inline constexpr double lowInformationBelow = 1.415;
/// ImageQuality::sharpness; the threshold of Rosebrock, "Blur detection with OpenCV", 2015. The least sharp
/// of 276 photographs of landmarks has 317.
inline constexpr double blurryBelow = 100;
inline constexpr double grayBelow
    = 0.01; ///< ImageQuality::saturation: rounding in a JPEG's colors stays under it
inline constexpr double oddAspectBelow = 0.5; ///< shorter side / longer side; CleanVision "odd_aspect_ratio"
inline constexpr int smallBelow
    = 224; ///< pixels of the shorter side: what ImageNet's networks are trained at
/// A size is odd when √(width × height) lies more than this many interquartile ranges beyond a quartile
/// (Tukey's outer fences, 1977; CleanVision "odd_size" uses the same factor), but at least half the median
/// away from it.
inline constexpr double oddSizeRanges = 3;
inline constexpr double rareClassShare = 0.1; ///< of the largest class's images

/// One number of the report, with the images behind it.
struct HealthFinding
{
    QString key; ///< "blurry": for programs; does not change
    QString title; ///< "Blurry"
    QString explanation; ///< what was measured, and what to do: one or two sentences
    std::vector<qint64> ids; ///< ascending
};

struct ClassHealth
{
    qint64 classId = 0; ///< 0: unlabeled images
    QString name;
    int train = 0;
    int valid = 0;
    bool rare = false; ///< fewer than rareClassShare of the largest class
    std::vector<qint64> ids;
};

struct DuplicateGroup
{
    ImageGroup ids;
    qint64 best = 0; ///< the one to keep: see bestOfGroup()
};

/// All about images out of the trash.
struct HealthReport
{
    int images = 0;
    int measured = 0; ///< how many the measures of pixels speak for
    std::vector<qint64> changed; ///< edited in place since they were read last: measured anew
    std::vector<ClassHealth> classes; ///< by position; unlabeled ones last
    std::vector<HealthFinding> findings; ///< always the same ones in the same order, empty ones included
    std::vector<DuplicateGroup> samePixels;
    std::vector<DuplicateGroup> nearDuplicates; ///< those with the same pixels included

    /// Files whose label contradicts that of an image with the same content, undecided; of checkProject().
    std::vector<ConflictRecord> labelConflicts;

    /// nullptr if there is none of that key.
    const HealthFinding *finding(const QString &key) const;
};

/// All groups' images, group by group, the best of each first.
std::vector<qint64> bestFirst(const std::vector<DuplicateGroup> &groups);

/// All groups' images but the best of each: what "keep the best" moves to the trash.
std::vector<qint64> allButTheBest(const std::vector<DuplicateGroup> &groups);

/// `unreadable`: ids of images whose files could not be read. Takes about a second for 100,000 images; when
/// cancelled, the duplicates are missing.
HealthReport checkHealth(const std::vector<ClassRecord> &classes, const std::vector<ImageRecord> &images,
                         const QHash<qint64, ImageQuality> &qualities, std::vector<qint64> unreadable = {},
                         const CancelToken &cancel = {});

/// Measures what is not measured yet or was changed since, then checks the project as it is on disk. Error
/// Cancelled, besides the database's.
Result<HealthReport> checkProject(Database &database, const ProgressCallback &progress = {},
                                  const CancelToken &cancel = {});

} // namespace cairn
