#pragma once

#include "ui/session/projectsession.h"

#include <QDialog>

class QLabel;

namespace cairn {

class PreviewLabel;

/// One picture over the whole window. Arrows go on, label keys work, Space or Escape close.
class ImageViewer : public QDialog
{
    Q_OBJECT
public:
    explicit ImageViewer(ProjectSession &session, QWidget *parent);
    void showImage(const ImageRecord &image);

Q_SIGNALS:
    void stepped(int by); ///< +1, −1

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    ProjectSession &m_session;
    PreviewLabel *m_picture;
    QLabel *m_caption;
    qint64 m_imageId = 0;
};

} // namespace cairn
