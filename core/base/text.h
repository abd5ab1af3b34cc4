// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace cairn {

/// Sentences of core that a person reads, in the language of the window: Text::tr("…"). The command line is
/// English. What is stored stays in the language it was written in. Any thread.
class Text
{
    Q_DECLARE_TR_FUNCTIONS(Text) // lupdate does not see the namespace everywhere
};

} // namespace cairn
