// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/library.h"

#include <functional>
#include <QObject>

class QMenu;
class QWidget;

namespace cairn {

/// Labeling by key and by menu, the same wherever images are: a class's key gives the class, other letters
/// start choosing one by name, 0 clears, Delete trashes or restores, Shift with M flags, Shift with T, V, E
/// or N sets the part of the split.
class LabelActions : public QObject
{
    Q_OBJECT
public:
    using Selection = std::function<std::vector<qint64>()>;

    /// The keys work while the focus is in `area`; `selection` says for which images.
    LabelActions(Library &library, QWidget *area, Selection selection, QObject *parent = nullptr);

    void chooseByEnter(QWidget *grid); ///< Enter in this widget chooses a class by name
    void trashByDelete(QWidget *images); ///< Delete in this widget trashes or restores
    void label(qint64 classId);
    void chooseClass(const QString &typed = {}); ///< by name, in a popup
    void toggleTrash();
    void toggleFlag();
    void setSplit(Split split);
    /// Entries for all classes and everything else.
    void fillMenu(QMenu *menu);

Q_SIGNALS:
    void aboutToChange(); ///< the selection is about to get a label or to be trashed
    void changed();
    void batchDone(const QString &sentence); ///< what was done to several images at once
    void failed(const cairn::Error &error);

private:
    void addKeys();
    void pressed(QChar key);
    void fillSplitMenu(QMenu *menu);
    using Telling = std::function<QString(int images)>; ///< what is said of several images
    void edit(const std::function<void(const std::vector<qint64> &images)> &change, const Telling &telling);
    bool all(const std::vector<qint64> &images, bool ImageRecord::*property) const;

    Library &m_library;
    QWidget *m_area;
    Selection m_selection;
};

} // namespace cairn
