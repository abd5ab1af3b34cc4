// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/database.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <limits>
#include <optional>
#include <type_traits>
#include <vector>

namespace cairn {

/// What SQLite said, as an Error that a person understands.
Error databaseError(const QSqlError &error);

/// A prepared statement that turns SQLite's failures into Errors. Forward only. For the repositories of this
/// room.
class Query
{
public:
    Query(Database &database, const QString &sql)
        : m_query(database.handle())
    {
        m_query.setForwardOnly(true);
        m_prepared = m_query.prepare(sql);
    }

    /// Runs it with these values; may be called again with others.
    Result<void> run(const QVariantList &values = {})
    {
        if (!m_prepared)
            return databaseError(m_query.lastError());
        for (qsizetype i = 0; i < values.size(); ++i)
            m_query.bindValue(int(i), notNull(values[i]));
        if (!m_query.exec())
            return databaseError(m_query.lastError());
        return {};
    }

    /// Runs it once an element, with the values that `valuesOf` makes of it, until one fails.
    template <typename Range, typename ValuesOf>
    Result<void> runForEach(const Range &range, ValuesOf &&valuesOf)
    {
        return forEach(range, [&](const auto &element) { return run(valuesOf(element)); });
    }

    /// Runs it and calls `take` with this, once a row. Where `take` returns a Result, an error ends it.
    template <typename Take>
    Result<void> forEachRow(const QVariantList &values, Take &&take)
    {
        if (auto done = run(values); !done)
            return done;
        while (next()) {
            if constexpr (std::is_void_v<std::invoke_result_t<Take, const Query &>>)
                take(std::as_const(*this));
            else if (const Result<void> taken = take(std::as_const(*this)); !taken)
                return taken;
        }
        return finish();
    }

    /// Runs it; what `read` makes of each row.
    template <typename Read>
    auto rows(const QVariantList &values, Read &&read)
        -> Result<std::vector<std::invoke_result_t<Read, const Query &>>>
    {
        std::vector<std::invoke_result_t<Read, const Query &>> all;
        return forEachRow(values, [&](const Query &row) { all.push_back(read(row)); }).transform([&] {
            return std::move(all);
        });
    }

    /// Runs it; what `read` makes of the first row, nothing where there is none.
    template <typename Read>
    auto firstRow(const QVariantList &values, Read &&read)
        -> Result<std::optional<std::invoke_result_t<Read, const Query &>>>
    {
        using Value = std::invoke_result_t<Read, const Query &>;
        return run(values).transform(
            [&] { return next() ? std::optional<Value>(read(std::as_const(*this))) : std::nullopt; });
    }

    /// Runs it; the first row's only column, a number.
    Result<qint64> number(const QVariantList &values = {}, qint64 otherwise = 0)
    {
        return run(values).transform([&] { return next() ? integer(0) : otherwise; });
    }

    bool next() { return m_query.next(); }
    /// Whether next() ended because of an error, not of the last row.
    Result<void> finish() const
    {
        return m_query.lastError().isValid() ? Result<void>(databaseError(m_query.lastError()))
                                             : Result<void>();
    }
    QVariant value(int column) const { return m_query.value(column); }
    qint64 integer(int column) const { return m_query.value(column).toLongLong(); }
    /// NULL is what SQLite makes of not-a-number.
    double real(int column) const
    {
        const QVariant value = m_query.value(column);
        return value.isNull() ? std::numeric_limits<double>::quiet_NaN() : value.toDouble();
    }
    QString text(int column) const { return m_query.value(column).toString(); }
    qint64 lastId() const { return m_query.lastInsertId().toLongLong(); }
    int changedRows() const { return m_query.numRowsAffected(); }

private:
    // Qt writes a null string as NULL; here it is an empty one.
    static QVariant notNull(const QVariant &value)
    {
        return value.typeId() == QMetaType::QString ? QVariant(QStringLiteral("") + value.toString()) : value;
    }

    QSqlQuery m_query;
    bool m_prepared = false;
};

} // namespace cairn
