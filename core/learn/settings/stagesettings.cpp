// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/schedule.h"
#include "core/learn/settings/setting.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int mostGroups = 64;

class StageSettings
{
    Q_DECLARE_TR_FUNCTIONS(StageSettings)

    static QList<Setting<Stage>> table();
    static QList<Setting<Stage>> schedule();

public:
    static QList<Setting<Stage>> all() { return table() + schedule(); }
};

// What the table of stages shows.
QList<Setting<Stage>> StageSettings::table()
{
    return {
        {.key = u"name"_s,
         .option = u"name"_s,
         .title = tr("Stage"),
         .hint = tr("Its name in tables and curves"),
         .field = TextField<Stage>{[](Stage &s) -> QString & { return s.name; }, 100}},
        {.key = u"epochs"_s,
         .option = u"epochs"_s,
         .title = tr("Epochs"),
         .hint = tr("Number of passes over the training images"),
         .field = WholeField<Stage>{[](Stage &s) -> int & { return s.epochs; }, 1, mostEpochs},
         .name = tr("number of epochs")},
        {.key = u"learning_rate"_s,
         .option = u"lr"_s,
         .title = tr("Learning rate"),
         .hint = tr("One rate for all layers (0.003), or slice(1e-6,1e-4) from the first layers to the last"),
         .field = RateField<Stage>{[](Stage &s) -> LearningRate & { return s.rate; }},
         .usual = u"0.003"_s},
        {.key = u"freeze_to"_s,
         .option = u"freeze-to"_s,
         .title = tr("Freeze to"),
         .hint = tr("First layer group that is trained: 0 all, 1 all but the first; from the end: -1 only "
                    "the head"),
         .field = WholeField<Stage>{[](Stage &s) -> int & { return s.freezeTo; }, -mostGroups, mostGroups}},
    };
}

QList<Setting<Stage>> StageSettings::schedule()
{
    QList<ChoiceField<Stage>::Choice> schedules;
    for (const auto &[schedule, title] : {std::pair(Schedule::OneCycle, tr("one-cycle")),
                                          {Schedule::FlatCosine, tr("flat-cosine")},
                                          {Schedule::Constant, tr("constant")}})
        schedules << ChoiceField<Stage>::Choice{int(schedule), scheduleName(schedule), title};
    return {
        {.key = u"schedule"_s,
         .option = u"schedule"_s,
         .group = SettingGroup::Stages,
         .title = tr("Schedule"),
         .hint = tr("One-cycle warms up and anneals; flat-cosine holds the rate and then lowers it; "
                    "constant holds it"),
         .field = ChoiceField<Stage>{[](const Stage &s) { return int(s.schedule); },
                                     [](Stage &s, int value) { s.schedule = Schedule(value); }, schedules}},
        {.key = u"image_size"_s,
         .option = u"size"_s,
         .group = SettingGroup::Stages,
         .title = tr("Image size"),
         .hint = tr("For this stage only; starting small and growing later is progressive resizing"),
         .field = WholeField<Stage>{[](Stage &s) -> int & { return s.imageSize; }, 0, 1024, 32, tr(" px"),
                                    tr("same as run")}},
        {.key = u"weight_decay"_s,
         .option = u"wd"_s,
         .group = SettingGroup::Stages,
         .title = tr("Weight decay"),
         .hint = tr("For this stage only; empty: same as run"),
         .field = OptionalRealField<Stage>{[](Stage &s) -> std::optional<double> & { return s.weightDecay; },
                                           0, 10}},
        {.key = u"warm_up_share"_s,
         .option = u"pct-start"_s,
         .group = SettingGroup::Stages,
         .title = tr("Warm-up"),
         .hint = tr("One-cycle: share of steps in which the rate rises (pct_start)"),
         .field = RealField<Stage>{[](Stage &s) -> double & { return s.warmUpShare; }, 0, 1, 0.05, 2}},
        {.key = u"flat_share"_s,
         .option = u"flat"_s,
         .group = SettingGroup::Stages,
         .title = tr("Flat share"),
         .hint = tr("Flat-cosine: share of steps before the rate falls"),
         .field = RealField<Stage>{[](Stage &s) -> double & { return s.flatShare; }, 0, 1, 0.05, 2}},
        {.key = u"start_divisor"_s,
         .option = u"div"_s,
         .group = SettingGroup::Stages,
         .title = tr("Start divisor"),
         .hint = tr("One-cycle: the first rate is the rate divided by this (div)"),
         .field = RealField<Stage>{[](Stage &s) -> double & { return s.startDivisor; }, 1, 1e12, 5, 0}},
        {.key = u"final_divisor"_s,
         .option = u"div-final"_s,
         .group = SettingGroup::Stages,
         .title = tr("Final divisor"),
         .hint = tr("The last rate is the rate divided by this (div_final)"),
         .field = RealField<Stage>{[](Stage &s) -> double & { return s.finalDivisor; }, 1, 1e12, 1e4, 0}},
        {.key = u"momentum_high"_s,
         .option = u"mom-high"_s,
         .group = SettingGroup::Stages,
         .title = tr("Momentum"),
         .hint = tr("Adam's β₁ at low rates"),
         .field = RealField<Stage>{[](Stage &s) -> double & { return s.momentumHigh; }, 0, 0.9999, 0.01, 4}},
        {.key = u"momentum_low"_s,
         .option = u"mom-low"_s,
         .group = SettingGroup::Stages,
         .title = tr("… at the peak"),
         .hint = tr("Adam's β₁ where the rate is highest"),
         .field = RealField<Stage>{[](Stage &s) -> double & { return s.momentumLow; }, 0, 0.9999, 0.01, 4},
         .name = tr("momentum at the peak")},
    };
}

} // namespace

const QList<Setting<Stage>> &stageSettings()
{
    static const QList<Setting<Stage>> settings = StageSettings::all();
    return settings;
}

} // namespace cairn
