// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/health/balancemodel.h"

#include "core/base/format.h"
#include "ui/style/theme.h"

#include <QGuiApplication>
#include <QPalette>

namespace cairn {

BalanceModel::BalanceModel(QObject *parent)
    : TableModel(
        {column(tr("Class"), &ClassHealth::name),
         number(tr("Train"), [](const ClassHealth &row) { return formatCount(row.train); })
             .withTitleTip(tr("Training images")),
         number(tr("Valid"), [](const ClassHealth &row) { return formatCount(row.valid); })
             .withTitleTip(tr("Validation images")),
         number(tr("All"), [](const ClassHealth &row) { return formatCount(qint64(row.ids.size())); })
             .withTitleTip(tr("All images"))},
        parent)
{
}

QString BalanceModel::tipOf(const ClassHealth &row) const
{
    return row.rare ? tr("%1: less than %2 of the largest class's size. Collect more images, or the network "
                         "will hardly learn it.")
                          .arg(row.name, formatPercent(rareClassShare))
                    : row.name;
}

QVariant BalanceModel::dataOf(const ClassHealth &row, int role) const
{
    return role == Qt::ForegroundRole && row.rare ? warningColor(QGuiApplication::palette()) : QVariant();
}

} // namespace cairn
