// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <limits>

namespace cairn {

/// Counts epochs without a better validation loss: the rule of early stopping (fast.ai's
/// EarlyStoppingCallback) and of reducing the rate on a plateau (PyTorch's ReduceLROnPlateau), both with a
/// smallest improvement of 0.
class PatienceCounter
{
public:
    /// `epochs` 0: endless.
    explicit PatienceCounter(int epochs = 0)
        : m_epochs(epochs)
    {
    }

    /// Notes an epoch's loss. True: that many epochs in a row were not better than the best before them; the
    /// count begins anew.
    bool exhaustedBy(double loss);

    /// What exhaustedBy() depends on, to be kept and put back.
    struct State
    {
        double best = std::numeric_limits<double>::infinity();
        int waited = 0;

        bool operator==(const State &) const = default;
    };
    const State &state() const { return m_state; }
    void restore(const State &state) { m_state = state; }

private:
    int m_epochs;
    State m_state;
};

} // namespace cairn
