// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/report.h"

#include <QFile>
#include <QJsonDocument>

#include <algorithm>
#include <limits>

namespace cairn::bench {

namespace {

QString cell(const Figures &figures)
{
    if (figures.imagesPerSecond.isEmpty())
        return figures.failure.isEmpty() ? QStringLiteral("–") : figures.failure;
    return QStringLiteral("%1 (%2 MiB)")
        .arg(median(figures.imagesPerSecond), 0, 'f', 1)
        .arg(figures.peakMebibytes, 0, 'f', 0);
}

QString ratio(const Figures &cairn, const Figures &peer)
{
    if (cairn.imagesPerSecond.isEmpty() || peer.imagesPerSecond.isEmpty())
        return QStringLiteral("–");
    return QStringLiteral("%1×").arg(median(cairn.imagesPerSecond) / median(peer.imagesPerSecond), 0, 'f', 2);
}

} // namespace

void addAnswer(const QByteArray &line, Figures &figures)
{
    const QJsonObject answer = QJsonDocument::fromJson(line).object();
    const double seconds = answer.value(QStringLiteral("seconds")).toDouble();
    if (seconds <= 0) {
        figures.failure = QStringLiteral("failed");
        return;
    }
    figures.imagesPerSecond << answer.value(QStringLiteral("images")).toDouble() / seconds;
    figures.peakMebibytes
        = std::max(figures.peakMebibytes, answer.value(QStringLiteral("peak_mib")).toDouble());
}

double median(QList<double> values)
{
    if (values.isEmpty())
        return std::numeric_limits<double>::quiet_NaN();
    std::sort(values.begin(), values.end());
    const qsizetype half = values.size() / 2;
    return values.size() % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
}

QString tableHead(const QStringList &peers)
{
    QString head = QStringLiteral("| images per second (peak memory) | Cairn |");
    QString rule = QStringLiteral("|---|---|");
    for (const QString &peer : peers) {
        head += QStringLiteral(" %1 | ratio |").arg(peer);
        rule += QStringLiteral("---|---|");
    }
    return head + QLatin1Char('\n') + rule;
}

QString tableRow(const QString &title, const Figures &cairn, const QList<Figures> &peers)
{
    QString row = QStringLiteral("| %1 | %2 |").arg(title, cell(cairn));
    for (const Figures &peer : peers)
        row += QStringLiteral(" %1 | %2 |").arg(cell(peer), ratio(cairn, peer));
    return row;
}

QString machineLine()
{
    QString model = QStringLiteral("unknown processor");
    QString bfloat16 = QStringLiteral("no bfloat16 hardware");
    int cores = 0;
    QFile file(QStringLiteral("/proc/cpuinfo"));
    if (file.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (line.startsWith("processor"))
                ++cores;
            if (line.startsWith("model name"))
                model = QString::fromUtf8(line.mid(line.indexOf(':') + 1).trimmed());
            if (line.startsWith("flags") && line.contains(" amx_bf16"))
                bfloat16 = QStringLiteral("AMX");
            else if (line.startsWith("flags") && line.contains(" avx512_bf16"))
                bfloat16 = QStringLiteral("AVX512-BF16");
        }
    }
    return QStringLiteral("%1, %2 cores, %3").arg(model).arg(cores).arg(bfloat16);
}

} // namespace cairn::bench
