// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/text.h"

#include <c10/util/Exception.h>

#include <new>
#include <string_view>
#include <type_traits>

namespace cairn {

/// What a torch exception means to a person. The technical text, without the stack, becomes the detail.
inline Error torchError(const c10::Error &error)
{
    const std::string text = error.what_without_backtrace();
    // The processor's allocator reports exhaustion as a plain c10::Error; only its words tell.
    for (const std::string_view sign : {"not enough memory", "can't allocate memory", "out of memory"})
        if (text.find(sign) != std::string::npos)
            return {ErrorCode::OutOfMemory, Text::tr("There is not enough memory for this computation."),
                    QString::fromStdString(text)};
    return {ErrorCode::Internal, Text::tr("The computation failed; the log has the details."),
            QString::fromStdString(text)};
}

template <typename T>
struct GuardedResult
{
    using type = Result<T>;
};
template <typename T>
struct GuardedResult<Result<T>>
{
    using type = Result<T>;
};

/// Calls `function` (which may return a value, a Result or nothing) and turns what it throws into an Error:
/// the edge at which torch's exceptions end.
template <typename Function>
auto guarded(Function &&function) -> typename GuardedResult<std::invoke_result_t<Function>>::type
{
    try {
        if constexpr (std::is_void_v<std::invoke_result_t<Function>>) {
            function();
            return {};
        } else {
            return function();
        }
    } catch (const c10::Error &error) {
        return torchError(error);
    } catch (const std::bad_alloc &error) {
        return Error{ErrorCode::OutOfMemory, Text::tr("There is not enough memory for this computation."),
                     QString::fromUtf8(error.what())};
    } catch (const std::exception &error) {
        return Error{ErrorCode::Internal, Text::tr("The computation failed; the log has the details."),
                     QString::fromUtf8(error.what())};
    }
}

} // namespace cairn
