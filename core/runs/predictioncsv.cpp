#include "core/runs/predictioncsv.h"

#include "core/base/csv.h"

using namespace Qt::StringLiterals;

namespace cairn {

PredictionCsv::PredictionCsv(const QString &file, const QStringList &classes, bool tellsUnsure)
    : m_file(file)
    , m_classes(classes)
    , m_tellsUnsure(tellsUnsure)
{
}

Result<std::unique_ptr<PredictionCsv>> PredictionCsv::create(const QString &file, const QStringList &classes,
                                                             bool tellsUnsure, bool spreadsheetSafe)
{
    std::unique_ptr<PredictionCsv> csv(new PredictionCsv(file, classes, tellsUnsure));
    csv->m_spreadsheetSafe = spreadsheetSafe;
    // by name: the user's choice, a pipe perhaps
    if (!csv->m_file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return csv->writeError();
    QStringList header
        = QStringList{u"file"_s, u"label"_s, u"probability"_s} + classes + QStringList{u"error"_s};
    if (tellsUnsure)
        header << u"unsure"_s;
    if (const Result<void> written = csv->writeRow(header); !written)
        return written.error();
    return csv;
}

Result<void> PredictionCsv::add(const FilePrediction &prediction, bool unsure)
{
    const bool good = prediction.error.isEmpty();
    const auto probability = [&](qsizetype index) {
        return good ? QString::number(double(prediction.probabilities[std::size_t(index)]), 'f', 6)
                    : QString();
    };
    QStringList fields{prediction.file, good ? m_classes.value(prediction.predicted) : QString(),
                       good ? probability(prediction.predicted) : QString()};
    for (qsizetype i = 0; i < m_classes.size(); ++i)
        fields << probability(i);
    fields << prediction.error;
    if (m_tellsUnsure)
        fields << (!good ? QString() : unsure ? u"1"_s : u"0"_s);
    return writeRow(fields);
}

Result<void> PredictionCsv::finish()
{
    if (!m_file.flush())
        return writeError();
    m_file.close();
    return {};
}

QString PredictionCsv::quoted(const QString &field)
{
    const bool needed
        = field.contains(u',') || field.contains(u'"') || field.contains(u'\n') || field.contains(u'\r');
    return needed ? u'"' + QString(field).replace(u'"', u"\"\""_s) + u'"' : field;
}

Result<void> PredictionCsv::writeRow(const QStringList &fields)
{
    QStringList cells;
    for (const QString &field : fields)
        cells << quoted(m_spreadsheetSafe ? spreadsheetSafe(field) : field);
    const QByteArray line = cells.join(u',').toUtf8() + '\n';
    return m_file.write(line) == line.size() ? Result<void>() : Result<void>(writeError());
}

Error PredictionCsv::writeError() const
{
    return {ErrorCode::WriteFailed,
            u"%1 cannot be written: %2."_s.arg(m_file.fileName(), m_file.errorString())};
}

} // namespace cairn
