#pragma once

#include "core/project/library.h"

#include <functional>
#include <QObject>

class QMenu;
class QWidget;

namespace cairn {

/// Labelling by key and by menu, the same in Label and in Review: 1–9 give a class, 0 clears, X trashes or
/// restores.
class LabelActions : public QObject
{
    Q_OBJECT
public:
    using Selection = std::function<std::vector<qint64>()>;

    /// The keys work while the focus is in `area`; `selection` says for which images.
    LabelActions(Library &library, QWidget *area, Selection selection, QObject *parent = nullptr);

    void label(qint64 classId);
    void toggleTrash();
    /// Entries for all classes, "Clear" and "Trash".
    void fillMenu(QMenu *menu);

Q_SIGNALS:
    void aboutToChange(); ///< the selection is about to get a label or to be trashed
    void changed();

private:
    Library &m_library;
    Selection m_selection;
};

} // namespace cairn
