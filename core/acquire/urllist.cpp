// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/urllist.h"
#include "core/base/text.h"

#include "core/acquire/address.h"
#include "core/acquire/providers/provider.h"
#include "core/base/csv.h"
#include "core/base/outside.h"
#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/downloadrepository.h"

#include <QFileInfo>
#include <QSet>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qint64 largestFile = 20'000'000; // bytes
constexpr int mostRows = 100'000;
constexpr qsizetype mostProblems = 100;

/// Which column of the table holds what; −1: none.
struct Columns
{
    int url = -1;
    int label = -1;
    int license = -1;
    int licenseUrl = -1;
    int author = -1;
    int title = -1;
    int page = -1;
};

std::optional<Columns> columnsOf(const QStringList &header)
{
    Columns columns;
    for (int i = 0; i < header.size(); ++i) {
        const QString name = header[i].trimmed().toLower().replace(u' ', u'_').replace(u'-', u'_');
        const auto is = [&](std::initializer_list<QStringView> names) {
            return std::ranges::find(names, name) != names.end();
        };
        if (is({u"url", u"address", u"image_url", u"source_url"}))
            columns.url = i;
        else if (is({u"label", u"class"}))
            columns.label = i;
        else if (is({u"licence", u"license"}))
            columns.license = i;
        else if (is({u"licence_url", u"license_url"}))
            columns.licenseUrl = i;
        else if (is({u"author", u"creator"}))
            columns.author = i;
        else if (name == u"title")
            columns.title = i;
        else if (is({u"page", u"page_url"}))
            columns.page = i;
    }
    return columns.url < 0 ? std::nullopt : std::optional(columns);
}

/// Addresses may hold commas: without a header every line is one address.
CsvTable plainLines(const QString &text)
{
    CsvTable table;
    int number = 0;
    for (const QString &line : text.split(u'\n')) {
        ++number;
        if (line.trimmed().isEmpty())
            continue;
        table.rows << QStringList{line.trimmed()};
        table.lines << number;
    }
    return table;
}

class ListReader
{
public:
    ListReader(QString name, ListOrigin origin)
        : m_name(std::move(name))
        , m_provider(origin == ListOrigin::Typed ? typedProvider : listProvider)
    {
    }

    UrlList read(const CsvTable &table, const Columns &columns, qsizetype firstRow)
    {
        for (qsizetype i = firstRow; i < table.rows.size(); ++i) {
            if (!table.rows[i].first().startsWith(u'#'))
                take(columns, table.rows[i], table.lines[i]);
        }
        return std::move(m_list);
    }

private:
    void take(const Columns &columns, const QStringList &row, int line)
    {
        const auto field = [&](int column, qsizetype longest) {
            return column < 0 ? QString() : row.value(column).trimmed().left(longest);
        };
        ListedAddress image;
        image.from.provider = m_provider;
        image.from.query = m_name;
        image.from.sourceUrl = field(columns.url, 2000);
        image.from.license = field(columns.license, 100);
        image.from.licenseUrl = field(columns.licenseUrl, 500);
        image.from.author = field(columns.author, 300);
        image.from.title = field(columns.title, 500);
        image.from.pageUrl = field(columns.page, 2000);
        image.label = field(columns.label, 500);
        if (const QString problem = problemOf(image); !problem.isEmpty()) {
            if (m_list.problems.size() < mostProblems)
                m_list.problems << Text::tr("Line %1: %2").arg(line).arg(problem);
            return;
        }
        const QString key = image.from.sourceUrl + u'\n' + image.label;
        if (!m_seen.contains(key))
            m_list.images.push_back(std::move(image));
        m_seen.insert(key);
    }

    static QString problemOf(const ListedAddress &image)
    {
        const QUrl url(image.from.sourceUrl, QUrl::StrictMode);
        if (const QString refusal = refusalOf(url, trustedAuthorities(image.from.provider, url));
            !refusal.isEmpty())
            return image.from.sourceUrl.isEmpty() ? Text::tr("there is no address.") : refusal + u'.';
        if (image.label.isEmpty())
            return {};
        const auto clean = ClassRepository::cleanName(image.label);
        return clean ? QString() : clean.error().message;
    }

    const QString m_name;
    const QString m_provider;
    UrlList m_list;
    QSet<QString> m_seen;
};

} // namespace

QStringList UrlList::labels() const
{
    QStringList names;
    QSet<QString> seen;
    for (const ListedAddress &image : images) {
        if (!image.label.isEmpty() && !seen.contains(image.label))
            names << image.label;
        seen.insert(image.label);
    }
    return names;
}

Result<UrlList> parseUrlList(const QByteArray &bytes, const QString &name, ListOrigin origin)
{
    if (bytes.size() > largestFile)
        return Error{ErrorCode::InvalidInput,
                     Text::tr("The list is larger than 20 MB; split it into smaller files.")};
    const QString text = decodeText(bytes);
    const auto table = parseCsv(text, mostRows);
    const auto columns = table && !table->rows.isEmpty() ? columnsOf(table->rows.first()) : std::nullopt;
    if (!table && table.error().code == ErrorCode::InvalidInput)
        return table.error();
    UrlList list = columns ? ListReader(name, origin).read(*table, *columns, 1)
                           : ListReader(name, origin).read(plainLines(text), Columns{0}, 0);
    if (list.images.empty())
        return Error{
            ErrorCode::InvalidInput,
            Text::tr(
                "The list has no usable address; it needs one https address per line, or a table with the "
                "columns url, label, licence, author."),
            list.problems.value(0)};
    return list;
}

Result<UrlList> readUrlList(const QString &file)
{
    return readOutside(file, largestFile).and_then([&file](const QByteArray &bytes) {
        return parseUrlList(bytes, QFileInfo(file).fileName());
    });
}

Result<qint64> queueList(Database &database, const UrlList &list, qint64 classId)
{
    QHash<QString, qint64> ids{{QString(), classId}};
    ClassRepository classes(database);
    const auto findClass = [&](const QString &label) {
        return classes.findOrAdd(label).transform(
            [&](const ClassRecord &record) { ids.insert(label, record.id); });
    };
    const auto queue = [&] {
        std::vector<DownloadRecord> downloads;
        for (const ListedAddress &image : list.images)
            downloads.push_back({0, ids.value(image.label), image.from});
        return DownloadRepository(database).add(downloads);
    };
    return forEach(list.labels(), findClass).and_then(queue);
}

} // namespace cairn
