// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/trainingsettings.h"

#include "app/cli/arguments.h"
#include "core/learn/settings/settingstext.h"

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

using ConfigSetting = Setting<TrainingConfig>;

QString heading(SettingGroup group)
{
    return settingGroupTitle(group) + u':';
}

bool shapesNetwork(const ConfigSetting &setting)
{
    static const QStringList keys{u"arch"_s, u"split_on"_s};
    return keys.contains(setting.key) || setting.group == SettingGroup::Network
        || setting.group == SettingGroup::Head;
}

template <typename Predicate>
QList<ConfigSetting> optionsWhere(const Predicate &wanted)
{
    QList<ConfigSetting> list;
    for (const ConfigSetting &setting : trainingSettings()) {
        if (!setting.option.isEmpty() && wanted(setting))
            list << setting;
    }
    return list;
}

// As the other options' help: it begins small; what is on --help, too, is short.
QString hintOf(const ConfigSetting &setting)
{
    const QString hint = setting.common ? setting.hint.section(u';', 0, 0) : setting.hint;
    const bool name = hint.size() > 1 && !hint[1].isLower() && !hint[1].isSpace();
    return name ? hint : hint.left(1).toLower() + hint.mid(1);
}

// "maximum perspective warp (0–0.5, default 0.2)"
QString helpOf(const ConfigSetting &setting)
{
    const QString range = settingRange(setting);
    const QString standard = settingText(setting, TrainingConfig());
    if (std::holds_alternative<SwitchField<TrainingConfig>>(setting.field))
        return standard == u"yes" ? u"turn off: %1"_s.arg(hintOf(setting)) : hintOf(setting);
    if (std::holds_alternative<ChoiceField<TrainingConfig>>(setting.field))
        return u"%1 (default %2)"_s.arg(range, standard);
    QStringList facts;
    if (!range.isEmpty())
        facts << range;
    if (!standard.isEmpty())
        facts << u"default %1"_s.arg(standard);
    return facts.isEmpty() ? hintOf(setting) : u"%1 (%2)"_s.arg(hintOf(setting), facts.join(u", "_s));
}

void setFreezing(TrainingConfig &config, const QString &text)
{
    const QStringList depths = text.split(u',', Qt::SkipEmptyParts);
    if (depths.size() != config.stages.size())
        throw UsageError{
            u"--freeze-to needs one number for each of the %1 stages."_s.arg(config.stages.size())};
    for (qsizetype i = 0; i < depths.size(); ++i)
        Arguments::require(setFromText(stageSetting(u"freeze_to"_s), config.stages[i], depths[i]));
}

void setAugmentation(TrainingConfig &config, const QString &name)
{
    if (name == u"fastai")
        config.augmentation = Augmentation();
    else if (name == u"crop")
        config.augmentation = Augmentation::crops();
    else if (name == u"none")
        config.augmentation = Augmentation::none();
    else
        throw UsageError{u"--augment must be fastai, crop or none, not “%1”."_s.arg(name)};
}

} // namespace

QList<ConfigSetting> networkSettings()
{
    return optionsWhere(shapesNetwork);
}

QList<ConfigSetting> runSettings()
{
    return optionsWhere([](const ConfigSetting &setting) { return !shapesNetwork(setting); });
}

QList<Option> settingOptions(const QList<ConfigSetting> &settings)
{
    QList<Option> options;
    for (const ConfigSetting &setting : settings)
        options << Option{setting.option, setting.value, helpOf(setting),
                          setting.common ? QString() : heading(setting.group)};
    return options;
}

void applySettings(const QList<ConfigSetting> &settings, TrainingConfig &config, const Arguments &arguments)
{
    for (const ConfigSetting &setting : settings) {
        if (!arguments.has(setting.option))
            continue;
        const bool isSwitch = std::holds_alternative<SwitchField<TrainingConfig>>(setting.field);
        const bool usuallyOn = settingText(setting, TrainingConfig()) == u"yes";
        const QString text = !isSwitch ? arguments.text(setting.option) : usuallyOn ? u"no"_s : u"yes"_s;
        if (const Result<void> done = setFromText(setting, config, text); !done)
            throw UsageError{u"--%1: %2"_s.arg(setting.option, done.error().message)};
    }
}

QList<Option> shorthandOptions()
{
    return {
        {u"augment"_s, u"NAME"_s, u"fastai (default), crop or none; other options override it"_s,
         heading(SettingGroup::Data)},
        {u"freeze-to"_s, u"N,…"_s, u"%1; one number per stage"_s.arg(stageSetting(u"freeze_to"_s).hint),
         stagesHeading()},
        {u"schedule"_s, u"NAME"_s, u"%1, in all stages"_s.arg(settingRange(stageSetting(u"schedule"_s))),
         stagesHeading()},
    };
}

void applyShorthands(TrainingConfig &config, const Arguments &arguments)
{
    if (arguments.has(u"augment"_s))
        setAugmentation(config, arguments.text(u"augment"_s));
    if (arguments.has(u"freeze-to"_s))
        setFreezing(config, arguments.text(u"freeze-to"_s));
    for (Stage &stage : config.stages) {
        if (arguments.has(u"schedule"_s))
            Arguments::require(
                setFromText(stageSetting(u"schedule"_s), stage, arguments.text(u"schedule"_s)));
    }
}

QString stagesHeading()
{
    return heading(SettingGroup::Stages);
}

} // namespace cairn
