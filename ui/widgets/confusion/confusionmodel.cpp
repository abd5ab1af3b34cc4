// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/confusion/confusionmodel.h"

#include "core/base/format.h"
#include "core/base/naturalorder.h"
#include "ui/widgets/plaintext.h"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

double share(qint64 part, qint64 whole)
{
    return whole > 0 ? double(part) / double(whole) : 0;
}

/// A chain in which each class is followed by the one, of those left, that it is mixed up with most.
std::vector<int> byConfusion(const ConfusionMatrix &matrix)
{
    const int n = matrix.classes();
    const auto mixed = [&](int a, int b) { return matrix.at(a, b) + matrix.at(b, a); };
    std::vector<int> left(static_cast<std::size_t>(n));
    std::iota(left.begin(), left.end(), 0);
    std::vector<int> chain;
    const auto worst = matrix.mostConfused();
    int last = worst.empty() ? 0 : worst.front().actual;
    while (!left.empty()) {
        chain.push_back(last);
        std::erase(left, last);
        if (!left.empty())
            last = *std::ranges::max_element(left, {}, [&](int other) { return mixed(last, other); });
    }
    return chain;
}

} // namespace

void ConfusionModel::setMatrix(const ConfusionMatrix &matrix, const QStringList &classes)
{
    const bool same = classes == m_classes && matrix.classes() == m_matrix.classes();
    if (!same)
        beginResetModel();
    m_matrix = matrix;
    m_classes = classes;
    if (!same)
        m_baseline.reset();
    const int n = matrix.classes();
    m_rowTotals.clear();
    m_columnTotals.clear();
    for (int k = 0; k < n; ++k) {
        m_rowTotals.push_back(matrix.rowTotal(k));
        m_columnTotals.push_back(matrix.columnTotal(k));
    }
    // While labels are corrected the order stays: what one looks at must not jump away.
    if (!same)
        arrange();
    if (same)
        changedAll();
    else
        endResetModel();
}

void ConfusionModel::arrange()
{
    const int n = m_matrix.classes();
    m_order.resize(std::size_t(n));
    std::iota(m_order.begin(), m_order.end(), 0);
    if (m_by == Order::Frequency)
        std::ranges::stable_sort(m_order, std::greater(),
                                 [this](int k) { return m_rowTotals[std::size_t(k)]; });
    else if (m_by == Order::Confusion && n > 0)
        m_order = byConfusion(m_matrix);
    else if (m_by == Order::Name)
        std::ranges::stable_sort(m_order, [this, collator = naturalOrder()](int a, int b) {
            return collator.compare(m_classes.value(a), m_classes.value(b)) < 0;
        });
    if (m_filter.isEmpty())
        return;
    std::vector<int> matching;
    for (int k = 0; k < n; ++k) {
        if (m_classes.value(k).contains(m_filter, Qt::CaseInsensitive))
            matching.push_back(k);
    }
    std::erase_if(m_order, [&](int k) {
        return std::ranges::none_of(matching, [&](int match) {
            return k == match || m_matrix.at(k, match) > 0 || m_matrix.at(match, k) > 0;
        });
    });
}

void ConfusionModel::setFilter(const QString &text)
{
    beginResetModel();
    m_filter = text.simplified();
    arrange();
    endResetModel();
}

void ConfusionModel::changedAll()
{
    if (m_order.empty())
        return;
    const int last = int(m_order.size()) - 1;
    Q_EMIT dataChanged(index(0, 0), index(last, last));
}

void ConfusionModel::setShown(Shown shown)
{
    m_shown = shown;
    changedAll();
}

void ConfusionModel::setOrder(Order order)
{
    beginResetModel();
    m_by = order;
    arrange();
    endResetModel();
}

void ConfusionModel::setRightHidden(bool hidden)
{
    m_rightHidden = hidden;
    changedAll();
}

void ConfusionModel::setBaseline(const std::optional<ConfusionMatrix> &baseline)
{
    const bool fits = baseline && baseline->classes() == m_matrix.classes();
    m_baseline = fits ? baseline : std::nullopt;
    changedAll();
}

