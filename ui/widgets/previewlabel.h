#pragma once

#include <QPixmap>
#include <QWidget>

namespace cairn {

class BackgroundJobs;

/// One picture, fitted, loaded on a worker. Shows the thumbnail it was given until the sharp one is there.
class PreviewLabel : public QWidget
{
    Q_OBJECT
public:
    PreviewLabel(BackgroundJobs &jobs, int side, QWidget *parent = nullptr);
    void showPicture(const QString &path, const QPixmap &meanwhile);
    void clear();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    BackgroundJobs &m_jobs;
    int m_side; ///< longest side that is loaded, pixels
    QString m_path;
    QPixmap m_pixmap;
    QString m_problem;
};

} // namespace cairn
