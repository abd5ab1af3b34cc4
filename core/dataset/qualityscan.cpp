#include "core/dataset/qualityscan.h"

#include "core/base/cores.h"
#include "core/imaging/decode.h"
#include "core/imaging/quality.h"
#include "core/project/qualityrepository.h"

#include <atomic>
#include <optional>
#include <thread>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

using File = std::pair<qint64, QString>;

constexpr std::size_t portion = 256; // files a transaction

struct Measured
{
    std::optional<ImageQuality> quality;
    QString refusal;
};

Measured measure(const QString &path)
{
    try {
        const auto decoded = decodeImageFile(path, qualityDecodeSide);
        if (!decoded)
            return {{}, decoded.error().message};
        return {measureQuality(*decoded), {}};
    } catch (const std::exception &) { // std::bad_alloc, or OpenCV's way to say it
        return {{}, u"There was not enough memory to open it."_s};
    }
}

/// In the order of the files; those after a cancellation are neither measured nor refused.
std::vector<Measured> measureAll(const std::vector<File> &files, std::size_t first, std::size_t count,
                                 const CancelToken &cancel)
{
    std::vector<Measured> results(count);
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < count && !cancel.cancelled(); i = next++)
            results[i] = measure(files[first + i].second);
    };
    std::vector<std::thread> workers;
    for (int i = 1; i < availableCores(); ++i)
        workers.emplace_back(work);
    work();
    for (std::thread &worker : workers)
        worker.join();
    return results;
}

} // namespace

Result<QualityScan> measureMissing(Database &database, const ProgressCallback &progress,
                                   const CancelToken &cancel)
{
    QualityRepository repository(database);
    const auto files = repository.unmeasured();
    if (!files)
        return files.error();
    QualityScan scan;
    for (std::size_t first = 0; first < files->size() && !cancel.cancelled(); first += portion) {
        const std::size_t count = std::min(portion, files->size() - first);
        const std::vector<Measured> results = measureAll(*files, first, count, cancel);
        std::vector<std::pair<qint64, ImageQuality>> rows;
        for (std::size_t i = 0; i < count; ++i) {
            const qint64 id = (*files)[first + i].first;
            if (results[i].quality)
                rows.push_back({id, *results[i].quality});
            else if (!results[i].refusal.isEmpty())
                scan.unreadable.push_back({id, results[i].refusal});
        }
        if (const auto stored = repository.set(rows); !stored)
            return stored.error();
        scan.measured += qint64(rows.size());
        if (progress)
            progress({qint64(first + count), qint64(files->size()), u"Measuring pictures"_s});
    }
    scan.cancelled = cancel.cancelled();
    return scan;
}

} // namespace cairn
