// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/project.h"
#include "core/base/text.h"

#include "core/base/logging.h"
#include "core/project/inspect.h"
#include "core/project/migrator.h"
#include "core/project/query.h"
#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/downloadrepository.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr QStringView suffix = u".cairn";

const QString databaseName = u"project.sqlite"_s;
const QString lockName = u".lock"_s;
const QString checkpointName = u"/checkpoint.safetensors"_s;
constexpr qint64 largestLock = 4096; // bytes; QLockFile reads all of it

QString databaseFile(const QString &directory)
{
    return directory + u'/' + databaseName;
}

Error lockedError(const QLockFile &lock)
{
    qint64 process = 0;
    QString host;
    QString program;
    if (lock.error() == QLockFile::LockFailedError && lock.getLockInfo(&process, &host, &program)) {
        // Whether a program of another computer still runs cannot be seen from here, so its lock is never
        // stale.
        if (host != QSysInfo::machineHostName())
            return {
                ErrorCode::Locked,
                Text::tr(
                    "The project is open on another computer, “%1”. If it is not, delete the file “%2” in "
                    "its folder; it may have been copied while the project was open.")
                    .arg(host.left(80), lockName)};
        return {ErrorCode::Locked,
                Text::tr("The project is open in another window: %1, process %2 on %3.")
                    .arg(program)
                    .arg(process)
                    .arg(host)};
    }
    if (lock.error() == QLockFile::LockFailedError)
        return {ErrorCode::Locked, Text::tr("The project is open in another instance of Cairn.")};
    return {ErrorCode::WriteFailed, Text::tr("The project's folder cannot be written to.")};
}

/// The folders below a project are its own, not links to somebody else's.
Result<void> refuseLinkedFolders(const Folder &project)
{
    for (const QString &name :
         {u"images"_s, u"runs"_s, u"features"_s, u"incoming"_s, u"quarantine"_s, u"trash"_s, u"exports"_s}) {
        const Folder::Kind kind = project.kind(name);
        if (kind != Folder::Kind::Missing && kind != Folder::Kind::Directory)
            return linkInProject(name);
    }
    for (const QString &name : project.entries({})) {
        const bool isBackup = name.startsWith(databaseName) && name.endsWith(u".bak");
        if (isBackup && project.kind(name) != Folder::Kind::File)
            return linkInProject(name);
    }
    return Database::refuseLinks(project, databaseName);
}

Result<std::unique_ptr<QLockFile>> lockFolder(const Folder &project)
{
    const Folder::Kind kind = project.kind(lockName);
    if ((kind != Folder::Kind::Missing && kind != Folder::Kind::File) || project.size(lockName) > largestLock)
        return linkInProject(lockName);
    // by name: looked at above, and made only where nothing is
    auto lock = std::make_unique<QLockFile>(project.path(lockName));
    // Never stale by age: a project may be open for days. One whose process is gone is taken over at once.
    lock->setStaleLockTime(0);
    if (!lock->tryLock(0))
        return lockedError(*lock);
    return lock;
}

Result<QStringList> cleanNames(const QStringList &classes)
{
    QStringList names;
    const auto add = [&names](const QString &clean) -> Result<void> {
        if (names.contains(clean))
            return Error{ErrorCode::InvalidInput, Text::tr("The class “%1” is listed twice.").arg(clean)};
        names << clean;
        return {};
    };
    return forEach(classes,
                   [&](const QString &name) { return ClassRepository::cleanName(name).and_then(add); })
        .transform([&] { return names; });
}

Result<void> fillDatabase(const QString &file, const QStringList &classes)
{
    const auto addClasses = [&](Database &database) {
        ClassRepository repository(database);
        return inTransaction(database, [&] {
            return forEach(classes, [&](const QString &name) {
                return repository.add(name).transform([](const ClassRecord &) {});
            });
        });
    };
    return withConnection(Database::open(file, true), [&](Database &database) {
        return migrate(database, file).and_then([&](MigrationOutcome) { return addClasses(database); });
    });
}

Result<void> makeFolders(const Folder &project)
{
    return forEach(QStringList{u"images"_s, u"runs"_s, u"trash"_s, u"exports"_s},
                   [&](const QString &folder) { return project.make(folder); });
}

/// What a kill left half done.
Result<void> markInterrupted(Database &database)
{
    return DownloadRepository(database).resetInterrupted().and_then([&] {
        return database.execute(u"UPDATE runs SET state = ? WHERE state = ?"_s,
                                {int(RunState::Interrupted), int(RunState::Running)});
    });
}

/// To today's schema, without what a kill left.
Result<void> bringUpToDate(Database &database, const QString &file)
{
    return migrate(database, file).and_then([&](MigrationOutcome) { return markInterrupted(database); });
}

/// What a kill left in the folder: archives half unpacked, files half written.
void sweep(const Folder &project, Database &database)
{
    for (const QString &name : project.entries({})) {
        if (!name.startsWith(unpackingPrefix))
            continue;
        if (const auto removed = project.removeTree(name); !removed)
            qCWarning(lcProject) << removed.error().message;
    }
    project.sweep({});
    project.sweep(u"features"_s);
    for (const QString &run : project.entries(u"runs"_s))
        project.sweep(u"runs/"_s + run);
    Query complete(database, u"SELECT id FROM runs WHERE state = ?"_s);
    if (!complete.run({int(RunState::Completed)}))
        return;
    while (complete.next()) // killed between its last step and the removal of its checkpoint
        static_cast<void>(project.remove(Project::runFolder(complete.integer(0)) + checkpointName).ok());
}

} // namespace

