#include "ui/widgets/confusionview.h"

#include "core/base/format.h"
#include "ui/style/classmark.h"
#include "ui/style/theme.h"
#include "ui/widgets/plaintext.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace cairn {

namespace {
constexpr int smallestCell = 26;
constexpr int largestCell = 84; // in height
constexpr int widest = 16; // tenths of the height
constexpr int axisTitle = 20;
constexpr int longestName = 150;
} // namespace

ConfusionView::ConfusionView(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setProperty("role", QStringLiteral("flat"));
    setAccessibleName(tr("Confusion matrix"));
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    setMinimumSize(200, 110);
}

void ConfusionView::setMatrix(const ConfusionMatrix &matrix, const QStringList &classes)
{
    m_matrix = matrix;
    m_classes = classes;
    if (m_actual >= matrix.classes() || m_predicted >= matrix.classes())
        clearSelection();
    layOut();
    viewport()->update();
}

void ConfusionView::setSelectable(bool selectable)
{
    m_selectable = selectable;
    setFocusPolicy(selectable ? Qt::StrongFocus : Qt::NoFocus);
}

void ConfusionView::clearSelection()
{
    if (m_actual >= 0)
        choose(-1, -1);
}

QSize ConfusionView::sizeHint() const
{
    return {360, 320};
}

void ConfusionView::layOut()
{
    const int classes = m_matrix.classes();
    if (classes == 0)
        return;
    int longest = 40;
    for (const QString &name : std::as_const(m_classes))
        longest = std::max(longest, fontMetrics().horizontalAdvance(name));
    m_left = axisTitle + std::min(longest, longestName) + 12;
    const QSize room = viewport()->size();
    const auto layCells = [&](int names) {
        m_bottom = axisTitle + names;
        const int height = std::clamp((room.height() - m_bottom - 8) / classes, smallestCell, largestCell);
        const int width
            = std::clamp((room.width() - m_left - 8) / classes, smallestCell, height * widest / 10);
        m_cell = {width, std::min(height, width * 5 / 4)};
    };
    layCells(fontMetrics().height() + 8);
    m_upright = longest > m_cell.width() - 4; // names that do not fit under their column
    if (m_upright)
        layCells(std::min(longest, longestName) + 12);

    const QSize content(m_left + classes * m_cell.width() + 8, classes * m_cell.height() + m_bottom + 8);
    horizontalScrollBar()->setRange(0, std::max(0, content.width() - room.width()));
    horizontalScrollBar()->setPageStep(room.width());
    verticalScrollBar()->setRange(0, std::max(0, content.height() - room.height()));
    verticalScrollBar()->setPageStep(room.height());
}

void ConfusionView::resizeEvent(QResizeEvent *)
{
    layOut();
}

QRect ConfusionView::cellRect(int actual, int predicted) const
{
    return QRect({m_left + predicted * m_cell.width() - horizontalScrollBar()->value(),
                  4 + actual * m_cell.height() - verticalScrollBar()->value()},
                 m_cell);
}

