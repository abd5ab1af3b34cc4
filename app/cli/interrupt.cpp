#include "app/cli/interrupt.h"

#include <csignal>

namespace cairn {

namespace {

CancelSource *interruptSource = nullptr; // a signal handler can reach nothing else

void onSignal(int signal)
{
    interruptSource->cancel();
    std::signal(signal, SIG_DFL);
}

} // namespace

CancelToken cancelOnInterrupt()
{
    static CancelSource source;
    interruptSource = &source;
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
    return source.token();
}

} // namespace cairn
