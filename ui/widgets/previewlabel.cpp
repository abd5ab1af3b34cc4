// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/previewlabel.h"

#include "core/imaging/thumbnail.h"
#include "ui/session/backgroundjobs.h"
#include "ui/style/theme.h"

#include <QPainter>
#include <QTimer>

namespace cairn {

PreviewLabel::PreviewLabel(BackgroundJobs &jobs, int side, QWidget *parent)
    : QWidget(parent)
    , m_jobs(jobs)
    , m_side(side)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void PreviewLabel::showFile(const QString &path, const QPixmap &meanwhile)
{
    if (path == m_path)
        return;
    m_path = path;
    const bool ready = path == m_nextPath && !m_next.isNull();
    m_pixmap = ready ? m_next : meanwhile;
    m_problem.clear();
    update();
    // Holding an arrow key down passes many images; load the one it stops at.
    if (!ready && path != m_nextPath)
        QTimer::singleShot(60, this, [this, path] {
            if (path == m_path && !path.isEmpty())
                load(path);
        });
}

void PreviewLabel::setSide(int side)
{
    const bool larger = side > std::exchange(m_side, side);
    if (larger && !m_path.isEmpty())
        load(m_path);
}

void PreviewLabel::preload(const QString &path)
{
    if (path == m_nextPath || path.isEmpty())
        return;
    m_nextPath = path;
    m_next = {};
    load(path);
}

void PreviewLabel::load(const QString &path)
{
    m_jobs.run<Result<QImage>>(
        {}, this,
        [path, side = m_side](const ProgressCallback &, const CancelToken &) {
            return loadPreview(path, side);
        },
        [this, path](const Result<QImage> &image) { arrived(path, image); });
}

void PreviewLabel::arrived(const QString &path, const Result<QImage> &image)
{
    if (path == m_nextPath && image)
        m_next = QPixmap::fromImage(*image);
    else if (path == m_nextPath)
        m_nextPath.clear(); // it is tried again, and says why, when it is shown
    if (path != m_path)
        return;
    if (image && image->width() >= m_pixmap.width())
        m_pixmap = QPixmap::fromImage(*image); // not a smaller one that was asked for earlier
    else if (!image)
        m_problem = image.error().message;
    update();
}

void PreviewLabel::clear()
{
    m_path.clear();
    m_nextPath.clear();
    m_next = {};
    m_pixmap = {};
    m_problem.clear();
    update();
}

void PreviewLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_pixmap.isNull()) {
        painter.setPen(mutedColor(palette()));
        painter.drawText(rect().adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap, m_problem);
        return;
    }
    const QRectF target = imageRect();
    // Enlarged, its pixels are what one wants to see.
    painter.setRenderHint(QPainter::SmoothPixmapTransform,
                          target.width() * devicePixelRatioF() < 2 * m_pixmap.width());
    painter.drawPixmap(target, m_pixmap, QRectF(m_pixmap.rect()));
}

QRectF PreviewLabel::imageRect() const
{
    QRectF target(QPointF(), QSizeF(m_pixmap.size()).scaled(QSizeF(size()), Qt::KeepAspectRatio));
    target.moveCenter(QRectF(rect()).center());
    return target;
}

} // namespace cairn
