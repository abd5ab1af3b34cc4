#include "core/dataset/quarantine.h"

#include "core/dataset/pictureverifier.h"
#include "core/project/editrepository.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

Error cannotMove(const QString &target)
{
    return {ErrorCode::WriteFailed,
            u"%1 cannot be written; is the disk full or the folder read-only?"_s.arg(target)};
}

Result<void> moveFile(const QString &from, const QString &to)
{
    if (!QDir().mkpath(QFileInfo(to).absolutePath()))
        return cannotMove(to);
    if (QFileInfo::exists(to) ? QFile::remove(from) : QFile::rename(from, to))
        return {};
    return cannotMove(to);
}

QString extensionOf(const QString &format)
{
    return format == u"jpeg" ? u"jpg"_s : format;
}

bool sameContent(const QString &one, const QString &other)
{
    QFile first(one);
    QFile second(other);
    return first.size() == second.size() && first.open(QIODevice::ReadOnly)
        && second.open(QIODevice::ReadOnly) && first.readAll() == second.readAll();
}

/// Where `file` goes in the quarantine: the wanted name, made harmless, with a number where another file has
/// it.
QString quarantineFile(const QString &project, const QString &wanted, const QString &file)
{
    QString name;
    for (const QChar c : wanted.right(80))
        name += c.isLetterOrNumber() || u"._-"_s.contains(c) ? c : QChar(u'_');
    while (name.startsWith(u'.'))
        name.remove(0, 1);
    const QString folder = project + u"/quarantine/"_s;
    QString target = folder + (name.isEmpty() ? u"file"_s : name);
    for (int i = 2; QFileInfo::exists(target) && !sameContent(target, file); ++i)
        target = folder + u"%1-%2"_s.arg(i).arg(name);
    return target;
}

bool isOwn(const Database &database, const QString &file)
{
    return file.startsWith(database.directory() + u'/');
}

} // namespace

Result<void> moveIntoProject(NewImage &image, const QString &project)
{
    const QString name = QString::fromLatin1(image.sha256.toHex());
    const QString target
        = u"%1/images/%2/%3.%4"_s.arg(project, name.left(2), name, extensionOf(image.format));
    if (const auto moved = moveFile(image.path, target); !moved)
        return moved;
    image.path = target;
    return {};
}

Result<void> moveToQuarantine(Database &database, QuarantineRecord record, const QString &name)
{
    const QString target = quarantineFile(
        database.directory(), name.isEmpty() ? QFileInfo(record.file).fileName() : name, record.file);
    if (const auto moved = moveFile(record.file, target); !moved)
        return moved;
    record.file = target;
    return QuarantineRepository(database).add({record});
}

Result<Restored> restoreFromQuarantine(Database &database, const QuarantineRecord &record)
{
    QuarantineRepository quarantine(database);
    if (!QFileInfo::exists(record.file))
        return Error{ErrorCode::NotFound, u"%1 is not there any more."_s.arg(record.file)};
    VerifiedPicture picture = verifyPicture({record.file, {}, Split::None, {}}, {}, Thumbnails::Skip);
    if (!picture.refusal.isEmpty()) {
        QuarantineRecord still = record;
        still.reason = picture.refusal;
        if (const auto noted = quarantine.add({still}); !noted)
            return noted.error();
        return Error{ErrorCode::Corrupt,
                     u"%1 cannot be taken: %2"_s.arg(QFileInfo(record.file).fileName(), picture.refusal)};
    }
    const auto from = quarantine.provenance(record.downloadId);
    if (!from)
        return from.error();
    picture.image.from = *from;
    if (isOwn(database, record.file)) {
        if (const auto moved = moveIntoProject(picture.image, database.directory()); !moved)
            return moved.error();
    }
    Transaction transaction(database);
    const auto classId = EditRepository(database).livingClass(record.classId);
    if (!classId)
        return classId.error();
    picture.image.classId = *classId;
    const auto ids = ImageRepository(database).add({picture.image});
    if (!ids)
        return ids.error();
    if (const auto removed = quarantine.remove(record.id); !removed)
        return removed.error();
    if (const auto done = transaction.commit(); !done)
        return done.error();
    return Restored{ids->front()};
}

Result<void> forgetQuarantined(Database &database, const QuarantineRecord &record)
{
    if (isOwn(database, record.file) && QFileInfo::exists(record.file) && !QFile::remove(record.file))
        return cannotMove(record.file);
    return QuarantineRepository(database).remove(record.id);
}

} // namespace cairn
