// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learn/evaluation/metrics.h"
#include "core/learn/trainingconfig.h"

#include <QDateTime>
#include <QJsonObject>
#include <QString>

namespace cairn {

enum class Split {
    None = 0, ///< not divided yet, or left out
    Train = 1,
    Valid = 2,
    Test = 3, ///< for one measurement at the end: neither trained on nor chosen by
}; // stored; do not change
inline constexpr std::size_t splitParts = 4;

struct ClassRecord
{
    qint64 id = 0;
    QString name;
    int position = 0; ///< 0-based order: decides the label key (1–9) and the color, unless given below, and
                      ///< the order of the network's outputs
    QString color = {}; ///< "#rrggbb"; empty: the palette's, by position
    QString shortcut = {}; ///< the key that labels, one character in lower case; empty: by position
};

/// Where an image was collected and what is owed for it; all empty for images of the user's own. Texts of
/// strangers, without markup: to be shown as plain text only. Not held in memory for all images:
/// ImageRepository::provenance() reads one.
struct Provenance
{
    QString provider; ///< "commons", "openverse", "inaturalist", "list"
    QString query; ///< what was asked for
    QString title;
    QString sourceUrl; ///< of the file
    QString pageUrl; ///< of the page that describes it
    QString author; ///< empty: not named
    QString license; ///< "CC BY-SA 4.0"
    QString licenseUrl;
    QString attribution = {}; ///< the wording that the author demands, in place of the name
    QString uploader = {}; ///< who brought it to the service; an author only if `author` says so, too
    QString restrictions = {}; ///< beyond copyright: "personality", "trademarked"
    QString usageTerms = {}; ///< the license in words
    QString credit = {}; ///< where the author has it from: "Own work"
};

struct ImageRecord
{
    qint64 id = 0;
    QString path; ///< absolute
    qint64 classId = 0; ///< 0: unlabeled
    Split split = Split::None;
    int width = 0; ///< pixels, upright (after EXIF orientation)
    int height = 0;
    bool trashed = false;
    bool flagged = false; ///< marked to come back to
    qint64 bytes = 0; ///< size of the file
    qint64 addedAt = 0; ///< milliseconds since 1970, UTC
    qint64 takenAt = 0; ///< the same by the camera's clock, which names no zone; 0: nobody knows
    QString provider = {}; ///< as in Provenance; many images share one text's memory
    QString query = {};
    QString license = {};
    /// The class of which a person said that it is right; 0: nobody did. Counts only while it is the label
    /// and the file's content, and with it the image's features, is the same.
    qint64 fineClass = 0;
    QString name = {}; ///< of a copy, whose path is its content's hash: what it was called; else empty

    /// What people call it: its name where it came from, else that of its file.
    QString fileName() const { return name.isEmpty() ? path.mid(path.lastIndexOf(u'/') + 1) : name; }
    bool labelIsFine() const { return classId != 0 && fineClass == classId; }
};

/// One image's label before and after: the unit of undo.
struct LabelChange
{
    qint64 imageId = 0;
    qint64 before = 0; ///< class id, 0: none
    qint64 after = 0;
};

enum class RunState {
    Running = 0, ///< also what a killed run is found in; opening the project turns it into Interrupted
    Completed = 1,
    Cancelled = 2,
    Failed = 3,
    Interrupted = 4,
}; // stored; do not change

struct RunRecord
{
    qint64 id = 0;
    QString name; ///< "Run 3"
    RunState state = RunState::Running;
    QString arch; ///< "resnet34"
    QString preset;
    QString configJson; ///< as it is stored; see config()
    QString setup; ///< device, precision, threads: one line
    QString message; ///< why it failed; empty otherwise
    QDateTime started;
    double seconds = 0;
    int epochs = 0;
    int bestEpoch = -1;
    double bestErrorRate = 1;
    double errorRate = 1;
    double validLoss = 0;
    QStringList classes; ///< in the order of the network's outputs
    /// By what the logits are divided where probabilities are shown or exported (see fitTemperature()); 1:
    /// not fitted.
    double temperature = 1;
    QString note; ///< the user's own
    QStringList tags; ///< the user's own, without commas, none twice
    int validImages = 0; ///< that the error rates were measured on
    bool trashed = false; ///< not listed and never the current run, until it is restored

    /// What the run was told: the one place that reads configJson. Error Corrupt where it is damaged.
    Result<TrainingConfig> config() const;
    /// The same field by field, for what shows or compares settings, known to this version or not; empty
    /// where it is damaged.
    QJsonObject settings() const;
};

} // namespace cairn
