// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/label/filterbar.h"

#include "core/base/format.h"
#include "ui/label/providertitle.h"
#include "ui/style/icons.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plaintext.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QDateTime>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSet>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int popupWidth = 220; // a list may be wider than its box

// Keeps what was chosen, if it is still there.
void refill(QComboBox *combo, const QList<std::pair<QString, QVariant>> &choices)
{
    const QVariant chosen = combo->currentData();
    combo->clear();
    for (const auto &[title, value] : choices)
        combo->addItem(title, value);
    combo->setCurrentIndex(std::max(0, combo->findData(chosen)));
}

QToolButton *makeTool(const QString &tip)
{
    auto *button = new QToolButton;
    button->setToolTip(plainTip(tip));
    button->setAccessibleName(tip);
    return button;
}

} // namespace

FilterBar::FilterBar(Library &library, QWidget *parent)
    : QWidget(parent)
    , m_library(library)
    , m_search(new QLineEdit)
    , m_more(new QPushButton(tr("Filters")))
    , m_order(new QComboBox)
    , m_direction(makeTool(tr("Reverse the order")))
    , m_filters(new QWidget)
    , m_set(new QWidget)
    , m_setCaption(makeLabel({}, "plain"))
    , m_keepBest(new QPushButton(tr("Keep best of each group")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, gapSmall);
    column->setSpacing(gapSmall);
    auto *searchRow = new QHBoxLayout;
    buildSearchRow(searchRow);
    column->addLayout(searchRow);
    auto *filterRow = new FlowLayout(gapSmall, 6);
    m_filters->setLayout(filterRow);
    buildFilterRow(filterRow);
    column->addWidget(m_filters);
    auto *setRow = new QHBoxLayout(m_set);
    setRow->setContentsMargins(0, 0, 0, 0);
    setRow->addWidget(m_setCaption);
    auto *letGo = new QPushButton(tr("Show all"));
    letGo->setToolTip(tr("Clear the filters and show all images again"));
    m_keepBest->setObjectName(u"keepBest"_s);
    m_keepBest->setToolTip(
        tr("Keeps the labeled, largest, sharpest image of each group shown and moves the others to trash"));
    setRow->addWidget(m_keepBest);
    setRow->addWidget(letGo);
    setRow->addStretch();
    column->addWidget(m_set);
    connect(letGo, &QPushButton::clicked, this, &FilterBar::clear);
    connect(m_keepBest, &QPushButton::clicked, this, &FilterBar::keepBestWanted);
    connect(&library, &Library::imagesReset, this, &FilterBar::refillSources);
    refillSources();
    setPredictionsKnown(false);
    setFolded(true);
    m_set->hide();
}

