// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/database.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <limits>

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
