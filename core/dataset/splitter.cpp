#include "core/dataset/splitter.h"

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

} // namespace

QHash<qint64, Split> stratifiedSplit(const std::vector<ImageRecord> &images, double validShare, quint64 seed)
{
    QHash<qint64, Split> splits;
    std::map<qint64, std::vector<qint64>> idsByClass;
    for (const ImageRecord &image : images) {
        if (image.classId == 0 || image.trashed)
            splits.insert(image.id, Split::None);
        else
            idsByClass[image.classId].push_back(image.id);
    }
    for (auto &[classId, ids] : idsByClass) {
        std::ranges::sort(ids);
        shuffle(ids, seed, classId);
        const std::size_t valid = validCount(ids.size(), validShare);
        for (std::size_t i = 0; i < ids.size(); ++i)
            splits.insert(ids[i], i < valid ? Split::Valid : Split::Train);
    }
    return splits;
}

} // namespace cairn
