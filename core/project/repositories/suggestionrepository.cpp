// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/repositories/suggestionrepository.h"

#include "core/project/query.h"

#include <QtEndian>

using namespace Qt::StringLiterals;

namespace cairn {

Result<void> SuggestionRepository::add(qint64 runId, const std::vector<StoredSuggestion> &suggestions)
{
    Query insert(m_database,
                 u"INSERT OR REPLACE INTO suggestions (run_id, image_id, probabilities) "
                 "SELECT ?, id, ? FROM images WHERE id = ?"_s);
    const auto valuesOf = [runId](const StoredSuggestion &suggestion) {
        const auto &values = suggestion.probabilities;
        QByteArray bytes(qsizetype(values.size() * sizeof(float)), Qt::Uninitialized);
        qToLittleEndian<float>(values.data(), qsizetype(values.size()), bytes.data());
        return QVariantList{runId, bytes, suggestion.imageId};
    };
    return inTransaction(m_database, [&] { return insert.runForEach(suggestions, valuesOf); });
}

Result<std::vector<StoredSuggestion>> SuggestionRepository::all(qint64 runId) const
{
    Query query(
        m_database,
        u"SELECT image_id, probabilities FROM suggestions JOIN images ON images.id = image_id "
        "WHERE run_id = ? AND NOT trashed AND image_id NOT IN (SELECT image_id FROM labels) ORDER BY image_id"_s);
    return query.rows({runId}, [](const Query &row) {
        const QByteArray bytes = row.value(1).toByteArray();
        std::vector<float> values(std::size_t(bytes.size()) / sizeof(float));
        qFromLittleEndian<float>(bytes.constData(), qsizetype(values.size()), values.data());
        return StoredSuggestion{row.integer(0), std::move(values)};
    });
}

Result<void> SuggestionRepository::clear(qint64 runId)
{
    return m_database.execute(u"DELETE FROM suggestions WHERE run_id = ?"_s, {runId});
}

} // namespace cairn
