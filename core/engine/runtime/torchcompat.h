// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/autocast_mode.h>
#include <c10/util/Exception.h>
#include <string>
#include <torch/version.h>

// The one place that knows in which LibTorch a name changed. Debian 12 has 1.13; the newest release must
// build too.

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
#define CAIRN_TORCH_DEVICE_AUTOCAST 1
#endif
#if TORCH_VERSION_MAJOR >= 2
#define CAIRN_TORCH_WARNING_CLASS 1
#endif

namespace cairn::torchcompat {

/// What autocast does to operations on one kind of device, in the calling thread.
struct Autocast
{
    bool enabled = false;
    at::ScalarType type = at::kBFloat16;
};

inline Autocast autocast([[maybe_unused]] c10::DeviceType device)
{
#ifdef CAIRN_TORCH_DEVICE_AUTOCAST
    return {at::autocast::is_autocast_enabled(device), at::autocast::get_autocast_dtype(device)};
#else
    if (device == at::kCUDA)
        return {at::autocast::is_enabled(), at::autocast::get_autocast_gpu_dtype()};
    return {at::autocast::is_cpu_enabled(), at::autocast::get_autocast_cpu_dtype()};
#endif
}

inline void setAutocast(c10::DeviceType device, const Autocast &state)
{
#ifdef CAIRN_TORCH_DEVICE_AUTOCAST
    at::autocast::set_autocast_enabled(device, state.enabled);
    at::autocast::set_autocast_dtype(device, state.type);
#else
    if (device == at::kCUDA) {
        at::autocast::set_enabled(state.enabled);
        at::autocast::set_autocast_gpu_dtype(state.type);
        return;
    }
    at::autocast::set_cpu_enabled(state.enabled);
    at::autocast::set_autocast_cpu_dtype(state.type);
#endif
}

/// Receives LibTorch's warnings as plain text.
class WarningReceiver : public c10::WarningHandler
{
public:
    virtual void receive(const std::string &text) = 0;

#ifdef CAIRN_TORCH_WARNING_CLASS
    void process(const c10::Warning &warning) override
    {
        receive(warning.msg());
    }
#else
    void process(const c10::SourceLocation &, const std::string &text, bool) override
    {
        receive(text);
    }
#endif
};

/// For the calling thread; `receiver` must outlive it.
inline void setWarningReceiver(WarningReceiver *receiver)
{
#ifdef CAIRN_TORCH_WARNING_CLASS
    c10::WarningUtils::set_warning_handler(receiver);
#else
    c10::Warning::set_warning_handler(receiver);
#endif
}

/// For a c10d::TCPStoreOptions: newer ones want libuv, with which Debian's LibTorch is not built; what is
/// without works everywhere. Every process of ours says the same, so they understand each other.
template <typename StoreOptions>
void useNoLibUv(StoreOptions &options)
{
    if constexpr (requires { options.useLibUV; })
        options.useLibUV = false;
}

} // namespace cairn::torchcompat
