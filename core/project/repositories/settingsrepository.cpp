// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/repositories/settingsrepository.h"

#include "core/project/query.h"

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

const QString shareKey = u"split/share"_s;
const QString seedKey = u"split/seed"_s;
const QString chosenRunKey = u"run/chosen"_s;
const QString formKey = u"train/form"_s;

} // namespace

Result<QString> SettingsRepository::value(const QString &key) const
{
    Query query(m_database, u"SELECT value FROM settings WHERE key = ?"_s);
    return query.run({key}).transform([&] { return query.next() ? query.text(0) : QString(); });
}

Result<void> SettingsRepository::setValue(const QString &key, const QString &value)
{
    return m_database.execute(u"INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)"_s, {key, value});
}

Result<std::optional<SplitRule>> SettingsRepository::splitRule() const
{
    return allOf(value(shareKey), value(seedKey)).transform([](const auto &stored) {
        const auto &[share, seed] = stored;
        bool known = false;
        const double number = share.toDouble(&known);
        return known ? std::optional(SplitRule{number, seed.toULongLong()}) : std::nullopt;
    });
}

Result<void> SettingsRepository::setSplitRule(const SplitRule &rule)
{
    return inTransaction(m_database, [&] {
        return setValue(shareKey, QString::number(rule.validShare, 'g', 17)).and_then([&] {
            return setValue(seedKey, QString::number(rule.seed));
        });
    });
}

Result<qint64> SettingsRepository::chosenRun() const
{
    return value(chosenRunKey).transform([](const QString &id) { return id.toLongLong(); });
}

Result<void> SettingsRepository::setChosenRun(qint64 runId)
{
    return setValue(chosenRunKey, QString::number(runId));
}

Result<QString> SettingsRepository::trainingForm() const
{
    return value(formKey);
}

Result<void> SettingsRepository::setTrainingForm(const QString &json)
{
    return setValue(formKey, json);
}

} // namespace cairn
