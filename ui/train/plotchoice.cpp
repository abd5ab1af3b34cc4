#include "ui/train/plotchoice.h"

#include "ui/plots/plot.h"
#include "ui/widgets/elidedcombo.h"

#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

PlotChoice::PlotChoice(const QList<Plot *> &plots, const QStringList &names, const QString &accessibleName,
                       QWidget *parent)
    : QWidget(parent)
{
    auto *choice = new ElidedCombo;
    choice->setObjectName(u"plotChoice"_s);
    choice->addItems(names);
    choice->setAccessibleName(accessibleName);
    auto *pages = new QStackedWidget;
    auto *buttons = new QStackedWidget;
    for (Plot *plot : plots) {
        pages->addWidget(plot);
        buttons->addWidget(plot->moreButton());
    }
    buttons->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(choice, &QComboBox::currentIndexChanged, pages, &QStackedWidget::setCurrentIndex);
    connect(choice, &QComboBox::currentIndexChanged, buttons, &QStackedWidget::setCurrentIndex);
    auto *row = new QHBoxLayout;
    row->addWidget(choice);
    row->addStretch();
    row->addWidget(buttons);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(pages, 1);
}

} // namespace cairn