Project::Project(Folder folder, std::unique_ptr<QLockFile> lock)
    : m_folder(std::move(folder))
    , m_lock(std::move(lock))
{
}

Project::~Project() = default;

Result<std::unique_ptr<Project>> Project::create(const QString &directory, const QStringList &classes)
{
    const QString path = QDir::cleanPath(QFileInfo(directory).absoluteFilePath());
    const auto names = cleanNames(classes);
    if (!names)
        return names.error();
    const bool existed = QFileInfo::exists(path);
    if (existed
        && (!QFileInfo(path).isDir()
            || !QDir(path).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)))
        return Error{ErrorCode::AlreadyExists,
                     Text::tr("“%1” exists already; choose another name.").arg(path)};
    const bool madeIt = QDir().mkpath(path); // by name: it becomes a project
    const auto folder = Folder::open(path);
    if (!madeIt || !folder)
        return Error{ErrorCode::WriteFailed, Text::tr("The folder “%1” cannot be created.").arg(path)};
    auto lock = lockFolder(*folder);
    Result<void> made = lock ? makeFolders(*folder) : lock.error();
    if (made)
        made = fillDatabase(databaseFile(path), *names);
    if (!made) {
        if (lock) // it is ours, and was empty
            (*lock)->unlock();
        if (lock && !existed)
            static_cast<void>(removeTree(path).ok());
        return made.error();
    }
    return std::unique_ptr<Project>(new Project(*folder, *std::move(lock)));
}

Result<std::unique_ptr<Project>> Project::open(const QString &directory)
{
    const QString path = QDir::cleanPath(QFileInfo(directory).absoluteFilePath());
    const QString file = databaseFile(path);
    const auto folder = Folder::open(path);
    if (!folder || folder->kind(databaseName) == Folder::Kind::Missing)
        return Error{ErrorCode::NotFound, Text::tr("There is no Cairn project in “%1”.").arg(path)};
    if (const auto own = refuseLinkedFolders(*folder); !own)
        return own.error();
    auto lock = lockFolder(*folder);
    if (!lock && lock.error().code == ErrorCode::WriteFailed)
        return openReadOnly(*folder);
    if (!lock)
        return lock.error();
    const auto ready = inspectDatabase(file).and_then([&] {
        return withConnection(Database::open(file), [&](Database &database) {
            return bringUpToDate(database, file).transform([&] { sweep(*folder, database); });
        });
    });
    return ready.transform([&] { return std::unique_ptr<Project>(new Project(*folder, *std::move(lock))); });
}

Result<std::unique_ptr<Project>> Project::openReadOnly(const Folder &folder)
{
    const QString file = folder.path(databaseName);
    std::unique_ptr<Project> project(new Project(folder, nullptr));
    project->m_copy = std::make_unique<QTemporaryDir>(); // by name: of the system's temporary files
    const QString copy = project->m_copy->filePath(databaseName);
    const auto upgradeCopy = [&] {
        return withConnection(Database::open(copy),
                              [&](Database &database) { return bringUpToDate(database, copy); });
    };
    return inspectDatabase(file)
        .and_then([&] { return copyDatabase(file, copy); })
        .and_then(upgradeCopy)
        .transform([&] { return std::move(project); });
}

QString Project::name() const
{
    const QString folder = QFileInfo(directory()).fileName();
    return folder.endsWith(suffix) ? folder.chopped(suffix.size()) : folder;
}

QString Project::directory() const
{
    return m_folder.path();
}
QString Project::imagesDirectory() const
{
    return m_folder.path(u"images"_s);
}
QString Project::exportsDirectory() const
{
    return m_folder.path(u"exports"_s);
}
QString Project::runFolder(qint64 runId)
{
    return u"runs/%1"_s.arg(runId);
}
QString Project::runDirectory(qint64 runId) const
{
    return m_folder.path(runFolder(runId));
}
QString Project::bestWeights(qint64 runId) const
{
    const QString name = runFolder(runId) + u"/best.safetensors"_s;
    const Folder::Kind kind = m_folder.kind(name);
    const bool own = kind != Folder::Kind::Other && kind != Folder::Kind::Directory;
    return own ? m_folder.path(name) : QString();
}

QString Project::checkpoint(qint64 runId) const
{
    return runDirectory(runId) + checkpointName;
}

void Project::forgetFeatures(const Folder &folder)
{
    for (const QString &file : folder.entries(u"features"_s))
        (void)folder.remove(u"features/"_s + file);
    for (const QString &run : folder.entries(u"runs"_s))
        (void)folder.remove(u"runs/%1/features.bin"_s.arg(run));
}

Result<std::unique_ptr<Database>> Project::connect() const
{
    constexpr bool writable = false;
    return m_copy ? Database::openCopy(m_copy->filePath(databaseName), m_folder, writable)
                  : Database::open(databaseFile(directory()));
}

Result<std::unique_ptr<Database>> Project::connectForFigures() const
{
    constexpr bool writable = true;
    return m_copy ? Database::openCopy(m_copy->filePath(databaseName), m_folder, writable)
                  : Database::open(databaseFile(directory()));
}

} // namespace cairn
