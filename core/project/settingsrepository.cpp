// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/settingsrepository.h"

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
    if (const auto done = query.run({key}); !done)
        return done.error();
    return query.next() ? query.text(0) : QString();
}

Result<void> SettingsRepository::setValue(const QString &key, const QString &value)
{
    return m_database.execute(u"INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)"_s, {key, value});
}

Result<std::optional<SplitRule>> SettingsRepository::splitRule() const
{
    const Result<QString> share = value(shareKey);
    const Result<QString> seed = value(seedKey);
    if (!share || !seed)
        return share ? seed.error() : share.error();
    bool known = false;
    const double number = share->toDouble(&known);
    return known ? std::optional(SplitRule{number, seed->toULongLong()}) : std::nullopt;
}

Result<void> SettingsRepository::setSplitRule(const SplitRule &rule)
{
    Transaction transaction(m_database);
    if (const auto done = setValue(shareKey, QString::number(rule.validShare, 'g', 17)); !done)
        return done;
    if (const auto done = setValue(seedKey, QString::number(rule.seed)); !done)
        return done;
    return transaction.commit();
}

Result<qint64> SettingsRepository::chosenRun() const
{
    const Result<QString> id = value(chosenRunKey);
    return id ? Result<qint64>(id->toLongLong()) : id.error();
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
