#pragma once

namespace cairn {

/// From now on the first SIGINT (Ctrl+C), SIGTERM or SIGHUP is a request to stop: `onRequest` is called,
/// inside the signal's handler, once. Another SIGINT or SIGTERM ends the process at once; a terminal that
/// closes sends several SIGHUP, and launchers the same signal twice, so neither a SIGHUP nor what follows
/// within a fifth of a second counts as another. What was ignored (nohup) stays so. Call it once.
void onStopSignal(void (*onRequest)());

} // namespace cairn
