// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/stopsignals.h"

#include <csignal>
#include <ctime>
#include <initializer_list>

namespace cairn {

namespace {

constexpr long long sameRequest = 200'000'000; // nanoseconds

// A signal handler can reach nothing else.
void (*requestHandler)() = nullptr;
volatile std::sig_atomic_t requested = 0;
timespec requestedAt{};

long long sinceRequest()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - requestedAt.tv_sec) * 1'000'000'000LL + (now.tv_nsec - requestedAt.tv_nsec);
}

void onSignal(int signal)
{
    if (!requested) {
        clock_gettime(CLOCK_MONOTONIC, &requestedAt);
        requested = signal;
        requestHandler();
    } else if (signal != SIGHUP && sinceRequest() > sameRequest) {
        std::signal(signal, SIG_DFL);
        std::raise(signal); // when this handler has returned
    }
}

constexpr std::initializer_list<int> signals{SIGINT, SIGTERM, SIGHUP};
bool ignored[NSIG] = {}; // from the beginning

void take(int signal)
{
    struct sigaction handling
    {
    };
    handling.sa_handler = onSignal;
    handling.sa_flags = SA_RESTART;
    for (const int other : signals) // one at a time
        sigaddset(&handling.sa_mask, other);
    sigaction(signal, &handling, nullptr);
}

} // namespace

void onStopSignal(void (*onRequest)())
{
    requestHandler = onRequest;
    for (const int signal : signals) {
        struct sigaction before
        {
        };
        ignored[signal] = sigaction(signal, nullptr, &before) != 0 || before.sa_handler == SIG_IGN;
    }
    keepStopSignals();
}

void keepStopSignals()
{
    if (!requestHandler || requested) // the second signal is to end the program
        return;
    for (const int signal : signals) {
        if (!ignored[signal])
            take(signal);
    }
}

bool stoppedByHand()
{
    return requested == SIGINT;
}

} // namespace cairn
