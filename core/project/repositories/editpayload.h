// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/edit.h"

namespace cairn {

/// What of an edit is stored as text: values, classes and the run that suggested it. Labels are rows of
/// label_events.
QString editPayload(const Edit &edit);
/// Takes over what can be read; the rest stays empty.
void readEditPayload(const QString &payload, Edit &edit);

/// "label", "trash", …: as stored.
QString editKindName(EditKind kind);
EditKind editKindOf(const QString &name); ///< Label where it is not known

} // namespace cairn
