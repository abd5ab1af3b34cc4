// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/runs/runlistmodel.h"

#include "core/base/format.h"
#include "core/learn/evaluation/pairederrors.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>

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

bool isMeasured(const RunRecord &run)
{
    return run.bestEpoch >= 0 && !std::isnan(run.bestErrorRate);
}

/// With its 95 % interval: a few images do not tell runs apart.
QString errorText(const RunRecord &run)
{
    if (!isMeasured(run))
        return QStringLiteral("–");
    if (run.validImages == 0)
        return formatPercent(run.bestErrorRate);
    return shareWithInterval(std::llround(run.bestErrorRate * run.validImages), run.validImages);
}

QString networkText(const RunRecord &run)
{
    const Result<Arch> arch = archFromName(run.arch);
    return arch ? archTitle(*arch) : run.arch;
}

} // namespace

RunListModel::RunListModel(RunList &runs, QObject *parent)
    : TableModel(
        {column(tr("Run"), &RunRecord::name)
             .withRole(Qt::FontRole,
                       [this](const RunRecord &run) { return isCurrent(run) ? boldFont() : QVariant(); })
             .withRole(Qt::AccessibleTextRole,
                       [this](const RunRecord &run) {
                           return isCurrent(run) ? QVariant(tr("%1, the current run").arg(run.name))
                                                 : QVariant();
                       })
             .withEdit([this](int row, const QVariant &value) { return rename(row, value.toString()); }),
         column(tr("State"), stateText), column(tr("Network"), networkText),
         column(tr("Preset"), &RunRecord::preset),
         number(tr("Best error"), errorText)
             .withRole(SortRole,
                       [](const RunRecord &run) {
                           return isMeasured(run) ? run.bestErrorRate
                                                  : std::numeric_limits<double>::infinity();
                       }),
         number(tr("Time"), [](const RunRecord &run) { return formatDuration(run.seconds); })
             .withRole(SortRole, &RunRecord::seconds),
         column(tr("Date"),
                [](const RunRecord &run) { return QLocale().toString(run.started, QLocale::ShortFormat); })
             .withRole(SortRole, &RunRecord::started),
         column(tr("Tags"), [](const RunRecord &run) { return run.tags.join(QStringLiteral(", ")); })
             .withEdit([this](int row, const QVariant &value) {
                 m_list.setTags(rowAt(row)->id, {value.toString()});
                 return true;
             }),
         column(tr("Note"), [](const RunRecord &run) { return run.note.simplified(); })
             .withEdit([this](int row, const QVariant &value) {
                 m_list.setNote(rowAt(row)->id, value.toString());
                 return true;
             })},
        parent)
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

void RunListModel::rebuild()
{
    std::vector<RunRecord> runs;
    std::ranges::copy_if(m_list.all(), std::back_inserter(runs),
                         [this](const RunRecord &run) { return run.trashed == m_trash; });
    setRows(std::move(runs), &RunRecord::id);
}

std::optional<RunRecord> RunListModel::run(int row) const
{
    const RunRecord *run = rowAt(row);
    return run ? std::optional(*run) : std::nullopt;
}

int RunListModel::rowOf(qint64 runId) const
{
    const auto found = std::ranges::find(rows(), runId, &RunRecord::id);
    return found == rows().end() ? -1 : int(found - rows().begin());
}

bool RunListModel::isCurrent(const RunRecord &run) const
{
    return m_list.current() && m_list.current()->id == run.id;
}

bool RunListModel::rename(int row, const QString &name)
{
    if (name.simplified().isEmpty())
        return false;
    m_list.rename(rowAt(row)->id, name);
    return true;
}

QString RunListModel::tipOf(const RunRecord &run) const
{
    QStringList lines{describeRun(run)};
    if (isCurrent(run))
        lines << tr("The current run, used by Review, Export and suggestions");
    if (const auto standing = m_list.standing(run.id))
        lines << tr("%1 of %2 image(s) wrong, among those that all runs were evaluated on", nullptr,
                    int(standing->images))
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
    const QVariant value = TableModel::data(index, role);
    return role == SortRole && !value.isValid() ? TableModel::data(index, Qt::DisplayRole) : value;
}

} // namespace cairn
