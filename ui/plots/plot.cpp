// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot.h"

#include "core/base/folder.h"
#include "ui/plots/plottable.h"
#include "ui/plots/qcp.h"
#include "ui/style/classmark.h"
#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plaintext.h"

#include <QDialogButtonBox>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QMenu>
#include <QSvgGenerator>
#include <QTableView>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {
constexpr int lowest = 130; // pixels of height with room for the axis' name
constexpr QSize smallestPlot{60, 36}; // inside the axes: what a small window leaves of it
constexpr double markSize = 7; // pixels across
constexpr Qt::PenStyle dashes[] = {Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
constexpr QCPScatterStyle::ScatterShape marks[]
    = {QCPScatterStyle::ssDisc, QCPScatterStyle::ssSquare, QCPScatterStyle::ssDiamond,
       QCPScatterStyle::ssTriangle, QCPScatterStyle::ssTriangleInverted};
constexpr double barWidth = 9; // pixels
constexpr double markRoom = 6; // pixels between a point and the axes, for half of its mark
} // namespace

Plot::Plot(const QString &title, const QString &xLabel, const QString &yLabel, QWidget *parent)
    : QWidget(parent)
    , m_plot(new QCustomPlot)
    , m_title(title)
    , m_xLabel(xLabel)
{
    setAccessibleName(title);
    m_plot->setAccessibleName(title);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_plot);
    m_plot->setMinimumSize(120, 72);
    m_plot->xAxis->setLabel(xLabel);
    m_plot->yAxis->setLabel(yLabel);
    m_plot->setNoAntialiasingOnDrag(true);
    m_plot->setPlottingHints(QCP::phCacheLabels
                             | QCP::phFastPolylines); // else lines wider than 1 px cost 50 times as much
    m_plot->setContextMenuPolicy(Qt::CustomContextMenu);
    m_plot->axisRect()->setMinimumMargins({yLabel.isEmpty() ? 32 : 44, 8, 12, 20});
    m_plot->legend->setBorderPen(Qt::NoPen);
    connect(m_plot, &QWidget::customContextMenuRequested, this, [this](const QPoint &position) {
        QMenu menu;
        fillMenu(&menu);
        menu.exec(m_plot->mapToGlobal(position));
    });
    connect(m_plot, &QCustomPlot::beforeReplot, this, &Plot::fitTicks);
    connect(m_plot, &QCustomPlot::beforeReplot, this, &Plot::fitLegend);
    connect(m_plot, &QCustomPlot::afterReplot, this, [this] { ++m_replots; });
    connect(m_plot, &QCustomPlot::mouseMove, this,
            [this](const QMouseEvent *event) { showPointer(event->pos()); });
    connect(m_plot, &QCustomPlot::mouseRelease, this, [this](const QMouseEvent *event) {
        if (event->button() == Qt::LeftButton && m_plot->axisRect()->rect().contains(event->pos()))
            Q_EMIT clickedAt(m_plot->xAxis->pixelToCoord(event->pos().x()));
    });
    m_plot->axisRect()->setMinimumSize(smallestPlot);
    applyColors();
}

Plot::~Plot() = default;

int Plot::addCurve(const QString &name, Ink ink, bool strong, bool points)
{
    QCPGraph *graph = m_plot->addGraph();
    graph->setName(name);
    graph->setAntialiased(strong);
    m_curves.append({name, ink, strong, points, graph});
    colorCurve(m_curves.last());
    return int(m_curves.size()) - 1;
}

int Plot::addBars(const QString &name)
{
    const int curve = addCurve(name, Ink::Faint, false);
    m_curves[curve].bars = true;
    m_curves[curve].graph->setLineStyle(QCPGraph::lsImpulse);
    colorCurve(m_curves[curve]);
    return curve;
}

int Plot::addSeries(const QString &name, int series)
{
    const int curve = addLine(name, series);
    m_curves[curve].points = true;
    colorCurve(m_curves[curve]);
    return curve;
}

int Plot::addLine(const QString &name, int series)
{
    const int curve = addCurve(name, Ink::Accent, true);
    m_curves[curve].series = series;
    colorCurve(m_curves[curve]);
    return curve;
}

void Plot::setCurve(int curve, const QList<double> &x, const QList<double> &y)
{
    m_curves[curve].graph->setData(x, y, true);
}

