// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/library.h"
#include "ui/widgets/tablemodel.h"

namespace cairn {

/// The classes with how many images each has; the last row is for images without a label.
class ClassCountModel : public TableModel<ClassRecord>
{
    Q_OBJECT
public:
    enum Column { Name, Images, Share };

    explicit ClassCountModel(Library &library, QObject *parent = nullptr);

private:
    void rebuild();

    Library &m_library;
};

} // namespace cairn
