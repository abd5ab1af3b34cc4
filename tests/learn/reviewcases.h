// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/evaluation/labeledprobabilities.h"
#include "tests/support/shareddata.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

namespace cairn {

/// Values that cleanlab, scikit-learn, netcal and statsmodels computed: two small cases from the repository
/// (and "intervals"), all where the shared folder is there. Empty if a file cannot be read.
inline QJsonObject reviewCases()
{
    const auto read = [](const QString &path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                              : QJsonObject();
    };
    QJsonObject cases = read(QStringLiteral(CAIRN_SOURCE_DIR "/tests/learn/data/review.json"));
    const QString folder = sharedData(QStringLiteral("reference/review"));
    if (folder.isEmpty())
        return cases;
    const QJsonObject more = read(folder + QStringLiteral("/label_issues_and_calibration.json"));
    for (auto it = more.begin(); it != more.end(); ++it)
        cases.insert(it.key(), it.value());
    cases.insert(QStringLiteral("intervals"), read(folder + QStringLiteral("/intervals.json")));
    return cases;
}

/// The softmax of a case's logits, with its labels.
inline LabeledProbabilities probabilitiesOf(const QJsonObject &reviewCase)
{
    LabeledProbabilities table;
    const QJsonArray logits = reviewCase[QStringLiteral("logits")].toArray();
    for (const QJsonValue &label : reviewCase[QStringLiteral("given")].toArray())
        table.given.push_back(label.toInt());
    for (const QJsonValue &value : logits) {
        const QJsonArray row = value.toArray();
        table.classes = int(row.size());
        double sum = 0;
        for (const QJsonValue &z : row)
            sum += std::exp(z.toDouble());
        for (const QJsonValue &z : row)
            table.values.push_back(std::exp(z.toDouble()) / sum);
    }
    return table;
}

} // namespace cairn
