// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/acquire/provider.h"

#include <QAbstractListModel>
#include <QSet>

namespace cairn {

class ThumbnailProvider;

/// The first images of a search, best first, each ticked or not.
class FoundModel : public QAbstractListModel
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

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Row
    {
        FoundImage image;
        bool ticked = true;
        QString file = {};
        QString reason = {};
    };
    void thumbnailsReady(const QSet<QString> &paths);
    QString tipOf(const Row &row) const;

    ThumbnailProvider &m_thumbnails;
    std::vector<Row> m_rows;
};

} // namespace cairn
