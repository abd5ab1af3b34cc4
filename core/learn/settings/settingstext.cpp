// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/settings/settingstext.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QString numberText(double number)
{
    return QString::number(number, 'g', 15);
}

QString numberText(int number)
{
    return QString::number(number);
}

template <typename Value>
QString listText(const QList<Value> &values)
{
    QStringList texts;
    for (const Value &value : values)
        texts << numberText(value);
    return texts.join(u", "_s);
}

QStringList words(const QString &text)
{
    QStringList list;
    if (text.trimmed() == u"none")
        return list;
    const QStringList parts = text.split(u',', Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        if (!part.trimmed().isEmpty())
            list << part.simplified();
    }
    return list;
}

bool parse(const QString &text, int &value)
{
    bool ok = false;
    value = text.trimmed().toInt(&ok);
    return ok;
}

bool parse(const QString &text, double &value)
{
    bool ok = false;
    value = text.trimmed().toDouble(&ok);
    return ok;
}

template <typename Value>
bool parse(const QString &text, QList<Value> &values)
{
    const QStringList parts = words(text);
    values.clear();
    return std::all_of(parts.begin(), parts.end(),
                       [&](const QString &part) { return parse(part, values.emplace_back()); });
}

template <typename T>
struct Format
{
    T &values;

    QString operator()(const SwitchField<T> &field) const { return field.part(values) ? u"yes"_s : u"no"_s; }
    QString operator()(const WholeField<T> &field) const { return numberText(field.part(values)); }
    QString operator()(const RealField<T> &field) const { return numberText(field.part(values)); }
    QString operator()(const OptionalRealField<T> &field) const
    {
        return field.part(values) ? numberText(*field.part(values)) : QString();
    }
    QString operator()(const SeedField<T> &field) const { return QString::number(field.part(values)); }
    QString operator()(const ChoiceField<T> &field) const
    {
        const int value = field.get(values);
        const auto choice = std::find_if(field.choices.begin(), field.choices.end(),
                                         [value](const auto &known) { return known.value == value; });
        return choice == field.choices.end() ? QString() : choice->name;
    }
    QString operator()(const WholeListField<T> &field) const { return listText(field.part(values)); }
    QString operator()(const RealListField<T> &field) const { return listText(field.part(values)); }
    QString operator()(const WordsField<T> &field) const { return field.part(values).join(u", "_s); }
    QString operator()(const TextField<T> &field) const { return field.part(values); }
    QString operator()(const RateField<T> &field) const { return field.part(values).toString(); }
};

/// Whether the text is a value of its kind.
template <typename T>
struct Parse
{
    T &values;
    const QString &text;

    bool operator()(const SwitchField<T> &field) const
    {
        field.part(values) = text == u"yes";
        return text == u"yes" || text == u"no";
    }
    bool operator()(const WholeField<T> &field) const { return parse(text, field.part(values)); }
    bool operator()(const RealField<T> &field) const { return parse(text, field.part(values)); }
    bool operator()(const OptionalRealField<T> &field) const
    {
        field.part(values).reset();
        return text.trimmed().isEmpty() || parse(text, field.part(values).emplace());
    }
    bool operator()(const SeedField<T> &field) const
    {
        bool ok = false;
        field.part(values) = text.trimmed().toULongLong(&ok);
        return ok;
    }
    bool operator()(const ChoiceField<T> &field) const
    {
        const auto choice = std::find_if(field.choices.begin(), field.choices.end(),
                                         [this](const auto &known) { return known.name == text; });
        if (choice == field.choices.end())
            return false;
        field.set(values, choice->value);
        return true;
    }
    bool operator()(const WholeListField<T> &field) const { return parse(text, field.part(values)); }
    bool operator()(const RealListField<T> &field) const { return parse(text, field.part(values)); }
    bool operator()(const WordsField<T> &field) const
    {
        field.part(values) = words(text);
        return true;
    }
    bool operator()(const TextField<T> &field) const
    {
        field.part(values) = text.trimmed();
        return true;
    }
    bool operator()(const RateField<T> &field) const
    {
        const Result<LearningRate> rate = LearningRate::parse(text);
        if (rate)
            field.part(values) = *rate;
        return rate.ok();
    }
};

struct Bounds
{
    double low;
    double high;
    bool list = false;
};

template <typename T>
struct BoundsOf
{
    using Found = std::optional<Bounds>;

    Found operator()(const WholeField<T> &field) const
    {
        return Bounds{double(field.low), double(field.high)};
    }
    Found operator()(const RealField<T> &field) const { return Bounds{field.low, field.high}; }
    Found operator()(const OptionalRealField<T> &field) const { return Bounds{field.low, field.high}; }
    Found operator()(const SeedField<T> &) const { return Bounds{0, double(largestSeed)}; }
    Found operator()(const WholeListField<T> &field) const
    {
        return Bounds{double(field.low), double(field.high), true};
    }
    Found operator()(const RealListField<T> &field) const { return Bounds{field.low, field.high, true}; }
    template <typename Other>
    Found operator()(const Other &) const
    {
        return {};
    }
};

/// The numbers that a setting holds; none where it holds no numbers.
template <typename T>
struct NumbersOf
{
    T &values;

    QList<double> operator()(const WholeField<T> &field) const { return {double(field.part(values))}; }
    QList<double> operator()(const RealField<T> &field) const { return {field.part(values)}; }
    QList<double> operator()(const OptionalRealField<T> &field) const
    {
        return field.part(values) ? QList<double>{*field.part(values)} : QList<double>{};
    }
    QList<double> operator()(const SeedField<T> &field) const { return {double(field.part(values))}; }
    QList<double> operator()(const WholeListField<T> &field) const
    {
        return {field.part(values).begin(), field.part(values).end()};
    }
    QList<double> operator()(const RealListField<T> &field) const { return field.part(values); }
    template <typename Other>
    QList<double> operator()(const Other &) const
    {
        return {};
    }
};

