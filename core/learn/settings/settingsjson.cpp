// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/settings/settingsjson.h"

#include "core/learn/jsonfields.h"

#include <algorithm>

namespace cairn {

namespace {

template <typename Value>
QJsonArray arrayOf(const QList<Value> &values)
{
    QJsonArray array;
    for (const Value &value : values)
        array << value;
    return array;
}

/// One setting as JSON. `part` of a field gives a reference into something that may be written to.
template <typename T>
struct Writer
{
    T &values;

    QJsonValue operator()(const SwitchField<T> &field) const { return field.part(values); }
    QJsonValue operator()(const WholeField<T> &field) const { return field.part(values); }
    QJsonValue operator()(const RealField<T> &field) const { return field.part(values); }
    QJsonValue operator()(const OptionalRealField<T> &field) const
    {
        const std::optional<double> value = field.part(values);
        return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Undefined);
    }
    QJsonValue operator()(const SeedField<T> &field) const { return qint64(field.part(values)); }
    QJsonValue operator()(const ChoiceField<T> &field) const
    {
        const int value = field.get(values);
        const auto choice = std::find_if(field.choices.begin(), field.choices.end(),
                                         [value](const auto &known) { return known.value == value; });
        return choice == field.choices.end() ? QString() : choice->name;
    }
    QJsonValue operator()(const WholeListField<T> &field) const { return arrayOf(field.part(values)); }
    QJsonValue operator()(const RealListField<T> &field) const { return arrayOf(field.part(values)); }
    QJsonValue operator()(const WordsField<T> &field) const
    {
        return QJsonArray::fromStringList(field.part(values));
    }
    QJsonValue operator()(const TextField<T> &field) const { return field.part(values); }
    QJsonValue operator()(const RateField<T> &field) const { return field.part(values).toString(); }
};

template <typename T>
struct Reader
{
    static constexpr int longestWord = 50;

    JsonFields &fields;
    const QString &key;
    const QJsonValue json;
    T &values;

    void operator()(const SwitchField<T> &field) const { fields.read(key, field.part(values)); }
    void operator()(const WholeField<T> &field) const
    {
        fields.read(key, field.part(values), field.low, field.high);
    }
    void operator()(const RealField<T> &field) const
    {
        fields.read(key, field.part(values), field.low, field.high);
    }
    void operator()(const OptionalRealField<T> &field) const
    {
        if (!json.isUndefined())
            fields.read(key, field.part(values).emplace(), field.low, field.high);
    }
    void operator()(const SeedField<T> &field) const { fields.read(key, field.part(values), largestSeed); }
    void operator()(const ChoiceField<T> &field) const
    {
        const auto choice
            = std::find_if(field.choices.begin(), field.choices.end(), [this](const auto &known) {
                  return json.isString() && known.name == json.toString();
              });
        if (choice != field.choices.end())
            field.set(values, choice->value);
        else
            fields.fail(key);
    }
    void operator()(const WholeListField<T> &field) const
    {
        QList<int> numbers;
        const QJsonArray array = fields.array(key, field.most);
        for (const auto &value : array) {
            numbers << value.toInt(field.low - 1);
            if (numbers.last() < field.low || numbers.last() > field.high)
                fields.fail(key);
        }
        field.part(values) = numbers;
    }
    void operator()(const RealListField<T> &field) const
    {
        // Files of the first version have one number here.
        const QJsonArray array = json.isDouble() ? QJsonArray{json} : fields.array(key, field.most);
        QList<double> numbers;
        for (const auto &value : array) {
            numbers << value.toDouble(qQNaN());
            if (!(numbers.last() >= field.low && numbers.last() <= field.high))
                fields.fail(key);
        }
        field.part(values) = numbers;
    }
    void operator()(const WordsField<T> &field) const
    {
        QStringList words;
        const QJsonArray array = fields.array(key, field.most);
        for (const auto &value : array) {
            if (!value.isString() || value.toString().size() > longestWord)
                fields.fail(key);
            words << value.toString();
        }
        field.part(values) = words;
    }
    void operator()(const TextField<T> &field) const { fields.read(key, field.part(values), field.longest); }
    void operator()(const RateField<T> &field) const
    {
        QString text;
        fields.read(key, text, 100);
        if (const auto rate = LearningRate::parse(text))
            field.part(values) = *rate;
        else
            fields.fail(key);
    }
};

QString objectOf(const QString &key)
{
    return key.contains(u'.') ? key.section(u'.', 0, 0) : QString();
}

} // namespace

template <typename T>
void writeSettings(const QList<Setting<T>> &settings, const T &values, QJsonObject &json)
{
    T copy = values;
    for (const Setting<T> &setting : settings) {
        const QJsonValue value = std::visit(Writer<T>{copy}, setting.field);
        const QString object = objectOf(setting.key);
        if (value.isUndefined())
            continue;
        if (object.isEmpty()) {
            json.insert(setting.key, value);
        } else {
            QJsonObject inner = json.value(object).toObject();
            inner.insert(setting.key.section(u'.', 1), value);
            json.insert(object, inner);
        }
    }
}

template <typename T>
void readSettings(const QList<Setting<T>> &settings, const QJsonObject &json, JsonFields &fields, T &values)
{
    // The fields of inner objects under their keys from the top, so that messages name them so.
    QJsonObject flat;
    for (const Setting<T> &setting : settings) {
        const QString object = objectOf(setting.key);
        const QJsonValue value = object.isEmpty() ? json.value(setting.key)
                                                  : fields.object(object).value(setting.key.section(u'.', 1));
        if (!value.isUndefined())
            flat.insert(setting.key, value);
    }
    JsonFields inner(flat, fields.what());
    for (const Setting<T> &setting : settings) {
        if (flat.contains(setting.key))
            std::visit(Reader<T>{inner, setting.key, flat.value(setting.key), values}, setting.field);
    }
    if (!inner.ok())
        fields.fail(inner.error());
}

template void writeSettings(const QList<Setting<TrainingConfig>> &, const TrainingConfig &, QJsonObject &);
template void writeSettings(const QList<Setting<Stage>> &, const Stage &, QJsonObject &);
template void readSettings(const QList<Setting<TrainingConfig>> &, const QJsonObject &, JsonFields &,
                           TrainingConfig &);
template void readSettings(const QList<Setting<Stage>> &, const QJsonObject &, JsonFields &, Stage &);

} // namespace cairn
