// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/review/reviewfiltermenu.h"

#include "core/base/format.h"
#include "core/project/library.h"
#include "ui/label/providertitle.h"
#include "ui/widgets/plaintext.h"

#include <QActionGroup>
#include <QSet>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

using Filter = ReviewListModel::Filter;
using Order = ReviewListModel::Order;

QString orderTitle(Order order)
{
    switch (order) {
    case Order::List:
        return ReviewFilterMenu::tr("list order");
    case Order::Loss:
        return ReviewFilterMenu::tr("by loss");
    case Order::Predicted:
        return ReviewFilterMenu::tr("by predicted class probability");
    case Order::Actual:
        return ReviewFilterMenu::tr("by actual class probability");
    case Order::ActualClass:
        return ReviewFilterMenu::tr("by actual class");
    case Order::PredictedClass:
        return ReviewFilterMenu::tr("by predicted class");
    case Order::FileName:
        return ReviewFilterMenu::tr("by file name");
    }
    return {};
}

QString confidenceTitle(double from, double below)
{
    if (below < 1)
        return ReviewFilterMenu::tr("confidence below %1").arg(formatPercent(below));
    return from > 0 ? ReviewFilterMenu::tr("confidence %1 or more").arg(formatPercent(from))
                    : ReviewFilterMenu::tr("any confidence");
}

} // namespace

ReviewFilterMenu::ReviewFilterMenu(const Library &library, ReviewListModel &list, QWidget *parent)
    : QMenu(parent)
    , m_library(library)
    , m_list(list)
{
    connect(this, &QMenu::aboutToShow, this, &ReviewFilterMenu::fill);
    fill();
}

QString ReviewFilterMenu::summary() const
{
    const Filter &filter = m_list.filter();
    QStringList parts;
    if (filter.surerThan > 0 || filter.unsureBelow < 1)
        parts << confidenceTitle(filter.surerThan, filter.unsureBelow);
    if (filter.provider)
        parts << tr("from: %1").arg(providerTitle(*filter.provider));
    if (filter.order != Order::List)
        parts << orderTitle(filter.order);
    if (filter.reversed)
        parts << tr("reversed");
    return parts.join(u" · "_s);
}

void ReviewFilterMenu::fill()
{
    clear();
    addOrders();
    addConfidence();
    addSources();
    const Filter &now = m_list.filter();
    Filter all;
    all.kind = now.kind;
    all.mistakesOnly = now.mistakesOnly;
    all.actual = now.actual;
    all.predicted = now.predicted;
    all.split = now.split;
    addSeparator();
    QAction *reset = addAction(tr("&Clear sort and filter"), this, [this, all] { Q_EMIT chosen(all); });
    reset->setEnabled(all != m_list.filter());
}

void ReviewFilterMenu::addChoice(QMenu *menu, const QString &text, const Filter &filter)
{
    QAction *action = menu->addAction(plainAction(text), this, [this, filter] { Q_EMIT chosen(filter); });
    action->setCheckable(true);
    action->setChecked(filter == m_list.filter());
}

void ReviewFilterMenu::addOrders()
{
    QMenu *menu = addMenu(tr("&Sort"));
    Filter filter = m_list.filter();
    for (const Order order : {Order::List, Order::Loss, Order::Predicted, Order::Actual, Order::ActualClass,
                              Order::PredictedClass, Order::FileName}) {
        filter.order = order;
        addChoice(menu, orderTitle(order), filter);
    }
    menu->addSeparator();
    filter = m_list.filter();
    filter.reversed = !filter.reversed;
    QAction *reverse = menu->addAction(tr("&Reverse"), this, [this, filter] { Q_EMIT chosen(filter); });
    reverse->setCheckable(true);
    reverse->setChecked(m_list.filter().reversed);
}

void ReviewFilterMenu::addConfidence()
{
    QMenu *menu = addMenu(tr("C&onfidence"));
    Filter filter = m_list.filter();
    const auto add = [&](double from, double below) {
        filter.surerThan = from;
        filter.unsureBelow = below;
        addChoice(menu, confidenceTitle(from, below), filter);
    };
    add(0, 1);
    for (const double below : {0.5, 0.7, 0.9})
        add(0, below);
    for (const double from : {0.9, 0.99})
        add(from, 1);
}

void ReviewFilterMenu::addSources()
{
    QSet<QString> providers;
    for (const ImageRecord &image : m_library.images())
        providers.insert(image.provider);
    QMenu *menu = addMenu(tr("So&urce"));
    menu->setEnabled(providers.size() > 1);
    Filter filter = m_list.filter();
    filter.provider.reset();
    addChoice(menu, tr("any source"), filter);
    QStringList sorted(providers.begin(), providers.end());
    sorted.sort();
    for (const QString &provider : std::as_const(sorted)) {
        filter.provider = provider;
        addChoice(menu, providerTitle(provider), filter);
    }
}

} // namespace cairn
