// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"
#include "core/project/project.h"
#include "core/project/records.h"
#include "core/project/repositories/exportrepository.h"

namespace cairn {

/// What a run's model can be taken away as.
enum class ExportKind {
    Bundle, ///< a folder, or one zip: all formats, programs, model card, golden images
    Onnx,
    TorchScript,
    Weights, ///< .safetensors, or .pth: a state dict as torch.save writes it
};

std::vector<ExportKind> allExportKinds();
QString exportKindName(ExportKind kind); ///< "bundle", "onnx", "torchscript", "weights"
Result<ExportKind> exportKindFromName(const QString &name);

struct ExportRequest
{
    qint64 runId = 0;
    ExportKind kind = ExportKind::Bundle;
    QString target; ///< a bundle that ends in .zip is one file, otherwise a folder
    bool withPreprocessing = false; ///< ONNX: see ModelFile
};

struct ExportReport
{
    QStringList files; ///< absolute, the target first
    ExportRecord record; ///< as it is in the history
    QString reader; ///< who read it back: "OpenCV 4.6.0"
    std::optional<ExportCheck> bfloat16;
};

/// "exports/zoo-run3-resnet34.onnx" in the project: where an export goes unless told otherwise.
QString suggestedExport(const Project &project, const RunRecord &run, ExportKind kind);

/// Writes a run's model, reads it back with another reader, compares it on up to 64 validation images in
/// float32, and records it in the history. What is at the target afterwards is whole and checked, or what it
/// was. TorchScript and weights get <target>.labels.txt beside them; weights whose head torchvision does not
/// have, <target>.model.py. Errors: NotFound (no such run, no weights), InvalidInput (still training; no such
/// folder; a folder with other files in it), WriteFailed (disk full, …), Corrupt (the comparison failed),
/// Cancelled, and the database's.
Result<ExportReport> exportRun(const Project &project, Engine &engine, const ExportRequest &request,
                               const ProgressCallback &progress, const CancelToken &cancel);

} // namespace cairn
