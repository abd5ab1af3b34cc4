#include "core/dataset/interchange/lists.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr QStringView localFiles = u"/data/local-files/";

/// The choice that the newest annotation (or prediction) makes; empty where none does, nothing for several.
std::optional<QString> choiceIn(const QJsonArray &annotations)
{
    QString choice;
    for (const QJsonValue &annotation : annotations) {
        if (annotation[u"was_cancelled"_s].toBool())
            continue;
        for (const QJsonValue &result : annotation[u"result"_s].toArray()) {
            const QJsonArray choices = result[u"value"_s][u"choices"_s].toArray();
            if (choices.size() > 1)
                return {};
            if (choices.size() == 1)
                choice = choices.first().toString();
        }
    }
    return choice;
}

/// The first text under these names, then any that looks like a picture's place.
QString imageIn(const QJsonObject &data)
{
    for (const QString &name : {u"image"_s, u"img"_s, u"photo"_s, u"picture"_s}) {
        if (data[name].isString())
            return data[name].toString();
    }
    for (auto it = data.begin(); it != data.end(); ++it) {
        if (it.value().isString() && it.value().toString().contains(u'.')
            && it.value().toString().contains(u'/'))
            return it.value().toString();
    }
    return {};
}

/// JSON-MIN writes the choice as a text, or as {"choices": […]} where there are several.
std::optional<QString> choiceInMin(const QJsonObject &task)
{
    for (const QString &name : {u"choice"_s, u"choices"_s, u"label"_s, u"class"_s}) {
        const QJsonValue value = task[name];
        if (value.isString())
            return value.toString();
        const QJsonArray several = value.isArray() ? value.toArray() : value[u"choices"_s].toArray();
        if (several.size() > 1)
            return {};
        if (several.size() == 1)
            return several.first().toString();
    }
    return QString();
}

struct Place
{
    QString path;
    QString refusal;
};

/// A path, a file address, Label Studio's own address of a local file, or an upload whose name has a prefix.
Place placeOf(const QString &written, const QString &folder)
{
    if (written.startsWith(u"http://", Qt::CaseInsensitive)
        || written.startsWith(u"https://", Qt::CaseInsensitive) || written.startsWith(u"s3://")
        || written.startsWith(u"gs://"))
        return {written, u"It is an address on the network, not a file; download it first."_s};
    QString path = written;
    if (written.startsWith(u"file:"))
        path = QUrl(written).toLocalFile();
    else if (written.startsWith(localFiles))
        path = QUrlQuery(QUrl(written)).queryItemValue(u"d"_s, QUrl::FullyDecoded);
    const LocatedFile located = locate(path, folder);
    if (located.found || !written.startsWith(u"/data/upload/"))
        return {located.path, {}};
    const QString name = QFileInfo(path).fileName();
    const LocatedFile withoutPrefix = locate(name.section(u'-', 1), folder);
    return {withoutPrefix.found ? withoutPrefix.path : located.path, {}};
}

FoundFile fileOf(const QJsonObject &task, const QString &folder)
{
    const bool whole = task[u"data"_s].isObject();
    const QJsonObject data = whole ? task[u"data"_s].toObject() : task;
    const QString written = imageIn(data);
    if (written.isEmpty())
        return {{}, {}, Split::None, u"The task names no picture."_s};
    std::optional<QString> choice = whole ? choiceIn(task[u"annotations"_s].toArray()) : choiceInMin(task);
    if (whole && choice && choice->isEmpty())
        choice = choiceIn(task[u"completions"_s].toArray()); // as versions before 1.0 called them
    Place place = placeOf(written, folder);
    if (!choice)
        place.refusal = u"It has several choices, and a picture has one class here."_s;
    const std::optional<Split> split = splitFromWord(data[u"split"_s].toString());
    return {place.path, choice.value_or(QString()).trimmed(), split.value_or(Split::None), place.refusal};
}

QJsonObject taskOf(const ListedPicture &picture, int id)
{
    QUrlQuery query;
    query.addQueryItem(u"d"_s, QString::fromLatin1(QUrl::toPercentEncoding(picture.path, "/")));
    QJsonObject data{{u"image"_s, localFiles.toString() + u'?' + query.toString(QUrl::FullyEncoded)}};
    if (picture.split != Split::None)
        data.insert(u"split"_s, splitWord(picture.split));
    QJsonObject task{{u"id"_s, id}, {u"data"_s, data}};
    if (picture.className.isEmpty())
        return task;
    const QJsonObject result{{u"from_name"_s, u"choice"_s},
                             {u"to_name"_s, u"image"_s},
                             {u"type"_s, u"choices"_s},
                             {u"value"_s, QJsonObject{{u"choices"_s, QJsonArray{picture.className}}}}};
    task.insert(u"annotations"_s, QJsonArray{QJsonObject{{u"result"_s, QJsonArray{result}}}});
    return task;
}

} // namespace

Result<std::vector<FoundFile>> readLabelStudio(const QString &file)
{
    const auto json = readJson(file);
    if (!json)
        return json.error();
    if (!json->isArray())
        return Error{ErrorCode::Corrupt,
                     u"“%1” is no list of tasks; export as JSON or JSON-MIN in Label Studio."_s.arg(file)};
    const QString folder = QFileInfo(file).absolutePath();
    std::vector<FoundFile> files;
    const QJsonArray tasks = json->toArray();
    for (qsizetype i = 0; i < tasks.size(); ++i) {
        FoundFile found = fileOf(tasks[i].toObject(), folder);
        if (found.path.isEmpty())
            found.path = u"%1, task %2"_s.arg(file).arg(i + 1);
        files.push_back(std::move(found));
    }
    return files;
}

QByteArray labelStudioTasks(const std::vector<ListedPicture> &pictures)
{
    QJsonArray tasks;
    for (const ListedPicture &picture : pictures)
        tasks << taskOf(picture, int(tasks.size()) + 1);
    return QJsonDocument(tasks).toJson();
}

QByteArray labelStudioConfig(const QStringList &classes)
{
    QString xml = u"<View>\n  <Image name=\"image\" value=\"$image\"/>\n"
                  "  <Choices name=\"choice\" toName=\"image\" choice=\"single\">\n"_s;
    for (const QString &name : classes)
        xml += u"    <Choice value=\"%1\"/>\n"_s.arg(name.toHtmlEscaped());
    return (xml + u"  </Choices>\n</View>\n"_s).toUtf8();
}

} // namespace cairn
