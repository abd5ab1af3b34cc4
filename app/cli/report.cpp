// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/report.h"

#include "app/cli/output.h"
#include "core/base/format.h"
#include "core/learn/evaluation/calibration.h"
#include "core/learn/evaluation/classreport.h"
#include "core/learn/evaluation/pairederrors.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qsizetype widestName = 18;
constexpr qsizetype widestTable = 120; // columns of a terminal that is not small
constexpr std::size_t mostListed = 20; // rows of a list that stands for a table

QString clock(double seconds)
{
    const qint64 whole = qRound64(seconds);
    return u"%1:%2"_s.arg(whole / 60, 2, 10, QChar(u'0')).arg(whole % 60, 2, 10, QChar(u'0'));
}

QString shortened(const QString &name)
{
    return name.size() <= widestName ? name : name.left(widestName - 1) + u'…';
}

QString className(const QStringList &classes, int index)
{
    return index < 0 ? u"?"_s : classes.value(index);
}

QStringList fullTable(const ConfusionMatrix &matrix, const QStringList &classes)
{
    const std::vector<ClassMetrics> metrics = classMetrics(matrix);
    QString header = u"%1"_s.arg(u"actual \\ predicted"_s, -int(widestName));
    for (int column = 0; column < matrix.classes(); ++column)
        header += u"  %1"_s.arg(shortened(classes.value(column)), 7);
    QStringList lines{header + u"   recall"_s};
    QString last = u"%1"_s.arg(u"precision"_s, -int(widestName));
    for (int row = 0; row < matrix.classes(); ++row) {
        QString line = u"%1"_s.arg(shortened(classes.value(row)), -int(widestName));
        for (int column = 0; column < matrix.classes(); ++column)
            line += u"  %1"_s.arg(matrix.at(row, column),
                                  std::max(7, int(shortened(classes.value(column)).size())));
        lines << line + u"  %1"_s.arg(formatPercent(metrics[std::size_t(row)].recall), 7);
        last += u"  %1"_s.arg(formatPercent(metrics[std::size_t(row)].precision),
                              std::max(7, int(shortened(classes.value(row)).size())));
    }
    lines << last;
    return lines;
}

/// Whether fullTable() fits into a terminal's width.
bool fits(const ConfusionMatrix &matrix, const QStringList &classes)
{
    qsizetype width = widestName + 9;
    for (int column = 0; column < matrix.classes() && width <= widestTable; ++column)
        width += 2 + std::max<qsizetype>(7, shortened(classes.value(column)).size());
    return width <= widestTable;
}

QStringList mostConfusedList(const ConfusionMatrix &matrix, const QStringList &classes)
{
    const std::vector<ConfusionMatrix::Confusion> pairs = matrix.mostConfused();
    if (pairs.empty())
        return {u"No class was confused with another."_s};
    QStringList lines{
        u"Most confused pairs, out of %1 (--json lists them all)"_s.arg(formatCount(qint64(pairs.size()))),
        u"%1  %2   images"_s.arg(u"actual"_s, -int(widestName)).arg(u"predicted"_s, -int(widestName))};
    for (std::size_t i = 0; i < std::min(pairs.size(), mostListed); ++i)
        lines << u"%1  %2  %3"_s.arg(shortened(classes.value(pairs[i].actual)), -int(widestName))
                     .arg(shortened(classes.value(pairs[i].predicted)), -int(widestName))
                     .arg(pairs[i].count, 7);
    return lines;
}

QStringList leastFoundList(const ConfusionMatrix &matrix, const QStringList &classes)
{
    const std::vector<ClassMetrics> metrics = classMetrics(matrix);
    std::vector<int> order; // classes with images, the least found first
    for (int i = 0; i < matrix.classes(); ++i) {
        if (metrics[std::size_t(i)].support > 0)
            order.push_back(i);
    }
    std::ranges::stable_sort(order, {}, [&](int i) { return metrics[std::size_t(i)].recall; });
    QStringList lines{u"Classes with the lowest recall, out of %1"_s.arg(formatCount(matrix.classes())),
                      u"%1   recall  precision   images"_s.arg(u"class"_s, -int(widestName))};
    for (std::size_t i = 0; i < std::min(order.size(), mostListed / 2); ++i) {
        const ClassMetrics &row = metrics[std::size_t(order[i])];
        lines << u"%1  %2  %3  %4"_s.arg(shortened(classes.value(order[i])), -int(widestName))
                     .arg(formatPercent(row.recall), 7)
                     .arg(formatPercent(row.precision), 9)
                     .arg(row.support, 7);
    }
    return lines;
}

void reportTopLosses(Output &out, const Evaluation &evaluation, const QStringList &classes,
                     const QHash<qint64, QString> &files, int top)
{
    const std::vector<std::size_t> order = topLosses(evaluation.predictions);
    const std::size_t count = std::min(order.size(), std::size_t(top));
    if (count > 0)
        out.lines({{},
                   u"Largest losses"_s,
                   u"%1  %2  probability   loss  file"_s.arg(u"actual"_s, -int(widestName))
                       .arg(u"predicted"_s, -int(widestName))});
    for (std::size_t i = 0; i < count; ++i) {
        const Prediction &prediction = evaluation.predictions[order[i]];
        const QString file = files.value(prediction.imageId);
        const QString actual = className(classes, prediction.actual);
        const QString predicted = className(classes, prediction.predicted);
        out.event(u"top_loss"_s,
                  {{u"file"_s, file},
                   {u"actual"_s, actual},
                   {u"predicted"_s, predicted},
                   {u"probability"_s, prediction.probability},
                   {u"loss"_s, prediction.loss}});
        out.line(u"%1  %2  %3  %4  %5"_s.arg(shortened(actual), -int(widestName))
                     .arg(shortened(predicted), -int(widestName))
                     .arg(formatPercent(prediction.probability), 11)
                     .arg(prediction.loss, 5, 'f', 2)
                     .arg(file));
    }
}

} // namespace

