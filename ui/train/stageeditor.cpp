#include "ui/train/stageeditor.h"

#include "ui/train/stagesmodel.h"

#include <QHeaderView>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

StageEditor::StageEditor(QWidget *parent)
    : QWidget(parent)
    , m_model(new StagesModel(this))
    , m_table(new QTableView)
    , m_fields([this] { applyFields(); })
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    buildTable();
    auto *buttons = new QHBoxLayout;
    auto *add = new QPushButton(tr("Add a stage"));
    auto *remove = new QPushButton(tr("Remove"));
    for (QPushButton *button : {add, remove})
        button->setProperty("role", u"link"_s);
    add->setToolTip(tr("A copy of the last stage at the end"));
    remove->setToolTip(tr("Remove the selected stage; the last one stays"));
    buttons->addWidget(add);
    buttons->addWidget(remove);
    buttons->addStretch();
    connect(add, &QPushButton::clicked, m_model, &StagesModel::addStage);
    connect(remove, &QPushButton::clicked, this, [this] { m_model->removeStage(row()); });
    column->addWidget(m_table);
    column->addLayout(buttons);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setHorizontalSpacing(gapSmall);
    form->setVerticalSpacing(gapSmall);
    column->addLayout(form);
    buildFields(form);
    connect(m_model, &StagesModel::edited, this, [this] {
        showStage();
        Q_EMIT edited();
    });
}

void StageEditor::buildTable()
{
    styleTable(m_table, tr("Stages"));
    m_table->setModel(m_model);
    m_table->setToolTip(
        tr("Each stage starts with a fresh optimiser; the fields below are the selected one's"));
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed
                             | QAbstractItemView::AnyKeyPressed);
    QHeaderView *header = m_table->horizontalHeader();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(StagesModel::Rate, QHeaderView::Stretch);
    m_table->setFixedHeight(124);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &StageEditor::showStage);
}

void StageEditor::buildFields(QFormLayout *form)
{
    m_fields.choice<Schedule>(
        form,
        {tr("Schedule"),
         tr("One-cycle warms up and anneals; flat-cosine holds the rate and then lets it "
            "fall; constant holds it")},
        {{tr("one-cycle"), Schedule::OneCycle},
         {tr("flat-cosine"), Schedule::FlatCosine},
         {tr("constant"), Schedule::Constant}},
        [](Stage &s) -> Schedule & { return s.schedule; });
    m_fields.integer(
        form,
        {tr("Picture size"), tr("This stage's own; small first and large later is progressive resizing")}, 0,
        1024, [](Stage &s) -> int & { return s.imageSize; }, tr("the run's"), tr(" px"));
    m_fields.text(
        form, {tr("Weight decay"), tr("This stage's own; empty: the run's")},
        [](const Stage &s) { return s.weightDecay ? QString::number(*s.weightDecay) : QString(); },
        [](Stage &s, const QString &text) {
            bool ok = false;
            const double value = text.trimmed().toDouble(&ok);
            s.weightDecay = ok ? std::optional(value) : std::nullopt;
            return ok || text.trimmed().isEmpty();
        });
    m_fields.number(form,
                    {tr("Warm-up"), tr("One-cycle: share of the steps in which the rate rises (pct_start)")},
                    0, 1, 0.05, 2, [](Stage &s) -> double & { return s.warmUpShare; });
    m_fields.number(form, {tr("Flat share"), tr("Flat-cosine: share of the steps before the rate falls")}, 0,
                    1, 0.05, 2, [](Stage &s) -> double & { return s.flatShare; });
    m_fields.number(form,
                    {tr("Start divisor"), tr("One-cycle: the first rate is the rate divided by this (div)")},
                    1, 1e6, 5, 0, [](Stage &s) -> double & { return s.startDivisor; });
    m_fields.number(form, {tr("Final divisor"), tr("The last rate is the rate divided by this (div_final)")},
                    1, 1e9, 1e4, 0, [](Stage &s) -> double & { return s.finalDivisor; });
    m_fields.number(form, {tr("Momentum"), tr("Adam's β₁ at low rates")}, 0, 0.999, 0.01, 3,
                    [](Stage &s) -> double & { return s.momentumHigh; });
    m_fields.number(form, {tr("… at the peak"), tr("Adam's β₁ where the rate is highest")}, 0, 0.999, 0.01, 3,
                    [](Stage &s) -> double & { return s.momentumLow; });
}

void StageEditor::setStages(const QList<Stage> &stages)
{
    if (m_model->stages() == stages)
        return;
    const int before = row();
    m_model->setStages(stages);
    m_table->selectRow(std::min(before, int(stages.size()) - 1));
    showStage();
}

const QList<Stage> &StageEditor::stages() const
{
    return m_model->stages();
}

int StageEditor::row() const
{
    return std::clamp(m_table->currentIndex().row(), 0, std::max(0, int(m_model->stages().size()) - 1));
}

void StageEditor::showStage()
{
    if (!m_model->stages().isEmpty())
        m_fields.show(m_model->stages()[row()]);
}

void StageEditor::applyFields()
{
    if (m_model->stages().isEmpty())
        return;
    Stage stage = m_model->stages()[row()];
    m_fields.read(stage);
    m_model->setStage(row(), stage);
}

} // namespace cairn
