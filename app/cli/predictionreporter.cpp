// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/predictionreporter.h"

#include "core/base/format.h"

#include <QJsonArray>

#include <algorithm>
#include <numeric>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {
const QString unsureName = u"unsure"_s;
}

PredictionReporter::PredictionReporter(const Arguments &arguments, const QStringList &classes, qint64 files,
                                       Output &out)
    : m_classes(classes)
    , m_files(files)
    , m_out(out)
    , m_top(arguments.integer(u"top"_s, 1, 10'000).value_or(0))
    , m_unsureBelow(arguments.number(u"unsure"_s, 0, 1))
{
}

void PredictionReporter::open(const Arguments &arguments)
{
    if (arguments.has(u"csv"_s)) {
        m_csv = orFail(
            PredictionCsv::create(arguments.text(u"csv"_s), m_classes,
                                  {m_unsureBelow.has_value(), arguments.has(u"spreadsheet-safe"_s)}));
    }
    if (arguments.has(u"sort-into"_s)) {
        m_sorter = orFail(PredictionSorter::create(
            arguments.text(u"sort-into"_s), m_classes + QStringList{unsureName},
            arguments.has(u"move"_s) ? PredictionSorter::Mode::Move : PredictionSorter::Mode::Copy));
    }
}

void PredictionReporter::tell(FilePrediction prediction, const QString &name)
{
    ++m_done;
    m_unreadable += prediction.error.isEmpty() ? 0 : 1;
    const Result<QString> put = sorted(prediction);
    prediction.file = name;
    QJsonObject fields = toJson(prediction);
    if (!put) {
        ++m_notSorted;
        fields.insert(u"sort_error"_s, put.error().message);
    } else if (!put->isEmpty()) {
        fields.insert(u"sorted_to"_s, *put);
    }
    m_out.event(u"prediction"_s, fields);
    if (m_csv) {
        if (m_written)
            m_written = m_csv->add(prediction, isUnsure(prediction));
        if (!m_out.json())
            m_out.progress({m_done, m_files, u"classified"_s});
    } else {
        m_out.line(toText(prediction));
    }
    if (!put)
        m_out.line(u"%1: %2"_s.arg(prediction.file, put.error().message));
}

Result<void> PredictionReporter::finish()
{
    if (!m_written)
        return m_written;
    return m_csv ? m_csv->finish() : Result<void>();
}

double PredictionReporter::best(const FilePrediction &prediction) const
{
    return double(prediction.probabilities[std::size_t(prediction.predicted)]);
}

bool PredictionReporter::isUnsure(const FilePrediction &prediction) const
{
    return m_unsureBelow && prediction.error.isEmpty() && best(prediction) < *m_unsureBelow;
}

Result<QString> PredictionReporter::sorted(const FilePrediction &prediction)
{
    if (!m_sorter || !prediction.error.isEmpty())
        return QString();
    return m_sorter->put(prediction.file,
                         isUnsure(prediction) ? m_classes.size() : qsizetype(prediction.predicted));
}

std::vector<int> PredictionReporter::ranked(const FilePrediction &prediction) const
{
    std::vector<int> order(prediction.probabilities.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        return prediction.probabilities[std::size_t(a)] > prediction.probabilities[std::size_t(b)];
    });
    order.resize(std::min(order.size(), std::size_t(std::max<qint64>(m_top, 1))));
    return order;
}

QJsonObject PredictionReporter::toJson(const FilePrediction &prediction) const
{
    QJsonObject fields{{u"file"_s, prediction.file}};
    if (!prediction.error.isEmpty()) {
        fields.insert(u"error"_s, prediction.error);
        return fields;
    }
    QJsonObject probabilities;
    for (qsizetype i = 0; i < m_classes.size(); ++i)
        probabilities.insert(m_classes[i], double(prediction.probabilities[std::size_t(i)]));
    fields.insert(u"label"_s, m_classes.value(prediction.predicted));
    fields.insert(u"probability"_s, best(prediction));
    fields.insert(u"probabilities"_s, probabilities);
    if (m_unsureBelow)
        fields.insert(u"unsure"_s, isUnsure(prediction));
    if (m_top > 0) {
        QJsonArray top;
        for (const int index : ranked(prediction))
            top << QJsonObject{{u"label"_s, m_classes.value(index)},
                               {u"probability"_s, double(prediction.probabilities[std::size_t(index)])}};
        fields.insert(u"top"_s, top);
    }
    return fields;
}

QString PredictionReporter::toText(const FilePrediction &prediction) const
{
    if (!prediction.error.isEmpty())
        return u"%1: %2"_s.arg(prediction.file, prediction.error);
    QStringList answers;
    for (const int index : ranked(prediction))
        answers << u"%1 (%2)"_s.arg(m_classes.value(index),
                                    formatPercent(double(prediction.probabilities[std::size_t(index)])));
    return u"%1: %2%3"_s.arg(prediction.file, isUnsure(prediction) ? u"unsure, perhaps "_s : QString(),
                             answers.join(u", "_s));
}

} // namespace cairn
