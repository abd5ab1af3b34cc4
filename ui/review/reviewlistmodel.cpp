// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/review/reviewlistmodel.h"

#include "core/base/format.h"
#include "core/base/naturalorder.h"
#include "core/project/library.h"
#include "ui/session/comparisonsession.h"
#include "ui/session/labelissuesession.h"
#include "ui/session/projectsession.h"
#include "ui/session/reviewsession.h"
#include "ui/style/classmark.h"
#include "ui/thumbnails/thumbnailprovider.h"
#include "ui/widgets/plaintext.h"

#include <QCollator>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace cairn {

ReviewListModel::ReviewListModel(ProjectSession &session, QObject *parent)
    : QAbstractListModel(parent)
    , m_session(session)
{
    connect(&session.review(), &ReviewSession::changed, this, &ReviewListModel::rebuild);
    connect(&session.labelIssues(), &LabelIssueSession::changed, this, &ReviewListModel::rebuild);
    connect(&session.comparison(), &ComparisonSession::changed, this, &ReviewListModel::rebuild);
    connect(&session.thumbnails(), &ThumbnailProvider::ready, this, &ReviewListModel::tellThumbnails);
    rebuild();
}

void ReviewListModel::tellThumbnails(const QSet<QString> &)
{
    if (!m_entries.empty())
        Q_EMIT dataChanged(index(0), index(int(m_entries.size()) - 1), {Qt::DecorationRole, UnreadableRole});
}

void ReviewListModel::setFilter(const Filter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    rebuild();
}

void ReviewListModel::rebuild()
{
    beginResetModel();
    m_entries.clear();
    const std::optional<RunComparison> &comparison = m_session.comparison().comparison();
    switch (m_filter.kind) {
    case Kind::Losses:
    case Kind::LeastSure:
        addPredictions();
        break;
    case Kind::LabelIssues:
        addIssues();
        break;
    case Kind::Unfamiliar:
        addUnfamiliar();
        break;
    case Kind::Disagreement:
        addDisagreements();
        break;
    case Kind::BecameRight:
    case Kind::BecameWrong:
        if (comparison)
            addCompared(m_filter.kind == Kind::BecameRight ? comparison->pairs.front().all.becameRight
                                                           : comparison->pairs.front().all.becameWrong);
        break;
    }
    narrow();
    sort();
    endResetModel();
}

void ReviewListModel::narrow()
{
    if (m_filter.unsureBelow >= 1 && m_filter.surerThan <= 0)
        return;
    std::erase_if(m_entries, [this](const Entry &entry) {
        return (m_filter.unsureBelow < 1 && entry.probability >= m_filter.unsureBelow)
            || entry.probability < m_filter.surerThan;
    });
}

// Equal ones stay in the order of the list.
void ReviewListModel::sort()
{
    switch (m_filter.order) {
    case Order::List:
        break;
    case Order::Loss:
        std::ranges::stable_sort(m_entries, std::greater(),
                                 [](const Entry &entry) { return std::isnan(entry.loss) ? -1 : entry.loss; });
        break;
    case Order::Predicted:
        std::ranges::stable_sort(m_entries, {}, &Entry::probability);
        break;
    case Order::Actual:
        std::ranges::stable_sort(m_entries, {}, &Entry::actualProbability);
        break;
    case Order::ActualClass:
        std::ranges::stable_sort(m_entries, {}, &Entry::actual);
        break;
    case Order::PredictedClass:
        std::ranges::stable_sort(m_entries, {}, &Entry::predicted);
        break;
    case Order::FileName: {
        const QCollator collator = naturalOrder();
        const auto key = [&](const Entry &entry) {
            const ImageRecord *image = m_session.library().image(entry.imageId);
            return collator.sortKey(image ? image->fileName() : QString());
        };
        std::vector<std::pair<QCollatorSortKey, Entry>> keyed;
        for (Entry &entry : m_entries)
            keyed.emplace_back(key(entry), std::move(entry));
        std::ranges::stable_sort(keyed, [](const auto &a, const auto &b) { return a.first < b.first; });
        m_entries.clear();
        for (auto &[sortKey, entry] : keyed)
            m_entries.push_back(std::move(entry));
        break;
    }
    }
    if (m_filter.reversed)
        std::ranges::reverse(m_entries);
}

