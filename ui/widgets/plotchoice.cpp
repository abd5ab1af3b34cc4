// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/plotchoice.h"

#include "ui/plots/plot.h"
#include "ui/widgets/elidedcombo.h"

#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

PlotChoice::PlotChoice(const QList<Plot *> &plots, const QStringList &names, const QString &accessibleName,
                       QWidget *parent)
    : QWidget(parent)
    , m_names(names)
    , m_choice(new ElidedCombo)
{
    m_choice->setObjectName(u"plotChoice"_s);
    m_choice->addItems(names);
    m_choice->setAccessibleName(accessibleName);
    auto *pages = new QStackedWidget;
    auto *buttons = new QStackedWidget;
    for (Plot *plot : plots) {
        pages->addWidget(plot);
        buttons->addWidget(plot->moreButton());
    }
    buttons->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_choice, &QComboBox::currentIndexChanged, this, [this, pages, buttons](int index) {
        if (index < 0)
            return;
        pages->setCurrentIndex(index);
        buttons->setCurrentIndex(index);
        Q_EMIT plotChosen(index);
    });
    auto *row = new QHBoxLayout;
    row->addWidget(m_choice, 1);
    row->addWidget(buttons);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(pages, 1);
}

void PlotChoice::offer(int count)
{
    const int wanted = std::min(count, int(m_names.size()));
    if (m_choice->currentIndex() >= wanted)
        m_choice->setCurrentIndex(0);
    while (m_choice->count() > wanted)
        m_choice->removeItem(m_choice->count() - 1);
    while (m_choice->count() < wanted)
        m_choice->addItem(m_names[m_choice->count()]);
}

int PlotChoice::chosen() const
{
    return m_choice->currentIndex();
}

} // namespace cairn
