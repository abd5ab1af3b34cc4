// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/attribution.h"

#include "core/base/csv.h"
#include "core/base/folder.h"
#include "core/base/format.h"

#include <QDir>
#include <QMap>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

Result<void> writeText(const QString &file, const QString &text)
{
    return replaceFile(file, text.toUtf8());
}

Result<qint64> write(const std::vector<Credit> &credits, const QString &folder)
{
    if (credits.empty())
        return 0;
    const QDir directory(folder);
    return writeText(directory.filePath(u"ATTRIBUTION.csv"_s), attributionCsv(credits))
        .and_then(
            [&] { return writeText(directory.filePath(u"ATTRIBUTION.md"_s), attributionMarkdown(credits)); })
        .transform([&] { return qint64(credits.size()); });
}

/// Plain text in Markdown: titles and names come from strangers.
QString escaped(const QString &text)
{
    QString out;
    for (const QChar c : text.simplified()) {
        if (u"\\`*_{}[]()<>#+-!|&~"_s.contains(c))
            out += u'\\';
        out += c;
    }
    return out;
}

QString link(const QString &text, const QString &address)
{
    const QUrl url(address, QUrl::StrictMode);
    const bool web = url.isValid() && (url.scheme() == u"https" || url.scheme() == u"http");
    if (!web)
        return escaped(text);
    QString encoded = QString::fromLatin1(url.toEncoded());
    encoded.replace(u'(', u"%28"_s).replace(u')', u"%29"_s);
    return u"[%1](%2)"_s.arg(escaped(text), encoded);
}

QString creditLine(const Credit &credit)
{
    const Provenance &from = credit.from;
    const QString title = from.title.isEmpty() ? QDir(credit.path).dirName() : from.title;
    QString line = u"- `%1`: "_s.arg(QString(credit.path).replace(u'`', u'\''))
        + link(title, from.pageUrl.isEmpty() ? from.sourceUrl : from.pageUrl);
    if (!from.attribution.isEmpty())
        line += u", "_s + escaped(from.attribution); // the author's own wording
    else if (!from.author.isEmpty())
        line += u" by "_s + escaped(from.author);
    else
        line += u", "_s + (creditedTo(from).isEmpty() ? u"author unknown"_s : escaped(creditedTo(from)));
    const QString license = from.license.isEmpty() ? from.usageTerms : from.license;
    line += u", "_s + (license.isEmpty() ? u"license unknown"_s : link(license, from.licenseUrl));
    if (!from.credit.isEmpty())
        line += u" (source: %1)"_s.arg(escaped(from.credit));
    line += u'.';
    if (!from.restrictions.isEmpty())
        line += u" Restrictions beyond copyright: %1."_s.arg(escaped(restrictionsOf(from)));
    return line + u'\n';
}

} // namespace

QString attributionCsv(const std::vector<Credit> &credits)
{
    QString text = csvRow({u"file"_s, u"class"_s, u"title"_s, u"author"_s, u"licence"_s, u"licence_url"_s,
                           u"page_url"_s, u"source_url"_s, u"provider"_s, u"query"_s, u"attribution"_s,
                           u"uploader"_s, u"restrictions"_s, u"usage_terms"_s, u"credit"_s});
    for (const Credit &credit : credits) {
        const Provenance &from = credit.from;
        QStringList cells{credit.path,       credit.className, from.title,       from.author,
                          from.license,      from.licenseUrl,  from.pageUrl,     from.sourceUrl,
                          from.provider,     from.query,       from.attribution, from.uploader,
                          from.restrictions, from.usageTerms,  from.credit};
        std::ranges::transform(cells, cells.begin(), spreadsheetSafe); // strangers wrote them, people open it
        text += csvRow(cells);
    }
    return text;
}

QString attributionMarkdown(const std::vector<Credit> &credits)
{
    QMap<QString, int> licenses;
    for (const Credit &credit : credits)
        ++licenses[credit.from.license.isEmpty() ? u"not named"_s : credit.from.license];
    QString text = u"# Attribution\n\n%1 images of this data set were collected from these sources. Images "
                   "may have been reduced in size.\n\n| license | images |\n|---|---|\n"_s.arg(
                       formatCount(qint64(credits.size())));
    for (const auto &[license, count] : licenses.asKeyValueRange())
        text += u"| %1 | %2 |\n"_s.arg(escaped(license), formatCount(count));
    text += u"\n## Images\n\n"_s;
    for (const Credit &credit : credits)
        text += creditLine(credit);
    return text;
}

Result<qint64> writeAttribution(Database &database, const QString &folder)
{
    return readCredits(database).and_then([&](std::vector<Credit> credits) {
        const QString own = database.directory() + u'/';
        for (Credit &credit : credits) {
            if (credit.path.startsWith(own))
                credit.path.remove(0, own.size());
        }
        return write(credits, folder);
    });
}

Result<qint64> writeAttribution(Database &database, const QString &folder,
                                const QHash<qint64, QString> &names)
{
    return readCredits(database).and_then([&](std::vector<Credit> credits) {
        std::erase_if(credits, [&](const Credit &credit) { return !names.contains(credit.imageId); });
        for (Credit &credit : credits)
            credit.path = names.value(credit.imageId);
        return write(credits, folder);
    });
}

} // namespace cairn
