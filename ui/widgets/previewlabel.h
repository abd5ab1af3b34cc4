// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QImage>
#include <QPixmap>
#include <QWidget>

namespace cairn {

class BackgroundJobs;

/// One image, fitted, loaded on a worker. Shows the thumbnail it was given until the sharp one is there.
class PreviewLabel : public QWidget
{
    Q_OBJECT
public:
    PreviewLabel(BackgroundJobs &jobs, int side, QWidget *parent = nullptr);
    void showFile(const QString &path, const QPixmap &meanwhile);
    /// Loads an image that will be shown next, so that it is there at once. One is kept.
    void preload(const QString &path);
    void clear();

    /// The longest side that is loaded from now on, pixels; an image that is shown with fewer is loaded
    /// again.
    void setSide(int side);

protected:
    void paintEvent(QPaintEvent *event) override;
    virtual QRectF imageRect() const; ///< where the image is painted: fitted, in the middle

private:
    void load(const QString &path);
    void arrived(const QString &path, const Result<QImage> &image);

    BackgroundJobs &m_jobs;
    int m_side; ///< longest side that is loaded, pixels
    QString m_path;
    QPixmap m_pixmap;
    QString m_problem;
    QString m_nextPath;
    QPixmap m_next;
};

} // namespace cairn
