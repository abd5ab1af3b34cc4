// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/acquire/providers/provider.h"
#include "ui/widgets/tablemodel.h"

#include <QSet>

namespace cairn {

class ThumbnailProvider;

struct FoundRow
{
    FoundImage image;
    bool ticked = true;
    QString file = {}; ///< once it has come
    QString reason = {}; ///< why it has not
};

/// The first images of a search, best first, each ticked or not.
class FoundModel : public TableModel<FoundRow>
{
    Q_OBJECT
public:
    enum Role {
        FailedRole = Qt::UserRole, ///< it cannot be shown
        LicenseRole,
    };

    explicit FoundModel(ThumbnailProvider &thumbnails, QObject *parent = nullptr);
    /// All ticked, but those whose address is in `unticked`.
    void setImages(std::vector<FoundImage> images, const QSet<QString> &unticked);
    /// The image of an address has come; an empty `file`: it cannot be had, for the `reason`.
    void setFile(const QString &address, const QString &file, const QString &reason);
    void tickAll(bool ticked);
    QStringList addresses(bool ticked) const;
    int tickedCount() const { return int(addresses(true).size()); }

    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    void thumbnailsReady(const QSet<QString> &paths);
    QString tipOf(const FoundRow &row) const override;
    QVariant dataOf(const FoundRow &row, int role) const override;

    ThumbnailProvider &m_thumbnails;
};

} // namespace cairn
