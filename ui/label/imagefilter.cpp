// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/label/imagefilter.h"

#include <algorithm>

namespace cairn {

QStringView fileAndFolder(const QString &path)
{
    const qsizetype name = path.lastIndexOf(u'/');
    const qsizetype folder = name > 0 ? path.lastIndexOf(u'/', name - 1) : -1;
    return QStringView(path).mid(folder + 1);
}

bool ImageFilter::accepts(const ImageRecord &image, const ImagePrediction *prediction) const
{
    if (only && !only->ranks.contains(image.id))
        return false;
    if ((flagged && !image.flagged) || (provider && image.provider != *provider)
        || (license && image.license != *license) || image.addedAt < addedSince)
        return false;
    if (smallerThan > 0 && std::min(image.width, image.height) >= smallerThan)
        return false;
    if (duplicateFilter != DuplicateFilter::Any && duplicates) {
        const ImageDuplicates::Place *place = duplicates->of(image.id);
        if (!place || (duplicateFilter == DuplicateFilter::Redundant && place->best == image.id))
            return false;
    }
    if (usesPredictions()) {
        if (!prediction || prediction->confidence < lowestConfidence
            || prediction->confidence > highestConfidence)
            return false;
        if (agreement == Agreement::Differs && prediction->classId == image.classId)
            return false;
    }
    return text.isEmpty() || fileAndFolder(image.path).contains(text, Qt::CaseInsensitive)
        || image.name.contains(text, Qt::CaseInsensitive);
}

} // namespace cairn
