#pragma once

#include <QStyledItemDelegate>

namespace cairn {

/// A picture with what fast.ai prints over it: prediction / actual / loss / probability.
class LossTileDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    static constexpr QSize tile{188, 236};

    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintLine(QPainter *painter, const QStyleOptionViewItem &option, const QRect &line, int position,
                   const QString &name, const QString &value) const;
};

} // namespace cairn
