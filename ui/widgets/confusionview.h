#pragma once

#include "core/learn/metrics.h"

#include <QAbstractScrollArea>

namespace cairn {

/// A confusion matrix: rows are the actual classes, columns the predicted ones; each cell has its count and a
/// tint. Cells are chosen with the pointer or with the arrow keys and Enter; Escape clears the choice.
/// Scrolls where there are many classes.
class ConfusionView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit ConfusionView(QWidget *parent = nullptr);
    void setMatrix(const ConfusionMatrix &matrix, const QStringList &classes);
    void setSelectable(bool selectable); ///< false: a picture only
    void clearSelection();
    bool hasSelection() const { return m_actual >= 0; }

    QRect cellRect(int actual, int predicted) const; ///< in the viewport
    QSize sizeHint() const override;

Q_SIGNALS:
    void cellChosen(int actual, int predicted); ///< −1, −1: none

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    void layOut();
    void choose(int actual, int predicted);
    void paintCell(QPainter &painter, int actual, int predicted) const;
    void paintNames(QPainter &painter) const;
    bool cellAt(const QPoint &position, int &actual, int &predicted) const;
    QString describe(int actual, int predicted) const;

    ConfusionMatrix m_matrix;
    QStringList m_classes;
    bool m_selectable = true;
    int m_actual = -1;
    int m_predicted = -1;
    QSize m_cell{40, 40};
    bool m_upright = false; ///< the column names
    int m_left = 80; ///< room for the row names
    int m_bottom = 40; ///< room for the column names
};

} // namespace cairn
