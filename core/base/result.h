// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <QString>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace cairn {

/// What went wrong, coarse enough to decide on (retry, skip, offer a smaller batch), fine enough to test.
enum class ErrorCode {
    InvalidInput, ///< a value the user gave does not make sense
    NotFound,
    AlreadyExists,
    ReadFailed,
    WriteFailed,
    Corrupt, ///< a file is damaged, or is not what it says it is
    Unsupported, ///< a file is intact but of a kind that Cairn does not read
    Locked, ///< another running Cairn holds it
    TooNew, ///< written by a newer Cairn
    OutOfMemory,
    Offline,
    Cancelled, ///< the user asked to stop: an outcome, not a fault
    Internal,
};

/// A failure. `message` is one sentence a person can act on; `detail` (may be empty) is technical, for the
/// log.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString message;
    QString detail = {};
};

/// A value or an Error. Check it (`if (!result)`), then use `*result`.
template <typename T>
class [[nodiscard]] Result
{
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error))
    {
    }

    bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    /// Requires ok().
    T &operator*() & { return *std::get_if<0>(&m_state); }
    const T &operator*() const & { return *std::get_if<0>(&m_state); }
    T operator*() &&
    {
        return std::move(*std::get_if<0>(&m_state));
    } // by value: `for (x : *f())` must not dangle
    T *operator->() { return std::get_if<0>(&m_state); }
    const T *operator->() const { return std::get_if<0>(&m_state); }

    /// Requires !ok().
    const Error &error() const { return *std::get_if<1>(&m_state); }

    // The next step, or this error: what std::expected of C++23 calls by the same names.

    /// `next` takes the value and returns a Result.
    template <typename Next>
    auto and_then(Next &&next) && -> std::invoke_result_t<Next, T &&>
    {
        if (!ok())
            return error();
        return std::invoke(std::forward<Next>(next), std::move(*std::get_if<0>(&m_state)));
    }
    template <typename Next>
    auto and_then(Next &&next) const & -> std::invoke_result_t<Next, const T &>
    {
        if (!ok())
            return error();
        return std::invoke(std::forward<Next>(next), *std::get_if<0>(&m_state));
    }

    /// `change` takes the value and returns another, or nothing.
    template <typename Change>
    auto transform(Change &&change) && -> Result<std::remove_cvref_t<std::invoke_result_t<Change, T &&>>>
    {
        if (!ok())
            return error();
        if constexpr (std::is_void_v<std::invoke_result_t<Change, T &&>>) {
            std::invoke(std::forward<Change>(change), std::move(*std::get_if<0>(&m_state)));
            return {};
        } else {
            return std::invoke(std::forward<Change>(change), std::move(*std::get_if<0>(&m_state)));
        }
    }
    template <typename Change>
    auto
    transform(Change &&change) const & -> Result<std::remove_cvref_t<std::invoke_result_t<Change, const T &>>>
    {
        if (!ok())
            return error();
        if constexpr (std::is_void_v<std::invoke_result_t<Change, const T &>>) {
            std::invoke(std::forward<Change>(change), *std::get_if<0>(&m_state));
            return {};
        } else {
            return std::invoke(std::forward<Change>(change), *std::get_if<0>(&m_state));
        }
    }

private:
    std::variant<T, Error> m_state;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Error error)
        : m_error(std::move(error))
    {
    }

    bool ok() const { return !m_error; }
    explicit operator bool() const { return ok(); }

    /// Requires !ok().
    const Error &error() const { return *m_error; }

    /// `next` takes nothing and returns a Result.
    template <typename Next>
    auto and_then(Next &&next) const -> std::invoke_result_t<Next>
    {
        if (!ok())
            return error();
        return std::invoke(std::forward<Next>(next));
    }
    /// `change` takes nothing and returns a value, or nothing.
    template <typename Change>
    auto transform(Change &&change) const -> Result<std::remove_cvref_t<std::invoke_result_t<Change>>>
    {
        if (!ok())
            return error();
        if constexpr (std::is_void_v<std::invoke_result_t<Change>>) {
            std::invoke(std::forward<Change>(change));
            return {};
        } else {
            return std::invoke(std::forward<Change>(change));
        }
    }

private:
    std::optional<Error> m_error;
};

/// `step` of each element in turn, until one fails: that error.
template <typename Range, typename Step>
Result<void> forEach(Range &&range, Step &&step)
{
    for (auto &&element : range) {
        if (const Result<void> done = std::invoke(step, element); !done)
            return done;
    }
    return {};
}

/// What `make`, which returns a Result, makes of each element, or the first error.
template <typename Range, typename Make>
auto collect(Range &&range, Make &&make)
{
    using Value = std::remove_cvref_t<decltype(*std::invoke(make, *std::begin(range)))>;
    std::vector<Value> all;
    for (auto &&element : range) {
        auto made = std::invoke(make, element);
        if (!made)
            return Result<std::vector<Value>>(made.error());
        all.push_back(*std::move(made));
    }
    return Result<std::vector<Value>>(std::move(all));
}

/// All values at once, or the first error: for what is asked for independently of each other.
template <typename... Values>
Result<std::tuple<Values...>> allOf(Result<Values>... results)
{
    std::optional<Error> error;
    // The first that failed; the others are not looked at.
    static_cast<void>(((results.ok() || (error = results.error(), false)) && ...));
    if (error)
        return *std::move(error);
    return std::tuple<Values...>(*std::move(results)...);
}

} // namespace cairn
