// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace cairn {

/// A training in a process of its own, which tests may end: `arguments` are a file with a packed job, the
/// run's folder, a moment, and for one of several processes its rank, their number and the port. The moment
/// is "none", or "batch:N", "checkpoint:N" or "epoch:N": at the N-th of these the process ends itself by
/// SIGKILL; at "cancel:N" it cancels the training after N batches. Losses go to losses.txt in the folder,
/// exactly; the exit code is 0, or 1 after an error, whose sentence goes to error.txt.
int trainChild(const QStringList &arguments);

/// The program and arguments that run it.
QString childProgram();

} // namespace cairn
