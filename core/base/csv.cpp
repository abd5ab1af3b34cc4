// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/csv.h"
#include "core/base/text.h"

#include <QStringConverter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

QString decodeText(const QByteArray &bytes)
{
    const auto marked = QStringConverter::encodingForData(bytes);
    QStringDecoder decoder(marked.value_or(QStringConverter::Utf8));
    QString text = decoder(bytes);
    if (decoder.hasError())
        return QString::fromLatin1(bytes);
    return text;
}

QString spreadsheetSafe(const QString &cell)
{
    bool isNumber = false;
    static_cast<void>(cell.toDouble(&isNumber));
    const bool runs = !cell.isEmpty() && u"=+-@\t\r\n"_s.contains(cell.front());
    return runs && !isNumber ? u'\'' + cell : cell;
}

QString csvRow(const QStringList &fields)
{
    QStringList quoted;
    for (const QString &field : fields) {
        const bool special = field.contains(u',') || field.contains(u'"') || field.contains(u'\n')
            || field.contains(u'\r') || field.startsWith(u' ') || field.endsWith(u' ');
        quoted << (special ? u'"' + QString(field).replace(u'"', u"\"\""_s) + u'"' : field);
    }
    return quoted.join(u',') + u"\r\n"_s;
}

namespace {

/// Excel's own first line "sep=;" says the separator and is no row.
QChar declaredSeparator(const QString &text)
{
    const bool declared = text.size() > 4 && text.startsWith(u"sep=", Qt::CaseInsensitive)
        && (text.size() == 5 || text[5] == u'\n' || text[5] == u'\r');
    return declared ? text[4] : QChar();
}

QChar separatorOf(const QString &text)
{
    if (const QChar declared = declaredSeparator(text); !declared.isNull())
        return declared;

    const auto end = std::find_if(text.begin(), text.end(), [](QChar c) { return c == u'\n' || c == u'\r'; });
    QChar best = u',';
    for (const QChar candidate : {QChar(u';'), QChar(u'\t')}) {
        if (std::count(text.begin(), end, candidate) > std::count(text.begin(), end, best))
            best = candidate;
    }
    return best;
}

// An empty cell takes 24 bytes of memory and one of the file.
constexpr qsizetype mostCells = 15'000'000;
constexpr qsizetype mostColumns = 100'000;
constexpr qsizetype longestField = 1'000'000; // letters

class CsvReader
{
public:
    CsvReader(const QString &text, int maximumRows)
        : m_text(text)
        , m_separator(separatorOf(text))
        , m_maximumRows(maximumRows)
    {
    }

    Result<CsvTable> run()
    {
        if (!declaredSeparator(m_text).isNull()) {
            m_at = 5;
            endLine();
        }
        while (m_at < m_text.size()) {
            const int line = m_line;
            const Result<QStringList> row = readRow();
            if (!row)
                return row.error();
            if (std::ranges::all_of(*row, [](const QString &field) { return field.isEmpty(); }))
                continue;
            if (m_table.rows.size() >= m_maximumRows)
                return Error{ErrorCode::InvalidInput,
                             Text::tr("The table has more than %1 rows; split it into smaller files.")
                                 .arg(m_maximumRows)};
            m_table.rows << *row;
            m_table.lines << line;
        }
        return std::move(m_table);
    }

private:
    Result<QStringList> readRow()
    {
        QStringList row;
        for (;;) {
            const bool quoted = m_at < m_text.size() && m_text[m_at] == u'"';
            const Result<QString> field = quoted ? readQuoted() : readPlain();
            if (!field)
                return field.error();
            if (field->size() > longestField)
                return tooLong(m_line);
            row << *field;
            if (row.size() > mostColumns)
                return Error{ErrorCode::InvalidInput,
                             Text::tr("Line %1 has more than %2 columns.").arg(m_line).arg(mostColumns)};
            if (++m_cells > mostCells)
                return Error{
                    ErrorCode::InvalidInput,
                    Text::tr("The table has more than %1 million cells; split it into smaller files.")
                        .arg(mostCells / 1'000'000)};
            if (m_at < m_text.size() && m_text[m_at] == m_separator) {
                ++m_at;
                continue;
            }
            endLine();
            return row;
        }
    }

    static Error tooLong(int line)
    {
        return {ErrorCode::InvalidInput,
                Text::tr("A cell in line %1 is longer than a million characters.").arg(line)};
    }

    QString readPlain()
    {
        const qsizetype start = m_at;
        while (m_at < m_text.size() && m_text[m_at] != m_separator && !isLineEnd(m_text[m_at]))
            ++m_at;
        return m_text.sliced(start, m_at - start).trimmed();
    }

    Result<QString> readQuoted()
    {
        const int line = m_line;
        QString field;
        for (++m_at; m_at < m_text.size(); ++m_at) {
            if (field.size() > longestField)
                return tooLong(line);
            if (m_text[m_at] == u'\n')
                ++m_line;
            if (m_text[m_at] != u'"') {
                field += m_text[m_at];
                continue;
            }
            if (m_at + 1 < m_text.size() && m_text[m_at + 1] == u'"') {
                field += u'"';
                ++m_at;
                continue;
            }
            ++m_at;
            return field + readPlain(); // what follows a closing quote belongs to it
        }
        return Error{ErrorCode::Corrupt,
                     Text::tr("The quotation mark opened in line %1 is never closed.").arg(line)};
    }

    void endLine()
    {
        if (m_at < m_text.size() && m_text[m_at] == u'\r')
            ++m_at;
        if (m_at < m_text.size() && m_text[m_at] == u'\n')
            ++m_at;
        ++m_line;
    }

    static bool isLineEnd(QChar c) { return c == u'\n' || c == u'\r'; }

    const QString &m_text;
    const QChar m_separator;
    const int m_maximumRows;
    CsvTable m_table;
    qsizetype m_at = 0;
    qsizetype m_cells = 0;
    int m_line = 1;
};

} // namespace

Result<CsvTable> parseCsv(const QString &text, int maximumRows)
{
    return CsvReader(text, maximumRows).run();
}

} // namespace cairn
