// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/learn/engine.h"
#include "core/project/repositories/credits.h"
#include "core/runs/export/modelcard.h"

namespace cairn {

/// A bundle in a folder that is being filled; what it is made of comes from a job whose files, samples and
/// golden folder are set here.
struct BundleParts
{
    ExportJob job; ///< weights, samples, facts and temperature are set
    ModelCard card; ///< all but what the export finds out
    std::vector<Credit> credits; ///< of the images that were learned from
    QByteArray trainingJson; ///< settings of the run
};

/// Fills `folder`, which exists and is empty: models, texts, programs, golden images, and SHA256SUMS last.
/// Errors: those of Engine::exportModel().
Result<ExportOutcome> fillBundle(const QString &folder, BundleParts parts, Engine &engine,
                                 const ProgressCallback &progress, const CancelToken &cancel);

/// The folder's files as one zip, in a folder of the zip's name. Errors: WriteFailed, InvalidInput.
Result<void> zipFolder(const QString &folder, const QString &zip);

/// Hexadecimal SHA-256 of a file; empty where it cannot be read.
QString sha256OfFile(const QString &path);

} // namespace cairn