void Plot::setLogarithmicX()
{
    m_plot->xAxis->setScaleType(QCPAxis::stLogarithmic);
    m_plot->xAxis->setTicker(QSharedPointer<QCPAxisTickerLog>(new QCPAxisTickerLog));
    m_plot->xAxis->setNumberFormat(u"eb"_s);
    m_plot->xAxis->setNumberPrecision(0);
}

void Plot::setWholeX()
{
    const QSharedPointer<QCPAxisTickerFixed> ticker(new QCPAxisTickerFixed);
    ticker->setTickStep(1);
    ticker->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
    m_plot->xAxis->setTicker(ticker);
}

void Plot::setMarkers(const QList<std::pair<double, QString>> &markers)
{
    m_markers = markers;
    m_plot->clearItems();
    m_markerTexts.clear();
    const QPalette colors = palette();
    m_above = new QCPItemText(m_plot);
    m_above->setColor(mutedColor(colors));
    m_above->setFont(m_plot->xAxis->tickLabelFont());
    m_above->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_above->position->setType(QCPItemPosition::ptAxisRectRatio);
    m_above->position->setCoords(0.01, 0.01);
    m_above->setVisible(false);
    int row = 0;
    for (const auto &[x, text] : markers) {
        if (!std::isfinite(x))
            continue;
        auto *line = new QCPItemStraightLine(m_plot);
        line->setPen(QPen(mutedColor(colors), 1, Qt::DashLine));
        line->point1->setCoords(x, 0);
        line->point2->setCoords(x, 1);
        auto *label = new QCPItemText(m_plot);
        label->setText(text);
        label->setColor(colors.color(QPalette::Text));
        label->setBrush(colors.color(QPalette::Base));
        label->setPadding({4, 1, 4, 1});
        label->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
        label->position->setTypeX(QCPItemPosition::ptPlotCoords);
        label->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
        // One below the other: suggestions often lie close together.
        label->position->setCoords(x, 0.03 + 0.09 * row++);
        m_markerTexts.append(label);
    }
}

void Plot::setMinimumRange(double xLow, double xHigh)
{
    m_low = xLow;
    m_high = xHigh;
}

void Plot::setFromZero()
{
    m_fromZero = true;
}

void Plot::setLogarithmicY(bool logarithmic)
{
    m_plot->yAxis->setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    m_plot->yAxis->setTicker(logarithmic ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog)
                                         : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
    refresh();
}

namespace {

// The marks of the first, last, lowest and highest point are whole.
double shareOf(int pixels, double least)
{
    return std::clamp(markRoom / std::max(1, pixels), least, 3 * least);
}

/// Where an axis ends that shows the bulk of these, which are not all of a kind: above are at most some wild
/// ones.
double endOfBulk(std::vector<double> &values)
{
    constexpr double bulk = 0.9;
    constexpr double wild = 3; // times as high as the bulk
    const auto place = values.begin() + std::ptrdiff_t(bulk * double(values.size() - 1));
    std::nth_element(values.begin(), place, values.end());
    const double high = *place;
    const double highest = *std::max_element(place, values.end());
    return highest > wild * high && high > 0 ? 1.5 * high : highest;
}

} // namespace

void Plot::fitX()
{
    std::optional<QCPRange> all;
    if (m_high > m_low)
        all = QCPRange(m_low, m_high);
    for (const Curve &curve : std::as_const(m_curves)) {
        bool found = false;
        const QCPRange own = curve.graph->getKeyRange(found);
        if (found)
            all = all ? all->expanded(own) : own;
    }
    QCPRange range = all.value_or(QCPRange(0, 1));
    if (m_plot->xAxis->scaleType() == QCPAxis::stLinear)
        range.upper += std::max(range.size(), 1e-9) * shareOf(m_plot->axisRect()->width(), 0.02);
    m_plot->xAxis->setRange(range);
}

