// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "tests/bench/data/measures.h"

#include <QByteArray>
#include <QSize>

namespace cairn::bench {

/// A JPEG with about the detail of a photograph; no two numbers look alike.
QByteArray drawPhotograph(int number, QSize size);

/// <folder>/images: `workload.imports` files of 640 × 480 in ten class folders, no two with the same
/// content. What is there already is kept.
Result<void> makeImages(const Workload &workload);

/// <folder>/master.cairn: a project of `workload.images` images, half of them labeled, that are there as
/// files; their thumbnails are in the cache ($XDG_CACHE_HOME). What is there already is kept.
Result<void> makeProject(const Workload &workload);

/// A fresh copy of that project in `folder`: its path.
Result<QString> copyProject(const Workload &workload, const QString &folder);

} // namespace cairn::bench
