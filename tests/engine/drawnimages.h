// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/learningset.h"

#include <QDir>

namespace cairn {

/// Draws `count` small PNGs of two classes that a network tells apart quickly (reddish with horizontal bars,
/// bluish with vertical ones), the first of each class into train and valid in turn, and returns them as a
/// learning set: `train` and `valid` images, classes alternating. Same images every time.
LearningSet drawnImages(const QDir &folder, int train, int valid, int side = 64);

/// A file with the name of an image and the content of none.
Example brokenImage(const QDir &folder, int label);

} // namespace cairn
