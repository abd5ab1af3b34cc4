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

void PreviewLabel::showPicture(const QString &path, const QPixmap &meanwhile)
{
    if (path == m_path)
        return;
    m_path = path;
    m_pixmap = meanwhile;
    m_problem.clear();
    update();
    // Holding an arrow key down passes many pictures; load the one it stops at.
    QTimer::singleShot(60, this, [this, path] {
        if (path != m_path || path.isEmpty())
            return;
        m_jobs.run<Result<QImage>>(
            {}, this,
            [path, side = m_side](const ProgressCallback &, const CancelToken &) {
                return loadPreview(path, side);
            },
            [this, path](const Result<QImage> &image) {
                if (path != m_path)
                    return;
                if (image)
                    m_pixmap = QPixmap::fromImage(*image);
                else
                    m_problem = image.error().message;
                update();
            });
    });
}

void PreviewLabel::clear()
{
    m_path.clear();
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
    QRectF target(QPointF(), QSizeF(m_pixmap.size()).scaled(QSizeF(size()), Qt::KeepAspectRatio));
    target.moveCenter(QRectF(rect()).center());
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawPixmap(target, m_pixmap, QRectF(m_pixmap.rect()));
}

} // namespace cairn
