#include "core/dataset/interchange/lists.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <map>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// The class that a target means; nothing where it means none that there is.
std::optional<QString> classOf(const QJsonValue &target, const QJsonArray &classes)
{
    if (target.isNull() || target.isUndefined())
        return QString();
    if (target.isObject()) // exported with attributes
        return classOf(target[u"label"_s], classes);
    if (target.isString())
        return target.toString();
    const int index = target.toInt(-1);
    if (index < 0 || index >= classes.size() || !classes[index].isString())
        return {};
    return classes[index].toString();
}

} // namespace

Result<std::vector<FoundFile>> readFiftyOne(const QString &labelsFile, Split split)
{
    const auto json = readJson(labelsFile);
    if (!json)
        return json.error();
    const QJsonObject root = json->toObject();
    if (!root[u"labels"_s].isObject()) {
        return Error{
            ErrorCode::Corrupt,
            u"“%1” has no labels: it is not a FiftyOneImageClassificationDataset."_s.arg(labelsFile)};
    }
    const QJsonArray classes = root[u"classes"_s].toArray();
    const QString data = QFileInfo(labelsFile).absolutePath() + u"/data"_s;
    std::map<QString, QString> fileByName; // of their names without extension
    for (const QFileInfo &entry : QDir(data).entryInfoList(QDir::Files, QDir::Name))
        fileByName.emplace(entry.completeBaseName(), entry.absoluteFilePath());
    std::vector<FoundFile> files;
    const QJsonObject labels = root[u"labels"_s].toObject();
    for (auto it = labels.begin(); it != labels.end(); ++it) {
        const auto file = fileByName.find(it.key());
        const std::optional<QString> className = classOf(it.value(), classes);
        FoundFile found{file == fileByName.end() ? data + u'/' + it.key() : file->second,
                        className.value_or(QString()),
                        split,
                        {}};
        if (!className)
            found.refusal = u"Its label is not one of the list's classes."_s;
        files.push_back(std::move(found));
    }
    return files;
}

QByteArray fiftyOneLabels(const std::vector<ListedPicture> &pictures)
{
    QStringList classes;
    std::map<QString, QJsonValue> targets; // in order: QJsonObject is slow otherwise
    for (const ListedPicture &picture : pictures) {
        if (!picture.className.isEmpty() && !classes.contains(picture.className))
            classes << picture.className;
    }
    classes.sort();
    for (const ListedPicture &picture : pictures) {
        targets[QFileInfo(picture.path).completeBaseName()]
            = picture.className.isEmpty() ? QJsonValue() : QJsonValue(classes.indexOf(picture.className));
    }
    QJsonObject labels;
    for (const auto &[name, target] : targets)
        labels.insert(name, target);
    return QJsonDocument(
               QJsonObject{{u"classes"_s, QJsonArray::fromStringList(classes)}, {u"labels"_s, labels}})
        .toJson();
}

} // namespace cairn
