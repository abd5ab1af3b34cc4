// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QListWidget;
class QSlider;
class QTableWidget;

namespace cairn {

class HeatmapLabel;
class ProjectSession;
struct Error;
struct SimilarImage;

/// Why the network said so, of the image that is selected: the image with its heatmap, all probabilities as
/// bars, and the training images that look most like it, so that a wrong label next door is seen.
class WhyPanel : public QWidget
{
    Q_OBJECT
public:
    explicit WhyPanel(ProjectSession &session, QWidget *parent = nullptr);
    void showImage(qint64 imageId); ///< 0: none

Q_SIGNALS:
    void imageActivated(); ///< to be shown large
    void neighborActivated(qint64 imageId);

private:
    QWidget *makeControls();
    void refresh();
    void showProbabilities();
    void findNeighbors();
    void showNeighbors(const std::vector<SimilarImage> &similar);
    void showThumbnails(const QSet<QString> &paths);
    void tellUnknown(const Error &error);

    ProjectSession &m_session;
    qint64 m_imageId = 0;
    qint64 m_neighborsOf = 0;
    HeatmapLabel *m_image;
    QLabel *m_caption; ///< while there is no image
    QLabel *m_file;
    QCheckBox *m_shown = nullptr;
    QComboBox *m_of = nullptr;
    QComboBox *m_layer = nullptr;
    QSlider *m_opacity = nullptr;
    QTableWidget *m_probabilities;
    QLabel *m_neighborsNote;
    QListWidget *m_neighbors;
};

} // namespace cairn