void Plot::fitY()
{
    std::vector<double> values;
    for (const Curve &curve : std::as_const(m_curves)) {
        for (const QCPGraphData &point : *curve.graph->data()) {
            if (std::isfinite(point.value))
                values.push_back(point.value);
        }
    }
    if (values.empty())
        return m_plot->yAxis->setRange(0, 1);
    const auto [least, most] = std::ranges::minmax(values);
    const bool logarithmic = m_plot->yAxis->scaleType() == QCPAxis::stLogarithmic;
    QCPRange range(least, most);
    constexpr std::size_t few = 20; // of so few each is worth its place
    if (m_fromZero && !logarithmic)
        range = {std::min(0.0, least), values.size() > few ? endOfBulk(values) : most};
    const auto above = std::ranges::count_if(values, [&](double value) { return value > range.upper; });
    m_above->setText(tr("%1 point(s) above", nullptr, int(above)).arg(above));
    m_above->setVisible(above > 0);
    if (logarithmic) {
        double positive = range.upper;
        for (const double value : values)
            positive = value > 0 ? std::min(positive, value) : positive;
        return m_plot->yAxis->setRange(positive / 1.2, std::max(range.upper * 1.2, 1e-12));
    }
    const double room = range.size() > 0 ? range.size() * shareOf(m_plot->axisRect()->height(), 0.06)
                                         : std::max(std::abs(range.center()) * 0.1, 1e-9);
    m_plot->yAxis->setRange(m_fromZero && range.lower == 0 ? 0 : range.lower - room, range.upper + room);
}

void Plot::refresh()
{
    if (!isVisible())
        return; // showEvent draws it
    const bool empty
        = std::ranges::all_of(m_curves, [](const Curve &curve) { return curve.graph->data()->isEmpty(); });
    if (empty) {
        m_plot->xAxis->setRange(m_high > m_low ? QCPRange(m_low, m_high) : QCPRange(0, 1));
        m_plot->yAxis->setRange(0, 1);
    } else {
        fitX();
        fitY();
    }
    // A marker's text stands where there is room for it.
    const QRect inside = m_plot->axisRect()->rect();
    for (QCPItemText *text : std::as_const(m_markerTexts)) {
        const double x = m_plot->xAxis->coordToPixel(text->position->key());
        const int length = QFontMetrics(text->font()).horizontalAdvance(text->text()) + 8;
        text->setPositionAlignment(Qt::AlignTop
                                   | (x + length > inside.right() ? Qt::AlignRight : Qt::AlignLeft));
    }
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void Plot::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void Plot::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange)
        return;
    applyColors();
    refresh();
}

void Plot::colorCurve(const Curve &curve)
{
    const QPalette colors = palette();
    const QColor base = colors.color(QPalette::Base);
    const QColor ink = curve.series >= 0 ? classColor(curve.series)
        : curve.ink == Ink::Accent       ? colors.color(QPalette::Highlight)
        : curve.ink == Ink::Second       ? classColor(4)
                                         : blend(base, colors.color(QPalette::Highlight), 0.4);
    const Qt::PenStyle dash = dashes[std::size_t(std::max(0, curve.series)) % std::size(dashes)];
    curve.graph->setPen(QPen(ink, curve.strong ? 2 : 1, dash));
    if (curve.bars)
        curve.graph->setPen(
            QPen(blend(base, colors.color(QPalette::Highlight), 0.25), barWidth, Qt::SolidLine, Qt::FlatCap));
    if (curve.points) {
        const auto mark = marks[std::size_t(std::max(0, curve.series)) % std::size(marks)];
        curve.graph->setScatterStyle(QCPScatterStyle(mark, QPen(ink, 1.5), base, markSize));
    }
}

