// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace cairn {

/// From now on the first SIGINT (Ctrl+C), SIGTERM or SIGHUP is a request to stop: `onRequest` is called,
/// inside the signal's handler, once. Another SIGINT or SIGTERM ends the process at once; a terminal that
/// closes sends several SIGHUP, and launchers the same signal twice, so neither a SIGHUP nor what follows
/// within a fifth of a second counts as another. What was ignored (nohup) stays so. Call it once.
void onStopSignal(void (*onRequest)());

/// Takes those signals back from libraries that were loaded meanwhile: UCX, which LibTorch brings along on
/// Debian 13, keeps SIGHUP for its own debugging. Nothing before onStopSignal(). Any thread.
void keepStopSignals();

/// Whether the request was Ctrl+C: somebody sits there and can wait; a launcher that sends SIGTERM does not.
bool stoppedByHand();

} // namespace cairn