QString epochHeader()
{
    return u"stage      epoch  train_loss  valid_loss  error_rate   time"_s;
}

QString epochRow(const EpochMetrics &epoch)
{
    return u"%1  %2  %3  %4  %5  %6"_s.arg(epoch.stageName, -9)
        .arg(epoch.epoch + 1, 5)
        .arg(epoch.trainLoss, 10, 'f', 4)
        .arg(epoch.validLoss, 10, 'f', 4)
        .arg(epoch.errorRate, 10, 'f', 4)
        .arg(clock(epoch.seconds), 5);
}

QStringList confusionTable(const ConfusionMatrix &matrix, const QStringList &classes)
{
    if (fits(matrix, classes))
        return fullTable(matrix, classes);
    return mostConfusedList(matrix, classes) + QStringList{QString()} + leastFoundList(matrix, classes);
}

void report(Output &out, const RunEvaluation &evaluation, const QStringList &classes,
            const QHash<qint64, QString> &files, int top)
{
    if (const QString notice = unreadNotice(evaluation, files); !notice.isEmpty())
        out.notice(notice);
    for (const qint64 image : evaluation.missing)
        out.event(u"unreadable"_s, {{u"image"_s, image}, {u"file"_s, files.value(image)}});
    const qint64 total = evaluation.confusion.total();
    const qint64 wrong = total - evaluation.confusion.correct();
    if (total == 0) {
        out.line(u"No validation image can be evaluated: none is still labeled with a class of this run."_s);
        return;
    }
    out.line(u"Error rate %1 (%2 of %3 images), loss %4"_s.arg(shareWithInterval(wrong, total))
                 .arg(wrong)
                 .arg(total)
                 .arg(evaluation.loss, 0, 'f', 4));
    out.line();
    out.lines(confusionTable(evaluation.confusion, classes));
    reportTopLosses(out, evaluation, classes, files, top);
}

QJsonArray toJson(const Interval &interval)
{
    return {interval.low, interval.high};
}

QJsonObject toJson(const RunEvaluation &evaluation, const QStringList &classes)
{
    return {{u"error_rate"_s, evaluation.errorRate},
            {u"accuracy"_s, evaluation.accuracy},
            {u"loss"_s, evaluation.loss},
            {u"images"_s, evaluation.confusion.total()},
            {u"unreadable"_s, qint64(evaluation.missing.size())},
            {u"kept"_s, evaluation.kept},
            {u"classes"_s, QJsonArray::fromStringList(classes)},
            {u"confusion"_s, evaluation.confusion.toJson()}};
}

QJsonObject classFigures(const Evaluation &evaluation, const QStringList &classes)
{
    const std::vector<ClassReport> reports = classReports(evaluation);
    QJsonArray perClass;
    for (std::size_t i = 0; i < reports.size(); ++i) {
        const ClassReport &report = reports[i];
        perClass << QJsonObject{{u"class"_s, classes.value(qsizetype(i))},
                                {u"support"_s, report.support},
                                {u"precision"_s, report.precision},
                                {u"recall"_s, report.recall},
                                {u"f1"_s, report.f1},
                                {u"loss"_s, report.meanLoss},
                                {u"precision_interval"_s, toJson(report.precisionInterval)},
                                {u"recall_interval"_s, toJson(report.recallInterval)}};
    }
    const qint64 total = evaluation.confusion.total();
    const qint64 correct = evaluation.confusion.correct();
    return {{u"per_class"_s, perClass},
            {u"macro_f1"_s, macroF1(reports)},
            {u"intervals"_s,
             QJsonObject{{u"error_rate"_s, toJson(wilsonInterval(total - correct, total))},
                         {u"accuracy"_s, toJson(wilsonInterval(correct, total))}}}};
}

QJsonObject calibrationFigures(const Evaluation &evaluation)
{
    const LabeledProbabilities said
        = labeledProbabilities(evaluation.predictions, evaluation.confusion.classes());
    const double temperature = fitTemperature(said);
    const Calibration before = calibrationOf(said);
    const Calibration after = calibrationOf(withTemperature(said, temperature));
    QJsonObject figures{
        {u"nll"_s, before.nll},
        {u"brier"_s, before.brier},
        {u"ece"_s, before.ece},
        {u"temperature"_s, temperature},
        {u"calibrated"_s,
         QJsonObject{{u"nll"_s, after.nll}, {u"brier"_s, after.brier}, {u"ece"_s, after.ece}}}};
    if (const std::optional<double> accuracy = topFiveAccuracy(said))
        figures.insert(u"top5_accuracy"_s, *accuracy);
    return figures;
}

} // namespace cairn
