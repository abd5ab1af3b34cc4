// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>

namespace cairn {

/// While it lives, counts what this thread allocates and frees of tensors' memory on the processor.
class LiveBytes
{
public:
    /// Allocated since the start and not freed.
    int64_t count() const { return m_counter->bytes; }

private:
    // LibTorch changed the type of the totals.
    template <typename Total>
    static Total totalOf(void (c10::MemoryReportingInfoBase::*)(void *, int64_t, Total, Total, c10::Device));
    using Total = decltype(totalOf(&c10::MemoryReportingInfoBase::reportMemoryUsage));

    struct Counter : c10::MemoryReportingInfoBase
    {
        void reportMemoryUsage(void *, int64_t size, Total, Total, c10::Device) override { bytes += size; }
        bool memoryProfilingEnabled() const override { return true; }
        int64_t bytes = 0;
    };
    const std::shared_ptr<Counter> m_counter = std::make_shared<Counter>();
    const c10::DebugInfoGuard m_guard{c10::DebugInfoKind::PROFILER_STATE, m_counter};
};

} // namespace cairn
