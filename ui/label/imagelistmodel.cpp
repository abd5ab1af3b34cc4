// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/label/imagelistmodel.h"

#include "ui/label/imagepredictions.h"
#include "ui/style/classmark.h"
#include "ui/thumbnails/thumbnailprovider.h"
#include "ui/widgets/plaintext.h"

#include <algorithm>
#include <numeric>

namespace cairn {

namespace {
// Beyond so many rows that come or go one by one, a reset is quicker for every view.
constexpr qsizetype structuralLimit = 200;

QStringView fileName(const ImageRecord &image)
{
    return image.name.isEmpty() ? QStringView(image.path).mid(image.path.lastIndexOf(u'/') + 1)
                                : QStringView(image.name);
}
} // namespace

ImageListModel::ImageListModel(Library &library, ThumbnailProvider &thumbnails, QObject *parent,
                               const ImagePredictions *predictions)
    : QAbstractListModel(parent)
    , m_library(library)
    , m_thumbnails(thumbnails)
    , m_predictions(predictions)
{
    connect(&library, &Library::imagesReset, this, &ImageListModel::rebuild);
    connect(&library, &Library::imagesChanged, this, &ImageListModel::apply);
    connect(&library, &Library::classesChanged, this, [this] {
        if (!m_rows.empty())
            Q_EMIT dataChanged(
                index(0), index(int(m_rows.size()) - 1),
                {ClassNameRole, ClassStyleRole, ClassColorRole, PredictedNameRole, PredictedColorRole});
    });
    connect(&thumbnails, &ThumbnailProvider::ready, this, &ImageListModel::thumbnailsReady);
    if (predictions)
        connect(predictions, &ImagePredictions::changed, this, &ImageListModel::predictionsChanged);
    rebuild();
}

void ImageListModel::setFilter(const ImageScope &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    rebuild();
}

void ImageListModel::setImageFilter(const ImageFilter &imageFilter)
{
    if (imageFilter == m_imageFilter)
        return;
    m_imageFilter = imageFilter;
    rebuild();
}

void ImageListModel::setOrder(ImageOrder order, bool descending)
{
    if (order == m_order && descending == m_descending)
        return;
    m_order = order;
    m_descending = descending;
    rebuild();
}

bool ImageListModel::accepts(const ImageRecord &image) const
{
    return m_filter.accepts(image)
        && m_imageFilter.accepts(image, m_predictions ? m_predictions->of(image.id) : nullptr);
}

void ImageListModel::rebuild()
{
    beginResetModel();
    m_rows.clear();
    const auto &images = m_library.images();
    for (std::size_t i = 0; i < images.size(); ++i) {
        if (accepts(images[i]))
            m_rows.push_back(int(i));
    }
    sort(m_rows);
    indexPlaces();
    endResetModel();
}

void ImageListModel::indexPlaces()
{
    m_places.assign(m_library.images().size(), -1);
    for (std::size_t row = 0; row < m_rows.size(); ++row)
        m_places[std::size_t(m_rows[row])] = int(row);
}

namespace {

// What one image is sorted by; compared as a whole, so that every order is total.
struct SortKey
{
    double number = 0;
    QStringView name; // case-folded
    int row = 0;

