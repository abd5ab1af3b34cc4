// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "tests/bench/data/figure.h"

namespace cairn::bench {

// Every measure runs in this process, which has a QApplication: call one a process, since the peak of memory
// is the process's.

/// How much of everything, and where it lies.
struct Workload
{
    QString folder; ///< what material.h made
    int images = 100'000; ///< of the project that is opened
    int labeled = 15'000; ///< at once
    int imports = 10'000; ///< that are imported
    int downloads = 1'000;
};

/// A project is opened in the window, filtered, sorted, labeled and scrolled.
Result<QList<Figure>> measureWindow(const Workload &workload);
/// The numbers of an evaluation, label issues, and the matrix of many classes.
Result<QList<Figure>> measureReview(const Workload &workload);
/// A folder is imported, and all its thumbnails made.
Result<QList<Figure>> measureImport(const Workload &workload);
/// Images are fetched from a server on this computer at the pace that strangers are asked at.
Result<QList<Figure>> measureDownloads(const Workload &workload);
/// The same without waiting, twice as many, while other programs keep every core busy.
Result<QList<Figure>> measureLoadedQueue(const Workload &workload);

} // namespace cairn::bench