bool ReviewListModel::passes(const ImageRecord &image, const QString &actual, const QString &predicted) const
{
    const QStringList &classes = m_session.review().classes();
    return (!m_filter.split || image.split == *m_filter.split)
        && (!m_filter.provider || image.provider == *m_filter.provider)
        && (m_filter.actual < 0 || actual == classes.value(m_filter.actual))
        && (m_filter.predicted < 0 || predicted == classes.value(m_filter.predicted));
}

/// Nothing for images that are gone, in the trash, or without a label that the run knows.
std::optional<ReviewListModel::Entry> ReviewListModel::entryOf(const Prediction &prediction) const
{
    const ImageRecord *image = m_session.library().image(prediction.imageId);
    if (!image || prediction.actual < 0)
        return std::nullopt;
    const QStringList &classes = m_session.review().classes();
    const QString actual = classes.value(prediction.actual);
    const QString predicted = classes.value(prediction.predicted);
    if (!passes(*image, actual, predicted))
        return std::nullopt;
    return Entry{prediction.imageId,          actual, predicted, prediction.loss, prediction.probability,
                 prediction.actualProbability};
}

void ReviewListModel::addPredictions()
{
    const std::optional<Evaluation> &evaluation = m_session.review().evaluation();
    if (!evaluation)
        return;
    const bool unsure = m_filter.kind == Kind::LeastSure;
    const bool cell = m_filter.actual >= 0 || m_filter.predicted >= 0;
    for (const std::size_t i : topLosses(evaluation->predictions)) {
        const Prediction &prediction = evaluation->predictions[i];
        const bool wanted
            = unsure || cell || !m_filter.mistakesOnly || prediction.actual != prediction.predicted;
        if (std::optional<Entry> entry = wanted ? entryOf(prediction) : std::nullopt)
            m_entries.push_back(*std::move(entry));
    }
    if (unsure)
        std::ranges::stable_sort(m_entries, {}, &Entry::probability);
}

// As they were found; those whose label has been changed or found right since, and trashed ones, are done.
void ReviewListModel::addIssues()
{
    const std::optional<LabelReview> &review = m_session.labelIssues().review();
    if (!review)
        return;
    for (std::size_t i = 0; i < review->issues; ++i) {
        const JudgedLabel &label = review->judged[i];
        const ImageRecord *image = m_session.library().image(label.imageId);
        if (!image || image->trashed || image->labelIsFine()
            || image->classId != review->classIds[std::size_t(label.given)])
            continue;
        const QString given = review->classes.value(label.given);
        const QString suggested = review->classes.value(label.suggested);
        if (!passes(*image, given, suggested))
            continue;
        const double own = label.quality.selfConfidence;
        m_entries.push_back({label.imageId, given, suggested, -std::log(std::max(own, 1e-12)),
                             double(label.probabilities[std::size_t(label.suggested)]), own});
    }
}

void ReviewListModel::addUnfamiliar()
{
    const std::optional<Evaluation> &evaluation = m_session.review().evaluation();
    if (!evaluation)
        return;
    QHash<qint64, const Prediction *> said;
    for (const Prediction &prediction : evaluation->predictions)
        said.insert(prediction.imageId, &prediction);
    for (const SimilarImage &image : m_session.labelIssues().unfamiliar()) {
        const Prediction *prediction = said.value(image.imageId);
        if (std::optional<Entry> entry = prediction ? entryOf(*prediction) : std::nullopt) {
            entry->note = tr("similarity %1").arg(image.similarity, 0, 'f', 2);
            m_entries.push_back(*std::move(entry));
        }
    }
}

void ReviewListModel::addCompared(const std::vector<qint64> &images)
{
    const std::optional<Evaluation> &evaluation = m_session.review().evaluation();
    if (!evaluation)
        return;
    const QSet<qint64> wanted(images.begin(), images.end());
    for (const std::size_t i : topLosses(evaluation->predictions)) {
        const Prediction &prediction = evaluation->predictions[i];
        if (std::optional<Entry> entry
            = wanted.contains(prediction.imageId) ? entryOf(prediction) : std::nullopt)
            m_entries.push_back(*std::move(entry));
    }
}

