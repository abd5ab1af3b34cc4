// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QMap>
#include <QString>

namespace cairn::bench {

/// One program's figures for one measure, over the repetitions.
struct Figures
{
    QList<double> imagesPerSecond;
    double peakMebibytes = 0; ///< the largest
    QString failure; ///< why there are none
};

/// Reads a program's line of JSON into `figures`.
void addAnswer(const QByteArray &line, Figures &figures);

double median(QList<double> values); ///< NaN for none

/// "| unfrozen epoch | 17.3 (690 MiB) | 5.8 (2308 MiB) | 3.0× |": Cairn, then every peer and Cairn's ratio to
/// it.
QString tableRow(const QString &title, const Figures &cairn, const QList<Figures> &peers);
QString tableHead(const QStringList &peers);

/// Processor, cores and bfloat16 hardware, one line.
QString machineLine();

} // namespace cairn::bench
