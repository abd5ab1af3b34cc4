// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/trainingconfig.h"

namespace cairn {

QString scheduleName(Schedule schedule); ///< "one-cycle", "flat-cosine", "constant"
Result<Schedule> scheduleFromName(const QString &name);

struct StepRates
{
    QList<double> learningRates; ///< one a layer group, first group first
    double momentum = 0; ///< Adam's beta1
};

/// Rates used by the optimizer IN step `step` (0-based) of `steps`. Position = step / steps, so the last step
/// does not quite reach the end of the schedule: that is fast.ai's way (values in its fit_one_cycle traces).
/// Warm-up: cosine from rate/startDivisor to rate, momentum from high to low; then cosine to
/// rate/finalDivisor, momentum back to high. Constant and flat-cosine hold the momentum at the middle of low
/// and high.
StepRates ratesAt(const Stage &stage, qint64 step, qint64 steps, int groups);

/// fast.ai's AvgSmoothLoss: exponential mean with β = 0.98, bias-corrected.
class SmoothedLoss
{
public:
    explicit SmoothedLoss(double beta = 0.98)
        : m_beta(beta)
    {
    }
    double add(double loss); ///< returns the new value()
    double value() const { return m_state.value; }
    void reset();

    /// All that add() depends on, to be kept and put back.
    struct State
    {
        double mean = 0;
        double weight = 1; ///< β^n
        double value = 0;

        bool operator==(const State &) const = default;
    };
    const State &state() const { return m_state; }
    void restore(const State &state) { m_state = state; }

private:
    double m_beta;
    State m_state;
};

} // namespace cairn
