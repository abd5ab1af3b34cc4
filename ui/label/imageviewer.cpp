#include "ui/label/imageviewer.h"

#include "ui/label/labelactions.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/previewlabel.h"

#include <QKeyEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace cairn {

ImageViewer::ImageViewer(ProjectSession &session, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
    , m_picture(new PreviewLabel(session.jobs(), 2560))
    , m_caption(makeLabel({}, "heading"))
{
    setWindowTitle(tr("Picture"));
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_picture, 1);
    column->addWidget(m_caption, 0, Qt::AlignHCenter);
    column->addWidget(makeLabel(tr("← → go on    1–9 label    0 clear    X trash    Space close"), "caption"),
                      0, Qt::AlignHCenter);
    auto *keys = new LabelActions(
        session.library(), this, [this] { return std::vector<qint64>{m_imageId}; }, this);
    connect(keys, &LabelActions::changed, this, [this] { Q_EMIT stepped(1); });
    if (parent)
        resize(parent->window()->size() * 0.92);
}

void ImageViewer::showImage(const ImageRecord &image)
{
    m_imageId = image.id;
    m_picture->showPicture(image.path, m_session.thumbnails().pixmap(image.path));
    const ClassRecord *label = m_session.library().classById(image.classId);
    m_caption->setText(label ? label->name : tr("unlabelled"));
    setWindowTitle(image.path.mid(image.path.lastIndexOf(u'/') + 1));
}

void ImageViewer::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Down:
        Q_EMIT stepped(1);
        return;
    case Qt::Key_Left:
    case Qt::Key_Up:
        Q_EMIT stepped(-1);
        return;
    case Qt::Key_Space:
        accept();
        return;
    default:
        QDialog::keyPressEvent(event);
    }
}

} // namespace cairn
