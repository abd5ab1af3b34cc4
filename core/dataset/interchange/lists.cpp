// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/interchange/lists.h"
#include "core/base/text.h"

#include "core/base/outside.h"
#include "core/dataset/interchange/pathindex.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qint64 largestList = 100'000'000; // bytes

} // namespace

Result<QByteArray> readList(const QString &file)
{
    return readOutside(file, largestList);
}

Result<QJsonValue> readJson(const QString &file)
{
    const auto bytes = readList(file);
    if (!bytes)
        return bytes.error();
    if (!isModestJson(*bytes))
        return Error{ErrorCode::Corrupt,
                     Text::tr("“%1” is not a list of images: it contains only brackets.").arg(file)};
    QJsonParseError problem;
    const QByteArray withoutMark = bytes->startsWith("\xef\xbb\xbf") ? bytes->sliced(3) : *bytes;
    const QJsonDocument json = QJsonDocument::fromJson(withoutMark, &problem);
    if (problem.error != QJsonParseError::NoError) {
        return Error{ErrorCode::Corrupt,
                     Text::tr("“%1” is not JSON: %2 at byte %3.")
                         .arg(file, problem.errorString())
                         .arg(problem.offset)};
    }
    return json.isArray() ? QJsonValue(json.array()) : QJsonValue(json.object());
}

std::optional<Split> splitFromWord(const QString &word)
{
    const QString lower = word.trimmed().toLower();
    if (lower == u"train" || lower == u"training")
        return Split::Train;
    if (lower == u"valid" || lower == u"val" || lower == u"validation" || lower == u"dev")
        return Split::Valid;
    if (lower == u"test" || lower == u"testing")
        return Split::Test;
    if (lower.isEmpty() || lower == u"none" || lower == u"unassigned")
        return Split::None;
    return {};
}

QString splitWord(Split split)
{
    return split == Split::Train ? u"train"_s
        : split == Split::Valid  ? u"valid"_s
        : split == Split::Test   ? u"test"_s
                                 : QString();
}

QString LocatedFile::problem() const
{
    if (found)
        return {};
    return several ? Text::tr("Several files match this name; give more of the path.")
                   : Text::tr("The file does not exist.");
}

ListedFiles::ListedFiles(const QString &folder)
    : m_folder(QDir::cleanPath(folder))
{
}

ListedFiles::~ListedFiles() = default;

const PathIndex &ListedFiles::index() const
{
    if (!m_index) {
        QStringList paths;
        for (const FoundFile &file : listFolderTree(m_folder, {}, {}).files) {
            if (file.refusal.isEmpty() && file.native.isEmpty())
                paths << file.path;
        }
        m_index = std::make_unique<PathIndex>(m_folder, std::move(paths));
    }
    return *m_index;
}

LocatedFile ListedFiles::findExactly(const QString &written) const
{
    const QString path = normalizedPath(written);
    if (path.trimmed().isEmpty() || path.contains(QChar::Null))
        return {m_folder, false};
    const QString first
        = QDir::isAbsolutePath(path) ? QDir::cleanPath(path) : QDir::cleanPath(m_folder + u'/' + path);
    if (QFileInfo(first).isFile())
        return {first, true};
    const PathIndex::Match match = index().find(written);
    if (match.several)
        return {first, false, true};
    return match.index < 0 ? LocatedFile{first, false} : LocatedFile{index().path(match.index), true};
}

LocatedFile ListedFiles::find(const QString &written) const
{
    const LocatedFile exact = findExactly(written);
    if (exact.found || exact.several)
        return exact;
    const QString decoded = QUrl::fromPercentEncoding(written.toUtf8());
    QStringList guesses;
    if (decoded != written)
        guesses << decoded;
    static const QRegularExpression upload(u"^(.*/)?[0-9a-f]{8}-([^/]+)$"_s);
    for (const QString &name : {written, decoded}) {
        if (const auto match = upload.match(name); match.hasMatch())
            guesses << match.captured(2);
    }
    for (const QString &guess : std::as_const(guesses)) {
        const LocatedFile found = findExactly(guess);
        if (found.found || found.several)
            return found;
    }
    return exact;
}

} // namespace cairn
