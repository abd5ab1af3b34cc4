// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/interchange/tablecolumns.h"
#include "core/base/text.h"

#include "core/dataset/charset.h"
#include "core/dataset/interchange/lists.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qsizetype lookedAt = 200; // rows

const QStringList fileNames{u"path"_s,      u"file"_s,  u"filename"_s,  u"file_name"_s,  u"filepath"_s,
                            u"file_path"_s, u"fname"_s, u"image"_s,     u"image_path"_s, u"image_name"_s,
                            u"image_id"_s,  u"img"_s,   u"imagename"_s, u"name"_s,       u"id"_s};
const QStringList labelNames{u"label"_s,     u"labels"_s,   u"class"_s,      u"class_name"_s, u"classname"_s,
                             u"classes"_s,   u"category"_s, u"categories"_s, u"breed"_s,      u"species"_s,
                             u"diagnosis"_s, u"dx"_s,       u"target"_s,     u"choice"_s,     u"tags"_s,
                             u"tag"_s,       u"y"_s};
const QStringList splitNames{u"split"_s, u"set"_s, u"subset"_s, u"part"_s, u"partition"_s, u"usage"_s};
const QStringList validNames{u"is_valid"_s, u"is_val"_s, u"is_validation"_s, u"valid"_s, u"validation"_s};

qsizetype columnNamed(const QStringList &header, const QStringList &names, qsizetype except = -1)
{
    for (const QString &name : names) {
        for (qsizetype i = 0; i < header.size(); ++i) {
            if (i != except && header[i].trimmed().toLower() == name)
                return i;
        }
    }
    return -1;
}

std::optional<bool> truthOf(const QString &text)
{
    const QString word = text.trimmed().toLower();
    if (word == u"1" || word == u"1.0" || word == u"true" || word == u"yes")
        return true;
    if (word == u"0" || word == u"0.0" || word == u"false" || word == u"no" || word.isEmpty())
        return false;
    return {};
}

class Finder
{
public:
    Finder(const CsvTable &table, const ColumnChoice &choice,
           const std::function<bool(const QString &)> &exists)
        : m_table(table)
        , m_choice(choice)
        , m_exists(exists)
    {
    }

    Result<TableColumns> run()
    {
        m_columns.names = m_table.rows.first();
        for (QString &name : m_columns.names)
            name = name.trimmed();
        for (const auto &found : {findFile(), findSplit(), findLabel()}) {
            if (!found)
                return found.error();
        }
        return std::move(m_columns);
    }

private:
    Error unclear(const QString &what, const QString &option) const
    {
        return {ErrorCode::InvalidInput,
                Text::tr("It is unclear which column holds the %1; the columns are %2. Specify it with %3.")
                    .arg(what, m_columns.names.join(u", "_s), option)};
    }

    Result<qsizetype> chosen(const QString &name) const
    {
        const qsizetype column = m_columns.names.indexOf(name);
        if (column >= 0)
            return column;
        return Error{ErrorCode::InvalidInput,
                     Text::tr("The table has no column “%1”; the columns are %2.")
                         .arg(name, m_columns.names.join(u", "_s))};
    }

    /// Columns of the same name that say different things: which of them is meant?
    Result<void> refuseTwins(qsizetype column) const
    {
        for (qsizetype other = 0; other < m_columns.names.size(); ++other) {
            if (other == column || m_columns.names[other] != m_columns.names[column])
                continue;
            const bool same = std::ranges::all_of(m_table.rows, [&](const QStringList &row) {
                return row.value(column).trimmed() == row.value(other).trimmed();
            });
            if (!same)
                return Error{
                    ErrorCode::InvalidInput,
                    Text::tr("Two columns of the table are named “%1” but have different contents; rename "
                             "one.")
                        .arg(m_columns.names[column])};
        }
        return {};
    }

    qsizetype filesIn(qsizetype column) const
    {
        qsizetype count = 0;
        for (qsizetype row = 1; row < std::min(m_table.rows.size(), lookedAt); ++row)
            count += m_exists(m_table.rows[row].value(column)) ? 1 : 0;
        return count;
    }

    /// The column that somebody named.
    Result<void> take(const QString &name, qsizetype &column)
    {
        return chosen(name).and_then([&](qsizetype found) {
            column = found;
            return refuseTwins(found);
        });
    }