    bool operator<(const SortKey &other) const
    {
        if (number != other.number)
            return number < other.number;
        if (const int order = name.compare(other.name); order != 0)
            return order < 0;
        return row < other.row;
    }
};

double numberOf(const Library &library, const ImagePredictions *predictions, const ImageFilter &imageFilter,
                ImageOrder order, int row)
{
    const ImageRecord &image = library.images()[std::size_t(row)];
    switch (order) {
    case ImageOrder::Pixels:
        return double(image.width) * image.height;
    case ImageOrder::FileSize:
        return double(image.bytes);
    case ImageOrder::Class: {
        const ClassRecord *label = library.classById(image.classId);
        return label ? double(label->position) : 1e9;
    }
    case ImageOrder::Confidence: {
        const ImagePrediction *prediction = predictions ? predictions->of(image.id) : nullptr;
        return prediction ? prediction->confidence : 2;
    }
    case ImageOrder::Taken:
        return double(image.takenAt != 0 ? image.takenAt : image.addedAt);
    case ImageOrder::Duplicates: {
        const ImageDuplicates::Place *place
            = imageFilter.duplicates ? imageFilter.duplicates->of(image.id) : nullptr;
        return place ? double(place->rank) : 1e9;
    }
    case ImageOrder::Given:
        return imageFilter.only ? double(imageFilter.only->ranks.value(image.id)) : 0;
    case ImageOrder::Name:
    case ImageOrder::Added:
        break;
    }
    return 0;
}

// Case-folded names one behind the other in one text: strings of their own lie scattered in memory, and take
// longer to compare.
class FoldedNames
{
public:
    void add(QStringView name)
    {
        m_text += name.toString().toCaseFolded();
        m_ends.push_back(m_text.size());
    }
    QStringView operator[](std::size_t index) const
    {
        const qsizetype begin = index == 0 ? 0 : m_ends[index - 1];
        return QStringView(m_text).sliced(begin, m_ends[index] - begin);
    }

private:
    QString m_text;
    std::vector<qsizetype> m_ends;
};

} // namespace

void ImageListModel::sort(std::vector<int> &rows) const
{
    if (m_order == ImageOrder::Added) { // the library's own
        if (m_descending)
            std::ranges::reverse(rows);
        return;
    }
    FoldedNames names; // all empty where the order is another
    for (const int row : rows)
        names.add(m_order == ImageOrder::Name ? fileName(m_library.images()[std::size_t(row)])
                                              : QStringView());
    std::vector<SortKey> keys;
    keys.reserve(rows.size());
    for (const int row : rows)
        keys.push_back(
            {numberOf(m_library, m_predictions, m_imageFilter, m_order, row), names[keys.size()], row});
    std::ranges::sort(keys, [this](const SortKey &left, const SortKey &right) {
        return m_descending ? right < left : left < right;
    });
    std::ranges::transform(keys, rows.begin(), &SortKey::row);
}

bool ImageListModel::before(int left, int right) const
{
    std::vector<int> both{std::min(left, right), std::max(left, right)};
    sort(both);
    return left != right && both.front() == left;
}

void ImageListModel::removeRowAt(int row)
{
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    indexPlaces();
    endRemoveRows();
}

void ImageListModel::insertLibraryRow(int libraryRow)
{
    const auto place = std::lower_bound(m_rows.begin(), m_rows.end(), libraryRow,
                                        [this](int left, int right) { return before(left, right); });
    const int row = int(place - m_rows.begin());
    beginInsertRows({}, row, row);
    m_rows.insert(place, libraryRow);
    indexPlaces();
    endInsertRows();
}

void ImageListModel::apply(const QList<int> &libraryRows)
{
    QList<int> come;
    QList<int> gone; // positions in m_rows
    int first = INT_MAX;
    int last = -1;
    for (const int libraryRow : libraryRows) {
        const int row = m_places[std::size_t(libraryRow)];
        if (!accepts(m_library.images()[std::size_t(libraryRow)])) {
            if (row >= 0)
                gone.append(row);
        } else if (row < 0) {
            come.append(libraryRow);
        } else {
            first = std::min(first, row);
            last = std::max(last, row);
        }
    }
    if (gone.size() + come.size() > structuralLimit) {
        rebuild();
        return;
    }
    if (last >= 0)
        Q_EMIT dataChanged(
            index(first), index(last),
            {ClassNameRole, ClassStyleRole, ClassColorRole, SplitRole, TrashedRole, FlaggedRole, AgreesRole});
    std::sort(gone.begin(), gone.end(), std::greater<>());
    for (const int row : std::as_const(gone))
        removeRowAt(row);
    for (const int libraryRow : std::as_const(come))
        insertLibraryRow(libraryRow);
}

void ImageListModel::predictionsChanged()
{
    if (m_imageFilter.usesPredictions() || m_order == ImageOrder::Confidence)
        rebuild();
    else if (!m_rows.empty())
        Q_EMIT dataChanged(
            index(0), index(int(m_rows.size()) - 1),
            {PredictedNameRole, PredictedStyleRole, PredictedColorRole, ConfidenceRole, AgreesRole});
}

void ImageListModel::thumbnailsReady(const QSet<QString> &paths)
{
    // Paths say nothing of rows, and a look-up table for 100,000 of them would cost more than this: one
    // repaint of what is visible, which the view limits to the visible tiles by itself.
    if (!m_rows.empty() && !paths.isEmpty())
        Q_EMIT dataChanged(index(0), index(int(m_rows.size()) - 1), {Qt::DecorationRole, UnreadableRole});
}

const ImageRecord *ImageListModel::image(int row) const
{
    if (row < 0 || std::size_t(row) >= m_rows.size())
        return nullptr;
    return &m_library.images()[std::size_t(m_rows[std::size_t(row)])];
}

qint64 ImageListModel::imageId(int row) const
{
    const ImageRecord *record = image(row);
    return record ? record->id : 0;
}

int ImageListModel::rowOfImage(qint64 imageId) const
{
    const int libraryRow = m_library.rowOf(imageId);
    return libraryRow < 0 ? -1 : m_places[std::size_t(libraryRow)];
}

QList<int> ImageListModel::rowsOfImages(const std::vector<qint64> &imageIds) const
{
    QList<int> rows;
    for (const qint64 id : imageIds) {
        if (const int row = rowOfImage(id); row >= 0)
            rows.append(row);
    }
    std::ranges::sort(rows);
    return rows;
}

int ImageListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant ImageListModel::classData(qint64 classId, int role) const
{
    const ClassRecord *record = m_library.classById(classId);
    switch (role) {
    case ClassNameRole:
    case PredictedNameRole:
        return record ? record->name : QString();
    case ClassStyleRole:
    case PredictedStyleRole:
        return record ? classStyle(*record) : -1;
    default:
        return record ? classColor(*record) : QColor();
    }
}

QVariant ImageListModel::predictionData(const ImageRecord &record, int role) const
{
    const ImagePrediction *prediction = m_predictions ? m_predictions->of(record.id) : nullptr;
    if (role == ConfidenceRole)
        return prediction ? prediction->confidence : -1.0;
    if (role == AgreesRole)
        return prediction && prediction->classId == record.classId;
    return classData(prediction ? prediction->classId : 0, role);
}

QVariant ImageListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ImageRecord &record = *image(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return fileName(record).toString();
    case Qt::AccessibleTextRole: {
        const ClassRecord *label = m_library.classById(record.classId);
        return tr("%1, %2").arg(fileName(record), label ? label->name : tr("unlabeled"));
    }
    case Qt::ToolTipRole:
        return plainTip(record.split == Split::None        ? record.path
                            : record.split == Split::Train ? tr("%1\ntraining").arg(record.path)
                            : record.split == Split::Valid ? tr("%1\nvalidation").arg(record.path)
                                                           : tr("%1\ntest").arg(record.path));
    case Qt::DecorationRole:
        return m_thumbnails.pixmap(record.path);
    case IdRole:
        return record.id;
    case ClassNameRole:
    case ClassStyleRole:
    case ClassColorRole:
        return classData(record.classId, role);
    case SplitRole:
        return int(record.split);
    case TrashedRole:
        return record.trashed;
    case FlaggedRole:
        return record.flagged;
    case UnreadableRole:
        return m_thumbnails.failed(record.path);
    case PredictedNameRole:
    case PredictedStyleRole:
    case PredictedColorRole:
    case ConfidenceRole:
    case AgreesRole:
        return predictionData(record, role);
    default:
        return {};
    }
}

} // namespace cairn
