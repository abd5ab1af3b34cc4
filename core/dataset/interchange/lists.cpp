#include "core/dataset/interchange/lists.h"

#include "core/base/outside.h"

#include <QDir>
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
    return readOutside(file, largestList);
}

Result<QJsonValue> readJson(const QString &file)
{
    const auto bytes = readList(file);
    if (!bytes)
        return bytes.error();
    if (!isModestJson(*bytes))
        return Error{ErrorCode::Corrupt,
                     u"“%1” is not a list of pictures: it is nothing but brackets."_s.arg(file)};
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
