// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/confusion/confusionview.h"

#include "ui/style/classmark.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int smallestCell = 24;
constexpr int tiniestCell = 7; // zoomed out
constexpr int largestCell = 84;
constexpr int longestName = 150;

class CellDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        // The view has a style sheet, in whose palette the base is transparent.
        const QPalette palette = QGuiApplication::palette();
        const bool empty = index.data(ConfusionModel::EmptyRole).toBool();
        const QColor base = palette.color(QPalette::Base);
        // Right answers in the accent, mistakes in vermillion: the share decides how strong.
        const QColor ink = index.data(ConfusionModel::RightRole).toBool() ? palette.color(QPalette::Highlight)
                                                                          : classColor(4);
        const QColor fill = empty
            ? blend(base, palette.color(QPalette::Midlight), 0.5)
            : blend(base, ink, 0.12 + 0.78 * index.data(ConfusionModel::StrengthRole).toDouble());
        const int gap = option.rect.width() > 14 ? 1 : 0;
        const QRect body = option.rect.adjusted(gap, gap, -gap, -gap);
        painter->fillRect(body, fill);
        if (option.state & QStyle::State_Selected) {
            painter->setPen(QPen(palette.color(QPalette::Text), 2));
            painter->setBrush(Qt::NoBrush);
            painter->drawRect(body.adjusted(1, 1, -1, -1));
        }
        const QString text = index.data().toString();
        if (option.fontMetrics.horizontalAdvance(text) > body.width()
            || option.rect.height() < option.fontMetrics.height())
            return; // zoomed out: the tint says it, the tooltip tells
        painter->setPen(empty ? mutedColor(palette) : readableOn(fill));
        painter->drawText(body, Qt::AlignCenter, text);
    }
};

/// Names of the columns: upright where they fit, else turned by 90°.
class NamesHeader : public QHeaderView
{
public:
    NamesHeader(Qt::Orientation orientation, QWidget *parent)
        : QHeaderView(orientation, parent)
    {
        setSectionsClickable(true);
        setHighlightSections(false);
        setSectionResizeMode(QHeaderView::Fixed);
        setMinimumSectionSize(tiniestCell);
    }
    void setTurned(bool turned) { m_turned = turned; }

    void paintSection(QPainter *painter, const QRect &rect, int section) const override
    {
        const QString name = model()->headerData(section, orientation()).toString();
        const QFontMetrics metrics = fontMetrics();
        const int thickness = orientation() == Qt::Vertical || m_turned
            ? (orientation() == Qt::Vertical ? rect.height() : rect.width())
            : metrics.height();
        if (thickness < metrics.height() - 4)
            return; // zoomed out: the tooltip tells
        painter->save();
        painter->setPen(palette().color(QPalette::Text));
        QRect room = rect.adjusted(4, 2, -6, -2);
        Qt::Alignment alignment = orientation() == Qt::Vertical ? Qt::AlignRight : Qt::AlignHCenter;
        if (m_turned) {
            painter->translate(rect.center().x(), rect.bottom() - 4);
            painter->rotate(-90);
            room = QRect(0, -metrics.height() / 2, rect.height() - 8, metrics.height());
            alignment = Qt::AlignLeft;
        }
        painter->drawText(room, int(alignment | Qt::AlignVCenter),
                          metrics.elidedText(name, Qt::ElideMiddle, room.width()));
        painter->restore();
    }

private:
    bool m_turned = false;
};

} // namespace

ConfusionView::ConfusionView(QWidget *parent)
    : QTableView(parent)
    , m_model(new ConfusionModel(this))
{
    setModel(m_model);
    setItemDelegate(new CellDelegate(this));
    setHorizontalHeader(new NamesHeader(Qt::Horizontal, this));
    setVerticalHeader(new NamesHeader(Qt::Vertical, this));
    horizontalHeader()->setAccessibleName(tr("Predicted classes"));
    verticalHeader()->setAccessibleName(tr("Actual classes"));
    setFrameShape(QFrame::NoFrame);
    setProperty("role", u"flat"_s);
    setAccessibleName(tr("Confusion matrix: rows are actual classes, columns are predicted classes"));
    setShowGrid(false);
    setCornerButtonEnabled(false);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setTabKeyNavigation(false); // the Tab key leads on to the next control
    setSelectionBehavior(QAbstractItemView::SelectItems);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setMinimumSize(200, 110);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        const QModelIndexList chosen = selectionModel()->selectedIndexes();
        if (!m_showing && !chosen.isEmpty())
            choose(m_model->classAt(chosen.first().row()), m_model->classAt(chosen.first().column()));
    });
    connect(verticalHeader(), &QHeaderView::sectionClicked, this,
            [this](int row) { choose(m_model->classAt(row), -1); });
    connect(horizontalHeader(), &QHeaderView::sectionClicked, this,
            [this](int column) { choose(-1, m_model->classAt(column)); });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        layOut();
        showChoice();
    });
}

