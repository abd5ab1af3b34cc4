// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"

namespace cairn::bench {

/// What a measure works on.
struct Workload
{
    QString data; ///< a folder of class folders
    Arch arch = Arch::ResNet34;
    int imageSize = 224;
    int batchSize = 32;
    int threads = 0; ///< 0: all cores
    int steps = 24; ///< of the learning-rate finder
    Precision precision = Precision::Auto;
};

/// What came of it. Decoding is part of every measure; making the network, loading weights and starting the
/// program is not.
struct Measurement
{
    qint64 images = 0; ///< that passed through
    double seconds = 0;
    double peakMebibytes = 0; ///< largest resident set of the process
    int threads = 0;
    QString precision = {};
};

/// In the order of the table: loader, lr-finder, frozen, frozen-cached, unfrozen, validation, predict.
QStringList measureNames();
/// One line on what is measured.
QString measureTitle(const QString &name);

/// Runs in this process: call it once a process, since the peak of memory is the process's.
Result<Measurement> runMeasure(const QString &name, const Workload &workload);

} // namespace cairn::bench
