// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/runlistmodel.h"

#include "core/base/format.h"
#include "core/learn/pairederrors.h"
#include "ui/widgets/plaintext.h"

#include <QFont>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace cairn {

namespace {

QString stateText(const RunRecord &run)
{
    switch (run.state) {
    case RunState::Running:
        return RunListModel::tr("running");
    case RunState::Completed:
        return RunListModel::tr("done");
    case RunState::Cancelled:
        return RunListModel::tr("stopped");
    case RunState::Failed:
        return RunListModel::tr("failed");
    case RunState::Interrupted:
        return RunListModel::tr("interrupted");
    }
    return {};
}

constexpr double worseThanAny = 2; // an error rate, to sort by

/// With its 95 % interval: a few images do not tell runs apart.
QString errorText(const RunRecord &run)
{
    if (run.bestEpoch < 0 || std::isnan(run.bestErrorRate))
        return QStringLiteral("–");
    if (run.validImages == 0)
        return formatPercent(run.bestErrorRate);
    return shareWithInterval(std::llround(run.bestErrorRate * run.validImages), run.validImages);
}

} // namespace

RunListModel::RunListModel(RunList &runs, QObject *parent)
    : QAbstractTableModel(parent)
    , m_list(runs)
{
    connect(&runs, &RunList::changed, this, &RunListModel::rebuild);
    rebuild();
}

void RunListModel::setShowTrash(bool trash)
{
    m_trash = trash;
    rebuild();
}

// Rows that stay are told as changed, so that the selection stays with them.
void RunListModel::rebuild()
{
    QList<RunRecord> runs;
    for (const RunRecord &run : m_list.all()) {
        if (run.trashed == m_trash)
            runs.append(run);
    }
    if (std::ranges::equal(runs, m_runs, {}, &RunRecord::id, &RunRecord::id)) {
        m_runs = runs;
        if (!runs.isEmpty())
            Q_EMIT dataChanged(index(0, 0), index(int(runs.size()) - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_runs = runs;
    endResetModel();
}

std::optional<RunRecord> RunListModel::run(int row) const
{
    return row < 0 || row >= m_runs.size() ? std::nullopt : std::optional(m_runs[row]);
}

int RunListModel::rowOf(qint64 runId) const
{
    const auto found = std::ranges::find(m_runs, runId, &RunRecord::id);
    return found == m_runs.end() ? -1 : int(found - m_runs.begin());
}

int RunListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_runs.size());
}

int RunListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString RunListModel::text(const RunRecord &run, int column) const
{
    switch (column) {
    case Name:
        return run.name;
    case State:
        return stateText(run);
    case Network: {
        const Result<Arch> arch = archFromName(run.arch);
        return arch ? archTitle(*arch) : run.arch;
    }
    case Preset:
        return run.preset;
    case Error:
        return errorText(run);
    case Time:
        return formatDuration(run.seconds);
    case Date:
        return QLocale().toString(run.started, QLocale::ShortFormat);
    case Tags:
        return run.tags.join(QStringLiteral(", "));
    case Note:
        return run.note.simplified();
    default:
        return {};
    }
}

QVariant RunListModel::value(const RunRecord &run, int column)
{
    switch (column) {
    case Date:
        return run.started;
    case Error:
        return run.bestEpoch < 0 || std::isnan(run.bestErrorRate) ? worseThanAny : run.bestErrorRate;
    case Time:
        return run.seconds;
    default:
        return {};
    }
}

QString RunListModel::details(const RunRecord &run) const
{
    QStringList lines{describeRun(run)};
    if (m_list.current() && m_list.current()->id == run.id)
        lines << tr("The current run, used by Review, Export and suggestions");
    if (const auto standing = m_list.standing(run.id))
        lines << tr("%1 of %2 images wrong, among those that all runs were evaluated on")
                     .arg(standing->mistakes)
                     .arg(standing->images);
    if (!run.message.isEmpty())
        lines << run.message;
    if (!run.note.isEmpty())
        lines << run.note;
    return lines.join(u'\n');
}

QVariant RunListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const RunRecord &run = m_runs[index.row()];
    const bool current = m_list.current() && m_list.current()->id == run.id;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return text(run, index.column());
    case SortRole: {
        const QVariant number = value(run, index.column());
        return number.isValid() ? number : text(run, index.column());
    }
    case Qt::ToolTipRole:
        return plainTip(details(run));
    case Qt::FontRole: {
        QFont font;
        font.setBold(current && index.column() == Name);
        return font;
    }
    case Qt::AccessibleTextRole:
        return current && index.column() == Name ? tr("%1, the current run").arg(run.name) : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == Error || index.column() == Time ? int(Qt::AlignRight | Qt::AlignVCenter)
                                                                 : QVariant();
    default:
        return {};
    }
}

QVariant RunListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    const QStringList titles{tr("Run"),  tr("State"), tr("Network"), tr("Preset"), tr("Best error"),
                             tr("Time"), tr("Date"),  tr("Tags"),    tr("Note")};
    return titles.value(section);
}

Qt::ItemFlags RunListModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid() && (index.column() == Name || index.column() == Tags || index.column() == Note))
        flags |= Qt::ItemIsEditable;
    return flags;
}

bool RunListModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const RunRecord &run = m_runs[index.row()];
    if (index.column() == Name && !value.toString().simplified().isEmpty())
        m_list.rename(run.id, value.toString());
    else if (index.column() == Tags)
        m_list.setTags(run.id, {value.toString()});
    else if (index.column() == Note)
        m_list.setNote(run.id, value.toString());
    else
        return false;
    return true;
}

} // namespace cairn
