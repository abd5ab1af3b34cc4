// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/labelreview.h"
#include "core/base/text.h"

#include "core/dataset/splitter.h"
#include "core/learn/evaluation/calibration.h"
#include "core/learn/evaluation/folds.h"
#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/imagerepository.h"
#include "core/project/repositories/runrepository.h"
#include "core/runs/featurefile.h"
#include "core/runs/runs.h"
#include "core/runs/snapshot.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// The labeled images that have features, and what to learn from.
struct Labeled
{
    std::vector<qint64> ids;
    std::vector<std::size_t> rows; // in the feature set
    std::vector<int> labels;
    FeatureSet features;
};

Error reviewCancelled()
{
    return {ErrorCode::Cancelled, Text::tr("The search for wrong labels was canceled.")};
}

/// A label may be judged: the images of the project that are neither unlabeled, nor in the trash, nor in the
/// test split. What a model suggests must not shape the images that it is measured on in the end.
Result<Labeled> labeledFeatures(const Project &project, Database &database, const FeatureSource &source,
                                const std::vector<ClassRecord> &classes)
{
    auto read = allOf(
        FeatureFile::read(project.folder(), source.featureFile, FeatureFile::stampOf(source.weightsFile)),
        ImageRepository(database).all());
    if (!read)
        return read.error();
    auto &[features, images] = *read;
    QHash<qint64, int> indexOf;
    for (std::size_t i = 0; i < classes.size(); ++i)
        indexOf.insert(classes[i].id, int(i));
    QHash<qint64, std::size_t> rowOf;
    for (std::size_t i = 0; i < features.ids.size(); ++i)
        rowOf.insert(features.ids[i], i);
    Labeled labeled;
    QSet<int> seen;
    for (const ImageRecord &image : images) {
        const auto row = rowOf.constFind(image.id);
        if (image.trashed || image.classId == 0 || image.split == Split::Test || row == rowOf.cend()
            || !indexOf.contains(image.classId))
            continue;
        labeled.ids.push_back(image.id);
        labeled.rows.push_back(*row);
        labeled.labels.push_back(indexOf.value(image.classId));
        seen.insert(labeled.labels.back());
    }
    if (seen.size() < 2)
        return Error{ErrorCode::InvalidInput,
                     Text::tr("Finding wrong labels needs images in at least two classes.")};
    labeled.features = std::move(features);
    return labeled;
}

/// Group index of each image, −1 for those without near duplicates.
std::vector<int> groupsOf(const std::vector<qint64> &ids, const std::vector<ImageGroup> &duplicates)
{
    QHash<qint64, int> groupOf;
    for (std::size_t group = 0; group < duplicates.size(); ++group) {
        for (const qint64 id : duplicates[group])
            groupOf.insert(id, int(group));
    }
    std::vector<int> groups;
    for (const qint64 id : ids)
        groups.push_back(groupOf.value(id, -1));
    return groups;
}

/// Which images are judged together, by heads that learned from all others.
struct Folds
{
    int count = 0;
    std::vector<int> of; ///< of each image, 0 … count − 1
};

/// Probabilities of every image by a head that did not learn from it.
Result<LabeledProbabilities> outOfSample(Engine &engine, const Labeled &labeled, int classes,
                                         const Folds &folds, const CancelToken &cancel)
{
    const std::vector<int> &foldOf = folds.of;
    LabeledProbabilities table;
    table.classes = classes;
    table.given = labeled.labels;
    table.values.resize(labeled.ids.size() * std::size_t(classes));
    for (int fold = 0; fold < folds.count; ++fold) {
        if (cancel.cancelled())
            return reviewCancelled();
        HeadExamples examples{labeled.features.dimensions, classes, {}, {}};
        for (std::size_t i = 0; i < foldOf.size(); ++i) {
            if (foldOf[i] != fold)
                examples.add(labeled.features.row(labeled.rows[i]), labeled.labels[i]);
        }
        if (examples.labels.size() == foldOf.size())
            continue; // there are fewer images than folds
        const Result<LinearHead> head = engine.fitHead(examples);
        if (!head)
            return head.error();
        for (std::size_t i = 0; i < foldOf.size(); ++i) {
            if (foldOf[i] == fold)
                std::ranges::copy(head->probabilities(labeled.features.row(labeled.rows[i])),
                                  table.values.begin() + std::ptrdiff_t(i) * classes);
        }
    }
    return table;
}

Result<QSet<qint64>> fineImages(Database &database)
{
    return ImageRepository(database).all().transform([](const std::vector<ImageRecord> &images) {
        QSet<qint64> fine;
        for (const ImageRecord &image : images) {
            if (image.labelIsFine())
                fine.insert(image.id);
        }
        return fine;
    });
}

