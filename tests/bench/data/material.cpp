// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/data/material.h"

#include "core/imaging/thumbnail.h"
#include "core/project/project.h"
#include "core/project/repositories/imagerepository.h"

#include <QBuffer>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QRandomGenerator>

#include <filesystem>

using namespace Qt::StringLiterals;

namespace cairn::bench {

namespace {

constexpr int kinds = 100; // different images; the others have their content
constexpr int classCount = 10;
constexpr int perFolder = 1000;

QImage noise(QRandomGenerator &random, QSize size)
{
    QImage image(size, QImage::Format_RGB32);
    for (int y = 0; y < image.height(); ++y) {
        auto *row = reinterpret_cast<quint32 *>(image.scanLine(y));
        random.fillRange(row, image.width());
    }
    return image;
}

Error cannotWrite(const QString &file)
{
    return {ErrorCode::WriteFailed, u"%1 cannot be written."_s.arg(file)};
}

Result<void> write(const QString &file, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(file).path());
    QFile target(file);
    if (!target.open(QIODevice::WriteOnly) || target.write(bytes) != bytes.size())
        return cannotWrite(file);
    return {};
}

/// The same file under another name.
Result<void> link(const QString &from, const QString &to)
{
    std::error_code failed;
    std::filesystem::create_hard_link(from.toStdString(), to.toStdString(), failed);
    return failed ? Result<void>(cannotWrite(to)) : Result<void>();
}

/// A JPEG with a comment behind its first marker: the same pixels, other bytes.
QByteArray withComment(const QByteArray &jpeg, int number)
{
    const QByteArray text = QByteArray::number(number).rightJustified(10, '0');
    return jpeg.first(2) + QByteArray("\xff\xfe\x00\x0c", 4) + text + jpeg.sliced(2);
}

QString masterProject(const Workload &workload)
{
    return workload.folder + u"/master.cairn"_s;
}

/// The image's file and its thumbnail, both only further names of one of a few files.
Result<void> placeImage(const QString &file, const QString &original, const QString &originalThumbnail)
{
    if (const auto placed = link(original, file); !placed)
        return placed;
    const QString cached = thumbnailFile(file);
    QDir().mkpath(QFileInfo(cached).path());
    return link(originalThumbnail, cached);
}

NewImage recordOf(int number, const QString &file, qint64 bytes)
{
    NewImage image;
    image.path = file;
    image.sha256 = QCryptographicHash::hash(QByteArray::number(number), QCryptographicHash::Sha256);
    image.bytes = bytes + number % 977;
    image.width = 640;
    image.height = 480;
    image.format = u"jpeg"_s;
    image.classId = number % 2 == 0 ? 1 + number / 2 % classCount : 0;
    image.split = number % 2 == 0 ? (number % 10 == 0 ? Split::Valid : Split::Train) : Split::None;
    image.from.provider = number % 3 == 0 ? u"commons"_s : QString();
    image.from.license = number % 3 == 0 ? u"CC BY-SA 4.0"_s : QString();
    image.quality = ImageQuality{quint64(number) * 0x9E3779B97F4A7C15U, 500, 0.5, 0.2, 7, 0.3};
    return image;
}

Result<std::vector<NewImage>> placeImages(const Workload &workload)
{
    QStringList originals;
    QStringList thumbnails;
    for (int kind = 0; kind < kinds; ++kind) {
        const QString file = u"%1/originals/%2.jpg"_s.arg(workload.folder).arg(kind);
        if (const auto written = write(file, drawPhotograph(kind, {640, 480})); !written)
            return written.error();
        if (const auto made = thumbnail(file); !made)
            return made.error();
        originals << file;
        thumbnails << thumbnailFile(file);
    }
    std::vector<NewImage> images;
    for (int number = 0; number < workload.images; ++number) {
        const QString folder = u"%1/images/folder%2"_s.arg(workload.folder).arg(number / perFolder);
        const int scattered = int(qint64(number) * 7919 % workload.images); // the order of names is another
        const QString file = u"%1/IMG_%2.jpg"_s.arg(folder).arg(scattered, 6, 10, QChar(u'0'));
        if (number % perFolder == 0)
            QDir().mkpath(folder);
        if (const auto placed = placeImage(file, originals[number % kinds], thumbnails[number % kinds]);
            !placed)
            return placed.error();
        images.push_back(recordOf(number, file, 60'000));
    }
    return images;
}

} // namespace

QByteArray drawPhotograph(int number, QSize size)
{
    QRandomGenerator random(quint32(number) + 1);
    QImage image = noise(random, {8, 6}).scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    QPainter painter(&image);
    painter.setOpacity(0.4);
    painter.drawImage(0, 0,
                      noise(random, size / 16).scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    painter.setOpacity(0.07);
    painter.drawImage(0, 0, noise(random, size));
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    image.save(&buffer, "jpeg", 88);
    return bytes;
}

Result<void> makeImages(const Workload &workload)
{
    const QString root = workload.folder + u"/images"_s;
    if (QFileInfo::exists(root))
        return {};
    QList<QByteArray> originals;
    for (int kind = 0; kind < kinds; ++kind)
        originals << drawPhotograph(kind, {640, 480});
    for (int number = 0; number < workload.imports; ++number) {
        const QString file = u"%1/class%2/%3.jpg"_s.arg(root).arg(number % classCount).arg(number);
        if (const auto written = write(file, withComment(originals[number % kinds], number)); !written)
            return written;
    }
    return {};
}

Result<void> makeProject(const Workload &workload)
{
    if (QFileInfo::exists(masterProject(workload)))
        return {};
    const auto images = placeImages(workload);
    if (!images)
        return images.error();
    QStringList classes;
    for (int i = 0; i < classCount; ++i)
        classes << u"Class %1"_s.arg(i + 1);
    const auto project = Project::create(masterProject(workload), classes);
    if (!project)
        return project.error();
    const auto database = (*project)->connect();
    if (!database)
        return database.error();
    const auto ids = ImageRepository(**database).add(*images);
    return ids ? Result<void>() : ids.error();
}

Result<QString> copyProject(const Workload &workload, const QString &folder)
{
    const QString project = folder + u"/measured.cairn"_s;
    const QString file = u"/project.sqlite"_s;
    if (!QDir().mkpath(project) || !QFile::copy(masterProject(workload) + file, project + file))
        return cannotWrite(project);
    return project;
}

} // namespace cairn::bench
