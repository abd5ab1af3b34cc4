// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QWidget>

class QCPGraph;
class QCPItemText;
class QCustomPlot;
class QMenu;
class QToolButton;

namespace cairn {

class PlotTable;

/// A line plot in the program's colors: follows the theme, shows the values under the pointer, has a table
/// behind it, saves as PNG, SVG, PDF and CSV (context menu, and moreButton()). Repaints at most once an
/// event-loop turn, and not at all while it is hidden.
class Plot : public QWidget
{
    Q_OBJECT
public:
    Plot(const QString &title, const QString &xLabel, const QString &yLabel, QWidget *parent = nullptr);
    ~Plot() override;

    enum class Ink {
        Accent,
        Faint, ///< behind the others
        Second, ///< a color of its own, told apart from the accent by every eye
    };
    /// Adds a curve; returns its number. `points`: marks instead of only a line.
    int addCurve(const QString &name, Ink ink, bool strong, bool points = false);
    int addBars(const QString &name); ///< a curve drawn as faint bars from 0
    /// One of several of a kind, `series` from 0: each with a color, a dash and a mark of its own.
    int addSeries(const QString &name, int series);
    int addLine(const QString &name, int series); ///< the same without marks
    void setCurve(int curve, const QList<double> &x, const QList<double> &y);
    void setLogarithmicX();
    void setWholeX(); ///< ticks at whole numbers only
    QToolButton *moreButton(); ///< a new one, with the context menu, to be laid out by the caller
    PlotTable *table(QObject *parent) const; ///< a new one: the points as they are now
    void showLegend(); ///< the names of the curves, above the axes
    /// Labeled vertical lines; replaces the earlier ones.
    void setMarkers(const QList<std::pair<double, QString>> &markers);
    const QList<std::pair<double, QString>> &markers() const { return m_markers; }
    void setMinimumRange(double xLow, double xHigh); ///< shown even where there is no data
    /// The vertical axis begins at 0, and ends where the bulk of the data does: single wild values lie above
    /// it and are counted in the corner. Its menu has a logarithmic scale.
    void setFromZero();
    void setLogarithmicY(bool logarithmic); ///< after setFromZero()
    /// As an image (.png, .svg, .pdf) or its numbers (.csv), by the name's ending; PNG where it says
    /// nothing. False where it cannot be written.
    bool saveTo(const QString &file) const;
    void refresh(); ///< axes fit the data; one queued replot

    int replots() const { return m_replots; } ///< for tests

Q_SIGNALS:
    void clickedAt(double x);

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    struct Curve
    {
        QString name;
        Ink ink;
        bool strong;
        bool points;
        QCPGraph *graph;
        int series = -1; ///< in place of `ink`
        bool bars = false;
    };
    void fitX();
    void fitY();
    void applyColors();
    void colorCurve(const Curve &curve);
    void showPointer(const QPoint &position);
    void fitTicks();
    void fitLegend();
    void fillMenu(QMenu *menu);
    void save();
    bool saveSvg(const QString &file) const;
    bool drawSvg(QIODevice &out) const;
    void showTable();

    QCustomPlot *m_plot;
    QString m_title;
    QString m_xLabel;
    QList<Curve> m_curves;
    QList<std::pair<double, QString>> m_markers;
    QList<QCPItemText *> m_markerTexts;
    QCPItemText *m_above = nullptr; ///< how many points lie above the axis
    bool m_fromZero = false;
    double m_low = 0;
    double m_high = 0;
    int m_replots = 0;
};

} // namespace cairn
