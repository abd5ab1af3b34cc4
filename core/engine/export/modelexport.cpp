// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/export/modelexport.h"

#include "core/base/text.h"
#include "core/engine/data/batchloader.h"
#include "core/engine/export/filewriting.h"
#include "core/engine/export/goldenimages.h"
#include "core/engine/export/onnxexport.h"
#include "core/engine/export/scriptexport.h"
#include "core/engine/export/torchsave.h"
#include "core/engine/export/verification.h"
#include "core/engine/network/inferencenetwork.h"
#include "core/engine/network/modelfile.h"
#include "core/engine/network/weightloader.h"
#include "core/engine/runtime/torchruntime.h"
#include "core/engine/weights/safetensors.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryFile>

#include <filesystem>

namespace cairn {

namespace {

constexpr int loadedAtOnce = 32;

/// A file beside its place, removed unless it gets there.
class Draft
{
public:
    explicit Draft(QString target)
        : m_target(std::move(target))
    {
    }
    ~Draft()
    {
        if (!m_path.isEmpty())
            QFile::remove(m_path); // by name: made new below
    }
    Draft(Draft &&other) noexcept
        : m_target(other.m_target)
        , m_path(std::exchange(other.m_path, {}))
    {
    }
    Draft &operator=(Draft &&) = delete;

    Result<void> make()
    {
        // by name: made new beside the target, which the renaming replaces and does not follow
        QTemporaryFile unique(m_target + QStringLiteral(".XXXXXX"));
        unique.setAutoRemove(false);
        if (!unique.open())
            return cannotWrite(m_target, unique.errorString());
        m_path = unique.fileName();
        unique.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther);
        return {};
    }

    Result<void> moveToTarget()
    {
        std::error_code failure;
        // by name: made new above
        std::filesystem::rename(m_path.toStdString(), m_target.toStdString(), failure);
        if (failure)
            return cannotWrite(m_target, QString::fromStdString(failure.message()));
        m_path.clear();
        return {};
    }

    const QString &path() const { return m_path; }

private:
    QString m_target;
    QString m_path;
};

/// The network's input of all readable examples, N×3×S×S; N may be 0.
torch::Tensor inputsOf(const ModelSpec &spec, const std::vector<Example> &examples, const CancelToken &cancel)
{
    LoaderOptions options;
    options.imageSize = spec.imageSize;
    options.batchSize = loadedAtOnce;
    options.resize = spec.resize;
    std::vector<torch::Tensor> images;
    BatchLoader loader(examples, options);
    loader.start(0, cancel);
    while (const std::optional<Batch> batch = loader.next())
        images.push_back(batch->images);
    return images.empty() ? torch::empty({0, 3, spec.imageSize, spec.imageSize}) : torch::cat(images);
}

class Exporter
{
public:
    Exporter(const ExportJob &job, Network network)
        : m_job(job)
        , m_network(std::move(network))
    {
    }

    Result<void> write(const ModelFile &file)
    {
        const ModelSpec &spec = m_network->spec;
        switch (file.format) {
        case ModelFormat::TorchScript:
            return writeTorchScript(file.path, m_network,
                                    {{"preprocessing.json", preprocessingJson(spec, m_job.facts)}});
        case ModelFormat::Onnx: {
            Network inference = inferenceNetwork(m_network);
            return writeOnnx(file.path, inference, spec, m_job.facts,
                             file.withPreprocessing ? OnnxForm::WithPreprocessing : OnnxForm::Bare);
        }
        case ModelFormat::Safetensors:
            return writeSafetensors(file.path, weights());
        case ModelFormat::TorchWeights:
            return writeTorchSave(file.path, weights());
        }
        Q_UNREACHABLE();
    }

    Network &network() { return m_network; }

private:
    StateDict weights()
    {
        StateDict dict = stateDictOf(m_network);
        dict.metadata[specMetadataKey] = specBytes(m_network->spec);
        dict.metadata["preprocessing.json"] = preprocessingJson(m_network->spec, m_job.facts);
        return dict;
    }

    const ExportJob &m_job;
    Network m_network;
};

Result<void> writeGolden(const ExportJob &job, Network &network, const CancelToken &cancel)
{
    return drawGoldenImages(job.goldenFolder).and_then([&](const std::vector<Example> &images) {
        return writeGoldenAnswers(job.goldenFolder, images, inputsOf(network->spec, images, cancel), network,
                                  job.facts.temperature);
    });
}

Error cancelled()
{
    return {ErrorCode::Cancelled, Text::tr("The export was canceled.")};
}

} // namespace

Result<ExportOutcome> exportModelFiles(const ExportJob &job, const ProgressCallback &progress,
                                       const CancelToken &cancel)
{
    configureTorch(0);
    const auto report = [&](qint64 done, const QString &what) {
        if (progress)
            progress({done, qint64(2 * job.files.size() + 2), what});
    };
    auto loaded = loadModel(job.weightsFile);
    if (!loaded)
        return loaded.error();
    Exporter exporter(job, *loaded);
    ExportOutcome outcome;
    outcome.spec = exporter.network()->spec;
    report(0, Text::tr("Reading validation images"));
    const Expected expected
        = expectedOf(exporter.network(), job.facts.temperature, inputsOf(outcome.spec, job.samples, cancel));
    std::vector<Draft> drafts;
    for (const ModelFile &file : job.files) {
        if (cancel.cancelled())
            return cancelled();
        const QString name = QFileInfo(file.path).fileName();
        report(qint64(2 * drafts.size() + 1), Text::tr("Writing %1").arg(name));
        Draft &draft = drafts.emplace_back(file.path);
        if (const auto made = draft.make(); !made)
            return made.error();
        const ModelFile drafted{file.format, draft.path(), file.withPreprocessing};
        if (const auto written = exporter.write(drafted); !written)
            return written.error();
        report(qint64(2 * drafts.size()), Text::tr("Checking %1").arg(name));
        auto check = checkModelFile(drafted, expected);
        if (!check)
            return check.error();
        outcome.checks.push_back(*std::move(check));
    }
    if (resolvePrecision(Precision::Auto) == Precision::BFloat16)
        outcome.bfloat16 = compareBfloat16(exporter.network(), expected);
    if (!job.goldenFolder.isEmpty()) {
        if (const auto golden = writeGolden(job, exporter.network(), cancel); !golden)
            return golden.error();
    }
    if (cancel.cancelled())
        return cancelled();
    for (Draft &draft : drafts) {
        if (const auto moved = draft.moveToTarget(); !moved)
            return moved.error();
    }
    return outcome;
}

} // namespace cairn
