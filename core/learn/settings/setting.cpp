// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/settings/setting.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

class Groups
{
    Q_DECLARE_TR_FUNCTIONS(SettingGroup)

public:
    static QString title(SettingGroup group)
    {
        switch (group) {
        case SettingGroup::Internal:
            return {};
        case SettingGroup::Basics:
            return tr("Basics");
        case SettingGroup::Network:
            return tr("Network");
        case SettingGroup::Head:
            return tr("Head");
        case SettingGroup::LayerGroups:
            return tr("Layer groups");
        case SettingGroup::Stages:
            return tr("Stages");
        case SettingGroup::Data:
            return tr("Data and augmentation");
        case SettingGroup::Regularization:
            return tr("Regularization");
        case SettingGroup::Safeguards:
            return tr("Safeguards");
        case SettingGroup::Compute:
            return tr("Computing");
        }
        Q_UNREACHABLE();
    }
};

template <typename T>
const Setting<T> &withKey(const QList<Setting<T>> &settings, const QString &key)
{
    const auto found = std::find_if(settings.begin(), settings.end(),
                                    [&](const Setting<T> &setting) { return setting.key == key; });
    Q_ASSERT(found != settings.end());
    return *found;
}

} // namespace

QString settingGroupTitle(SettingGroup group)
{
    return Groups::title(group);
}

const Setting<TrainingConfig> &trainingSetting(const QString &key)
{
    return withKey(trainingSettings(), key);
}

const Setting<Stage> &stageSetting(const QString &key)
{
    return withKey(stageSettings(), key);
}

QList<Setting<TrainingConfig>> settingsWithin(const QString &object)
{
    QList<Setting<TrainingConfig>> within;
    for (const Setting<TrainingConfig> &setting : trainingSettings()) {
        if (setting.key.startsWith(object + u'.'))
            within << setting;
    }
    return within;
}

} // namespace cairn
