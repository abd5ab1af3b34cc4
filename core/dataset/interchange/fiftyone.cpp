// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/dataset/interchange/lists.h"

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

/// Name → file, of the manifest beside the labels; empty where there is none.
QJsonObject manifestBeside(const QString &labelsFile)
{
    const QString manifest = QFileInfo(labelsFile).absolutePath() + u"/data.json"_s;
    if (!QFileInfo::exists(manifest))
        return {};
    const auto json = readJson(manifest);
    return json ? json->toObject() : QJsonObject();
}

} // namespace

Result<FoundList> readFiftyOne(const QString &labelsFile, Split split)
{
    const auto json = readJson(labelsFile);
    if (!json)
        return json.error();
    const QJsonObject root = json->toObject();
    if (!root[u"labels"_s].isObject()) {
        return Error{
            ErrorCode::Corrupt,
            Text::tr("“%1” has no labels: it is not a FiftyOneImageClassificationDataset.").arg(labelsFile)};
    }
    const QJsonArray classes = root[u"classes"_s].toArray();
    const QString folder = QFileInfo(labelsFile).absolutePath();
    const QString data = folder + u"/data"_s;
    const ListedFiles disk(QFileInfo(data).isDir() ? data : folder);
    const QJsonObject manifest = manifestBeside(labelsFile);
    FoundList list;
    const QJsonObject labels = root[u"labels"_s].toObject();
    for (auto it = labels.begin(); it != labels.end(); ++it) {
        const QString named = manifest[it.key()].toString();
        const LocatedFile file = disk.find(named.isEmpty() ? it.key() : named);
        const QJsonArray several = it.value().toArray();
        const QJsonValue target = !it.value().isArray() ? it.value()
            : several.isEmpty()                         ? QJsonValue()
                                                        : several.first();
        const std::optional<QString> className = classOf(target, classes);
        FoundFile found{file.path, className.value_or(QString()), split, file.problem()};
        if (several.size() > 1)
            found.refusal = Text::tr("It has several labels, but an image can have only one class.");
        else if (!className)
            found.refusal = Text::tr("Its label is not one of the list's classes.");
        list.files.push_back(std::move(found));
    }
    return list;
}

QByteArray fiftyOneLabels(const std::vector<ListedImage> &images)
{
    QStringList classes;
    std::map<QString, QJsonValue> targets; // in order: QJsonObject is slow otherwise
    for (const ListedImage &image : images) {
        if (!image.className.isEmpty() && !classes.contains(image.className))
            classes << image.className;
    }
    classes.sort();
    for (const ListedImage &image : images) {
        targets[QFileInfo(image.path).completeBaseName()]
            = image.className.isEmpty() ? QJsonValue() : QJsonValue(classes.indexOf(image.className));
    }
    QJsonObject labels;
    for (const auto &[name, target] : targets)
        labels.insert(name, target);
    return QJsonDocument(
               QJsonObject{{u"classes"_s, QJsonArray::fromStringList(classes)}, {u"labels"_s, labels}})
        .toJson();
}

} // namespace cairn
