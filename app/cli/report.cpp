#include "app/cli/report.h"

#include "app/cli/output.h"
#include "core/base/format.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qsizetype widestName = 18;

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

void reportTopLosses(Output &out, const Evaluation &evaluation, const QStringList &classes,
                     const QHash<qint64, QString> &files, int top)
{
    const std::vector<std::size_t> order = topLosses(evaluation.predictions);
    const std::size_t count = std::min(order.size(), std::size_t(top));
    if (count > 0)
        out.line(
            u"\nThe largest losses\n%1  %2  probability   loss  file"_s.arg(u"actual"_s, -int(widestName))
                .arg(u"predicted"_s, -int(widestName)));
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

QString confusionTable(const ConfusionMatrix &matrix, const QStringList &classes)
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
    return lines.join(u'\n');
}

void report(Output &out, const Evaluation &evaluation, const QStringList &classes,
            const QHash<qint64, QString> &files, int top)
{
    out.line(u"Error rate %1 (%2 of %3 pictures), loss %4\n"_s.arg(formatPercent(evaluation.errorRate))
                 .arg(evaluation.confusion.total() - evaluation.confusion.correct())
                 .arg(evaluation.confusion.total())
                 .arg(evaluation.loss, 0, 'f', 4));
    out.line(confusionTable(evaluation.confusion, classes));
    reportTopLosses(out, evaluation, classes, files, top);
}

QJsonObject toJson(const Evaluation &evaluation, const QStringList &classes)
{
    return {{u"error_rate"_s, evaluation.errorRate},
            {u"accuracy"_s, evaluation.accuracy},
            {u"loss"_s, evaluation.loss},
            {u"classes"_s, QJsonArray::fromStringList(classes)},
            {u"confusion"_s, evaluation.confusion.toJson()}};
}

} // namespace cairn