    Result<void> findFile()
    {
        const qsizetype named = columnNamed(m_columns.names, fileNames);
        if (!m_choice.file.isEmpty()) {
            return take(m_choice.file, m_columns.file);
        }
        qsizetype most = 0;
        for (qsizetype i = 0; i < m_columns.names.size(); ++i) {
            const qsizetype count = filesIn(i);
            if (count > most || (count == most && count > 0 && i == named)) {
                most = count;
                m_columns.file = i;
            }
        }
        if (most == 0 && named < 0) { // a lone row without header, or a table of which no file is here
            for (qsizetype i = 0; i < m_columns.names.size() && m_columns.file < 0; ++i)
                m_columns.file = m_exists(m_columns.names[i]) ? i : -1;
        }
        if (m_columns.file < 0)
            m_columns.file = named;
        if (m_columns.file < 0)
            return unclear(Text::tr("files"), u"--file-column"_s);
        m_columns.header = !m_exists(m_columns.names[m_columns.file]);
        return {};
    }

    Result<void> findSplit()
    {
        if (!m_columns.header)
            return {};
        m_columns.split = columnNamed(m_columns.names, splitNames, m_columns.file);
        if (m_columns.split >= 0)
            return {};
        m_columns.split = columnNamed(m_columns.names, validNames, m_columns.file);
        m_columns.splitIsValid = m_columns.split >= 0;
        return {};
    }

    /// Whether all its texts are 0 or 1, with at least one of them said.
    bool isOneHot(qsizetype column) const
    {
        bool said = false;
        for (qsizetype row = 1; row < m_table.rows.size(); ++row) {
            const QString text = m_table.rows[row].value(column);
            if (!truthOf(text))
                return false;
            said = said || !text.trimmed().isEmpty();
        }
        return said;
    }

    Result<void> findLabel()
    {
        if (!m_choice.label.isEmpty()) {
            return take(m_choice.label, m_columns.label);
        }
        QList<qsizetype> others;
        for (qsizetype i = 0; i < m_columns.names.size(); ++i) {
            if (i != m_columns.file && i != m_columns.split)
                others << i;
        }
        if (!m_columns.header)
            return withoutHeader(others);
        const qsizetype named
            = m_choice.oneHot ? -1 : columnNamed(m_columns.names, labelNames, m_columns.file);
        const bool oneHot = !others.isEmpty() && m_table.rows.size() > 1
            && std::ranges::all_of(others, [this](qsizetype column) { return isOneHot(column); });
        if (named >= 0)
            m_columns.label = named;
        if (named >= 0)
            return refuseTwins(named);
        if (oneHot && (others.size() > 1 || m_choice.oneHot))
            m_columns.oneHot = others;
        else if (others.size() == 1)
            m_columns.label = others.first();
        else if (others.size() > 1)
            return unclear(Text::tr("labels"), u"--label-column"_s);
        return {};
    }

    /// File, label, split, in this order as it was always read.
    Result<void> withoutHeader(const QList<qsizetype> &others)
    {
        if (others.size() > 2)
            return unclear(Text::tr("labels"), Text::tr("a first row that names them"));
        m_columns.label = others.value(0, -1);
        m_columns.split = others.value(1, -1);
        return {};
    }

    const CsvTable &m_table;
    const ColumnChoice &m_choice;
    const std::function<bool(const QString &)> &m_exists;
    TableColumns m_columns;
};

constexpr qsizetype lookedAtBytes = 4096;

/// UTF-16 without its mark: every other byte of ASCII is zero, and only every other one.
QString unmarkedUtf16(QByteArrayView start)
{
    qsizetype zeros[2] = {0, 0};
    for (qsizetype i = 0; i < start.size(); ++i)
        zeros[i % 2] += start[i] == '\0' ? 1 : 0;
    if (std::min(zeros[0], zeros[1]) > 0 || std::max(zeros[0], zeros[1]) <= start.size() / 8)
        return {};
    return zeros[1] > 0 ? u"UTF-16LE"_s : u"UTF-16BE"_s;
}

/// What is packed, and a spreadsheet's own file, which is a zip.
bool isPacked(const QByteArray &bytes)
{
    const QByteArray signatures[]
        = {"\x1f\x8b", "PK\x03\x04", "7z\xbc\xaf", "\x28\xb5\x2f\xfd", "\xd0\xcf\x11\xe0"};
    return std::ranges::any_of(signatures, [&](const QByteArray &start) { return bytes.startsWith(start); });
}

Error noText()
{
    return {ErrorCode::Corrupt,
            Text::tr("This is not a text table: save it as CSV in UTF-8, or unpack it first.")};
}

