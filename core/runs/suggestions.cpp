// SPDX-License-Identifier: GPL-3.0-or-later
// What was embedded, used: suggestions, what to label next, similar images.

#include "core/runs/suggestions.h"
#include "core/base/text.h"

#include "core/project/repositories/imagerepository.h"
#include "core/project/repositories/runrepository.h"
#include "core/project/repositories/suggestionrepository.h"
#include "core/runs/featurefile.h"
#include "core/runs/snapshot.h"

#include <QSet>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr std::size_t candidatesForEach = 10;

double dot(const std::vector<float> &a, const std::vector<float> &b)
{
    float sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += a[i] * b[i];
    return double(sum);
}

Suggestion suggestionOf(const StoredSuggestion &stored, const QHash<int, qint64> &classOf)
{
    const auto &p = stored.probabilities;
    const auto largest = std::max_element(p.begin(), p.end());
    float second = 0;
    for (auto it = p.begin(); it != p.end(); ++it)
        second = it == largest ? second : std::max(second, *it);
    return {stored.imageId, classOf.value(int(largest - p.begin())), double(*largest),
            double(*largest - second)};
}

/// Farthest-first traversal of unit vectors, from the first one. Indices into `rows`, `count` at most.
std::vector<std::size_t> farthestFirst(const std::vector<std::vector<float>> &rows, std::size_t count,
                                       const CancelToken &cancel)
{
    std::vector<std::size_t> chosen;
    std::vector<double> nearest(rows.size(), -2); // cosine to the most similar of the chosen ones
    std::size_t next = 0;
    while (chosen.size() < std::min(count, rows.size()) && !cancel.cancelled()) {
        chosen.push_back(next);
        nearest[next] = std::numeric_limits<double>::infinity();
        for (std::size_t i = 0; i < rows.size(); ++i)
            nearest[i] = std::max(nearest[i], dot(rows[i], rows[next]));
        next = std::size_t(std::ranges::min_element(nearest) - nearest.begin());
    }
    return chosen;
}

Result<QSet<qint64>> outOfTheTrash(const Project &project)
{
    const auto idsOf = [](const std::vector<ImageRecord> &images) {
        QSet<qint64> ids;
        for (const ImageRecord &image : images) {
            if (!image.trashed)
                ids.insert(image.id);
        }
        return ids;
    };
    return withDatabase(project,
                        [&](Database &database) { return ImageRepository(database).all().transform(idsOf); });
}

Result<std::vector<Suggestion>> suggestionsOf(Database &database, const RunRecord &run)
{
    const auto read = allOf(outputsToday(database, run), SuggestionRepository(database).all(run.id));
    if (!read)
        return read.error();
    const auto &[outputs, stored] = *read;
    QHash<int, qint64> classOf;
    for (const auto &[classId, output] : outputs.asKeyValueRange())
        classOf.insert(output, classId);
    std::vector<Suggestion> all;
    for (const StoredSuggestion &suggestion : stored) {
        if (qsizetype(suggestion.probabilities.size()) == run.classes.size())
            all.push_back(suggestionOf(suggestion, classOf));
    }
    return all;
}

/// What was kept of the images that the source looked at.
Result<FeatureSet> featuresOf(const Project &project, const FeatureSource &source)
{
    return FeatureFile::read(project.folder(), source.featureFile, FeatureFile::stampOf(source.weightsFile));
}

Error notEmbedded(const QString &what)
{
    return {ErrorCode::NotFound, Text::tr("%1; analyze the images first.").arg(what)};
}

Error searchCancelled()
{
    return {ErrorCode::Cancelled, Text::tr("The search was canceled.")};
}

} // namespace

Result<std::vector<Suggestion>> suggestions(const Project &project, qint64 runId)
{
    return withDatabase(project, [runId](Database &database) {
        return RunRepository(database).find(runId).and_then(
            [&](const RunRecord &run) { return suggestionsOf(database, run); });
    });
}

std::vector<Suggestion> acceptable(const std::vector<Suggestion> &all, double probability)
{
    std::vector<Suggestion> accepted;
    std::ranges::copy_if(all, std::back_inserter(accepted), [&](const Suggestion &suggestion) {
        return suggestion.classId != 0 && suggestion.probability >= probability;
    });
    return accepted;
}