void ReviewListModel::addDisagreements()
{
    const std::optional<Evaluation> &evaluation = m_session.review().evaluation();
    const std::optional<Evaluation> &other = m_session.comparison().otherEvaluation();
    const std::optional<RunComparison> &comparison = m_session.comparison().comparison();
    if (!evaluation || !other || !comparison)
        return;
    const RunRecord &run = comparison->runs.front();
    QHash<qint64, QString> before;
    for (const Prediction &prediction : other->predictions)
        before.insert(prediction.imageId, run.classes.value(prediction.predicted));
    for (const std::size_t i : topLosses(evaluation->predictions)) {
        const Prediction &prediction = evaluation->predictions[i];
        const QString said = before.value(prediction.imageId);
        if (said.isEmpty() || said == m_session.review().classes().value(prediction.predicted))
            continue;
        if (std::optional<Entry> entry = entryOf(prediction)) {
            entry->note = tr("%1 predicted %2").arg(run.name, said);
            m_entries.push_back(*std::move(entry));
        }
    }
}

int ReviewListModel::styleOf(const QString &name) const
{
    const auto &classes = m_session.library().classes();
    const auto found = std::ranges::find(classes, name, &ClassRecord::name);
    return found == classes.end() ? -1 : classStyle(*found);
}

qint64 ReviewListModel::imageId(int row) const
{
    return row >= 0 && std::size_t(row) < m_entries.size() ? m_entries[std::size_t(row)].imageId : 0;
}

QList<int> ReviewListModel::rowsOfImages(const std::vector<qint64> &imageIds) const
{
    const QSet<qint64> wanted(imageIds.begin(), imageIds.end());
    QList<int> rows;
    for (std::size_t row = 0; row < m_entries.size(); ++row) {
        if (wanted.contains(m_entries[row].imageId))
            rows.append(int(row));
    }
    return rows;
}

int ReviewListModel::rowOfImage(qint64 imageId) const
{
    const auto found = std::ranges::find(m_entries, imageId, &Entry::imageId);
    return found == m_entries.end() ? -1 : int(found - m_entries.begin());
}

qint64 ReviewListModel::suggestedClass(int row) const
{
    if (imageId(row) == 0)
        return 0;
    const auto &classes = m_session.library().classes();
    const auto found = std::ranges::find(classes, m_entries[std::size_t(row)].predicted, &ClassRecord::name);
    return found == classes.end() ? 0 : found->id;
}

qint64 ReviewListModel::suggestingRun() const
{
    if (m_filter.kind == Kind::LabelIssues)
        return m_session.labelIssues().review() ? m_session.labelIssues().review()->runId : 0;
    return m_session.review().run() ? m_session.review().run()->id : 0;
}

int ReviewListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

QVariant ReviewListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Entry &entry = m_entries[std::size_t(index.row())];
    const ImageRecord *record = m_session.library().image(entry.imageId);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return tr("predicted %1 (%2), actual %3 (%4), loss %5")
            .arg(entry.predicted, formatPercent(entry.probability), entry.actual,
                 formatPercent(entry.actualProbability))
            .arg(entry.loss, 0, 'f', 2);
    case Qt::ToolTipRole:
        return record ? plainTip(record->path) : QString();
    case Qt::DecorationRole:
        return record ? m_session.thumbnails().pixmap(record->path) : QPixmap();
    case UnreadableRole:
        return record && m_session.thumbnails().failed(record->path);
    case IdRole:
        return entry.imageId;
    case ActualRole:
        return entry.actual;
    case PredictedRole:
        return entry.predicted;
    case ActualStyleRole:
        return styleOf(entry.actual);
    case PredictedStyleRole:
        return styleOf(entry.predicted);
    case LossRole:
        return entry.loss;
    case ProbabilityRole:
        return entry.probability;
    case ActualProbabilityRole:
        return entry.actualProbability;
    case NoteRole:
        return entry.note;
    case SplitRole:
        return !record || record->split == Split::None ? QString()
            : record->split == Split::Train            ? tr("training")
            : record->split == Split::Valid            ? tr("validation")
                                                       : tr("test");
    case CorrectRole:
        return entry.actual == entry.predicted;
    default:
        return {};
    }
}

} // namespace cairn
