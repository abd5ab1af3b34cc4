// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/quarantine.h"
#include "core/base/text.h"

#include "core/base/outside.h"
#include "core/dataset/imageverifier.h"
#include "core/project/repositories/editrepository.h"

#include <QDir>
#include <QFileInfo>

#include <limits>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// As one of the project's quarantine: "" where it is not, which a path with ".." in it never is. A
/// stranger's project may call any of its files refused.
QString nameInQuarantine(const Folder &project, const QString &file)
{
    const QString top = project.path() + u'/';
    return file.startsWith(top + u"quarantine/"_s) && QDir::cleanPath(file) == file ? file.mid(top.size())
                                                                                    : QString();
}

bool isThere(const Folder &project, const QString &name)
{
    const Folder::Kind kind = project.kind(name);
    return kind == Folder::Kind::File || kind == Folder::Kind::SharedFile;
}

QString extensionOf(const QString &format)
{
    return format == u"jpeg" ? u"jpg"_s : format;
}

bool sameContent(QFile &first, QFile &second)
{
    if (first.size() != second.size() || !first.seek(0) || !second.seek(0))
        return false;
    constexpr qint64 atOnce = 1 << 20;
    for (QByteArray bytes = first.read(atOnce); !bytes.isEmpty(); bytes = first.read(atOnce)) {
        if (second.read(bytes.size()) != bytes)
            return false;
    }
    return first.atEnd();
}

/// Whether what lies there is the same file as `file`.
bool isSame(const Folder &project, const QString &name, const QString &file)
{
    const auto there = project.read(name);
    const auto other = openOutside(file, std::numeric_limits<qint64>::max());
    return there && other && sameContent(**there, **other);
}

/// Where `file` goes in the quarantine: the wanted name, made harmless, with a number where another file has
/// it.
QString quarantineFile(const Folder &project, const QString &wanted, const QString &file)
{
    QString name;
    for (const QChar c : wanted.right(80))
        name += c.isLetterOrNumber() || u"._-"_s.contains(c) ? c : QChar(u'_');
    while (name.startsWith(u'.'))
        name.remove(0, 1);
    const QString folder = u"quarantine/"_s;
    QString target = folder + (name.isEmpty() ? u"file"_s : name);
    for (int i = 2; project.kind(target) != Folder::Kind::Missing && !isSame(project, target, file); ++i)
        target = folder + u"%1-%2"_s.arg(i).arg(name);
    return target;
}

} // namespace

Result<void> moveIntoProject(NewImage &image, const Folder &project, const QString &name)
{
    const QString sum = QString::fromLatin1(image.sha256.toHex());
    const QString folder = u"images/%1/"_s.arg(sum.left(2));
    const bool named = !name.isEmpty() && !QFileInfo::exists(project.path(folder + name));
    const QString target = folder + (named ? name : u"%1.%2"_s.arg(sum, extensionOf(image.format)));
    if (const auto moved = project.moveHere(image.path, target); !moved)
        return moved;
    image.path = project.path(target);
    return {};
}

Result<void> moveToQuarantine(Database &database, QuarantineRecord record, const QString &name)
{
    const Folder &project = database.folder();
    const QString target
        = quarantineFile(project, name.isEmpty() ? QFileInfo(record.file).fileName() : name, record.file);
    if (const auto moved = project.moveHere(record.file, target); !moved)
        return moved;
    record.file = project.path(target);
    return QuarantineRepository(database).add({record});
}

Result<Restored> restoreFromQuarantine(Database &database, const QuarantineRecord &record)
{
    QuarantineRepository quarantine(database);
    const QString own = nameInQuarantine(database.folder(), record.file);
    if (own.isEmpty() ? !QFileInfo::exists(record.file) : !isThere(database.folder(), own))
        return Error{ErrorCode::NotFound, Text::tr("%1 no longer exists.").arg(record.file)};
    VerifiedImage verified = verifyImage({record.file, {}, Split::None, {}}, {}, Thumbnails::Skip);
    if (!verified.refusal.isEmpty()) {
        QuarantineRecord still = record;
        still.reason = verified.refusal;
        return quarantine.add({still}).and_then([&]() -> Result<Restored> {
            return Error{ErrorCode::Corrupt,
                         Text::tr("%1 cannot be imported: %2")
                             .arg(QFileInfo(record.file).fileName(), verified.refusal)};
        });
    }
    NewImage &image = verified.image;
    const auto moveIn = [&](const Provenance &from) {
        image.from = from;
        return own.isEmpty() ? Result<void>() : moveIntoProject(image, database.folder());
    };
    const auto add = [&](qint64 classId) {
        image.classId = classId;
        return ImageRepository(database).add({image});
    };
    const auto forget = [&](const std::vector<qint64> &ids) {
        return quarantine.remove(record.id).transform([&ids] { return Restored{ids.front()}; });
    };
    return quarantine.provenance(record.downloadId).and_then(moveIn).and_then([&] {
        return inTransaction(database, [&] {
            return EditRepository(database).currentClass(record.classId).and_then(add).and_then(forget);
        });
    });
}

Result<void> forgetQuarantined(Database &database, const QuarantineRecord &record)
{
    const QString own = nameInQuarantine(database.folder(), record.file);
    if (!own.isEmpty()) {
        if (const auto removed = database.folder().remove(own); !removed)
            return removed;
    }
    return QuarantineRepository(database).remove(record.id);
}

} // namespace cairn