void Plot::applyColors()
{
    const QPalette colors = palette();
    const QColor muted = mutedColor(colors);
    QFont small = font();
    small.setPointSizeF(font().pointSizeF() * 0.88);
    m_plot->setBackground(colors.color(QPalette::Base));
    for (QCPAxis *axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->setBasePen(QPen(borderColor(colors)));
        axis->setTickPen(QPen(borderColor(colors)));
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelColor(muted);
        axis->setLabelColor(muted);
        axis->setTickLabelFont(small);
        axis->setLabelFont(small);
        axis->setTickLengthIn(0);
        axis->setTickLengthOut(3);
        axis->grid()->setPen(QPen(blend(colors.color(QPalette::Base), borderColor(colors), 0.55), 1));
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
    QColor behind = colors.color(QPalette::Base);
    behind.setAlpha(210);
    m_plot->legend->setBrush(behind);
    m_plot->legend->setFont(small);
    m_plot->legend->setTextColor(colors.color(QPalette::Text));
    for (const Curve &curve : std::as_const(m_curves))
        colorCurve(curve);
    setMarkers(QList(m_markers));
}

void Plot::showPointer(const QPoint &position)
{
    if (!m_plot->axisRect()->rect().contains(position)) {
        QToolTip::hideText();
        return;
    }
    const double x = m_plot->xAxis->pixelToCoord(position.x());
    QStringList lines{u"%1: %2"_s.arg(m_xLabel).arg(x, 0, 'g', 3)};
    for (const Curve &curve : std::as_const(m_curves)) {
        const auto points = curve.graph->data();
        if (points->isEmpty())
            continue;
        lines.append(u"%1: %2"_s.arg(curve.name).arg(points->findBegin(x)->value, 0, 'g', 4));
    }
    QToolTip::showText(m_plot->mapToGlobal(position + QPoint(12, 12)), plainTip(lines.join(u'\n')), m_plot);
}

// As many as there is room for: labels must not touch each other.
void Plot::fitTicks()
{
    const QFontMetrics metrics(m_plot->xAxis->tickLabelFont());
    const QRect room = m_plot->axisRect()->rect();
    m_plot->xAxis->setLabel(m_plot->height() < lowest ? QString()
                                                      : m_xLabel); // the first thing to do without
    m_plot->xAxis->ticker()->setTickCount(
        std::clamp(room.width() / std::max(1, metrics.horizontalAdvance(u"0.00000"_s)), 2, 8));
    m_plot->yAxis->ticker()->setTickCount(
        std::clamp(room.height() / std::max(1, metrics.height() * 2), 2, 6));
}

QToolButton *Plot::moreButton()
{
    auto *button = new QToolButton;
    button->setIcon(lineIcon(u"more"_s));
    button->setToolTip(tr("Save this plot or show its data"));
    button->setAccessibleName(tr("%1: save or show data").arg(m_title));
    button->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(button);
    fillMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { // the scale may be another by now
        menu->clear();
        fillMenu(menu);
    });
    button->setMenu(menu);
    return button;
}

void Plot::fillMenu(QMenu *menu)
{
    menu->addAction(tr("Save as PNG, SVG, PDF or CSV…"), this, &Plot::save);
    menu->addAction(tr("Show data…"), this, &Plot::showTable);
    if (!m_fromZero)
        return;
    QAction *logarithmic = menu->addAction(tr("Logarithmic scale"));
    logarithmic->setCheckable(true);
    logarithmic->setChecked(m_plot->yAxis->scaleType() == QCPAxis::stLogarithmic);
    connect(logarithmic, &QAction::toggled, this, &Plot::setLogarithmicY);
}

void Plot::save()
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Save plot"), m_title + u".png"_s,
                                                      tr("PNG image (*.png);;SVG drawing (*.svg);;"
                                                         "PDF (*.pdf);;Table (*.csv)"));
    if (!file.isEmpty() && !saveTo(file))
        PlainMessage(tr("Save plot"),
                     tr("%1 cannot be written; is the disk full or the folder read-only?").arg(file), {},
                     this)
            .exec();
}

bool Plot::saveTo(const QString &file) const
{
    const QString ending = QFileInfo(file).suffix().toLower();
    if (ending == u"csv"_s)
        return std::unique_ptr<PlotTable>(table(nullptr))->saveCsv(file);
    if (ending == u"svg"_s)
        return saveSvg(file);
    return ending == u"pdf"_s ? m_plot->savePdf(file) : m_plot->savePng(file, 0, 0, 2);
}

bool Plot::saveSvg(const QString &file) const
{
    return replaceFile(file, [&](QFile &out) { return drawSvg(out); }).ok();
}

bool Plot::drawSvg(QIODevice &out) const
{
    QSvgGenerator drawing;
    drawing.setOutputDevice(&out);
    drawing.setTitle(m_title);
    drawing.setSize(m_plot->size());
    drawing.setViewBox(m_plot->rect());
    QCPPainter painter;
    if (!painter.begin(&drawing))
        return false;
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    m_plot->toPainter(&painter, m_plot->width(), m_plot->height());
    return painter.end();
}

PlotTable *Plot::table(QObject *parent) const
{
    QList<PlotTable::Curve> curves;
    for (const Curve &curve : m_curves) {
        PlotTable::Curve points{curve.name, {}, {}};
        for (const QCPGraphData &point : *curve.graph->data()) {
            points.x.append(point.key);
            points.y.append(point.value);
        }
        curves.append(std::move(points));
    }
    return new PlotTable(m_xLabel, curves, parent);
}

void Plot::showTable()
{
    auto *dialog = new QDialog(window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(m_title);
    dialog->resize(420, 480);
    auto *view = new QTableView;
    styleTable(view, m_title);
    view->setModel(table(dialog));
    view->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto *column = new QVBoxLayout(dialog);
    column->addWidget(view);
    column->addWidget(buttons);
    dialog->open();
}

} // namespace cairn