void FilterBar::buildSearchRow(QLayout *row)
{
    m_search->setPlaceholderText(tr("Filter by file or folder name"));
    m_search->setAccessibleName(tr("Filter by file or folder name"));
    m_search->setToolTip(tr("Show only images whose file or folder name contains this text (Ctrl+F)"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(120);
    m_more->setCheckable(true);
    m_more->setToolTip(tr("More filters: source, license, size, date, duplicates, prediction, flags"));
    m_order->setAccessibleName(tr("Sort order"));
    m_order->setToolTip(tr("Sort order of the images"));
    m_direction->setText(u"↓"_s);
    m_direction->setCheckable(true);
    fillOrders();
    row->addWidget(m_search);
    row->addWidget(m_more);
    row->addWidget(m_order);
    row->addWidget(m_direction);
    connect(m_search, &QLineEdit::textChanged, this, &FilterBar::read);
    connect(m_more, &QPushButton::toggled, m_filters, &QWidget::setVisible);
    connect(m_order, &QComboBox::currentIndexChanged, this, &FilterBar::announce);
    connect(m_order, &QComboBox::activated, this, [this] {
        if (m_order->currentData().toInt() == int(ImageOrder::Duplicates))
            Q_EMIT duplicatesWanted();
    });
    connect(m_direction, &QToolButton::toggled, this, &FilterBar::announce);
}

void FilterBar::fillOrders()
{
    const QSignalBlocker blocker(m_order);
    QList<std::pair<QString, QVariant>> orders{{tr("By date added"), int(ImageOrder::Added)},
                                               {tr("By date taken"), int(ImageOrder::Taken)},
                                               {tr("By name"), int(ImageOrder::Name)},
                                               {tr("By resolution"), int(ImageOrder::Pixels)},
                                               {tr("By file size"), int(ImageOrder::FileSize)},
                                               {tr("By class"), int(ImageOrder::Class)},
                                               {tr("By confidence"), int(ImageOrder::Confidence)},
                                               {tr("By duplicates"), int(ImageOrder::Duplicates)}};
    if (m_imageFilter.only)
        orders.prepend({tr("Suggested order"), int(ImageOrder::Given)});
    refill(m_order, orders);
}

QComboBox *FilterBar::addChoice(QLayout *row, const QString &name, const QString &tip)
{
    auto *combo = new QComboBox;
    combo->setAccessibleName(name);
    combo->setToolTip(plainTip(tip));
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(11);
    combo->view()->setMinimumWidth(popupWidth);
    row->addWidget(combo);
    connect(combo, &QComboBox::currentIndexChanged, this, &FilterBar::read);
    return combo;
}

void FilterBar::buildFilterRow(QLayout *row)
{
    row->setContentsMargins(0, 0, 0, 0);
    m_filling = true;
    m_source = addChoice(row, tr("Source"), tr("Where the images came from"));
    m_license = addChoice(row, tr("License"), tr("License of the images"));
    m_size = addChoice(row, tr("Size"), tr("Length of the shorter side in pixels"));
    m_size->addItem(tr("Any size"), 0);
    for (const int side : {128, 224, 448, 1024})
        m_size->addItem(tr("Under %1 pixels").arg(side), side);
    m_added = addChoice(row, tr("Added"), tr("Date the images were added"));
    m_added->addItem(tr("Any date"), 0);
    m_added->addItem(tr("Past hour"), 3600);
    m_added->addItem(tr("Past day"), 86400);
    m_added->addItem(tr("Past week"), 7 * 86400);
    m_duplicateFilter = addChoice(row, tr("Duplicates"), tr("Images that look nearly identical, grouped"));
    m_duplicateFilter->setObjectName(u"duplicateFilter"_s);
    m_duplicateFilter->addItem(tr("Duplicates: any"), int(ImageFilter::DuplicateFilter::Any));
    m_duplicateFilter->addItem(tr("Near duplicates"), int(ImageFilter::DuplicateFilter::Duplicates));
    m_duplicateFilter->addItem(tr("Redundant duplicates"), int(ImageFilter::DuplicateFilter::Redundant));
    connect(m_duplicateFilter, &QComboBox::activated, this, &FilterBar::chooseDuplicateFilter);
    m_agreement = addChoice(row, tr("Prediction"), tr("Prediction of the current run"));
    m_agreement->addItem(tr("Any prediction"), int(ImageFilter::Agreement::Any));
    m_agreement->addItem(tr("With a prediction"), int(ImageFilter::Agreement::Predicted));
    m_agreement->addItem(tr("Prediction ≠ label"), int(ImageFilter::Agreement::Differs));
    buildConfidence(row);
    m_flagged = new QCheckBox(tr("Flagged only"));
    m_flagged->setToolTip(tr("Show only flagged images"));
    row->addWidget(m_flagged);
    auto *none = new QPushButton(tr("Clear filters"));
    none->setToolTip(tr("Show everything selected in the list on the left"));
    row->addWidget(none);
    m_filling = false;
    connect(m_flagged, &QCheckBox::toggled, this, &FilterBar::read);
    connect(none, &QPushButton::clicked, this, &FilterBar::clear);
}

void FilterBar::buildConfidence(QLayout *row)
{
    const auto add = [&](const QString &prefix, const QString &name, int value) {
        auto *box = new QSpinBox;
        box->setRange(0, 100);
        box->setSingleStep(5);
        box->setValue(value);
        box->setPrefix(prefix);
        box->setSuffix(tr(" % confidence"));
        box->setAccessibleName(name);
        box->setToolTip(tr("Confidence of the prediction"));
        row->addWidget(box);
        connect(box, &QSpinBox::valueChanged, this, &FilterBar::read);
        return box;
    };
    m_lowest = add(tr("≥ "), tr("Minimum confidence in percent"), 0);
    m_highest = add(tr("≤ "), tr("Maximum confidence in percent"), 100);
}

void FilterBar::refillSources()
{
    QSet<QString> providers;
    QSet<QString> licenses;
    for (const ImageRecord &image : m_library.images()) {
        providers.insert(image.provider);
        licenses.insert(image.license);
    }
    QList<std::pair<QString, QVariant>> sources{{tr("Any source"), QVariant()}};
    for (const QString &provider : QStringList(providers.begin(), providers.end()))
        sources.append({providerTitle(provider), QString(u""_s + provider)});
    std::sort(sources.begin() + 1, sources.end(),
              [](const auto &left, const auto &right) { return left.first < right.first; });
    QList<std::pair<QString, QVariant>> terms{{tr("Any license"), QVariant()}};
    QStringList names(licenses.begin(), licenses.end());
    names.sort();
    for (const QString &name : std::as_const(names))
        terms.append({name.isEmpty() ? tr("Unknown license") : name, QString(u""_s + name)});
    m_filling = true;
    refill(m_source, sources);
    refill(m_license, terms);
    m_filling = false;
    m_source->setVisible(sources.size() > 2);
    m_license->setVisible(terms.size() > 2);
    read();
}

void FilterBar::read()
{
    if (m_filling)
        return;
    const auto text = [](const QComboBox *combo) {
        const QVariant value = combo->currentData();
        return value.isValid() ? std::optional(value.toString()) : std::nullopt;
    };
    ImageFilter next;
    next.text = m_search->text().trimmed();
    next.provider = text(m_source);
    next.license = text(m_license);
    next.flagged = m_flagged->isChecked();
    next.smallerThan = m_size->currentData().toInt();
    const qint64 seconds = m_added->currentData().toLongLong();
    next.addedSince = seconds > 0 ? QDateTime::currentMSecsSinceEpoch() - seconds * 1000 : 0;
    next.duplicateFilter = ImageFilter::DuplicateFilter(m_duplicateFilter->currentData().toInt());
    next.duplicates = needsDuplicates() ? m_duplicates : nullptr;
    next.agreement = ImageFilter::Agreement(m_agreement->currentData().toInt());
    next.lowestConfidence = m_lowest->value() / 100.0;
    next.highestConfidence = m_highest->value() / 100.0;
    next.only = m_imageFilter.only;
    if (next == m_imageFilter)
        return;
    m_imageFilter = std::move(next);
    ImageFilter plain;
    plain.text = m_imageFilter.text;
    plain.only = m_imageFilter.only;
    plain.duplicates = m_imageFilter.duplicates;
    m_more->setText(m_imageFilter == plain ? tr("Filters") : tr("Filters •"));
    updateSet();
    Q_EMIT narrowingChanged();
}

bool FilterBar::needsDuplicates() const
{
    return m_duplicateFilter->currentData().toInt() != int(ImageFilter::DuplicateFilter::Any)
        || m_order->currentData().toInt() == int(ImageOrder::Duplicates);
}

// Duplicates are to be seen side by side.
void FilterBar::chooseDuplicateFilter()
{
    if (m_imageFilter.duplicateFilter == ImageFilter::DuplicateFilter::Any)
        return;
    m_order->setCurrentIndex(m_order->findData(int(ImageOrder::Duplicates)));
    Q_EMIT duplicatesWanted();
}

void FilterBar::setDuplicates(std::shared_ptr<const ImageDuplicates> duplicates)
{
    m_duplicates = std::move(duplicates);
    read();
}

void FilterBar::giveUpDuplicates()
{
    m_duplicateFilter->setCurrentIndex(0);
}

void FilterBar::updateSet()
{
    const bool alike = m_imageFilter.duplicateFilter != ImageFilter::DuplicateFilter::Any;
    const auto &known = m_imageFilter.duplicates;
    if (m_imageFilter.only)
        m_setCaption->setText(m_imageFilter.only->caption);
    else if (alike)
        m_setCaption->setText(
            !known ? tr("Looking for duplicates…")
                : known->groups == 0
                ? tr("No near duplicates found")
                : tr("%1 group(s) of near duplicates, best image first", nullptr, int(known->groups))
                      .arg(formatCount(known->groups)));
    m_set->setVisible(m_imageFilter.only || alike);
    m_keepBest->setVisible(alike && known && known->groups > 0);
}

void FilterBar::announce()
{
    m_direction->setText(m_direction->isChecked() ? u"↑"_s : u"↓"_s);
    read(); // by duplicates: what is known of them
    Q_EMIT orderChanged(ImageOrder(m_order->currentData().toInt()), m_direction->isChecked());
}

void FilterBar::showOnly(const ImageSet &set)
{
    clear();
    m_imageFilter.only = set;
    updateSet();
    fillOrders();
    m_order->setCurrentIndex(0);
    announce();
    Q_EMIT narrowingChanged();
}

void FilterBar::clear()
{
    m_filling = true;
    m_search->clear();
    for (QComboBox *combo : {m_source, m_license, m_size, m_added, m_duplicateFilter, m_agreement})
        combo->setCurrentIndex(0);
    m_lowest->setValue(0);
    m_highest->setValue(100);
    m_flagged->setChecked(false);
    m_filling = false;
    if (m_imageFilter.only) {
        m_imageFilter.only.reset();
        updateSet();
        fillOrders();
        announce();
        Q_EMIT narrowingChanged();
    }
    read();
}

void FilterBar::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void FilterBar::setPredictionsKnown(bool known)
{
    for (QWidget *widget : std::initializer_list<QWidget *>{m_agreement, m_lowest, m_highest})
        widget->setVisible(known);
}

void FilterBar::setFolded(bool folded)
{
    m_more->setChecked(!folded);
    m_filters->setVisible(!folded);
}

} // namespace cairn