Result<std::vector<qint64>> mostUseful(const Project &project, const FeatureSource &source, int count,
                                       const CancelToken &cancel)
{
    auto read = allOf(suggestions(project, source.runId), featuresOf(project, source));
    if (!read)
        return read.error();
    auto &[candidates, features] = *read;
    if (features.ids.empty())
        return notEmbedded(Text::tr("%1 has not seen the unlabeled images yet").arg(source.title));
    const std::size_t wanted = std::size_t(std::max(0, count));
    std::ranges::stable_sort(candidates, {}, &Suggestion::margin);
    candidates.resize(std::min(candidates.size(), candidatesForEach * wanted));

    QHash<qint64, std::size_t> rowOf;
    for (std::size_t i = 0; i < features.ids.size(); ++i)
        rowOf.insert(features.ids[i], i);
    std::vector<qint64> ids;
    std::vector<std::vector<float>> rows;
    for (const Suggestion &candidate : candidates) {
        if (const auto row = rowOf.constFind(candidate.imageId); row != rowOf.constEnd()) {
            ids.push_back(candidate.imageId);
            rows.push_back(features.row(*row));
        }
    }
    std::vector<qint64> useful;
    for (const std::size_t index : farthestFirst(rows, wanted, cancel))
        useful.push_back(ids[index]);
    if (cancel.cancelled())
        return searchCancelled();
    return useful;
}

Result<std::vector<SimilarImage>> similarImages(const Project &project, const FeatureSource &source,
                                                qint64 imageId, int count, const CancelToken &cancel)
{
    const Result<FeatureSet> features = featuresOf(project, source);
    if (!features)
        return features.error();
    const auto own = std::ranges::find(features->ids, imageId);
    if (own == features->ids.end())
        return notEmbedded(Text::tr("%1 has not seen this image yet").arg(source.title));
    const Result<QSet<qint64>> present = outOfTheTrash(project);
    if (!present)
        return present.error();
    const std::vector<float> wanted = features->row(std::size_t(own - features->ids.begin()));
    std::vector<SimilarImage> similar;
    for (std::size_t i = 0; i < features->ids.size(); ++i) {
        if (cancel.cancelled())
            return searchCancelled();
        if (features->ids[i] != imageId && present->contains(features->ids[i]))
            similar.push_back({features->ids[i], std::clamp(dot(features->row(i), wanted), 0.0, 1.0)});
    }
    const auto end = similar.begin() + std::min<std::ptrdiff_t>(std::max(0, count), std::ssize(similar));
    std::ranges::partial_sort(similar, end, [](const SimilarImage &a, const SimilarImage &b) {
        return a.similarity != b.similarity ? a.similarity > b.similarity : a.imageId < b.imageId;
    });
    similar.erase(end, similar.end());
    return similar;
}

Result<std::vector<SimilarImage>> leastFamiliar(const Project &project, const FeatureSource &source,
                                                const std::vector<qint64> &judged,
                                                const std::vector<qint64> &known, const CancelToken &cancel)
{
    const Result<FeatureSet> features = featuresOf(project, source);
    if (!features)
        return features.error();
    if (features->ids.empty())
        return notEmbedded(Text::tr("%1 has not seen the images yet").arg(source.title));
    QHash<qint64, std::size_t> rowOf;
    for (std::size_t i = 0; i < features->ids.size(); ++i)
        rowOf.insert(features->ids[i], i);
    std::vector<std::pair<qint64, std::vector<float>>> knownRows;
    for (const qint64 id : known) {
        if (const auto row = rowOf.constFind(id); row != rowOf.cend())
            knownRows.emplace_back(id, features->row(*row));
    }
    std::vector<SimilarImage> familiar;
    for (const qint64 id : judged) {
        if (cancel.cancelled())
            return searchCancelled();
        const auto row = rowOf.constFind(id);
        if (row == rowOf.cend())
            continue;
        const std::vector<float> own = features->row(*row);
        double nearest = 0;
        for (const auto &[other, values] : knownRows) {
            if (other != id)
                nearest = std::max(nearest, dot(values, own));
        }
        familiar.push_back({id, std::min(nearest, 1.0)});
    }
    std::ranges::stable_sort(familiar, {}, &SimilarImage::similarity);
    return familiar;
}

} // namespace cairn
