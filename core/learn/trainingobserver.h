// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/evaluation/metrics.h"
#include "core/learn/trainingconfig.h"

#include <limits>

namespace cairn {

/// One training step, for the live plots. Plain values: it is copied at kilohertz.
struct BatchMetrics
{
    qint64 step = 0; ///< 0-based over the whole run
    double epoch = 0; ///< position in epochs over the whole run, fractional
    double loss = 0; ///< of this batch
    double smoothedLoss = 0; ///< exponential mean, β = 0.98, bias-corrected (fast.ai's smooth_loss)
    double learningRate = 0; ///< the head's
    double momentum = 0;
    double imagesPerSecond = 0; ///< over the last second or so
    /// Euclidean norm of all gradients, before they were clipped; NaN where this batch took no step, or it
    /// was not recorded.
    double gradientNorm = std::numeric_limits<double>::quiet_NaN();
};

struct EpochMetrics
{
    int stage = 0; ///< index into TrainingConfig::stages
    QString stageName;
    int epoch = 0; ///< 0-based over the whole run
    double trainLoss = 0; ///< smoothed training loss at the epoch's end, as fast.ai's table shows it
    double validLoss = 0; ///< mean over the validation set
    double errorRate = 0; ///< 0–1
    double seconds = 0; ///< training and validation together
    double imagesPerSecond = 0; ///< training images per second of training time
    ConfusionMatrix confusion; ///< of the validation set
    bool best = false; ///< this epoch's weights are now the ones kept
};

/// What the engine settled on before the first step; recorded with the run.
struct TrainingSetup
{
    QString device; ///< "CPU"
    QString precision; ///< "float32" or "bfloat16", as resolved
    int threads = 1;
    qint64 stepsPerEpoch = 0;
    qint64 totalSteps = 0;
    QString weightsReport; ///< what was loaded and what did not fit, and whether the body runs only once; may
                           ///< be empty
    qint64 doneSteps = 0; ///< by the run that is resumed: the next batch has this number …
    int doneEpochs = 0; ///< … and the next epoch this one. What was told of later ones is told again
    QStringList classes = {}; ///< in the order of the network's outputs; known where the run is recorded
};

/// Told what happens while a run trains. Every function is called on the training thread and must return at
/// once; none may throw.
class TrainingObserver
{
public:
    virtual ~TrainingObserver() = default;
    virtual void onSetup(const TrainingSetup &) { }
    virtual void onBatch(const BatchMetrics &) { }
    virtual void onEpoch(const EpochMetrics &) { }
    /// "Loading weights", "Validating": a phase for a status line, with progress where it is known.
    virtual void onPhase(const QString &, qint64 /*done*/, qint64 /*total*/) { }
    /// A checkpoint is about to be written: all that was told so far must be on disk, since it is not told
    /// again after a resume.
    virtual void onCheckpoint() { }
    /// Something a person should know that stops nothing: an image that could not be read and was left out,
    /// a batch that was dropped.
    virtual void onNotice(const QString &) { }
};

} // namespace cairn
