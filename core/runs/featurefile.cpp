// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/featurefile.h"
#include "core/base/text.h"

#include <QDateTime>
#include <QFileInfo>
#include <QtEndian>

#include <cmath>
#include <cstring>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr char magic[] = "CairnFt1";
constexpr qint64 headerBytes = 8 + 8 + 8; // magic, dimensions, stamp
constexpr int mostDimensions = 65536;

qint64 recordBytes(int dimensions)
{
    return 8 + 2 * qint64(dimensions);
}

QByteArray headerOf(int dimensions, quint64 stamp)
{
    QByteArray header(magic, 8);
    header.resize(headerBytes);
    qToLittleEndian(quint64(dimensions), header.data() + 8);
    qToLittleEndian(stamp, header.data() + 16);
    return header;
}

/// Dimensions; 0 where it is no header of ours.
int dimensionsIn(const QByteArray &header)
{
    if (header.size() != headerBytes || !header.startsWith(magic))
        return 0;
    const quint64 dimensions = qFromLittleEndian<quint64>(header.constData() + 8);
    return dimensions <= mostDimensions ? int(dimensions) : 0;
}

quint64 stampIn(const QByteArray &header)
{
    return qFromLittleEndian<quint64>(header.constData() + 16);
}

} // namespace

std::vector<float> FeatureSet::row(std::size_t index) const
{
    std::vector<float> floats(std::size_t(dimensions), 0);
    qFloatFromFloat16(floats.data(), values.data() + index * std::size_t(dimensions), dimensions);
    return floats;
}

FeatureFile::FeatureFile(std::unique_ptr<QFile> file, int dimensions)
    : m_file(std::move(file))
    , m_dimensions(dimensions)
{
}

Error FeatureFile::writeError() const
{
    return {ErrorCode::WriteFailed,
            Text::tr("The features cannot be written to %1; is the disk full?").arg(m_file->fileName()),
            m_file->errorString()};
}

Result<std::unique_ptr<FeatureFile>> FeatureFile::open(const Folder &folder, const QString &name,
                                                       int dimensions, quint64 stamp)
{
    auto opened = folder.change(name);
    if (!opened)
        return opened.error();
    std::unique_ptr<FeatureFile> self(new FeatureFile(*std::move(opened), dimensions));
    QFile &file = *self->m_file;
    const QByteArray header = file.read(headerBytes);
    self->m_startedAnew = header != headerOf(dimensions, stamp);
    if (self->m_startedAnew) {
        const bool written = file.resize(0) && file.seek(0)
            && file.write(headerOf(dimensions, stamp)) == headerBytes && file.flush();
        if (!written)
            return self->writeError();
        return self;
    }
    const qint64 whole = (file.size() - headerBytes) / recordBytes(dimensions);
    const qint64 end = headerBytes + whole * recordBytes(dimensions);
    if (!file.resize(end) || !file.seek(end))
        return self->writeError();
    return self;
}

Result<void> FeatureFile::append(qint64 id, const std::vector<float> &features)
{
    if (m_file->pos() + recordBytes(m_dimensions) > largestFeatureFile)
        return Error{ErrorCode::InvalidInput,
                     Text::tr("There are more images than the features file can hold.")};
    double square = 0;
    for (const float value : features)
        square += double(value) * double(value);
    const double scale = square > 0 && std::isfinite(square) ? 1 / std::sqrt(square) : 0;
    std::vector<float> unit(features.size());
    for (std::size_t i = 0; i < features.size(); ++i)
        unit[i] = float(double(features[i]) * scale);
    std::vector<qfloat16> halves(unit.size());
    qFloatToFloat16(halves.data(), unit.data(), qsizetype(unit.size()));
    QByteArray record(recordBytes(m_dimensions), '\0');
    qToLittleEndian(id, record.data());
    std::memcpy(record.data() + 8, halves.data(), std::min(halves.size(), std::size_t(m_dimensions)) * 2);
    return m_file->write(record) == record.size() ? Result<void>() : writeError();
}

Result<void> FeatureFile::flush()
{
    return m_file->flush() ? Result<void>() : writeError();
}

Result<FeatureSet> FeatureFile::read(const Folder &folder, const QString &name, quint64 stamp)
{
    const auto opened = folder.read(name);
    if (!opened && opened.error().code == ErrorCode::NotFound)
        return FeatureSet{};
    if (!opened)
        return opened.error();
    QFile &file = **opened;
    const QString path = file.fileName();
    const QByteArray header = file.read(headerBytes);
    const int dimensions = dimensionsIn(header);
    if (dimensions == 0 || file.size() > largestFeatureFile)
        return Error{ErrorCode::Corrupt,
                     Text::tr("%1 is damaged; delete it and Cairn will recreate it.").arg(path)};
    if (stampIn(header) != stamp)
        return FeatureSet{};
    FeatureSet set;
    set.dimensions = dimensions;
    const qint64 count = (file.size() - headerBytes) / recordBytes(dimensions);
    set.ids.reserve(std::size_t(count));
    set.values.resize(std::size_t(count) * std::size_t(dimensions));
    std::vector<char> record(std::size_t(recordBytes(dimensions)));
    for (qint64 i = 0; i < count; ++i) {
        if (file.read(record.data(), std::ssize(record)) != std::ssize(record))
            return Error{ErrorCode::ReadFailed, Text::tr("%1 cannot be read.").arg(path), file.errorString()};
        set.ids.push_back(qFromLittleEndian<qint64>(record.data()));
        std::memcpy(set.values.data() + i * dimensions, record.data() + 8, 2 * std::size_t(dimensions));
    }
    return set;
}

quint64 FeatureFile::stampOf(const QString &weightsFile)
{
    const QFileInfo info(weightsFile);
    return quint64(info.size()) * 0x9E3779B97F4A7C15ULL ^ quint64(info.lastModified().toMSecsSinceEpoch());
}

} // namespace cairn
