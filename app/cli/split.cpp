#include "app/cli/split.h"

#include "core/dataset/splitter.h"
#include "core/project/imagerepository.h"

using namespace Qt::StringLiterals;

namespace cairn {

Result<SplitCounts> splitProject(const Project &project, double validShare, quint64 seed)
{
    const Result<std::unique_ptr<Database>> database = project.connect();
    if (!database)
        return database.error();
    ImageRepository repository(**database);
    const Result<std::vector<ImageRecord>> images = repository.all();
    if (!images)
        return images.error();
    const QHash<qint64, Split> splits = stratifiedSplit(*images, validShare, seed);
    SplitCounts counts;
    for (const ImageRecord &image : *images) {
        if (image.trashed)
            continue;
        switch (splits.value(image.id)) {
        case Split::Train:
            ++counts.train;
            break;
        case Split::Valid:
            ++counts.valid;
            break;
        case Split::None:
            ++counts.none;
            break;
        }
    }
    if (counts.train == 0)
        return Error{
            ErrorCode::InvalidInput,
            u"There is nothing to divide: import pictures in folders named like their classes first."_s};
    if (const Result<void> stored = repository.setSplits(splits); !stored)
        return stored.error();
    return counts;
}

} // namespace cairn
