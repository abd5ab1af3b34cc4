// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"
#include "core/project/project.h"
#include "core/project/records.h"

namespace cairn {

// What a network can do for labeling: propose labels, say which images to label next, and find similar
// ones. First embedImages() (minutes for many images: on the engine's thread, with progress and cancel),
// then the rest, which reads what was stored (milliseconds to a second: on a pool thread). All functions open
// their own connection.

/// The network that looks at the images.
struct FeatureSource
{
    qint64 runId = 0; ///< 0: ImageNet weights, which know no classes: only similarImages() works
    QString title; ///< "Run 3 (ResNet-34)", "ImageNet weights (ResNet-18)"
    QString weightsFile;
    Arch arch = Arch::ResNet34;
    QString featureFile; ///< where embedImages() keeps what it computed, in the project
};

/// A run with weights. Errors: NotFound (no such run, or it has none).
Result<FeatureSource> runSource(const Project &project, qint64 runId);

/// The project's current run (see currentRun()); without one, the smallest network whose ImageNet weights are
/// on this machine (nothing is downloaded). Error NotFound says that there is neither, and what to do. May
/// read a weight file to its end to check it: not for the GUI thread.
Result<FeatureSource> bestSource(const Project &project, const CancelToken &cancel = {});

/// The smallest network whose ImageNet weights are on this machine. Error NotFound.
Result<FeatureSource> imagenetSource(const CancelToken &cancel = {});

/// A weight file of one's own, of that network: the body alone.
FeatureSource fileSource(Arch arch, const QString &weightsFile);

/// Whose features label issues are looked for on: ImageNet weights, which have not seen the labels; without
/// them as bestSource(), whose body has learned from the labels that it is to judge.
Result<FeatureSource> judgingSource(const Project &project, const CancelToken &cancel = {});

struct EmbeddingReport
{
    qint64 embedded = 0; ///< in this call
    qint64 unreadable = 0; ///< left out
    bool cancelled = false; ///< what was embedded until then is kept
};

/// Looks at the images out of the trash that `source` has not seen yet, unlabeled ones first, and keeps
/// their features and (for a run) what it takes them for. Errors: those of Engine::embed(), WriteFailed.
Result<EmbeddingReport> embedImages(const Project &project, Engine &engine, const FeatureSource &source,
                                    const ProgressCallback &progress, const CancelToken &cancel);

/// What a run's network takes an unlabeled image for.
struct Suggestion
{
    qint64 imageId = 0;
    qint64 classId = 0; ///< of the most probable output; 0 where that class has been removed since
    double probability = 0; ///< of it, 0–1
    double margin = 0; ///< between the two most probable outputs, 0–1: small where it is undecided
};

/// Of the images that have no label now and are not in the trash, by id; empty before embedImages().
Result<std::vector<Suggestion>> suggestions(const Project &project, qint64 runId);

/// The suggestions of a class with at least this probability: what "accept all ≥ p" labels.
std::vector<Suggestion> acceptable(const std::vector<Suggestion> &all, double probability);

/// The unlabeled images from which a run's network would learn most, best first. Uncertain ones: the 10 ×
/// count with the smallest margin (Scheffer et al. 2001; Settles, "Active Learning Literature Survey",
/// 2009, 3.1; the factor after Zhdanov, arXiv:1901.05954). Of those, diverse ones: the most uncertain one,
/// then always the one farthest from all chosen so far by the cosine of its features (Gonzalez 1985; as
/// k-center greedy in Sener and Savarese, arXiv:1708.00489). Error NotFound: embedImages() has not been
/// run.
Result<std::vector<qint64>> mostUseful(const Project &project, const FeatureSource &source, int count,
                                       const CancelToken &cancel = {});

struct SimilarImage
{
    qint64 imageId = 0;
    double similarity = 0; ///< cosine of the features, 0–1
};

/// The `count` images out of the trash whose features point most into the direction of this one's, most
/// similar first, itself left out. Errors: NotFound (that image has not been embedded), Corrupt,
/// Cancelled.
Result<std::vector<SimilarImage>> similarImages(const Project &project, const FeatureSource &source,
                                                qint64 imageId, int count, const CancelToken &cancel = {});

/// For each image of `judged` that has been embedded: how similar the most similar image of `known` is
/// (itself left out), least similar first: what is like nothing that the network has learned from comes
/// first. Errors: NotFound (nothing has been embedded), Corrupt, Cancelled.
Result<std::vector<SimilarImage>> leastFamiliar(const Project &project, const FeatureSource &source,
                                                const std::vector<qint64> &judged,
                                                const std::vector<qint64> &known,
                                                const CancelToken &cancel = {});

} // namespace cairn
