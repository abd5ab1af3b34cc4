// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/workspace.h"

#include "core/acquire/onlinesample.h"
#include "core/sample/sampleproject.h"
#include "ui/session/collectsession.h"
#include "ui/session/projectsession.h"
#include "ui/session/settings.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {
constexpr qsizetype recentLimit = 8;
constexpr int sampleImagesPerClass = 100;
} // namespace

struct Workspace::Opened
{
    std::shared_ptr<const Project> project;
    Library::Contents contents;
};

Workspace::Workspace(EngineFactory engineFactory, QObject *parent)
    : QObject(parent)
    , m_engine(std::move(engineFactory))
{
}

Workspace::~Workspace()
{
    m_jobs.stopAll();
    m_engine.shutDown(); // within a batch; what it tells goes to the session, which must still be there
    m_session.reset();
}

void Workspace::openProject(const QString &directory)
{
    begin(tr("Opening"), QFileInfo(directory).completeBaseName(),
          [directory](const ProgressCallback &, const CancelToken &) { return Project::open(directory); });
}

void Workspace::createProject(const QString &directory)
{
    begin(tr("Creating"), QFileInfo(directory).completeBaseName(),
          [directory](const ProgressCallback &, const CancelToken &) { return Project::create(directory); });
}

void Workspace::createSample(const QString &directory)
{
    begin(tr("Creating the sample"), QFileInfo(directory).completeBaseName(),
          [directory](const ProgressCallback &progress, const CancelToken &cancel) {
              return createSampleProject(directory, sampleImagesPerClass, 1, progress, cancel);
          });
}

void Workspace::createOnlineSample(const QString &directory)
{
    if (m_opening)
        return;
    m_fetchSample = true;
    begin(tr("Creating"), QFileInfo(directory).completeBaseName(),
          [directory](const ProgressCallback &, const CancelToken &) {
              return Project::create(directory, landmarkClasses());
          });
}

void Workspace::begin(const QString &title, const QString &name, Maker make)
{
    if (m_opening)
        return;
    closeProject();
    m_opening = true;
    Q_EMIT openingStarted(name);
    using Outcome = Result<std::shared_ptr<Opened>>;
    m_jobs.run<Outcome>(
        title, this,
        [make = std::move(make)](const ProgressCallback &progress, const CancelToken &cancel) -> Outcome {
            Result<std::unique_ptr<Project>> project = make(progress, cancel);
            if (!project)
                return project.error();
            Result<std::unique_ptr<Database>> database = (*project)->connect();
            if (!database)
                return database.error();
            Result<Library::Contents> contents = Library::load(**database);
            if (!contents)
                return contents.error();
            return std::make_shared<Opened>(Opened{std::move(*project), std::move(*contents)});
        },
        [this](Outcome opened) { take(std::move(opened)); });
}

void Workspace::take(Result<std::shared_ptr<Opened>> opened)
{
    m_opening = false;
    const bool fetchSample = std::exchange(m_fetchSample, false);
    if (!opened) {
        Q_EMIT sessionChanged();
        if (opened.error().code != ErrorCode::Cancelled)
            Q_EMIT openFailed(opened.error());
        return;
    }
    Opened &parts = **opened;
    remember(parts.project->directory());
    m_session = std::make_unique<ProjectSession>(
        parts.project, std::make_unique<Library>(*parts.project, std::move(parts.contents)), m_jobs,
        m_engine);
    Q_EMIT sessionChanged();
    if (!fetchSample)
        return;
    for (const SampleSearch &search : landmarkSearches())
        m_session->collect().search({u"commons"_s, {search.query}, 0, landmarkImages, {}, search.instead},
                                    search.className);
}

void Workspace::closeProject()
{
    if (!m_session)
        return;
    // The window lets go of the session's widgets first, while the session is still whole.
    const std::unique_ptr<ProjectSession> closing = std::move(m_session);
    Q_EMIT sessionChanged();
}

QStringList Workspace::recentProjects() const
{
    QStringList recent = settings::recentProjects.get();
    recent.removeIf([](const QString &directory) { return !QFileInfo::exists(directory); });
    return recent;
}

void Workspace::remember(const QString &directory)
{
    QStringList recent = settings::recentProjects.get();
    recent.removeAll(directory);
    recent.prepend(directory);
    settings::recentProjects.set(recent.mid(0, recentLimit));
}

void Workspace::forgetProject(const QString &directory)
{
    QStringList recent = settings::recentProjects.get();
    recent.removeAll(directory);
    settings::recentProjects.set(recent);
}

} // namespace cairn
