#pragma once

#include "ui/session/projectsession.h"

#include <QFrame>

class QLabel;
class QFormLayout;

namespace cairn {

class PreviewLabel;

/// The right of Label: the current picture, and what is known of it.
class PreviewPanel : public QFrame
{
    Q_OBJECT
public:
    explicit PreviewPanel(ProjectSession &session, QWidget *parent = nullptr);
    void showImage(const ImageRecord *image, int selected); ///< nullptr: none

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QLabel *addRow(QFormLayout *form, const QString &name);

    ProjectSession &m_session;
    PreviewLabel *m_picture;
    QLabel *m_name;
    QLabel *m_class;
    QLabel *m_split;
    QLabel *m_size;
    QLabel *m_folder;
    QLabel *m_selected;
};

} // namespace cairn