/// `ids` are the images of the table's rows.
void judge(LabelReview &review, const LabeledProbabilities &table, const std::vector<qint64> &ids,
           const QSet<qint64> &fine, IssueFilter filter)
{
    const std::vector<LabelQuality> quality = labelQuality(table);
    for (std::size_t i = 0; i < table.rows(); ++i) {
        const auto p = table.row(i);
        review.judged.push_back(
            {ids[i], table.given[i], table.mostProbable(i), false, quality[i], {p.begin(), p.end()}});
    }
    for (const std::size_t row : labelIssues(table, filter))
        review.judged[row].issue = !fine.contains(ids[row]);
    std::ranges::stable_sort(review.judged, [](const JudgedLabel &a, const JudgedLabel &b) {
        return a.issue != b.issue ? a.issue : a.quality.selfConfidence < b.quality.selfConfidence;
    });
    review.issues = std::size_t(std::ranges::count(review.judged, true, &JudgedLabel::issue));
}

/// All that is judged by folds, once every image is embedded.
struct ToJudge
{
    std::vector<ClassRecord> classes;
    Labeled labeled;
    std::vector<ImageGroup> duplicates;
    QSet<qint64> fine;
};

Result<ToJudge> gather(const Project &project, Database &database, const FeatureSource &source,
                       const ProgressCallback &progress, const CancelToken &cancel)
{
    auto duplicates = findNearDuplicates(database, progress, cancel);
    const auto labeled = [&](const std::vector<ClassRecord> &classes) {
        return allOf(labeledFeatures(project, database, source, classes), fineImages(database))
            .transform([&](auto read) {
                auto &[images, fine] = read;
                return ToJudge{classes, std::move(images), *std::move(duplicates), std::move(fine)};
            });
    };
    return duplicates
        .and_then([&](const std::vector<ImageGroup> &) { return ClassRepository(database).all(); })
        .and_then(labeled);
}

Result<LabelReview> judgeByFolds(Engine &engine, const ToJudge &all, const LabelJudgment &wanted,
                                 const CancelToken &cancel)
{
    const int count = std::clamp(wanted.folds.folds, 2, 100);
    const Folds folds{count,
                      stratifiedFolds(all.labeled.labels, groupsOf(all.labeled.ids, all.duplicates), count,
                                      wanted.folds.seed)};
    const auto reviewOf = [&](const LabeledProbabilities &table) {
        LabelReview review;
        review.source = Text::tr("%1 fold(s) on %2", nullptr, count).arg(count).arg(wanted.source.title);
        review.runId = wanted.source.runId;
        for (const ClassRecord &record : all.classes) {
            review.classes << record.name;
            review.classIds.push_back(record.id);
        }
        review.temperature = fitTemperature(table);
        judge(review, withTemperature(table, review.temperature), all.labeled.ids, all.fine,
              wanted.folds.filter);
        return review;
    };
    return outOfSample(engine, all.labeled, int(all.classes.size()), folds, cancel).transform(reviewOf);
}

/// What the stored predictions of a run are judged by.
struct RunToday
{
    RunRecord run;
    QHash<qint64, int> outputs; ///< by class id
    QSet<qint64> fine;
};

Result<RunToday> runToday(Database &database, qint64 runId)
{
    return RunRepository(database).find(runId).and_then([&](const RunRecord &run) {
        return allOf(outputsToday(database, run), fineImages(database)).transform([&](const auto &read) {
            const auto &[outputs, fine] = read;
            return RunToday{run, outputs, fine};
        });
    });
}

} // namespace

Result<LabelReview> judgeLabels(const Project &project, Engine &engine, const LabelJudgment &wanted,
                                const ProgressCallback &progress, const CancelToken &cancel)
{
    const Result<EmbeddingReport> embedded = embedImages(project, engine, wanted.source, progress, cancel);
    if (embedded && embedded->cancelled)
        return reviewCancelled();
    return embedded.and_then([&](const EmbeddingReport &) {
        return withFigures(project, [&](Database &database) {
            return gather(project, database, wanted.source, progress, cancel)
                .and_then([&](const ToJudge &all) { return judgeByFolds(engine, all, wanted, cancel); });
        });
    });
}

Result<LabelReview> judgeValidationLabels(const Project &project, qint64 runId, IssueFilter filter)
{
    const Result<RunEvaluation> evaluation = storedEvaluation(project, runId);
    const auto reviewOf = [&](const RunToday &today) {
        const RunRecord &run = today.run;
        LabelReview review;
        review.source = run.name;
        review.runId = runId;
        review.classes = run.classes;
        review.classIds.assign(std::size_t(run.classes.size()), 0);
        for (const auto &[classId, output] : today.outputs.asKeyValueRange())
            review.classIds[std::size_t(output)] = classId;
        review.temperature = run.temperature;
        std::vector<std::size_t> used;
        const LabeledProbabilities table
            = labeledProbabilities(evaluation->predictions, int(run.classes.size()), &used);
        std::vector<qint64> ids;
        for (const std::size_t index : used)
            ids.push_back(evaluation->predictions[index].imageId);
        judge(review, withTemperature(table, review.temperature), ids, today.fine, filter);
        return review;
    };
    return evaluation.and_then([&](const RunEvaluation &) {
        return withDatabase(
            project, [&](Database &database) { return runToday(database, runId).transform(reviewOf); });
    });
}

} // namespace cairn
