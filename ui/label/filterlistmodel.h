// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/library.h"
#include "ui/label/imagescope.h"

#include <QAbstractListModel>

namespace cairn {

/// The list at the left of Label: all, unlabeled, every class, the parts of the split, the trash; each with
/// its count.
class FilterListModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        CountRole = Qt::UserRole,
        ClassIdRole, ///< 0 where the row is no class
        ClassStyleRole, ///< −1 where the row is no class
        KeyRole, ///< "1" … "9", "Q", …; empty without a key
        ColorRole, ///< QColor of the class
        SectionRole, ///< true for the first row of a group
    };

    explicit FilterListModel(Library &library, QObject *parent = nullptr);
    ImageScope filterAt(int row) const;
    int rowOf(const ImageScope &filter) const; ///< −1 where there is none

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    void renameRefused(const cairn::Error &error);

private:
    void rebuild();
    void recount();
    QString title(const ImageScope &filter) const;

    Library &m_library;
    QList<ImageScope> m_filters;
    QList<int> m_counts;
};

} // namespace cairn