void ConfusionView::setMatrix(const ConfusionMatrix &matrix, const QStringList &classes)
{
    m_model->setMatrix(matrix, classes);
    if (m_actual >= matrix.classes() || m_predicted >= matrix.classes())
        clearChoice();
}

void ConfusionView::setSelectable(bool selectable)
{
    setSelectionMode(selectable ? QAbstractItemView::SingleSelection : QAbstractItemView::NoSelection);
    horizontalHeader()->setSectionsClickable(selectable);
    verticalHeader()->setSectionsClickable(selectable);
    setFocusPolicy(selectable ? Qt::StrongFocus : Qt::NoFocus);
}

void ConfusionView::clearChoice()
{
    if (hasChoice())
        choose(-1, -1);
}

void ConfusionView::choose(int actual, int predicted)
{
    m_actual = actual;
    m_predicted = predicted;
    showChoice();
    Q_EMIT cellChosen(actual, predicted);
}

void ConfusionView::showChoice()
{
    m_showing = true;
    const int row = m_model->sectionOf(m_actual);
    const int column = m_model->sectionOf(m_predicted);
    if (row >= 0 && column >= 0)
        selectionModel()->setCurrentIndex(m_model->index(row, column), QItemSelectionModel::ClearAndSelect);
    else
        selectionModel()->clearSelection();
    m_showing = false;
}

QSize ConfusionView::sizeHint() const
{
    return {360, 320};
}

void ConfusionView::layOut()
{
    const int classes = m_model->rowCount();
    if (classes == 0)
        return;
    int longest = 40;
    for (const QString &name : m_model->classes())
        longest = std::max(longest, fontMetrics().horizontalAdvance(name));
    const int names = std::min(longest, longestName) + 14;
    const QSize room = size();
    const double factor = std::pow(1.2, m_zoom);
    const int least = m_zoom < 0 ? tiniestCell : smallestCell;
    const auto cell = [&](int available) {
        return std::clamp(int(factor * std::clamp((available - 4) / classes, smallestCell, largestCell)),
                          least, 2 * largestCell);
    };
    const int width = cell(room.width() - names);
    auto *columns = static_cast<NamesHeader *>(horizontalHeader());
    const bool turned = longest > width - 8; // names that do not fit over their column
    columns->setTurned(turned);
    const int top = turned ? names : fontMetrics().height() + 10;
    const int height = std::min(cell(room.height() - top), std::max(least, width * 5 / 4));
    verticalHeader()->setFixedWidth(names);
    columns->setFixedHeight(top);
    columns->setDefaultSectionSize(width);
    verticalHeader()->setDefaultSectionSize(height);
}

void ConfusionView::resizeEvent(QResizeEvent *event)
{
    layOut();
    QTableView::resizeEvent(event);
}

void ConfusionView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        layOut();
}

QRect ConfusionView::cellRect(int actual, int predicted) const
{
    return visualRect(m_model->index(m_model->sectionOf(actual), m_model->sectionOf(predicted)));
}

void ConfusionView::mousePressEvent(QMouseEvent *event)
{
    const QModelIndex pressed = indexAt(event->position().toPoint());
    const bool again = pressed.isValid() && m_model->classAt(pressed.row()) == m_actual
        && m_model->classAt(pressed.column()) == m_predicted;
    if (selectionMode() != QAbstractItemView::NoSelection && (again || !pressed.isValid())) {
        clearChoice();
        return;
    }
    QTableView::mousePressEvent(event);
}

void ConfusionView::zoom(int steps)
{
    m_zoom = std::clamp(m_zoom + steps, -8, 6);
    layOut();
}

void ConfusionView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && hasChoice()) {
        clearChoice();
    } else if (event->key() == Qt::Key_Plus || event->key() == Qt::Key_Minus) {
        zoom(event->key() == Qt::Key_Plus ? 1 : -1);
    } else if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(m_model->text());
    } else {
        QTableView::keyPressEvent(event);
    }
}

void ConfusionView::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier)
        zoom(event->angleDelta().y() > 0 ? 1 : -1);
    else
        QTableView::wheelEvent(event);
}

} // namespace cairn
