// SPDX-License-Identifier: GPL-3.0-or-later
// The names of a plot's curves.

#include "ui/plots/plot.h"
#include "ui/plots/qcp.h"

#include <algorithm>

namespace cairn {

// In a row of its own: within the axes it would lie over the curves of a short run.
void Plot::showLegend()
{
    QCPLayoutGrid *rows = m_plot->plotLayout();
    rows->insertRow(0);
    rows->addElement(0, 0, m_plot->legend);
    rows->setRowStretchFactor(0, 0.001); // as high as its texts
    rows->setRowSpacing(0);
    m_plot->legend->setFillOrder(QCPLegend::foColumnsFirst, false);
    m_plot->legend->setMargins({4, 0, 4, 0});
    m_plot->legend->setVisible(true);
}

// As many names beside each other as there is room for.
void Plot::fitLegend()
{
    QCPLegend *legend = m_plot->legend;
    if (!legend->visible() || m_curves.isEmpty())
        return;
    int widest = 1;
    for (const Curve &curve : std::as_const(m_curves)) {
        if (const QCPAbstractLegendItem *item = legend->itemWithPlottable(curve.graph))
            widest = std::max(widest, item->minimumOuterSizeHint().width() + legend->columnSpacing());
    }
    const int columns = std::clamp(m_plot->width() / widest, 1, int(m_curves.size()));
    if (columns == legend->wrap())
        return;
    legend->setWrap(columns);
    legend->setFillOrder(QCPLegend::foColumnsFirst, true);
}

} // namespace cairn
