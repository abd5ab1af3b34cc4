// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/schedule.h"
#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cairn {

namespace {

/// Half a cosine wave from `start` (share 0) to `end` (share 1).
double cosine(double start, double end, double share)
{
    return start + (1 + std::cos(std::numbers::pi * (1 - share))) * (end - start) / 2;
}

StepRates flatCosine(const Stage &stage, StepRates rates, double position)
{
    const double falling = 1 - stage.flatShare;
    if (position < stage.flatShare || falling <= 0)
        return rates;
    for (double &rate : rates.learningRates)
        rate = cosine(rate, rate / stage.finalDivisor, (position - stage.flatShare) / falling);
    return rates;
}

} // namespace

StepRates ratesAt(const Stage &stage, qint64 step, qint64 steps, int groups)
{
    StepRates rates{stage.rate.forGroups(groups), (stage.momentumHigh + stage.momentumLow) / 2};
    if (stage.schedule == Schedule::Constant)
        return rates;
    if (stage.schedule == Schedule::FlatCosine)
        return flatCosine(stage, std::move(rates), double(step) / double(std::max<qint64>(steps, 1)));
    const double position = double(step) / double(std::max<qint64>(steps, 1));
    const double warmUp = stage.warmUpShare;
    const bool rising = position < warmUp;
    const double share
        = rising ? position / warmUp : std::min((position - warmUp) / std::max(1 - warmUp, 1e-12), 1.0);
    for (double &rate : rates.learningRates)
        rate = rising ? cosine(rate / stage.startDivisor, rate, share)
                      : cosine(rate, rate / stage.finalDivisor, share);
    rates.momentum = rising ? cosine(stage.momentumHigh, stage.momentumLow, share)
                            : cosine(stage.momentumLow, stage.momentumHigh, share);
    return rates;
}

double SmoothedLoss::add(double loss)
{
    m_state.mean = m_beta * m_state.mean + (1 - m_beta) * loss;
    m_state.weight *= m_beta;
    m_state.value = m_state.mean / (1 - m_state.weight);
    return m_state.value;
}

void SmoothedLoss::reset()
{
    m_state = {};
}

QString scheduleName(Schedule schedule)
{
    switch (schedule) {
    case Schedule::OneCycle:
        return QStringLiteral("one-cycle");
    case Schedule::FlatCosine:
        return QStringLiteral("flat-cosine");
    case Schedule::Constant:
        return QStringLiteral("constant");
    }
    Q_UNREACHABLE();
}

Result<Schedule> scheduleFromName(const QString &name)
{
    for (const Schedule schedule : {Schedule::OneCycle, Schedule::FlatCosine, Schedule::Constant}) {
        if (scheduleName(schedule) == name)
            return schedule;
    }
    return Error{ErrorCode::InvalidInput,
                 Text::tr("There is no schedule “%1”; choose one-cycle, flat-cosine or constant.")
                     .arg(name.left(100))};
}

} // namespace cairn
