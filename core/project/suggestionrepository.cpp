// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/suggestionrepository.h"

#include "core/project/query.h"

#include <QtEndian>

using namespace Qt::StringLiterals;

namespace cairn {

Result<void> SuggestionRepository::add(qint64 runId, const std::vector<StoredSuggestion> &suggestions)
{
    Transaction transaction(m_database);
    Query insert(m_database,
                 u"INSERT OR REPLACE INTO suggestions (run_id, image_id, probabilities) "
                 "SELECT ?, id, ? FROM images WHERE id = ?"_s);
    for (const StoredSuggestion &suggestion : suggestions) {
        const auto &values = suggestion.probabilities;
        QByteArray bytes(qsizetype(values.size() * sizeof(float)), Qt::Uninitialized);
        qToLittleEndian<float>(values.data(), qsizetype(values.size()), bytes.data());
        if (const auto done = insert.run({runId, bytes, suggestion.imageId}); !done)
            return done;
    }
    return transaction.commit();
}

Result<std::vector<StoredSuggestion>> SuggestionRepository::all(qint64 runId) const
{
    Query query(
        m_database,
        u"SELECT image_id, probabilities FROM suggestions JOIN images ON images.id = image_id "
        "WHERE run_id = ? AND NOT trashed AND image_id NOT IN (SELECT image_id FROM labels) ORDER BY image_id"_s);
    if (const auto done = query.run({runId}); !done)
        return done.error();
    std::vector<StoredSuggestion> suggestions;
    while (query.next()) {
        const QByteArray bytes = query.value(1).toByteArray();
        std::vector<float> values(std::size_t(bytes.size()) / sizeof(float));
        qFromLittleEndian<float>(bytes.constData(), qsizetype(values.size()), values.data());
        suggestions.push_back({query.integer(0), std::move(values)});
    }
    if (const auto done = query.finish(); !done)
        return done.error();
    return suggestions;
}

Result<void> SuggestionRepository::clear(qint64 runId)
{
    return m_database.execute(u"DELETE FROM suggestions WHERE run_id = ?"_s, {runId});
}

} // namespace cairn
