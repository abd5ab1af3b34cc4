// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/qualityrepository.h"

#include "core/project/query.h"

using namespace Qt::StringLiterals;

namespace cairn {

Result<QHash<qint64, ImageQuality>> QualityRepository::all() const
{
    Query query(
        m_database,
        u"SELECT image_id, phash, sharpness, brightness, contrast, entropy, saturation FROM image_quality"_s);
    if (const auto done = query.run(); !done)
        return done.error();
    QHash<qint64, ImageQuality> qualities;
    while (query.next()) {
        qualities.insert(query.integer(0),
                         {perceptualHashFromBytes(query.value(1).toByteArray()), query.real(2), query.real(3),
                          query.real(4), query.real(5), query.real(6)});
    }
    if (const auto done = query.finish(); !done)
        return done.error();
    return qualities;
}

Result<std::vector<std::pair<qint64, PerceptualHash>>> QualityRepository::hashes() const
{
    Query query(m_database, u"SELECT image_id, phash FROM image_quality ORDER BY image_id"_s);
    if (const auto done = query.run(); !done)
        return done.error();
    std::vector<std::pair<qint64, PerceptualHash>> hashes;
    while (query.next())
        hashes.push_back({query.integer(0), perceptualHashFromBytes(query.value(1).toByteArray())});
    if (const auto done = query.finish(); !done)
        return done.error();
    return hashes;
}

Result<void> QualityRepository::set(const std::vector<std::pair<qint64, ImageQuality>> &measured)
{
    Transaction transaction(m_database);
    // An image may have been removed for good while it was measured.
    Query insert(
        m_database,
        u"INSERT OR REPLACE INTO image_quality (image_id, phash, sharpness, brightness, contrast, entropy, "
        "saturation) SELECT id, ?, ?, ?, ?, ?, ? FROM images WHERE id = ?"_s);
    for (const auto &[id, quality] : measured) {
        if (const auto done = insert.run({toBytes(quality.hash), quality.sharpness, quality.brightness,
                                          quality.contrast, quality.entropy, quality.saturation, id});
            !done)
            return done;
    }
    return transaction.commit();
}

Result<std::vector<std::pair<qint64, QString>>> QualityRepository::unmeasured() const
{
    Query query(
        m_database,
        u"SELECT id, path FROM images WHERE NOT trashed AND id NOT IN (SELECT image_id FROM image_quality) "
        "ORDER BY id"_s);
    if (const auto done = query.run(); !done)
        return done.error();
    std::vector<std::pair<qint64, QString>> files;
    while (query.next()) {
        files.push_back({query.integer(0), m_database.absolute(query.text(1))});
    }
    if (const auto done = query.finish(); !done)
        return done.error();
    return files;
}

} // namespace cairn
