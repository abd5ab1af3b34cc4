// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/health/findingmodel.h"

#include "core/base/format.h"
#include "ui/style/theme.h"

#include <QGuiApplication>
#include <QPalette>

#include <algorithm>

namespace cairn {

FindingModel::FindingModel(QObject *parent)
    : TableModel(
        {column(tr("Finding"), &HealthFinding::title),
         number(tr("Images"),
                [](const HealthFinding &finding) { return formatCount(qint64(finding.ids.size())); })},
        parent)
{
}

int FindingModel::rowOf(const QString &key) const
{
    const auto found = std::ranges::find(rows(), key, &HealthFinding::key);
    return found == rows().end() ? -1 : int(found - rows().begin());
}

QVariant FindingModel::dataOf(const HealthFinding &finding, int role) const
{
    return role == Qt::ForegroundRole && finding.ids.empty() ? mutedColor(QGuiApplication::palette())
                                                             : QVariant();
}

} // namespace cairn
