// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"
#include "app/common/engineloader.h"
#include "core/base/csv.h"
#include "core/base/folder.h"
#include "core/base/format.h"
#include "core/runs/labelreview.h"
#include "core/runs/runs.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qsizetype mostLines = 50; // for people; all are in the table

QString exact(double value)
{
    return QString::number(value, 'g', 9);
}

/// Every judged image, issues first.
Result<void> writeTable(const QString &file, const LabelReview &review, const QHash<qint64, QString> &files)
{
    QStringList header{u"file"_s,   u"given"_s,           u"suggested"_s,
                       u"issue"_s,  u"self_confidence"_s, u"normalized_margin"_s,
                       u"entropy"_s};
    QByteArray text = csvRow(header + review.classes).toUtf8();
    for (const JudgedLabel &label : review.judged) {
        QStringList row{files.value(label.imageId),
                        review.classes.value(label.given),
                        review.classes.value(label.suggested),
                        label.issue ? u"1"_s : u"0"_s,
                        exact(label.quality.selfConfidence),
                        exact(label.quality.normalizedMargin),
                        exact(label.quality.entropy)};
        for (const float probability : label.probabilities)
            row << exact(double(probability));
        text += csvRow(row).toUtf8();
    }
    return replaceFile(file, text);
}

FoldOptions foldOptions(const Arguments &arguments)
{
    FoldOptions options;
    options.folds = int(arguments.integer(u"folds"_s, 2, 100).value_or(options.folds));
    options.seed = quint64(arguments.integer(u"seed"_s, 0).value_or(qint64(options.seed)));
    if (arguments.has(u"filter"_s)) {
        const auto filter = issueFilterFromName(arguments.text(u"filter"_s));
        if (!filter)
            throw UsageError{u"--filter is one of %1."_s.arg(issueFilterNames().join(u", "_s))};
        options.filter = *filter;
    }
    return options;
}

/// --weights imagenet (default: what is here) or a file, which --arch describes.
Result<FeatureSource> source(const Project &project, const Arguments &arguments, const CancelToken &cancel)
{
    if (!arguments.has(u"weights"_s))
        return judgingSource(project, cancel);
    const QString weights = arguments.text(u"weights"_s);
    if (weights == u"imagenet")
        return imagenetSource(cancel);
    if (!QFileInfo(weights).isFile())
        throw UsageError{u"There is no weight file %1; --weights is imagenet or a file."_s.arg(weights)};
    const QString arch = arguments.has(u"arch"_s) ? arguments.text(u"arch"_s) : u"resnet34"_s;
    return fileSource(Arguments::require(archFromName(arch)), weights);
}

Result<LabelReview> judge(const Project &project, const Arguments &arguments, CommandContext &context)
{
    const FoldOptions options = foldOptions(arguments);
    if (arguments.has(u"run"_s)) {
        if (arguments.has(u"folds"_s) || arguments.has(u"weights"_s))
            throw UsageError{u"--run uses the run's own predictions; omit --folds and --weights."_s};
        const RunRecord run = orFail(chosenRun(project, arguments));
        return judgeValidationLabels(project, run.id, options.filter);
    }
    const FeatureSource from = orFail(source(project, arguments, context.cancel));
    const std::unique_ptr<Engine> engine = orFail(loadEngine());
    const auto progress = [&](const Progress &now) { context.out.progress(now); };
    return judgeLabels(project, *engine, {from, options}, progress, context.cancel);
}

void tell(Output &out, const LabelReview &review, const QHash<qint64, QString> &files)
{
    out.line(u"%1 of %2 labels look wrong (%3)"_s.arg(
        formatCount(qint64(review.issues)), formatCount(qint64(review.judged.size())), review.source));
    for (std::size_t i = 0; i < review.issues; ++i) {
        const JudgedLabel &label = review.judged[i];
        const QString file = files.value(label.imageId);
        const QString given = review.classes.value(label.given);
        const QString suggested = review.classes.value(label.suggested);
        out.event(u"label_issue"_s,
                  {{u"image"_s, label.imageId},
                   {u"file"_s, file},
                   {u"given"_s, given},
                   {u"suggested"_s, suggested},
                   {u"score"_s, label.quality.selfConfidence}});
        if (qsizetype(i) < mostLines)
            out.line(u"%1  %2 → %3  %4"_s.arg(label.quality.selfConfidence, 0, 'f', 4)
                         .arg(given, suggested, file));
    }
    if (qsizetype(review.issues) > mostLines)
        out.line(
            u"… and %1 more; --csv FILE has them all"_s.arg(formatCount(qint64(review.issues) - mostLines)));
}

Result<void> run(const Arguments &arguments, CommandContext &context)
{
    const std::unique_ptr<Project> project = openProject(arguments);
    const LabelReview review = orFail(judge(*project, arguments, context));
    const QHash<qint64, QString> files = orFail(imageFiles(*project, context.out));
    if (arguments.has(u"csv"_s))
        orFail(writeTable(arguments.text(u"csv"_s), review, files));
    tell(context.out, review, files);
    context.out.event(u"done"_s,
                      {{u"images"_s, qint64(review.judged.size())},
                       {u"issues"_s, qint64(review.issues)},
                       {u"source"_s, review.source},
                       {u"temperature"_s, review.temperature}});
    return {};
}

} // namespace

Command labelIssuesCommand()
{
    return {u"label-issues"_s,
            u"PROJECT"_s,
            1,
            1,
            u"Finds labels that look wrong"_s,
            u"label-issues buildings.cairn --csv issues.csv"_s,
            {{u"run"_s, u"ID"_s, u"check a run's validation images by its predictions"_s},
             {u"folds"_s, u"N"_s, u"otherwise check all labels with N folds (default 5)"_s},
             {u"weights"_s, u"FROM"_s, u"features for the folds: imagenet or a weight file"_s},
             {u"arch"_s, u"NAME"_s, u"architecture of that file (default resnet34)"_s},
             {u"csv"_s, u"FILE"_s, u"write a table of all checked images, issues first"_s},
             {u"filter"_s, u"NAME"_s, u"prune_by_noise_rate (default) or another of cleanlab's"_s},
             {u"seed"_s, u"N"_s, u"seed of the folds (default 42)"_s}},
            run};
}

} // namespace cairn
