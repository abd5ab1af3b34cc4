// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/patiencecounter.h"

namespace cairn {

bool PatienceCounter::exhaustedBy(double loss)
{
    if (loss < m_state.best) {
        m_state = {loss, 0};
        return false;
    }
    ++m_state.waited;
    if (m_epochs == 0 || m_state.waited < m_epochs)
        return false;
    m_state.waited = 0;
    return true;
}

} // namespace cairn
