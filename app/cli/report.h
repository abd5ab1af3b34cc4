// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/evaluation/intervals.h"
#include "core/learn/trainingobserver.h"
#include "core/runs/runevaluation.h"

#include <QHash>
#include <QJsonObject>

namespace cairn {

class Output;

// Tables for people.

/// fast.ai's table, one row an epoch.
QString epochHeader();
QString epochRow(const EpochMetrics &epoch);

/// Rows are actual classes, columns predicted ones, with recall a row and precision a column. What would be
/// wider than a terminal is a list instead: the pairs most often confused, and the classes found least often.
QStringList confusionTable(const ConfusionMatrix &matrix, const QStringList &classes);

/// Error rate, loss, confusion matrix and the images with the largest losses (`top` of them at most); as
/// JSON one event "top_loss" each. A notice counts images that could not be read, in JSON an event
/// "unreadable" names each. `files` has the path of every validation image.
void report(Output &out, const RunEvaluation &evaluation, const QStringList &classes,
            const QHash<qint64, QString> &files, int top);

/// {error_rate, accuracy, loss, images, unreadable, kept, classes, confusion}; null where there is no number.
QJsonObject toJson(const RunEvaluation &evaluation, const QStringList &classes);
QJsonArray toJson(const Interval &interval); ///< [low, high]

/// {per_class, macro_f1, intervals}
QJsonObject classFigures(const Evaluation &evaluation, const QStringList &classes);
/// {nll, brier, ece, temperature, calibrated, top5_accuracy (more than five classes)}
QJsonObject calibrationFigures(const Evaluation &evaluation);

} // namespace cairn
