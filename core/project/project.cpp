#include "core/project/project.h"

#include "core/base/logging.h"
#include "core/project/classrepository.h"
#include "core/project/downloadrepository.h"
#include "core/project/inspect.h"
#include "core/project/migrator.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr QStringView suffix = u".cairn";

QString databaseFile(const QString &directory)
{
    return directory + u"/project.sqlite"_s;
}

Error lockedError(const QLockFile &lock)
{
    qint64 process = 0;
    QString host;
    QString program;
    if (lock.error() == QLockFile::LockFailedError && lock.getLockInfo(&process, &host, &program)) {
        return {
            ErrorCode::Locked,
            u"The project is open in another window: %1, process %2 on %3."_s.arg(program).arg(process).arg(
                host)};
    }
    if (lock.error() == QLockFile::LockFailedError)
        return {ErrorCode::Locked, u"The project is open in another Cairn."_s};
    return {ErrorCode::WriteFailed, u"The project's folder cannot be written to."_s};
}

Result<std::unique_ptr<QLockFile>> lockFolder(const QString &directory)
{
    auto lock = std::make_unique<QLockFile>(directory + u"/.lock"_s);
    // Never stale by age: a project may be open for days. One whose process is gone is taken over at once.
    lock->setStaleLockTime(0);
    if (!lock->tryLock(0))
        return lockedError(*lock);
    return lock;
}

Result<QStringList> cleanNames(const QStringList &classes)
{
    QStringList names;
    for (const QString &name : classes) {
        const auto clean = ClassRepository::cleanName(name);
        if (!clean)
            return clean.error();
        if (names.contains(*clean, Qt::CaseInsensitive))
            return Error{ErrorCode::InvalidInput, u"The class “%1” is named twice."_s.arg(*clean)};
        names << *clean;
    }
    return names;
}

Result<void> fillDatabase(const QString &file, const QStringList &classes)
{
    const auto database = Database::open(file, true);
    if (!database)
        return database.error();
    if (const auto made = migrate(**database, file); !made)
        return made.error();
    Transaction transaction(**database);
    ClassRepository repository(**database);
    for (const QString &name : classes) {
        if (const auto added = repository.add(name); !added)
            return added.error();
    }
    return transaction.commit();
}

Result<void> makeFolders(const QString &directory)
{
    for (const QString &folder : {u"images"_s, u"runs"_s, u"trash"_s, u"exports"_s}) {
        if (!QDir(directory).mkpath(folder))
            return Error{ErrorCode::WriteFailed,
                         u"The folder “%1” cannot be made."_s.arg(directory + u'/' + folder)};
    }
    return {};
}

/// What a kill left half done.
Result<void> settleInterrupted(Database &database)
{
    if (const auto done = DownloadRepository(database).resetInterrupted(); !done)
        return done;
    return database.execute(u"UPDATE runs SET state = ? WHERE state = ?"_s,
                            {int(RunState::Interrupted), int(RunState::Running)});
}

} // namespace

Project::Project(QString directory, std::unique_ptr<QLockFile> lock)
    : m_directory(std::move(directory))
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
        return Error{ErrorCode::AlreadyExists, u"“%1” exists already; choose another name."_s.arg(path)};
    if (!QDir().mkpath(path))
        return Error{ErrorCode::WriteFailed, u"The folder “%1” cannot be made."_s.arg(path)};
    auto lock = lockFolder(path);
    Result<void> made = lock ? makeFolders(path) : lock.error();
    if (made)
        made = fillDatabase(databaseFile(path), *names);
    if (!made) {
        if (lock) // it is ours, and was empty
            (*lock)->unlock();
        if (lock && !existed)
            QDir(path).removeRecursively();
        return made.error();
    }
    return std::unique_ptr<Project>(new Project(path, *std::move(lock)));
}

Result<std::unique_ptr<Project>> Project::open(const QString &directory)
{
    const QString path = QDir::cleanPath(QFileInfo(directory).absoluteFilePath());
    const QString file = databaseFile(path);
    if (!QFileInfo(file).isFile())
        return Error{ErrorCode::NotFound, u"There is no Cairn project in “%1”."_s.arg(path)};
    auto lock = lockFolder(path);
    if (!lock)
        return lock.error();
    if (const auto intact = inspectDatabase(file); !intact)
        return intact.error();
    const auto database = Database::open(file);
    if (!database)
        return database.error();
    if (const auto migrated = migrate(**database, file); !migrated)
        return migrated.error();
    if (const auto marked = settleInterrupted(**database); !marked)
        return marked.error();
    return std::unique_ptr<Project>(new Project(path, *std::move(lock)));
}

QString Project::name() const
{
    const QString folder = QFileInfo(m_directory).fileName();
    return folder.endsWith(suffix) ? folder.chopped(suffix.size()) : folder;
}

QString Project::directory() const
{
    return m_directory;
}
QString Project::imagesDirectory() const
{
    return m_directory + u"/images"_s;
}
QString Project::exportsDirectory() const
{
    return m_directory + u"/exports"_s;
}
QString Project::runDirectory(qint64 runId) const
{
    return u"%1/runs/%2"_s.arg(m_directory).arg(runId);
}
QString Project::bestWeights(qint64 runId) const
{
    return runDirectory(runId) + u"/best.safetensors"_s;
}

QString Project::checkpoint(qint64 runId) const
{
    return runDirectory(runId) + u"/checkpoint.safetensors"_s;
}

Result<std::unique_ptr<Database>> Project::connect() const
{
    return Database::open(databaseFile(m_directory));
}

} // namespace cairn
