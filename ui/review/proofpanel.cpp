// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/review/proofpanel.h"

#include "core/base/format.h"
#include "ui/session/comparisonsession.h"
#include "ui/session/navigation.h"
#include "ui/session/reviewsession.h"
#include "ui/session/runlist.h"
#include "ui/widgets/elidedcombo.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plaintext.h"

#include <QHeaderView>
#include <QJsonArray>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableWidget>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QTableWidget *makeTable(const QStringList &headers, const QString &name)
{
    auto *table = new QTableWidget(0, int(headers.size()));
    styleTable(table, name);
    table->setHorizontalHeaderLabels(headers);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->horizontalHeader()->setStretchLastSection(false);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    table->setWordWrap(true);
    return table;
}

QPushButton *makeLink()
{
    auto *button = new QPushButton;
    button->setProperty("role", u"link"_s);
    return button;
}

/// In words: better, worse, or within noise.
QString verdict(const PairedErrors &errors, const QString &other)
{
    const auto better = qint64(errors.becameRight.size());
    const auto worse = qint64(errors.becameWrong.size());
    if (errors.images == 0)
        return ProofPanel::tr("The runs have no validation images in common.");
    const QString counts = ProofPanel::tr("%1 became right, %2 became wrong; p = %3")
                               .arg(formatCount(better), formatCount(worse))
                               .arg(errors.pValue(), 0, 'g', 2);
    if (withinNoise(errors.pValue()))
        return ProofPanel::tr("No significant difference from %1: %2.").arg(other, counts);
    return (better > worse ? ProofPanel::tr("Better than %1: %2.") : ProofPanel::tr("Worse than %1: %2."))
        .arg(other, counts);
}

} // namespace

ProofPanel::ProofPanel(const RunList &runs, const ReviewSession &review, ComparisonSession &comparison,
                       Navigation &navigation, QWidget *parent)
    : QWidget(parent)
    , m_runs(runs)
    , m_review(review)
    , m_comparison(comparison)
    , m_navigation(navigation)
    , m_other(new ElidedCombo)
    , m_verdict(makeLabel({}, "plain"))
    , m_rates(makeTable({tr("Error rate"), tr("before"), tr("now")}, tr("Error rates before and now")))
    , m_right(makeLink())
    , m_wrong(makeLink())
    , m_differ(makeLink())
    , m_differences(
          makeTable({tr("Difference"), tr("before"), tr("now")}, tr("Differences between the runs")))
{
    m_other->setAccessibleName(tr("Run to compare with"));
    m_verdict->setWordWrap(true);
    auto *lists = new FlowLayout(4, 0);
    for (QPushButton *button : {m_right, m_wrong, m_differ})
        lists->addWidget(button);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, gapSmall, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_other);
    column->addWidget(m_verdict);
    column->addWidget(m_rates, 2);
    column->addLayout(lists);
    column->addWidget(m_differences, 3);
    column->addStretch(); // where there is nothing to compare
    connect(m_other, &QComboBox::activated, this,
            [this] { m_comparison.compareWith(m_other->currentData().toLongLong()); });
    using Kind = ReviewListModel::Kind;
    connect(m_right, &QPushButton::clicked, this, [this] { Q_EMIT listWanted(Kind::BecameRight); });
    connect(m_wrong, &QPushButton::clicked, this, [this] { Q_EMIT listWanted(Kind::BecameWrong); });
    connect(m_differ, &QPushButton::clicked, this, [this] { Q_EMIT listWanted(Kind::Disagreement); });
    connect(&runs, &RunList::changed, this, &ProofPanel::refill);
    connect(&review, &ReviewSession::changed, this, &ProofPanel::refill);
    connect(&comparison, &ComparisonSession::changed, this, &ProofPanel::refresh);
    refill();
}

void ProofPanel::refill()
{
    const QSignalBlocker blocker(m_other);
    const qint64 shown = m_review.run() ? m_review.run()->id : 0;
    m_other->clear();
    m_other->addItem(tr("Compare with…"), 0);
    for (const RunRecord &run : m_runs.usable()) {
        if (run.id != shown)
            m_other->addItem(tr("Compare with %1 · error %2").arg(run.name, formatPercent(run.bestErrorRate)),
                             run.id);
    }
    refresh();
}

