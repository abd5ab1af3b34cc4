// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cores.h"
#include "core/dataset/importer.h"
#include "core/imaging/thumbnail.h"
#include "core/project/repositories/imagerepository.h"
#include "tests/bench/data/measures.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <atomic>
#include <thread>

using namespace Qt::StringLiterals;

namespace cairn::bench {

namespace {

/// As the grid asks for them, on all cores.
void makeThumbnails(const std::vector<ImageRecord> &images)
{
    std::atomic<std::size_t> next = 0;
    std::vector<std::jthread> workers;
    for (int i = 0; i < availableCores(); ++i) {
        workers.emplace_back([&] {
            for (std::size_t at = next++; at < images.size(); at = next++)
                (void)thumbnail(images[at].path);
        });
    }
}

} // namespace

Result<QList<Figure>> measureImport(const Workload &workload)
{
    const QTemporaryDir folder;
    qputenv("XDG_CACHE_HOME", folder.filePath(u"cache"_s).toLocal8Bit());
    const auto project = Project::create(folder.filePath(u"import.cairn"_s));
    if (!project)
        return project.error();
    const auto database = (*project)->connect();
    if (!database)
        return database.error();
    QElapsedTimer clock;
    clock.start();
    const auto report = importFolder(**database, workload.folder + u"/images"_s);
    if (!report)
        return report.error();
    const double imported = double(clock.nsecsElapsed()) / 1e9;
    const auto images = ImageRepository(**database).all();
    if (!images || report->imported != workload.imports)
        return Error{ErrorCode::Internal, u"Not every image was imported."_s};
    makeThumbnails(*images);
    const double all = double(clock.nsecsElapsed()) / 1e9;
    const double count = double(workload.imports);
    return QList<Figure>{
        {u"import with hashes and thumbnails"_s, count / all, u"images/s"_s, Figure::Bound::AtLeast, 400},
        {u"of it, until all are in the project"_s, count / imported, u"images/s"_s}};
}

} // namespace cairn::bench
