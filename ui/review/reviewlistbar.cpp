// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/review/reviewlistbar.h"

#include "core/base/format.h"
#include "ui/review/reviewfiltermenu.h"
#include "ui/session/labelissuesession.h"
#include "ui/session/reviewsession.h"
#include "ui/widgets/elidedcombo.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/layout.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

using Kind = ReviewListModel::Kind;

/// The lists as the combo box has them.
struct Entry
{
    Kind kind;
    bool mistakesOnly;
    const char *name;
    const char *hint;
};
constexpr Entry entries[] = {
    {Kind::Losses, true, QT_TRANSLATE_NOOP("cairn::ReviewListBar", "Mistakes"),
     QT_TRANSLATE_NOOP("cairn::ReviewListBar", "Misclassified validation images, largest loss first")},
    {Kind::Losses, false, QT_TRANSLATE_NOOP("cairn::ReviewListBar", "All images"),
     QT_TRANSLATE_NOOP("cairn::ReviewListBar", "All validation images, largest loss first")},
    {Kind::LabelIssues, false, QT_TRANSLATE_NOOP("cairn::ReviewListBar", "Label issues"),
     QT_TRANSLATE_NOOP("cairn::ReviewListBar",
                       "Likely label errors (confident learning), including training images, worst first")},
    {Kind::LeastSure, false, QT_TRANSLATE_NOOP("cairn::ReviewListBar", "Least confident"),
     QT_TRANSLATE_NOOP("cairn::ReviewListBar", "Lowest probability of the predicted class first")},
    {Kind::Unfamiliar, false, QT_TRANSLATE_NOOP("cairn::ReviewListBar", "Unfamiliar"),
     QT_TRANSLATE_NOOP("cairn::ReviewListBar", "Least similar to any training image first")},
    {Kind::Disagreement, false, QT_TRANSLATE_NOOP("cairn::ReviewListBar", "Disagreements"),
     QT_TRANSLATE_NOOP("cairn::ReviewListBar", "Predicted differently by the comparison run")},
    {Kind::BecameRight, false, QT_TRANSLATE_NOOP("cairn::ReviewListBar", "Became right"),
     QT_TRANSLATE_NOOP("cairn::ReviewListBar", "Wrong in the comparison run, right in this run")},
    {Kind::BecameWrong, false, QT_TRANSLATE_NOOP("cairn::ReviewListBar", "Became wrong"),
     QT_TRANSLATE_NOOP("cairn::ReviewListBar", "Right in the comparison run, wrong in this run")},
};

QPushButton *makeLink(const QString &text)
{
    auto *button = new QPushButton(text);
    button->setProperty("role", u"link"_s);
    return button;
}

} // namespace

ReviewListBar::ReviewListBar(ReviewListModel &list, const ReviewSession &review,
                             LabelIssueSession &labelIssues, const Library &library, QWidget *parent)
    : QWidget(parent)
    , m_list(list)
    , m_review(review)
    , m_labelIssues(labelIssues)
    , m_kind(new ElidedCombo)
    , m_split(new ElidedCombo)
    , m_filters(new ReviewFilterMenu(library, list, this))
    , m_title(makeLabel({}, "caption"))
    , m_clearCell(makeLink(tr("All classes")))
    , m_find(makeLink({}))
    , m_findInValidation(makeLink(tr("Validation labels only")))
{
    for (const Entry &entry : entries) {
        m_kind->addItem(tr(entry.name));
        m_kind->setItemData(m_kind->count() - 1, tr(entry.hint), Qt::ToolTipRole);
    }
    m_kind->setAccessibleName(tr("Image list"));
    m_split->addItem(tr("All splits"));
    m_split->addItem(tr("Training"), int(Split::Train));
    m_split->addItem(tr("Validation"), int(Split::Valid));
    m_split->setAccessibleName(tr("Split"));
    m_title->setWordWrap(true);
    auto *row = new FlowLayout(gapSmall, 4); // in a narrow window the links go below
    row->addWidget(m_kind);
    row->addWidget(m_split);
    auto *filters = new QPushButton(tr("Filter"));
    filters->setToolTip(tr("Sort and filter this list"));
    filters->setObjectName(u"reviewFilters"_s);
    filters->setMenu(m_filters);
    filters->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed); // the title beside it wraps
    row->addWidget(m_clearCell);
    row->addWidget(m_findInValidation);
    row->addWidget(m_find);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(row);
    auto *below = new QHBoxLayout;
    below->setSpacing(gapSmall);
    below->addWidget(m_title, 1);
    below->addWidget(filters);
    column->addLayout(below);
    connect(m_kind, &QComboBox::activated, this, &ReviewListBar::choose);
    connect(m_split, &QComboBox::activated, this, [this] {
        ReviewListModel::Filter filter = m_list.filter();
        const QVariant split = m_split->currentData();
        filter.split = split.isValid() ? std::optional(Split(split.toInt())) : std::nullopt;
        apply(filter);
    });
    connect(m_filters, &ReviewFilterMenu::chosen, this, &ReviewListBar::apply);
    connect(m_clearCell, &QPushButton::clicked, this, [this] {
        showCell(-1, -1);
        Q_EMIT cellCleared();
    });
    connect(m_find, &QPushButton::clicked, this, &ReviewListBar::find);
    connect(m_findInValidation, &QPushButton::clicked, this, [this] { m_labelIssues.findInValidation(); });
    connect(&list, &QAbstractItemModel::modelReset, this, &ReviewListBar::refresh);
    connect(&labelIssues, &LabelIssueSession::changed, this, &ReviewListBar::refresh);
    refresh();
}

