// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QProgressBar;

namespace cairn {

class LabelActions;
class ProjectSession;
class ZoomView;
struct Suggestion;

/// One image over the whole window, to label without the mouse: a class's key labels and goes on to the
/// next, which is loaded already; Enter takes what the network suggests; Backspace takes the last label back;
/// arrows move; the wheel, + and − zoom; Shift+H shows the heatmap; Space or Escape leave.
class ImageViewer : public QDialog
{
    Q_OBJECT
public:
    enum class Purpose {
        Labeling, ///< says how far one is, and when all is done
        Looking,
    };
    /// Goes through these images in this order, whatever becomes of them meanwhile.
    ImageViewer(ProjectSession &session, std::vector<qint64> imageIds, int start, QWidget *parent,
                Purpose purpose = Purpose::Labeling);

    enum Outcome {
        OnToTrain = QDialog::Accepted + 1, ///< all are labeled, and the user wants to train
    };

    qint64 imageId() const; ///< the one that is shown
    int labeled() const; ///< of these images, how many have a class

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QLayout *makeTop();
    void addShortcuts();
    void buildLegend();
    void acceptOrChoose();
    const Suggestion *suggestion() const; ///< for the image that is shown, while it has no label
    void go(int by);
    void takeBack();
    void showAt(int index);
    void refresh();

    ProjectSession &m_session;
    std::vector<qint64> m_ids;
    int m_index;
    Purpose m_purpose;
    std::vector<int> m_done; // where something was edited, to go back to
    bool m_takingBack = false;
    ZoomView *m_image;
    QLabel *m_scale;
    QLabel *m_caption;
    QProgressBar *m_bar;
    QLabel *m_progress;
    QWidget *m_legend;
    QLabel *m_suggestion;
    QWidget *m_complete; ///< all of them have a class
    LabelActions *m_actions;
};

} // namespace cairn
