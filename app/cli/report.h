#pragma once

#include "core/learn/metrics.h"
#include "core/learn/trainingobserver.h"

#include <QHash>
#include <QJsonObject>

namespace cairn {

class Output;

// Tables for people, as text of several lines without the last line break.

/// fast.ai's table, one row an epoch.
QString epochHeader();
QString epochRow(const EpochMetrics &epoch);

/// Rows are actual classes, columns predicted ones, with recall a row and precision a column.
QString confusionTable(const ConfusionMatrix &matrix, const QStringList &classes);

/// Error rate, loss, confusion matrix and the pictures with the largest losses (`top` of them at most); as
/// JSON one event "top_loss" each. `files` has the path of every predicted picture.
void report(Output &out, const Evaluation &evaluation, const QStringList &classes,
            const QHash<qint64, QString> &files, int top);

/// {error_rate, accuracy, loss, classes, confusion}
QJsonObject toJson(const Evaluation &evaluation, const QStringList &classes);

} // namespace cairn