void readOneHot(const QStringList &row, const TableColumns &columns, TableRow &read)
{
    if (columns.oneHot.isEmpty())
        return;
    QStringList classes;
    for (const qsizetype column : columns.oneHot) {
        if (truthOf(row.value(column)).value_or(false))
            classes << columns.names[column];
    }
    if (classes.size() > 1)
        read.refusal = Text::tr("It has several classes (%1), but an image can have only one.")
                           .arg(classes.join(u", "_s));
    else
        read.label = classes.value(0);
}

} // namespace

Result<TableColumns> findColumns(const CsvTable &table, const ColumnChoice &choice,
                                 const std::function<bool(const QString &)> &exists)
{
    return Finder(table, choice, exists).run();
}

TableRow readRow(const QStringList &row, const TableColumns &columns)
{
    TableRow read{row.value(columns.file).trimmed(), {}, Split::None, {}};
    if (columns.label >= 0)
        read.label = row.value(columns.label).trimmed();
    readOneHot(row, columns, read);
    if (read.file.isEmpty() || read.file.contains(QChar::Null))
        read.refusal = Text::tr("The row names no file.");
    if (columns.split < 0 || !read.refusal.isEmpty())
        return read;
    const QString word = row.value(columns.split);
    const auto valid = columns.splitIsValid ? truthOf(word) : std::nullopt;
    const auto split = valid ? std::optional(*valid ? Split::Valid : Split::Train) : splitFromWord(word);
    if (split)
        read.split = *split;
    else
        read.refusal = Text::tr("Its split “%1” is neither training nor validation.").arg(word.left(40));
    return read;
}

Result<CsvTable> parseTable(const QByteArray &bytes, const QString &encoding, QStringList &notices)
{
    if (!encoding.isEmpty()) {
        const auto text = decodeStrictly(bytes, encoding);
        if (!text)
            return Error{ErrorCode::InvalidInput, Text::tr("The table is not encoded as %1.").arg(encoding)};
        return parseCsv(*text);
    }
    const bool marked = bytes.startsWith("\xff\xfe") || bytes.startsWith("\xfe\xff");
    if (isPacked(bytes))
        return noText();
    if (const QString utf16
        = marked ? QString() : unmarkedUtf16(bytes.first(std::min(bytes.size(), lookedAtBytes)));
        !utf16.isEmpty()) {
        notices << Text::tr("The table does not declare its encoding and was read as %1.").arg(utf16);
        const auto text = decodeStrictly(bytes, utf16);
        return text ? parseCsv(*text) : Result<CsvTable>(noText());
    }
    if (marked || decodeName(bytes, {}))
        return parseCsv(decodeText(bytes));
    const QString guess = guessEncoding({bytes});
    notices << Text::tr(
                   "The table is not UTF-8 and was read as %1; if names look wrong, choose its encoding.")
                   .arg(guess.isEmpty() ? u"Latin-1"_s : guess);
    return parseCsv(guess.isEmpty() ? decodeText(bytes) : decodeStrictly(bytes, guess).value_or(QString()));
}

Result<ReadTable> readTable(const QString &file, const ImportOptions &options,
                            const std::function<bool(const QString &)> &exists)
{
    const auto bytes = readList(file);
    if (!bytes)
        return bytes.error();
    ReadTable read;
    const auto table = parseTable(*bytes, options.encoding, read.notices);
    if (!table)
        return table.error();
    if (table->rows.isEmpty())
        return read;
    const ColumnChoice choice{options.fileColumn, options.labelColumn,
                              file.endsWith(u"_classes.csv", Qt::CaseInsensitive)};
    const auto columns = findColumns(*table, choice, exists);
    if (!columns)
        return columns.error();
    read.labeled = columns->label >= 0 || !columns->oneHot.isEmpty();
    for (qsizetype i = columns->header ? 1 : 0; i < table->rows.size(); ++i) {
        read.rows.push_back(readRow(table->rows[i], *columns));
        read.lines << table->lines[i];
    }
    if (!columns->header)
        return read;
    const QString label = columns->label >= 0
        ? Text::tr("the label from “%1”").arg(columns->names[columns->label])
        : columns->oneHot.isEmpty()
        ? Text::tr("no label")
        : Text::tr("the label from %1 column(s) of 0 and 1", nullptr, int(columns->oneHot.size()))
              .arg(columns->oneHot.size());
    read.notices
        << Text::tr("Files are read from the column “%1”, %2.").arg(columns->names[columns->file], label);
    return read;
}

} // namespace cairn
