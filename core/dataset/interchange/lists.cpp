#include "core/dataset/interchange/lists.h"

#include "core/base/format.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qint64 largestList = 100'000'000; // bytes

} // namespace

Result<QByteArray> readList(const QString &file)
{
    const QFileInfo info(file);
    if (!info.exists())
        return Error{ErrorCode::NotFound, u"There is no file “%1”."_s.arg(file)};
    if (!info.isFile())
        return Error{ErrorCode::ReadFailed, u"“%1” is not an ordinary file."_s.arg(file)};
    if (info.size() > largestList) {
        return Error{ErrorCode::InvalidInput,
                     u"“%1” has %2, more than the %3 that Cairn reads."_s.arg(file, formatBytes(info.size()),
                                                                              formatBytes(largestList))};
    }
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly))
        return Error{ErrorCode::ReadFailed, u"“%1” cannot be read: %2."_s.arg(file, in.errorString())};
    return in.read(largestList);
}

Result<QJsonValue> readJson(const QString &file)
{
    const auto bytes = readList(file);
    if (!bytes)
        return bytes.error();
    QJsonParseError problem;
    const QByteArray withoutMark = bytes->startsWith("\xef\xbb\xbf") ? bytes->sliced(3) : *bytes;
    const QJsonDocument json = QJsonDocument::fromJson(withoutMark, &problem);
    if (problem.error != QJsonParseError::NoError) {
        return Error{
            ErrorCode::Corrupt,
            u"“%1” is not JSON: %2 at byte %3."_s.arg(file, problem.errorString()).arg(problem.offset)};
    }
    return json.isArray() ? QJsonValue(json.array()) : QJsonValue(json.object());
}

std::optional<Split> splitFromWord(const QString &word)
{
    const QString lower = word.trimmed().toLower();
    if (lower == u"train" || lower == u"training")
        return Split::Train;
    if (lower == u"valid" || lower == u"val" || lower == u"validation")
        return Split::Valid;
    if (lower.isEmpty() || lower == u"test" || lower == u"none" || lower == u"unassigned")
        return Split::None;
    return {};
}

QString splitWord(Split split)
{
    return split == Split::Train ? u"train"_s : split == Split::Valid ? u"valid"_s : QString();
}

LocatedFile locate(const QString &written, const QString &folder)
{
    QString path = written;
    if (!written.contains(u'/'))
        path.replace(u'\\', u'/'); // written on Windows
    const QString first
        = QDir::isAbsolutePath(path) ? QDir::cleanPath(path) : QDir::cleanPath(folder + u'/' + path);
    if (path.contains(QChar::Null))
        return {first, false};
    const QString name = QFileInfo(path).fileName();
    for (const QString &guess :
         {first, folder + u'/' + name, folder + u"/images/"_s + name, folder + u"/data/"_s + name}) {
        if (!name.isEmpty() && QFileInfo(guess).isFile())
            return {guess, true};
    }
    return {first, false};
}

} // namespace cairn
