// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace cairn {

/// One line of plain text that gives way: what does not fit is cut with an ellipsis, and stands in the
/// tooltip.
class ElidedLabel : public QLabel
{
    Q_OBJECT
public:
    explicit ElidedLabel(const QString &text = {}, Qt::TextElideMode mode = Qt::ElideRight,
                         QWidget *parent = nullptr);
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override; ///< the tooltip is the whole text while it is cut

private:
    bool isCut() const;

    Qt::TextElideMode m_mode;
};

} // namespace cairn
