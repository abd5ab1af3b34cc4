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
        requested = 1;
        requestHandler();
    } else if (signal != SIGHUP && sinceRequest() > sameRequest) {
        std::signal(signal, SIG_DFL);
        std::raise(signal); // when this handler has returned
    }
}

} // namespace

void onStopSignal(void (*onRequest)())
{
    requestHandler = onRequest;
    struct sigaction handling
    {
    };
    handling.sa_handler = onSignal;
    handling.sa_flags = SA_RESTART;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) // one at a time
        sigaddset(&handling.sa_mask, signal);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction before
        {
        };
        if (sigaction(signal, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(signal, &handling, nullptr);
    }
}

} // namespace cairn