void ConfusionView::paintCell(QPainter &painter, int actual, int predicted) const
{
    const QRect cell = cellRect(actual, predicted);
    if (!cell.intersects(viewport()->rect()))
        return;
    const qint64 count = m_matrix.at(actual, predicted);
    const qint64 row = std::max<qint64>(1, m_matrix.rowTotal(actual));
    const QColor base = palette().color(QPalette::Base);
    // Right answers in the accent, mistakes in vermillion: the share of the row decides how strong.
    const QColor ink = actual == predicted ? palette().color(QPalette::Highlight) : classColor(4);
    const double share = double(count) / double(row);
    const QColor fill = count == 0 ? blend(base, palette().color(QPalette::Midlight), 0.5)
                                   : blend(base, ink, 0.12 + 0.78 * share);
    const QRect body = cell.adjusted(1, 1, -1, -1);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(body, 4, 4);
    if (actual == m_actual && predicted == m_predicted) {
        painter.setPen(QPen(palette().color(QPalette::Text), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(body.adjusted(1, 1, -1, -1), 4, 4);
    }
    painter.setPen(count == 0 ? mutedColor(palette()) : readableOn(fill));
    painter.drawText(body, Qt::AlignCenter, formatCount(count));
}

void ConfusionView::paintNames(QPainter &painter) const
{
    const int classes = m_matrix.classes();
    const QFontMetrics metrics = fontMetrics();
    painter.setPen(palette().color(QPalette::Text));
    for (int i = 0; i < classes; ++i) {
        const QString name = m_classes.value(i);
        const QRect row = cellRect(i, 0);
        const QRect left(axisTitle - horizontalScrollBar()->value(), row.top(), m_left - axisTitle - 8,
                         m_cell.height());
        painter.drawText(left, Qt::AlignRight | Qt::AlignVCenter,
                         metrics.elidedText(name, Qt::ElideRight, left.width()));
        const QRect last = cellRect(classes - 1, i);
        const int room = m_upright ? m_bottom - axisTitle - 8 : m_cell.width();
        const QString shortened = metrics.elidedText(name, Qt::ElideRight, room);
        if (!m_upright) {
            painter.drawText(QRect(last.left(), last.bottom() + 4, m_cell.width(), metrics.height()),
                             Qt::AlignCenter, shortened);
            continue;
        }
        painter.save();
        painter.translate(last.center().x(), last.bottom() + 6);
        painter.rotate(90);
        painter.drawText(QRect(0, -metrics.height() / 2, room, metrics.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, shortened);
        painter.restore();
    }
    painter.setPen(mutedColor(palette()));
    const QRect last = cellRect(classes - 1, 0);
    painter.drawText(
        QRect(last.left(), last.bottom() + m_bottom - axisTitle + 2, classes * m_cell.width(), axisTitle),
        Qt::AlignCenter, tr("predicted"));
    painter.save();
    painter.translate(-horizontalScrollBar()->value(), cellRect(0, 0).top() + classes * m_cell.height() / 2);
    painter.rotate(-90);
    painter.drawText(QRect(-60, 0, 120, axisTitle), Qt::AlignCenter, tr("actual"));
    painter.restore();
}

void ConfusionView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_matrix.classes() == 0)
        return;
    for (int actual = 0; actual < m_matrix.classes(); ++actual) {
        for (int predicted = 0; predicted < m_matrix.classes(); ++predicted)
            paintCell(painter, actual, predicted);
    }
    paintNames(painter);
}

bool ConfusionView::cellAt(const QPoint &position, int &actual, int &predicted) const
{
    if (m_matrix.classes() == 0)
        return false;
    const QPoint inside = position - cellRect(0, 0).topLeft();
    if (inside.x() < 0 || inside.y() < 0)
        return false;
    predicted = inside.x() / m_cell.width();
    actual = inside.y() / m_cell.height();
    return actual < m_matrix.classes() && predicted < m_matrix.classes();
}

void ConfusionView::choose(int actual, int predicted)
{
    m_actual = actual;
    m_predicted = predicted;
    viewport()->update();
    Q_EMIT cellChosen(actual, predicted);
}

void ConfusionView::mousePressEvent(QMouseEvent *event)
{
    if (!m_selectable || event->button() != Qt::LeftButton)
        return;
    int actual = -1;
    int predicted = -1;
    if (!cellAt(event->pos(), actual, predicted) || (actual == m_actual && predicted == m_predicted))
        choose(-1, -1);
    else
        choose(actual, predicted);
}

void ConfusionView::keyPressEvent(QKeyEvent *event)
{
    const int classes = m_matrix.classes();
    int row = std::max(0, m_actual);
    int column = std::max(0, m_predicted);
    switch (event->key()) {
    case Qt::Key_Left:
        column -= m_actual >= 0;
        break;
    case Qt::Key_Right:
        column += m_actual >= 0;
        break;
    case Qt::Key_Up:
        row -= m_actual >= 0;
        break;
    case Qt::Key_Down:
        row += m_actual >= 0;
        break;
    case Qt::Key_Escape:
        clearSelection();
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    if (m_selectable && classes > 0)
        choose(std::clamp(row, 0, classes - 1), std::clamp(column, 0, classes - 1));
}

QString ConfusionView::describe(int actual, int predicted) const
{
    const qint64 count = m_matrix.at(actual, predicted);
    const double share = double(count) / double(std::max<qint64>(1, m_matrix.rowTotal(actual)));
    return tr("%1 of class %2 predicted as %3: %4 of the class")
        .arg(formatCount(count), m_classes.value(actual), m_classes.value(predicted), formatPercent(share));
}

bool ConfusionView::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QAbstractScrollArea::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    int actual = -1;
    int predicted = -1;
    if (cellAt(help->pos(), actual, predicted))
        QToolTip::showText(help->globalPos(), plainTip(describe(actual, predicted)), viewport());
    else
        QToolTip::hideText();
    return true;
}

} // namespace cairn
