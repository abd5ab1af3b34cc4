// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/heatmapsession.h"
#include "ui/widgets/previewlabel.h"

namespace cairn {

/// An image with its heatmap over it, where heatmaps are shown.
class HeatmapLabel : public PreviewLabel
{
    Q_OBJECT
public:
    HeatmapLabel(BackgroundJobs &jobs, HeatmapSession &heatmaps, int side, QWidget *parent = nullptr);
    /// `size`: of the image, pixels.
    void explain(qint64 imageId, QSize size);

Q_SIGNALS:
    void activated();

protected:
    void paintEvent(QPaintEvent *event) override;
    QRectF imageRect() const override; ///< by the file's size: a thumbnail's is rounded
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    HeatmapSession &m_heatmaps;
    qint64 m_imageId = 0;
    QSize m_size;
};

} // namespace cairn