void ReviewListBar::choose(int index)
{
    ReviewListModel::Filter filter = m_list.filter();
    filter.kind = entries[index].kind;
    filter.mistakesOnly = entries[index].mistakesOnly;
    apply(filter);
}

void ReviewListBar::showList(Kind kind)
{
    ReviewListModel::Filter filter;
    filter.kind = kind;
    apply(filter);
    Q_EMIT cellCleared();
}

void ReviewListBar::showUnsure(double below)
{
    ReviewListModel::Filter filter;
    filter.kind = Kind::LeastSure;
    filter.unsureBelow = below;
    apply(filter);
}

void ReviewListBar::showCell(int actual, int predicted)
{
    ReviewListModel::Filter filter = m_list.filter();
    filter.actual = actual;
    filter.predicted = predicted;
    apply(filter);
}

void ReviewListBar::apply(const ReviewListModel::Filter &filter)
{
    m_list.setFilter(filter);
    refresh();
}

void ReviewListBar::explainEmpty(EmptyState &nothing) const
{
    const ReviewListModel::Filter &filter = m_list.filter();
    const bool searched = filter.kind == Kind::LabelIssues
        ? m_labelIssues.review().has_value()
        : filter.kind != Kind::Unfamiliar || !m_labelIssues.unfamiliar().empty();
    nothing.setIcon(searched ? u"check"_s : u"review"_s);
    const auto offer = [this](const QString &action) { return m_labelIssues.busy() ? QString() : action; };
    if (searched)
        nothing.setTexts(
            filter.kind == Kind::Losses && filter.mistakesOnly ? tr("No mistakes") : tr("No images"), {}, {});
    else if (filter.kind == Kind::LabelIssues)
        nothing.setTexts(tr("Labels not checked yet"),
                         tr("Each label is compared with what the network predicts after learning from the "
                            "other images."),
                         offer(tr("Check all labels")));
    else
        nothing.setTexts(tr("Not searched yet"), tr("Images that are like nothing the network has learned."),
                         offer(tr("Find images")));
}

void ReviewListBar::find()
{
    if (m_list.filter().kind == Kind::Unfamiliar)
        m_labelIssues.findUnfamiliar();
    else
        m_labelIssues.findInAllLabels();
}

QString ReviewListBar::title() const
{
    const ReviewListModel::Filter &filter = m_list.filter();
    const QStringList &classes = m_review.classes();
    const QString count = formatCount(m_list.rowCount());
    QString what = tr(entries[m_kind->currentIndex()].hint);
    if (filter.actual >= 0 && filter.predicted >= 0)
        what = tr("%1 predicted as %2").arg(classes.value(filter.actual), classes.value(filter.predicted));
    else if (filter.actual >= 0)
        what = tr("%1 · %2").arg(classes.value(filter.actual), what);
    else if (filter.predicted >= 0)
        what = tr("predicted as %1 · %2").arg(classes.value(filter.predicted), what);
    const std::optional<LabelReview> &issues = m_labelIssues.review();
    if (filter.kind == Kind::LabelIssues && issues)
        what = tr("from %1 label(s), checked with %2", nullptr, int(issues->judged.size()))
                   .arg(formatCount(qint64(issues->judged.size())), issues->source);
    if (const QString filters = m_filters->summary(); !filters.isEmpty())
        what += u" · "_s + filters;
    return tr("%1 image(s) · %2", nullptr, m_list.rowCount()).arg(count, what);
}

void ReviewListBar::refresh()
{
    const ReviewListModel::Filter &filter = m_list.filter();
    const QSignalBlocker blocker(m_kind);
    for (int i = 0; i < int(std::size(entries)); ++i) {
        const bool fits = entries[i].kind == filter.kind
            && (filter.kind != Kind::Losses || entries[i].mistakesOnly == filter.mistakesOnly);
        if (fits)
            m_kind->setCurrentIndex(i);
    }
    m_split->setCurrentIndex(filter.split ? m_split->findData(int(*filter.split)) : 0);
    m_clearCell->setVisible(filter.actual >= 0 || filter.predicted >= 0);
    const bool issues = filter.kind == Kind::LabelIssues;
    const bool busy = m_labelIssues.busy();
    m_findInValidation->setVisible(issues);
    m_findInValidation->setEnabled(!busy && m_review.run());
    m_find->setVisible(issues || filter.kind == Kind::Unfamiliar);
    m_find->setEnabled(!busy);
    m_find->setText(busy ? tr("Searching…") : issues ? tr("Check all labels") : tr("Find images"));
    m_title->setText(title());
}

} // namespace cairn
