// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/splitter.h"
#include "core/base/text.h"

#include "core/dataset/health/qualityscan.h"
#include "core/project/repositories/qualityrepository.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

namespace cairn {

namespace {

// Fisher–Yates with a generator whose numbers the standard fixes; std::shuffle's are up to the library. Each
// class has its own, so that a class's split does not depend on the other classes.
void shuffle(std::vector<qint64> &ids, quint64 seed, qint64 classId)
{
    std::seed_seq sequence{quint32(seed), quint32(seed >> 32), quint32(classId),
                           quint32(quint64(classId) >> 32)};
    std::mt19937_64 random(sequence);
    for (std::size_t i = ids.size(); i > 1; --i)
        std::swap(ids[i - 1], ids[random() % i]);
}

std::size_t validCount(std::size_t images, double share)
{
    if (images < 2)
        return 0;
    const double wanted = std::round(double(images) * std::clamp(share, 0.0, 1.0));
    return std::clamp<std::size_t>(std::size_t(wanted), 1, images - 1);
}

/// Deals images out to the two sides, whole groups at a time.
class Dealer
{
public:
    Dealer(const std::map<qint64, std::vector<qint64>> &idsByClass, const std::vector<ImageGroup> &together)
    {
        QHash<qint64, qint64> classOf;
        for (const auto &[classId, ids] : idsByClass) {
            for (const qint64 id : ids)
                classOf.insert(id, classId);
        }
        for (const ImageGroup &group : together) {
            std::vector<Member> members;
            for (const qint64 id : group) {
                if (classOf.contains(id))
                    members.push_back({id, classOf.value(id)});
            }
            for (const Member &member : members)
                m_groups.insert(member.id, members);
        }
    }

    /// `ids`: of one class, shuffled. `wanted`: how many of them validation shall have.
    void deal(qint64 classId, const std::vector<qint64> &ids, std::size_t wanted)
    {
        for (const qint64 id : ids) {
            if (!m_splits.contains(id) && m_valid[classId] + sizeIn(classId, id) <= wanted)
                put(id, classId, Split::Valid);
        }
        if (m_valid[classId] == 0 && wanted > 0)
            putSmallest(classId, ids);
        if (m_valid[classId] == 0)
            breakUp(ids, wanted);
        for (const qint64 id : ids) {
            if (!m_splits.contains(id))
                put(id, classId, Split::Train);
        }
    }

    const QHash<qint64, Split> &splits() const { return m_splits; }

private:
    struct Member
    {
        qint64 id;
        qint64 classId;
    };

    /// How many images of the class move when this one does.
    std::size_t sizeIn(qint64 classId, qint64 id) const
    {
        const auto group = m_groups.constFind(id);
        if (group == m_groups.constEnd())
            return 1;
        return std::size_t(std::ranges::count(*group, classId, &Member::classId));
    }

    void put(qint64 id, qint64 classId, Split split)
    {
        for (const Member &member : m_groups.value(id, {{id, classId}})) {
            m_splits.insert(member.id, split);
            if (split == Split::Valid)
                ++m_valid[member.classId];
        }
    }

    // No group fits: better a larger validation set than none, as long as something is left to train on.
    void putSmallest(qint64 classId, const std::vector<qint64> &ids)
    {
        const auto size = [&](qint64 id) { return m_splits.contains(id) ? ids.size() : sizeIn(classId, id); };
        const qint64 smallest = *std::ranges::min_element(ids, {}, size);
        if (size(smallest) < ids.size())
            put(smallest, classId, Split::Valid);
    }

    // All of the class is one group: no validation at all would be worse than a leak, which the health check
    // names.
    void breakUp(const std::vector<qint64> &ids, std::size_t wanted)
    {
        for (std::size_t i = 0; wanted > 0 && i < ids.size(); ++i)
            m_splits.insert(ids[i], i < wanted ? Split::Valid : Split::Train);
    }

    QHash<qint64, std::vector<Member>> m_groups; // by each of its images
    QHash<qint64, Split> m_splits;
    std::map<qint64, std::size_t> m_valid; // images a class
};

} // namespace

QHash<qint64, Split> stratifiedSplit(const std::vector<ImageRecord> &images, double validShare, quint64 seed,
                                     const std::vector<ImageGroup> &together)
{
    QHash<qint64, Split> splits;
    std::map<qint64, std::vector<qint64>> idsByClass;
    for (const ImageRecord &image : images) {
        if (image.split == Split::Test)
            splits.insert(image.id, Split::Test);
        else if (image.classId == 0 || image.trashed)
            splits.insert(image.id, Split::None);
        else
            idsByClass[image.classId].push_back(image.id);
    }
    Dealer dealer(idsByClass, together);
    for (auto &[classId, ids] : idsByClass) {
        std::ranges::sort(ids);
        shuffle(ids, seed, classId);
        dealer.deal(classId, ids, validCount(ids.size(), validShare));
    }
    splits.insert(dealer.splits());
    return splits;
}

Result<std::vector<ImageGroup>> findNearDuplicates(Database &database, const ProgressCallback &progress,
                                                   const CancelToken &cancel)
{
    if (const auto measured = measureImages(database, progress, cancel); !measured)
        return measured.error();
    const auto qualities = QualityRepository(database).all();
    if (!qualities)
        return qualities.error();
    std::vector<HashedImage> hashed;
    for (const auto &[id, quality] : qualities->asKeyValueRange())
        hashed.push_back({id, quality.hash});
    std::vector<ImageGroup> groups = nearDuplicateGroups(hashed, nearDuplicateDistance, cancel);
    if (cancel.cancelled())
        return Error{ErrorCode::Cancelled, Text::tr("The search for duplicates was canceled.")};
    return groups;
}

SplitCounts splitCounts(const std::vector<ImageRecord> &images)
{
    SplitCounts counts;
    for (const ImageRecord &image : images) {
        if (!image.trashed)
            ++(image.split == Split::Train       ? counts.train
                   : image.split == Split::Valid ? counts.valid
                   : image.split == Split::Test  ? counts.test
                                                 : counts.none);
    }
    return counts;
}

Result<SplitCounts> divide(Library &library, const SplitRule &rule, const std::vector<ImageGroup> &together)
{
    const QHash<qint64, Split> splits
        = stratifiedSplit(library.images(), rule.validShare, rule.seed, together);
    if (std::ranges::find(splits, Split::Train) == splits.end()) {
        return Error{ErrorCode::InvalidInput,
                     Text::tr("There is nothing to split: label images first, or import folders named after "
                              "their classes.")};
    }
    library.setSplits(splits, rule);
    return splitCounts(library.images());
}

} // namespace cairn
