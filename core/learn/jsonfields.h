// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <optional>
#include <QJsonArray>
#include <QJsonObject>

namespace cairn {

/// Reads fields of a JSON object that nobody vouches for. A missing field leaves the target as it is (older
/// files lack newer fields); a field of the wrong type or out of its range is the error, of which the first
/// is kept. Unknown fields are passed over (newer files have more).
class JsonFields
{
public:
    /// `what` names the object in messages: "training configuration".
    JsonFields(const QJsonObject &object, QString what);

    void require(const QString &key); ///< the error if the field is missing
    void read(const QString &key, bool &target);
    void read(const QString &key, int &target, int minimum, int maximum);
    void read(const QString &key, double &target, double minimum, double maximum);
    void read(const QString &key, quint64 &target, quint64 maximum); ///< maximum ≤ 2⁵³ − 1
    void read(const QString &key, QString &target, qsizetype maximumLength);
    QJsonArray array(const QString &key, qsizetype maximumLength); ///< empty if missing
    QJsonObject object(const QString &key); ///< empty if missing

    void fail(const QString &key); ///< for checks of the caller's own
    void fail(const Error &error); ///< of an object within this one
    const QString &what() const { return m_what; }
    bool ok() const { return !m_error; }
    Error error() const { return *m_error; } ///< Corrupt. Requires !ok().

private:
    std::optional<double> number(const QString &key, double minimum, double maximum, bool whole);

    const QJsonObject m_object;
    const QString m_what;
    std::optional<Error> m_error;
};

} // namespace cairn
