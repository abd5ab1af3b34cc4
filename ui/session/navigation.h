// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"

#include <QObject>
#include <vector>

namespace cairn {

/// The places of the window, in the order of a project's work.
enum class StageId {
    Collect,
    Label,
    Train,
    Review,
    Export,
};
inline constexpr int stageCount = 5;

/// Where the user wants to go. Pages ask it; the view that owns it listens and shows the place: so no page
/// knows another. GUI thread.
class Navigation : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    void go(StageId stage) { Q_EMIT stageWanted(stage); }
    /// Shows exactly these images in Label's grid, in this order, under this caption ("14 blurry
    /// images").
    void showImages(const std::vector<qint64> &imageIds, const QString &caption)
    {
        Q_EMIT imagesWanted(imageIds, caption);
    }
    void reviewMistakes() { Q_EMIT mistakesWanted(); } ///< Review, whatever list was shown there
    /// Shows Train and starts a run like this one: on the images and labels of today.
    void trainAgain(const RunRecord &run) { Q_EMIT trainAgainWanted(run); }
    void copySettings(const RunRecord &run) { Q_EMIT settingsWanted(run); } ///< into Train's form
    /// Shows Train and retrains this run on the images and labels that it had.
    void reproduce(const RunRecord &run) { Q_EMIT reproductionWanted(run); }

Q_SIGNALS:
    void stageWanted(cairn::StageId stage);
    void imagesWanted(const std::vector<qint64> &imageIds, const QString &caption);
    void mistakesWanted();
    void trainAgainWanted(const cairn::RunRecord &run);
    void settingsWanted(const cairn::RunRecord &run);
    void reproductionWanted(const cairn::RunRecord &run);
};

} // namespace cairn
