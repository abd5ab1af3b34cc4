// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/jsonfields.h"
#include "core/base/text.h"

#include <cmath>

namespace cairn {

JsonFields::JsonFields(const QJsonObject &object, QString what)
    : m_object(object)
    , m_what(std::move(what))
{
}

void JsonFields::require(const QString &key)
{
    if (!m_object.contains(key))
        fail(key);
}

void JsonFields::read(const QString &key, bool &target)
{
    if (!m_object.contains(key))
        return;
    if (!m_object[key].isBool())
        return fail(key);
    target = m_object[key].toBool();
}

void JsonFields::read(const QString &key, int &target, int minimum, int maximum)
{
    if (const auto value = number(key, minimum, maximum, true))
        target = static_cast<int>(*value);
}

void JsonFields::read(const QString &key, double &target, double minimum, double maximum)
{
    if (const auto value = number(key, minimum, maximum, false))
        target = *value;
}

void JsonFields::read(const QString &key, quint64 &target, quint64 maximum)
{
    if (const auto value = number(key, 0, static_cast<double>(maximum), true))
        target = static_cast<quint64>(*value);
}

void JsonFields::read(const QString &key, QString &target, qsizetype maximumLength)
{
    if (!m_object.contains(key))
        return;
    const QString value = m_object[key].toString();
    if (!m_object[key].isString() || value.size() > maximumLength)
        return fail(key);
    target = value;
}

QJsonArray JsonFields::array(const QString &key, qsizetype maximumLength)
{
    const QJsonValue value = m_object[key];
    if (value.isUndefined())
        return {};
    if (!value.isArray() || value.toArray().size() > maximumLength) {
        fail(key);
        return {};
    }
    return value.toArray();
}

QJsonObject JsonFields::object(const QString &key)
{
    const QJsonValue value = m_object[key];
    if (!value.isUndefined() && !value.isObject())
        fail(key);
    return value.toObject();
}

void JsonFields::fail(const QString &key)
{
    if (!m_error)
        m_error
            = Error{ErrorCode::Corrupt,
                    Text::tr("The %1 is damaged: its field “%2” is missing or invalid.").arg(m_what, key)};
}

void JsonFields::fail(const Error &error)
{
    if (!m_error)
        m_error = error;
}

std::optional<double> JsonFields::number(const QString &key, double minimum, double maximum, bool whole)
{
    const QJsonValue value = m_object[key];
    if (value.isUndefined())
        return {};
    const double number = value.toDouble(qQNaN());
    const bool inRange = number >= minimum && number <= maximum; // false for NaN, too
    if (!inRange || (whole && number != std::floor(number))) {
        fail(key);
        return {};
    }
    return number;
}

} // namespace cairn
