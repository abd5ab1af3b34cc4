// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/trainingconfig.h"

#include <variant>

namespace cairn {

/// The section of the form, and the heading in --help-all and the guide, that a setting stands under.
enum class SettingGroup {
    Internal, ///< part of config.json only
    Basics, ///< in the short form
    Network,
    Head,
    LayerGroups,
    Stages,
    Data,
    Regularization,
    Safeguards,
    Compute,
};
QString settingGroupTitle(SettingGroup group); ///< "Layer groups"; translated

/// The largest seed that every program that reads JSON keeps exactly.
constexpr quint64 largestSeed = (quint64(1) << 53) - 1;
constexpr int mostEpochs = 10'000;

// What the value of a setting is. `part` gives the member of a T that holds it; bounds are inclusive.

/// On the command line a switch is given to have the opposite of the default.
template <typename T>
struct SwitchField
{
    bool &(*part)(T &);
    QString caption; ///< beside the check box
};

template <typename T>
struct WholeField
{
    int &(*part)(T &);
    int low;
    int high;
    int step = 1;
    QString unit = {}; ///< suffix in the form
    QString atLowest = {}; ///< what `low` means: "off"; empty: itself
    QList<std::pair<int, QString>> titles = {}; ///< the form shows these to choose from; empty: a number
};

template <typename T>
struct RealField
{
    double &(*part)(T &);
    double low;
    double high;
    double step;
    int decimals; ///< that the form shows
    QString unit = {};
    QString atLowest = {};
};

/// A number that may be missing; what that means is the setting's own business.
template <typename T>
struct OptionalRealField
{
    std::optional<double> &(*part)(T &);
    double low;
    double high;
};

/// 0 … largestSeed
template <typename T>
struct SeedField
{
    quint64 &(*part)(T &);
};

/// One of a few, by name in files and options.
template <typename T>
struct ChoiceField
{
    struct Choice
    {
        int value;
        QString name;
        QString title; ///< in the form
    };
    int (*get)(const T &);
    void (*set)(T &, int);
    QList<Choice> choices;
};

template <typename T>
struct WholeListField
{
    QList<int> &(*part)(T &);
    int low; ///< of each number
    int high;
    int most; ///< numbers
};

template <typename T>
struct RealListField
{
    QList<double> &(*part)(T &);
    double low;
    double high;
    int most;
};

template <typename T>
struct WordsField
{
    QStringList &(*part)(T &);
    int most;
    QString example = {}; ///< shown in the empty field
};

template <typename T>
struct TextField
{
    QString &(*part)(T &);
    int longest; ///< characters
};

template <typename T>
struct RateField
{
    LearningRate &(*part)(T &);
};

template <typename T>
using SettingField = std::variant<SwitchField<T>, WholeField<T>, RealField<T>, OptionalRealField<T>,
                                  SeedField<T>, ChoiceField<T>, WholeListField<T>, RealListField<T>,
                                  WordsField<T>, TextField<T>, RateField<T>>;

/// One setting of a T (TrainingConfig, Stage), described once: config.json, the checks, the form, the command
/// line and the guide are made from it.
template <typename T>
struct Setting
{
    QString key; ///< in config.json; "augmentation.max_warp" is the field max_warp of the object augmentation
    QString option = {}; ///< of train and find-lr, or the key of a --stage; empty: it has none of its own
    QString value = {}; ///< "N" in --help; empty for a switch
    SettingGroup group = SettingGroup::Internal;
    QString title = {}; ///< at the left of its field
    QString hint = {}; ///< what it does, without a full stop
    SettingField<T> field;
    QString usual = {}; ///< a value that is known to work, for messages
    QString name = {}; ///< in sentences and for screen readers; empty: the title
    bool common = false; ///< --help has its option, not only --help-all
    /// What a new value brings with it, called after it is set by a person; may be null.
    void (*follow)(T &) = nullptr;
};

/// Every setting of a run but its stages, in the form's order.
const QList<Setting<TrainingConfig>> &trainingSettings();
/// Every setting of one stage.
const QList<Setting<Stage>> &stageSettings();

/// The setting with that key. Requires: there is one.
const Setting<TrainingConfig> &trainingSetting(const QString &key);
const Setting<Stage> &stageSetting(const QString &key);
/// Those in an object of config.json ("head"), with their keys from the top.
QList<Setting<TrainingConfig>> settingsWithin(const QString &object);

} // namespace cairn
