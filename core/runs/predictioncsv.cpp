// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/predictioncsv.h"
#include "core/base/text.h"

#include "core/base/csv.h"

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

Error cannotWrite(const QFile &file)
{
    return {ErrorCode::WriteFailed,
            Text::tr("%1 cannot be written: %2.").arg(file.fileName(), file.errorString())};
}

} // namespace

PredictionCsv::PredictionCsv(QFile &file, const QStringList &classes, Form form)
    : m_file(file)
    , m_classes(classes)
    , m_form(form)
{
}

Result<std::unique_ptr<PredictionCsv>> PredictionCsv::create(const QString &file, const QStringList &classes,
                                                             Form form)
{
    auto own = std::make_unique<QFile>(file); // by name: the user's choice, a pipe perhaps
    // by name: the user's choice, a pipe perhaps
    if (!own->open(QIODevice::WriteOnly | QIODevice::Truncate))
        return cannotWrite(*own);
    auto csv = createIn(*own, classes, form);
    if (csv)
        (*csv)->m_own = std::move(own);
    return csv;
}

Result<std::unique_ptr<PredictionCsv>> PredictionCsv::createIn(QFile &file, const QStringList &classes,
                                                               Form form)
{
    std::unique_ptr<PredictionCsv> csv(new PredictionCsv(file, classes, form));
    QStringList header
        = QStringList{u"file"_s, u"label"_s, u"probability"_s} + classes + QStringList{u"error"_s};
    if (form.tellsUnsure)
        header << u"unsure"_s;
    return csv->writeRow(header).transform([&] { return std::move(csv); });
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
    if (m_form.tellsUnsure)
        fields << (!good ? QString() : unsure ? u"1"_s : u"0"_s);
    return writeRow(fields);
}

Result<void> PredictionCsv::finish()
{
    return m_file.flush() ? Result<void>() : Result<void>(cannotWrite(m_file));
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
        cells << quoted(m_form.spreadsheetSafe ? spreadsheetSafe(field) : field);
    const QByteArray line = cells.join(u',').toUtf8() + '\n';
    return m_file.write(line) == line.size() ? Result<void>() : Result<void>(cannotWrite(m_file));
}

} // namespace cairn
