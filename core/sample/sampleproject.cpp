// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sample/sampleproject.h"

#include "core/base/cores.h"
#include "core/base/text.h"
#include "core/dataset/splitter.h"
#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/imagerepository.h"
#include "core/sample/random.h"

#include <algorithm>
#include <atomic>
#include <QBuffer>
#include <QCryptographicHash>
#include <QImageWriter>
#include <thread>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int landmarkCount = 3;
constexpr double wrongShare = 0.04;
constexpr double validShare = 0.2;

/// An image before it is drawn.
struct Plan
{
    Landmark landmark = Landmark::Arena;
    Landmark label = Landmark::Arena; ///< not always the truth
    quint64 seed = 0;
    QSize size;
    int quality = 85; ///< JPEG's, 0–100
};

/// The classes take turns, so that the first page of thumbnails shows them all.
std::vector<Plan> makePlans(int perClass, quint64 seed)
{
    drawing::Random random(seed);
    std::vector<Plan> plans;
    for (int i = 0; i < perClass * landmarkCount; ++i) {
        const auto landmark = Landmark(i % landmarkCount);
        const QSize size = random.pick<QSize>(
            {{480, 360}, {480, 320}, {400, 300}, {320, 240}, {360, 480}, {320, 480}, {300, 400}});
        plans.push_back({landmark, landmark, random.next(), size, random.integer(45, 95)});
    }
    // Wrong labels: spread evenly over the classes, drawn by lot within them.
    const int wrong = int(std::lround(wrongShare * double(plans.size())));
    for (int done = 0; done < wrong;) {
        const int index = random.integer(0, perClass - 1) * landmarkCount + done % landmarkCount;
        Plan &plan = plans[std::size_t(index)];
        if (plan.label != plan.landmark)
            continue;
        plan.label = Landmark((int(plan.landmark) + random.integer(1, landmarkCount - 1)) % landmarkCount);
        ++done;
    }
    return plans;
}

Result<QByteArray> encode(const QImage &image, int quality)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QImageWriter writer(&buffer, "jpeg");
    writer.setQuality(quality);
    if (!writer.write(image))
        return Error{ErrorCode::WriteFailed, Text::tr("Qt's JPEG plugin is missing or failed; reinstall Qt."),
                     writer.errorString()};
    return bytes;
}

/// Draws the image and stores it under the hash of its content.
Result<NewImage> produce(const Plan &plan, const Folder &project)
{
    const auto bytes = encode(drawLandmark(plan.landmark, plan.seed, plan.size), plan.quality);
    if (!bytes)
        return bytes.error();
    NewImage image;
    image.sha256 = QCryptographicHash::hash(*bytes, QCryptographicHash::Sha256);
    const QString name = QString::fromLatin1(image.sha256.toHex());
    const QString file = u"images/%1/%2.jpg"_s.arg(name.left(2), name);
    image.path = project.path(file);
    image.bytes = bytes->size();
    image.width = plan.size.width();
    image.height = plan.size.height();
    image.format = u"jpeg"_s;
    if (const auto written = project.replace(file, *bytes); !written)
        return written.error();
    return image;
}

/// Draws on all cores. `progress` is called on the calling thread only.
class Studio
{
public:
    Studio(const std::vector<Plan> &plans, Folder project, CancelToken cancel)
        : m_plans(plans)
        , m_project(std::move(project))
        , m_cancel(std::move(cancel))
        , m_images(plans.size())
    {
    }

    Result<std::vector<NewImage>> run(const ProgressCallback &progress)
    {
        std::vector<std::thread> threads;
        for (int i = 1; i < availableCores(); ++i)
            threads.emplace_back([this] { work({}); });
        work(progress);
        for (std::thread &thread : threads)
            thread.join();
        if (m_error)
            return *m_error;
        if (m_cancel.cancelled())
            return Error{ErrorCode::Cancelled, Text::tr("The sample was not created.")};
        if (progress)
            progress({qint64(m_plans.size()), qint64(m_plans.size())});
        return std::move(m_images);
    }

private:
    void work(const ProgressCallback &progress)
    {
        const auto total = qint64(m_plans.size());
        for (qint64 index = m_next++; index < total && !m_cancel.cancelled() && !m_failed; index = m_next++) {
            if (progress)
                progress({index, total, Text::tr("Drawing images")});
            auto image = produce(m_plans[std::size_t(index)], m_project);
            if (image)
                m_images[std::size_t(index)] = *std::move(image);
            else if (!m_failed.exchange(true))
                m_error = image.error(); // read after the threads have ended
        }
    }

    const std::vector<Plan> &m_plans;
    const Folder m_project;
    const CancelToken m_cancel;
    std::vector<NewImage> m_images;
    std::atomic<qint64> m_next = 0;
    std::atomic<bool> m_failed = false;
    std::optional<Error> m_error;
};

Result<void> record(Database &database, const std::vector<Plan> &plans, std::vector<NewImage> images)
{
    const auto classes = ClassRepository(database).all();
    if (!classes)
        return classes.error();
    for (std::size_t i = 0; i < images.size(); ++i)
        images[i].classId = (*classes)[std::size_t(plans[i].label)].id;
    ImageRepository repository(database);
    if (const auto added = repository.add(images); !added)
        return added.error();
    const auto records = repository.all();
    if (!records)
        return records.error();
    if (const auto divided = repository.setSplits(stratifiedSplit(*records, validShare, 42)); !divided)
        return divided;
    return database.execute(
        u"INSERT OR REPLACE INTO settings (key, value) VALUES ('description', ?)"_s,
        {u"A drawn sample: these are not photos, and 4 % of the labels are deliberately wrong."_s});
}

Result<void> fill(const Project &project, const std::vector<Plan> &plans, const ProgressCallback &progress,
                  const CancelToken &cancel)
{
    auto images = Studio(plans, project.folder(), cancel).run(progress);
    if (!images)
        return images.error();
    return withDatabase(project,
                        [&](Database &database) { return record(database, plans, *std::move(images)); });
}

} // namespace

Result<std::unique_ptr<Project>> createSampleProject(const QString &directory, int perClass, quint64 seed,
                                                     const ProgressCallback &progress,
                                                     const CancelToken &cancel)
{
    if (perClass < 2 || perClass > 10'000)
        return Error{ErrorCode::InvalidInput,
                     Text::tr("The sample needs between 2 and 10,000 images per class.")};
    QStringList classes;
    for (const Landmark landmark : {Landmark::Arena, Landmark::ClockTower, Landmark::LatticeTower})
        classes << landmarkName(landmark);
    auto project = Project::create(directory, classes);
    if (!project)
        return project;
    const auto filled = fill(**project, makePlans(perClass, seed), progress, cancel);
    if (!filled) { // half a sample helps nobody, and the folder was empty before
        const QString made = (*project)->directory();
        project = Error(filled.error());
        static_cast<void>(removeTree(made).ok());
    }
    return project;
}

} // namespace cairn
