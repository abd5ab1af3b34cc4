// SPDX-License-Identifier: GPL-3.0-or-later
// Looking at images with a network, and keeping what it saw.

#include "core/acquire/weightsfile.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/project/repositories/imagerepository.h"
#include "core/project/repositories/runrepository.h"
#include "core/project/repositories/suggestionrepository.h"
#include "core/runs/currentrun.h"
#include "core/runs/featurefile.h"
#include "core/runs/suggestions.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr std::size_t portion = 512; // images a transaction

/// Images out of the trash that are not among `known`, unlabeled ones first.
Result<std::vector<Example>> notEmbedded(Database &database, const std::vector<qint64> &known)
{
    return ImageRepository(database).all().transform([&known](std::vector<ImageRecord> images) {
        const QSet<qint64> embedded(known.begin(), known.end());
        std::ranges::stable_partition(images, [](const ImageRecord &image) { return image.classId == 0; });
        std::vector<Example> examples;
        for (const ImageRecord &image : images) {
            if (!image.trashed && !embedded.contains(image.id))
                examples.push_back({image.id, image.path, -1});
        }
        return examples;
    });
}

/// Collects embeddings and writes them down in portions.
class Keeper
{
public:
    Keeper(const Folder &folder, Database &database, const FeatureSource &source, quint64 stamp)
        : m_folder(folder)
        , m_suggestions(database)
        , m_source(source)
        , m_stamp(stamp)
    {
    }

    void take(Embedding embedding)
    {
        if (!m_file && m_outcome)
            open(int(embedding.features.size()));
        if (!m_outcome)
            return;
        ++m_count;
        m_waiting.push_back(std::move(embedding));
        if (m_waiting.size() >= portion)
            write();
    }

    // The table first: an image counts as embedded once its features are in the file.
    void write()
    {
        if (m_waiting.empty())
            return;
        std::vector<StoredSuggestion> rows;
        for (Embedding &embedding : m_waiting) {
            if (!embedding.probabilities.empty())
                rows.push_back({embedding.imageId, std::move(embedding.probabilities)});
        }
        if (m_outcome && m_source.runId != 0)
            m_outcome = m_suggestions.add(m_source.runId, rows);
        for (const Embedding &embedding : m_waiting) {
            if (m_outcome)
                m_outcome = m_file->append(embedding.imageId, embedding.features);
        }
        if (m_outcome)
            m_outcome = m_file->flush();
        m_waiting.clear();
    }

    qint64 count() const { return m_count; }
    const Result<void> &outcome() const { return m_outcome; }

private:
    // The network's first answer tells how many features there are.
    void open(int dimensions)
    {
        m_outcome = FeatureFile::open(m_folder, m_source.featureFile, dimensions, m_stamp)
                        .transform([this](std::unique_ptr<FeatureFile> file) { m_file = std::move(file); });
    }

    const Folder &m_folder;
    SuggestionRepository m_suggestions;
    const FeatureSource &m_source;
    const quint64 m_stamp;
    std::unique_ptr<FeatureFile> m_file; ///< null before the first embedding
    std::vector<Embedding> m_waiting;
    qint64 m_count = 0;
    Result<void> m_outcome;
};

} // namespace

Result<FeatureSource> runSource(const Project &project, qint64 runId)
{
    const auto sourceOf = [&](const RunRecord &run) -> Result<FeatureSource> {
        const QString weights = project.bestWeights(runId);
        if (run.bestEpoch < 0 || !QFileInfo::exists(weights))
            return Error{
                ErrorCode::NotFound,
                Text::tr("%1 has no weights: it ended before its first epoch was complete.").arg(run.name)};
        return archFromName(run.arch).transform([&](Arch arch) {
            return FeatureSource{runId, u"%1 (%2)"_s.arg(run.name, archTitle(arch)), weights, arch,
                                 Project::runFolder(runId) + u"/features.bin"_s};
        });
    };
    return withDatabase(
        project, [&](Database &database) { return RunRepository(database).find(runId).and_then(sourceOf); });
}

Result<FeatureSource> bestSource(const Project &project, const CancelToken &cancel)
{
    const Result<RunRecord> run = currentRun(project);
    if (run)
        return runSource(project, run->id);
    if (run.error().code != ErrorCode::NotFound)
        return run.error();
    return imagenetSource(cancel);
}

Result<FeatureSource> imagenetSource(const CancelToken &cancel)
{
    for (const Arch arch : allArchs()) {
        const Result<QString> weights = localImagenetWeights(arch, cancel);
        if (!weights && weights.error().code == ErrorCode::Cancelled)
            return weights.error();
        if (weights && !weights->isEmpty()) {
            return FeatureSource{0, Text::tr("ImageNet weights (%1)").arg(archTitle(arch)), *weights, arch,
                                 u"features/%1.bin"_s.arg(archName(arch))};
        }
    }
    return Error{
        ErrorCode::NotFound,
        Text::tr(
            "There is no network yet to look at images with: train one first, or put ImageNet weights for "
            "a ResNet into %1.")
            .arg(QDir::toNativeSeparators(weightsDirectories().first()))};
}

FeatureSource fileSource(Arch arch, const QString &weightsFile)
{
    const QByteArray path = QFileInfo(weightsFile).absoluteFilePath().toUtf8();
    const QString key
        = QString::fromLatin1(QCryptographicHash::hash(path, QCryptographicHash::Sha256).toHex().left(8));
    return {0, u"%1 (%2)"_s.arg(QFileInfo(weightsFile).fileName(), archTitle(arch)), weightsFile, arch,
            u"features/%1-%2.bin"_s.arg(archName(arch), key)};
}

Result<FeatureSource> judgingSource(const Project &project, const CancelToken &cancel)
{
    const Result<FeatureSource> imagenet = imagenetSource(cancel);
    return imagenet || imagenet.error().code != ErrorCode::NotFound ? imagenet : bestSource(project, cancel);
}

Result<EmbeddingReport> embedImages(const Project &project, Engine &engine, const FeatureSource &source,
                                    const ProgressCallback &progress, const CancelToken &cancel)
{
    return withDatabase(project, [&](Database &database) -> Result<EmbeddingReport> {
        const quint64 stamp = FeatureFile::stampOf(source.weightsFile);
        Result<FeatureSet> known = FeatureFile::read(project.folder(), source.featureFile, stamp);
        if (!known)
            known = FeatureSet{}; // damaged: it is made anew
        const Result<std::vector<Example>> examples = notEmbedded(database, known->ids);
        if (!examples)
            return examples.error();
        if (examples->empty())
            return EmbeddingReport{};
        Keeper keeper(project.folder(), database, source, stamp);
        const std::optional<Arch> imagenet = source.runId == 0 ? std::optional(source.arch) : std::nullopt;
        const Result<void> done = engine.embed(
            {source.weightsFile, imagenet, *examples},
            [&keeper](Embedding embedding) { keeper.take(std::move(embedding)); }, progress, cancel);
        keeper.write();
        const bool cancelled = !done && done.error().code == ErrorCode::Cancelled;
        return keeper.outcome().and_then([&] { return cancelled ? Result<void>() : done; }).transform([&] {
            return EmbeddingReport{keeper.count(), done ? qint64(examples->size()) - keeper.count() : 0,
                                   !done};
        });
    });
}

} // namespace cairn
