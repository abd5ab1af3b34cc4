// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/repositories/qualityrepository.h"

#include "core/project/query.h"

using namespace Qt::StringLiterals;

namespace cairn {

Result<QHash<qint64, ImageQuality>> QualityRepository::all() const
{
    Query query(
        m_database,
        u"SELECT image_id, phash, sharpness, brightness, contrast, entropy, saturation FROM image_quality"_s);
    QHash<qint64, ImageQuality> qualities;
    const auto take = [&](const Query &row) {
        qualities.insert(row.integer(0),
                         {perceptualHashFromBytes(row.value(1).toByteArray()), row.real(2), row.real(3),
                          row.real(4), row.real(5), row.real(6)});
    };
    return query.forEachRow({}, take).transform([&] { return qualities; });
}

Result<std::vector<std::pair<qint64, PerceptualHash>>> QualityRepository::hashes() const
{
    return Query(m_database, u"SELECT image_id, phash FROM image_quality ORDER BY image_id"_s)
        .rows({}, [](const Query &row) {
            return std::pair(row.integer(0), perceptualHashFromBytes(row.value(1).toByteArray()));
        });
}

Result<void> QualityRepository::set(const std::vector<std::pair<qint64, ImageQuality>> &measured)
{
    // An image may have been removed for good while it was measured.
    Query insert(
        m_database,
        u"INSERT OR REPLACE INTO image_quality (image_id, phash, sharpness, brightness, contrast, entropy, "
        "saturation) SELECT id, ?, ?, ?, ?, ?, ? FROM images WHERE id = ?"_s);
    const auto valuesOf = [](const std::pair<qint64, ImageQuality> &one) {
        const auto &[id, quality] = one;
        return QVariantList{toBytes(quality.hash),
                            quality.sharpness,
                            quality.brightness,
                            quality.contrast,
                            quality.entropy,
                            quality.saturation,
                            id};
    };
    return inTransaction(m_database, [&] { return insert.runForEach(measured, valuesOf); });
}

Result<std::vector<std::pair<qint64, QString>>> QualityRepository::unmeasured() const
{
    Query query(
        m_database,
        u"SELECT id, path FROM images WHERE NOT trashed AND id NOT IN (SELECT image_id FROM image_quality) "
        "ORDER BY id"_s);
    return query.rows(
        {}, [this](const Query &row) { return std::pair(row.integer(0), m_database.absolute(row.text(1))); });
}

} // namespace cairn