int ConfusionModel::sectionOf(int classIndex) const
{
    const auto found = std::ranges::find(m_order, classIndex);
    return found == m_order.end() ? -1 : int(found - m_order.begin());
}

int ConfusionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_order.size());
}

int ConfusionModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_order.size());
}

qint64 ConfusionModel::difference(int actual, int predicted) const
{
    return m_matrix.at(actual, predicted) - m_baseline->at(actual, predicted);
}

QString ConfusionModel::cellText(int actual, int predicted) const
{
    const qint64 count = m_matrix.at(actual, predicted);
    if (m_baseline) {
        const qint64 change = difference(actual, predicted);
        return change == 0 ? QString() : (change > 0 ? u"+"_s : u"−"_s) + formatCount(std::abs(change));
    }
    if (m_shown == Shown::Counts)
        return formatCount(count);
    const qint64 whole = m_shown == Shown::RowShare ? m_rowTotals[std::size_t(actual)]
                                                    : m_columnTotals[std::size_t(predicted)];
    return whole > 0 ? u"%1"_s.arg(100 * share(count, whole), 0, 'f', 0) : u"–"_s;
}

double ConfusionModel::strength(int actual, int predicted) const
{
    if (m_baseline)
        return std::min(1.0, double(std::abs(difference(actual, predicted))) / 5);
    const qint64 count = m_matrix.at(actual, predicted);
    return m_shown == Shown::ColumnShare ? share(count, m_columnTotals[std::size_t(predicted)])
                                         : share(count, m_rowTotals[std::size_t(actual)]);
}

QString ConfusionModel::describe(int actual, int predicted) const
{
    const qint64 count = m_matrix.at(actual, predicted);
    QString text = tr("%1 of class %2 predicted as %3: %4 of the class, %5 of these predictions")
                       .arg(formatCount(count), m_classes.value(actual), m_classes.value(predicted),
                            formatPercent(share(count, m_rowTotals[std::size_t(actual)])),
                            formatPercent(share(count, m_columnTotals[std::size_t(predicted)])));
    if (m_baseline)
        text += tr("; comparison run: %1").arg(formatCount(m_baseline->at(actual, predicted)));
    return text;
}

QVariant ConfusionModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int actual = classAt(index.row());
    const int predicted = classAt(index.column());
    const bool right = actual == predicted;
    const bool empty = m_baseline ? difference(actual, predicted) == 0 : m_matrix.at(actual, predicted) == 0;
    switch (role) {
    case Qt::DisplayRole:
        return right && m_rightHidden ? QString() : cellText(actual, predicted);
    case Qt::ToolTipRole:
        return plainTip(describe(actual, predicted));
    case Qt::AccessibleTextRole:
        return describe(actual, predicted);
    case Qt::TextAlignmentRole:
        return int(Qt::AlignCenter);
    case StrengthRole:
        return strength(actual, predicted);
    case RightRole:
        // With a baseline: whether the change is for the better.
        return m_baseline ? (difference(actual, predicted) > 0) == right : right;
    case EmptyRole:
        return empty || (right && m_rightHidden);
    default:
        return {};
    }
}

QVariant ConfusionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (section < 0 || std::size_t(section) >= m_order.size())
        return {};
    const int k = classAt(section);
    if (role == Qt::DisplayRole)
        return m_classes.value(k);
    if (role != Qt::ToolTipRole)
        return {};
    const QString name = m_classes.value(k);
    if (orientation == Qt::Vertical)
        return plainTip(tr("%1: %2 image(s) of this class", nullptr, int(m_rowTotals[std::size_t(k)]))
                            .arg(name, formatCount(m_rowTotals[std::size_t(k)])));
    return plainTip(tr("%1: predicted for %2 image(s)", nullptr, int(m_columnTotals[std::size_t(k)]))
                        .arg(name, formatCount(m_columnTotals[std::size_t(k)])));
}

QString ConfusionModel::text() const
{
    QString text = tr("actual \\ predicted");
    for (const int k : m_order)
        text += u'\t' + m_classes.value(k);
    for (const int actual : m_order) {
        text += u'\n' + m_classes.value(actual);
        for (const int predicted : m_order)
            text += u'\t' + cellText(actual, predicted);
    }
    return text + u'\n';
}

} // namespace cairn
