// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/tryitmodel.h"

#include "ui/thumbnails/thumbnailprovider.h"

#include <algorithm>
#include <numeric>

namespace cairn {

TryItModel::TryItModel(ThumbnailProvider &thumbnails, QObject *parent)
    : TableModel({column({}, {})}, parent)
    , m_thumbnails(thumbnails)
{
    connect(&thumbnails, &ThumbnailProvider::ready, this, [this] { allChanged({Qt::DecorationRole}); });
}

void TryItModel::setClasses(const QStringList &classes)
{
    m_classes = classes;
}

void TryItModel::setUnsureBelow(double probability)
{
    m_unsureBelow = probability;
    allChanged({UnsureRole});
}

bool TryItModel::unsure(const FilePrediction &prediction) const
{
    return prediction.error.isEmpty()
        && double(prediction.probabilities[std::size_t(prediction.predicted)]) < m_unsureBelow;
}

int TryItModel::unsureCount() const
{
    return int(std::ranges::count_if(
        rows(), [this](const FilePrediction &prediction) { return unsure(prediction); }));
}

void TryItModel::append(const QList<FilePrediction> &predictions)
{
    TableModel::append({predictions.begin(), predictions.end()});
}

QList<int> TryItModel::likeliest(const FilePrediction &prediction) const
{
    QList<int> outputs(qsizetype(prediction.probabilities.size()));
    std::iota(outputs.begin(), outputs.end(), 0);
    const qsizetype shown = std::min<qsizetype>(shownClasses, outputs.size());
    std::partial_sort(outputs.begin(), outputs.begin() + shown, outputs.end(), [&prediction](int a, int b) {
        return prediction.probabilities[std::size_t(a)] > prediction.probabilities[std::size_t(b)];
    });
    return outputs.mid(0, shown);
}

QVariant TryItModel::dataOf(const FilePrediction &prediction, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return prediction.file.mid(prediction.file.lastIndexOf(u'/') + 1);
    case Qt::AccessibleTextRole:
        return prediction.error.isEmpty() ? m_classes.value(prediction.predicted) : prediction.error;
    case Qt::DecorationRole:
        return m_thumbnails.pixmap(prediction.file);
    case FileRole:
        return prediction.file;
    case ErrorRole:
        return prediction.error;
    case UnsureRole:
        return unsure(prediction);
    case OutputsRole:
        return QVariant::fromValue(likeliest(prediction));
    case NamesRole: {
        QStringList names;
        for (const int output : likeliest(prediction))
            names.append(m_classes.value(output));
        return names;
    }
    case ProbabilitiesRole: {
        QList<double> probabilities;
        for (const int output : likeliest(prediction))
            probabilities.append(double(prediction.probabilities[std::size_t(output)]));
        return QVariant::fromValue(probabilities);
    }
    default:
        return {};
    }
}

} // namespace cairn