template <typename T>
QString nameInSentence(const Setting<T> &setting)
{
    QString name = setting.name.isEmpty() ? setting.title : setting.name;
    const bool acronym = name.size() > 1 && name[1].isUpper();
    return acronym ? name : name.left(1).toLower() + name.mid(1);
}

template <typename T>
Error outOfBounds(const Setting<T> &setting, const Bounds &bounds, const QString &owner)
{
    const QString subject = bounds.list ? Text::tr("Each of the %1") : Text::tr("The %1");
    const QString advice
        = setting.usual.isEmpty() ? QString() : Text::tr("; %1 is typical").arg(setting.usual);
    return {ErrorCode::InvalidInput,
            Text::tr("%1%2 must be between %3 and %4%5.")
                .arg(subject.arg(nameInSentence(setting)), owner.isEmpty() ? owner : u' ' + owner,
                     numberText(bounds.low), numberText(bounds.high), advice)};
}

QString joinedNames(const QStringList &names)
{
    return names.size() < 2
        ? names.join(QString())
        : Text::tr("%1 or %2").arg(names.mid(0, names.size() - 1).join(u", "_s), names.last());
}

QString cell(QString text)
{
    return text.replace(u'|', u"\\|"_s);
}

template <typename T>
QString guideRow(const Setting<T> &setting, const QString &prefix)
{
    const bool isSwitch = std::holds_alternative<SwitchField<T>>(setting.field);
    const QString option = setting.option.isEmpty() ? QString()
        : isSwitch || setting.value.isEmpty()       ? u"`%1%2`"_s.arg(prefix, setting.option)
                                              : u"`%1%2 %3`"_s.arg(prefix, setting.option, setting.value);
    return u"| %1 | %2 | `%3` | %4 | %5 | %6 |\n"_s.arg(cell(setting.title), cell(option), setting.key,
                                                        cell(settingRange(setting)),
                                                        cell(settingText(setting, T())), cell(setting.hint));
}

const QString guideHeader = u"| setting | option | in config.json | values | default | what it does |\n"
                            "|---|---|---|---|---|---|\n"_s;

} // namespace

template <typename T>
QString settingText(const Setting<T> &setting, const T &values)
{
    T copy = values;
    return std::visit(Format<T>{copy}, setting.field);
}

template <typename T>
Result<void> setFromText(const Setting<T> &setting, T &values, const QString &text)
{
    T changed = values;
    if (!std::visit(Parse<T>{changed, text}, setting.field)) {
        const QString range = settingRange(setting);
        return Error{ErrorCode::InvalidInput,
                     Text::tr("“%1” is not a valid value for the %2%3.")
                         .arg(text.left(100), nameInSentence(setting),
                              range.isEmpty() ? QString() : Text::tr("; choose %1").arg(range))};
    }
    if (setting.follow && settingText(setting, changed) != settingText(setting, values))
        setting.follow(changed);
    values = changed;
    return {};
}

template <typename T>
QString settingRange(const Setting<T> &setting)
{
    if (const auto *choice = std::get_if<ChoiceField<T>>(&setting.field)) {
        QStringList names;
        for (const auto &known : choice->choices)
            names << known.name;
        return joinedNames(names);
    }
    if (std::holds_alternative<SeedField<T>>(setting.field))
        return {};
    if (const auto bounds = std::visit(BoundsOf<T>(), setting.field))
        return (bounds->low < 0 ? Text::tr("%1 to %2") : u"%1–%2"_s)
            .arg(numberText(bounds->low), numberText(bounds->high));
    return {};
}

template <typename T>
Result<void> checkSettings(const QList<Setting<T>> &settings, const T &values, const QString &owner)
{
    T copy = values;
    for (const Setting<T> &setting : settings) {
        const auto bounds = std::visit(BoundsOf<T>(), setting.field);
        const QList<double> numbers = std::visit(NumbersOf<T>{copy}, setting.field);
        for (const double number : numbers) {
            if (!(number >= bounds->low && number <= bounds->high)) // NaN is not, either
                return outOfBounds(setting, *bounds, owner);
        }
    }
    return {};
}

QString settingsGuide()
{
    QString text;
    for (int group = int(SettingGroup::Basics); group <= int(SettingGroup::Compute); ++group) {
        QString rows;
        for (const Setting<TrainingConfig> &setting : trainingSettings()) {
            if (setting.group == SettingGroup(group))
                rows += guideRow(setting, u"--"_s);
        }
        if (!rows.isEmpty())
            text += u"## %1\n\n"_s.arg(settingGroupTitle(SettingGroup(group))) + guideHeader + rows + u'\n';
    }
    text += u"## A stage\n\n"_s + guideHeader;
    for (const Setting<Stage> &setting : stageSettings())
        text += guideRow(setting, {});
    return text;
}

template QString settingText(const Setting<TrainingConfig> &, const TrainingConfig &);
template QString settingText(const Setting<Stage> &, const Stage &);
template Result<void> setFromText(const Setting<TrainingConfig> &, TrainingConfig &, const QString &);
template Result<void> setFromText(const Setting<Stage> &, Stage &, const QString &);
template QString settingRange(const Setting<TrainingConfig> &);
template QString settingRange(const Setting<Stage> &);
template Result<void> checkSettings(const QList<Setting<TrainingConfig>> &, const TrainingConfig &,
                                    const QString &);
template Result<void> checkSettings(const QList<Setting<Stage>> &, const Stage &, const QString &);

} // namespace cairn
