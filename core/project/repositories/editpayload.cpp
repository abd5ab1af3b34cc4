// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/repositories/editpayload.h"

#include <array>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <map>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr std::array kindNames{"label"_L1, "trash"_L1, "flag"_L1, "split"_L1, "class"_L1, "fine"_L1};

// Thousands of images change in the same way: one group holds their ids.
QJsonArray groupsOf(const std::vector<ImageChange> &values)
{
    std::map<std::pair<int, int>, QJsonArray> groups;
    for (const ImageChange &value : values)
        groups[{value.before, value.after}].append(value.imageId);
    QJsonArray array;
    for (const auto &[change, images] : groups)
        array.append(
            QJsonObject{{u"before"_s, change.first}, {u"after"_s, change.second}, {u"images"_s, images}});
    return array;
}

QJsonValue jsonOf(const std::optional<ClassRecord> &record)
{
    if (!record)
        return QJsonValue::Null;
    return QJsonObject{{u"id"_s, record->id},
                       {u"name"_s, record->name},
                       {u"position"_s, record->position},
                       {u"colour"_s, record->color},
                       {u"shortcut"_s, record->shortcut}};
}

std::optional<ClassRecord> recordOf(const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    const qint64 id = object[u"id"_s].toInteger();
    const QString name = object[u"name"_s].toString();
    if (id <= 0 || name.isEmpty())
        return std::nullopt;
    return ClassRecord{id, name, object[u"position"_s].toInt(), object[u"colour"_s].toString(),
                       object[u"shortcut"_s].toString()};
}

} // namespace

QString editKindName(EditKind kind)
{
    return kindNames[std::size_t(kind)];
}

EditKind editKindOf(const QString &name)
{
    const auto found = std::ranges::find(kindNames, name);
    return found == kindNames.end() ? EditKind::Label : EditKind(found - kindNames.begin());
}

QString editPayload(const Edit &edit)
{
    QJsonObject object;
    if (!edit.values.empty())
        object[u"values"_s] = groupsOf(edit.values);
    QJsonArray classes;
    for (const ClassChange &change : edit.classes) {
        QJsonObject one{{u"before"_s, jsonOf(change.before)}, {u"after"_s, jsonOf(change.after)}};
        if (change.into != 0)
            one[u"into"_s] = change.into;
        classes.append(one);
    }
    if (!classes.isEmpty())
        object[u"classes"_s] = classes;
    if (edit.suggestedBy != 0)
        object[u"run"_s] = edit.suggestedBy;
    return object.isEmpty() ? QString()
                            : QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

void readEditPayload(const QString &payload, Edit &edit)
{
    const QJsonObject object = QJsonDocument::fromJson(payload.toUtf8()).object();
    edit.suggestedBy = object[u"run"_s].toInteger();
    for (const QJsonValue &group : object[u"values"_s].toArray()) {
        for (const QJsonValue &image : group[u"images"_s].toArray())
            edit.values.push_back({image.toInteger(), group[u"before"_s].toInt(), group[u"after"_s].toInt()});
    }
    for (const QJsonValue &change : object[u"classes"_s].toArray())
        edit.classes.push_back(
            {recordOf(change[u"before"_s]), recordOf(change[u"after"_s]), change[u"into"_s].toInteger()});
}

} // namespace cairn