void ProofPanel::addRow(const QString &what, const PairedErrors &errors)
{
    const int row = m_rates->rowCount();
    m_rates->insertRow(row);
    const QString texts[]
        = {tr("%1 (%2 image(s))", nullptr, int(errors.images)).arg(what, formatCount(errors.images)),
           shareWithInterval(errors.firstWrong, errors.images),
           shareWithInterval(errors.secondWrong, errors.images)};
    for (int column = 0; column < 3; ++column) {
        auto *item = new QTableWidgetItem(texts[column]);
        item->setToolTip(plainTip(texts[column]));
        m_rates->setItem(row, column, item);
    }
}

void ProofPanel::refresh()
{
    const QSignalBlocker blocker(m_other);
    m_other->setCurrentIndex(std::max(0, m_other->findData(m_comparison.other())));
    const std::optional<RunComparison> &comparison = m_comparison.comparison();
    m_rates->setRowCount(0);
    m_differences->setRowCount(0);
    for (QWidget *part : std::initializer_list<QWidget *>{m_right, m_wrong, m_differ, m_rates, m_differences})
        part->setVisible(comparison.has_value());
    if (!comparison) {
        m_verdict->setText(
            m_other->count() > 1
                ? tr("Choose an earlier run to see what has changed, image by image.")
                : tr("There is no other run yet. Correct labels and train again to see what changed."));
        return;
    }
    const PairComparison &pair = comparison->pairs.front();
    QString text = verdict(pair.all, comparison->runs.front().name);
    if (pair.correctedValidation > 0)
        text += u' '
            + tr("%1 validation label(s) have been corrected since, so earlier figures are not comparable "
                 "with "
                 "these.",
                 nullptr, int(pair.correctedValidation))
                  .arg(formatCount(pair.correctedValidation));
    m_verdict->setText(text);
    addRow(tr("all"), pair.all);
    if (pair.correctedValidation > 0)
        addRow(tr("label not corrected"), pair.uncorrected);
    m_rates->resizeRowsToContents();
    m_right->setText(tr("Became right: %1").arg(pair.all.becameRight.size()));
    m_wrong->setText(tr("Became wrong: %1").arg(pair.all.becameWrong.size()));
    m_differ->setText(tr("Disagreements"));

    addDifference(tr("images added"), pair.data.added);
    addDifference(tr("images removed"), pair.data.removed);
    std::vector<qint64> relabeled;
    for (const DataDifference::Relabeled &one : pair.data.relabeled)
        relabeled.push_back(one.imageId);
    addDifference(tr("images relabeled"), relabeled);
    addDifference(tr("moved to validation"), pair.data.toValidation);
    addDifference(tr("moved to training"), pair.data.toTraining);
    const QJsonObject &settings = comparison->configuration;
    for (auto it = settings.begin(); it != settings.end(); ++it) {
        const int row = m_differences->rowCount();
        m_differences->insertRow(row);
        m_differences->setItem(row, 0, new QTableWidgetItem(it.key()));
        for (int column = 1; column < 3; ++column) {
            const QJsonValue value = it->toArray().at(column - 1);
            m_differences->setItem(
                row, column, new QTableWidgetItem(value.isNull() ? u"–"_s : value.toVariant().toString()));
        }
    }
}

void ProofPanel::addDifference(const QString &what, const std::vector<qint64> &images)
{
    if (images.empty())
        return;
    const int row = m_differences->rowCount();
    m_differences->insertRow(row);
    m_differences->setItem(row, 0, new QTableWidgetItem(what));
    auto *show = new QPushButton(tr("Show %1").arg(formatCount(qint64(images.size()))));
    show->setProperty("role", u"link"_s);
    connect(show, &QPushButton::clicked, this, [this, images, what] {
        m_navigation.showImages(images, tr("%1: %2").arg(what, formatCount(qint64(images.size()))));
    });
    m_differences->setCellWidget(row, 2, show);
}

} // namespace cairn
