// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/confusion/confusionmodel.h"

#include <QTableView>

namespace cairn {

/// A confusion matrix: rows are the actual classes, columns the predicted ones; each cell has its count and a
/// tint. A cell, a row (its name) or a column is chosen with the pointer or, cells, with the arrow keys;
/// Escape clears the choice. Fills its room where there are few classes and scrolls where there are many;
/// Ctrl and the wheel, + and − zoom; Ctrl+C copies the table.
class ConfusionView : public QTableView
{
    Q_OBJECT
public:
    explicit ConfusionView(QWidget *parent = nullptr);
    void setMatrix(const ConfusionMatrix &matrix, const QStringList &classes);
    ConfusionModel &table() { return *m_model; }
    void setSelectable(bool selectable); ///< false: an image only
    void clearChoice();
    bool hasChoice() const { return m_actual >= 0 || m_predicted >= 0; }

    QRect cellRect(int actual, int predicted) const; ///< in the viewport
    QSize sizeHint() const override;

Q_SIGNALS:
    /// Class indices; a row has −1 for the predicted class, a column for the actual one; −1, −1: none.
    void cellChosen(int actual, int predicted);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void layOut();
    void zoom(int steps);
    void choose(int actual, int predicted);
    void showChoice();

    ConfusionModel *m_model;
    int m_actual = -1;
    int m_predicted = -1;
    int m_zoom = 0; ///< steps
    bool m_showing = false;
};

} // namespace cairn
