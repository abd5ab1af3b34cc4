#include "ui/train/configform.h"

#include "core/base/cores.h"
#include "core/base/format.h"
#include "ui/train/stagesmodel.h"
#include "ui/widgets/layout.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QSpinBox *spinBox(int low, int high, int step, const QString &suffix = {})
{
    auto *box = new QSpinBox;
    box->setRange(low, high);
    box->setSingleStep(step);
    box->setSuffix(suffix);
    return box;
}

QDoubleSpinBox *decimalBox(double low, double high, double step, int decimals)
{
    auto *box = new QDoubleSpinBox;
    box->setRange(low, high);
    box->setSingleStep(step);
    box->setDecimals(decimals);
    return box;
}

// The stage that the short form's epochs and learning rate are about.
const Stage &mainStage(const TrainingConfig &config)
{
    return config.preset == u"lesson"_s ? config.stages.first() : config.stages.last();
}

QString mainRate(const TrainingConfig &config)
{
    // fine-tune spreads its rate over the layers; its base rate is the frozen stage's.
    return config.preset == u"fine-tune"_s ? LearningRate::same(config.stages.first().rate.high).toString()
                                           : mainStage(config).rate.toString();
}

QLabel *makeNote()
{
    QLabel *note = makeLabel({}, "caption");
    note->setWordWrap(true);
    return note;
}

} // namespace

ConfigForm::ConfigForm(QWidget *parent)
    : QWidget(parent)
    , m_stages(new StagesModel(this))
    , m_short(new QFormLayout)
    , m_details(new QWidget)
    , m_preset(new QComboBox)
    , m_presetNote(makeNote())
    , m_arch(new QComboBox)
    , m_networkNote(makeNote())
    , m_weights(new QComboBox)
    , m_epochs(spinBox(1, 1000, 1))
    , m_rate(new QLineEdit)
    , m_imageSize(spinBox(32, 1024, 32, tr(" px")))
    , m_batch(spinBox(1, 1024, 8))
    , m_validShare(spinBox(1, 90, 5, tr(" %")))
    , m_splitSeed(spinBox(0, 1000000, 1))
    , m_splitNote(makeNote())
    , m_stageTable(new QTableView)
    , m_dropout(decimalBox(0, 0.95, 0.05, 2))
    , m_weightDecay(decimalBox(0, 1, 0.01, 4))
    , m_trainBatchNorm(new QCheckBox(tr("also of frozen layers")))
    , m_flip(new QCheckBox(tr("mirror left–right")))
    , m_cropScale(decimalBox(0.05, 1, 0.05, 2))
    , m_precision(new QComboBox)
    , m_threads(spinBox(0, 256, 1))
    , m_seed(spinBox(0, 1000000000, 1))
{
    setProperty("role", u"scrolled"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, gapSmall, 0);
    column->setSpacing(gapSmall);
    column->addLayout(m_short);
    auto *expand = new QPushButton(tr("All settings"));
    expand->setProperty("role", u"link"_s);
    expand->setCheckable(true);
    column->addWidget(expand, 0, Qt::AlignLeft);
    column->addWidget(m_details);
    column->addStretch();
    connect(expand, &QPushButton::toggled, m_details, &QWidget::setVisible);
    m_details->hide();

    buildShort();
    buildDetails();
    if (const Result<TrainingConfig> config = withPreset({}, u"lesson"_s))
        m_config = *config;
    showConfig();
    connectFields();
}

void ConfigForm::addRow(QFormLayout *form, const QString &name, QWidget *field, const QString &hint)
{
    field->setToolTip(hint);
    field->setAccessibleName(name);
    auto *label = makeLabel(name, "muted");
    label->setBuddy(field);
    label->setFixedWidth(100);
    form->addRow(label, field);
}

void ConfigForm::buildShort()
{
    m_short->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_short->setHorizontalSpacing(gapSmall);
    m_short->setVerticalSpacing(gapSmall);
    for (QComboBox *box : {m_preset, m_arch, m_weights}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(12);
    }
    for (const QString &preset : presetNames())
        m_preset->addItem(preset);
    for (const Arch arch : allArchs())
        m_arch->addItem(archTitle(arch), int(arch));
    m_weights->addItem(tr("ImageNet"), u"imagenet"_s);
    m_weights->addItem(tr("none (random)"), u"none"_s);
    m_weights->addItem(tr("a file…"), QString());

    addRow(m_short, tr("Preset"), m_preset, tr("Ready-made lists of stages"));
    m_short->addRow(QString(), m_presetNote);
    addRow(m_short, tr("Network"), m_arch, tr("More layers see more, and need more time and memory"));
    m_short->addRow(QString(), m_networkNote);
    addRow(m_short, tr("Start from"), m_weights,
           tr("Weights learnt on ImageNet need far fewer pictures than random ones"));
    addRow(m_short, tr("Epochs"), m_epochs, tr("How often the main stage sees every picture"));
    addRow(m_short, tr("Learning rate"), m_rate,
           tr("One rate for all layers (0.003), or slice(1e-6,1e-4) from the first layers to the last. “Find "
              "the learning rate” helps."));
    addRow(m_short, tr("Picture size"), m_imageSize,
           tr("Side of the square the network sees; smaller is faster"));
    addRow(m_short, tr("Batch"), m_batch, tr("Pictures in one step; fewer need less memory"));
    addRow(m_short, tr("Validation"), makeSplitRow(),
           tr("Share of each class that is kept apart, to measure on"));
    m_short->addRow(QString(), m_splitNote);
}

QWidget *ConfigForm::makeSplitRow()
{
    auto *row = new QWidget;
    auto *inside = new QHBoxLayout(row);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(gapSmall);
    m_validShare->setValue(20);
    m_validShare->setMinimumWidth(76);
    m_splitSeed->setMinimumWidth(84);
    m_validShare->setAccessibleName(tr("Validation share"));
    m_splitSeed->setValue(42);
    m_splitSeed->setPrefix(tr("seed "));
    m_splitSeed->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_splitSeed->setAccessibleName(tr("Seed of the split"));
    m_splitSeed->setToolTip(tr("The same seed gives the same split"));
    auto *split = new QPushButton(tr("Split"));
    split->setToolTip(tr("Divide the labelled pictures anew into training and validation, class by class"));
    inside->addWidget(m_validShare, 1);
    inside->addWidget(m_splitSeed, 1);
    inside->addWidget(split);
    connect(split, &QPushButton::clicked, this, &ConfigForm::splitWanted);
    return row;
}

QWidget *ConfigForm::makeStages()
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    styleTable(m_stageTable, tr("Stages"));
    m_stageTable->setModel(m_stages);
    m_stageTable->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed
                                  | QAbstractItemView::AnyKeyPressed);
    m_stageTable->horizontalHeader()->setStretchLastSection(false);
    m_stageTable->horizontalHeader()->setSectionResizeMode(StagesModel::Rate, QHeaderView::Stretch);
    m_stageTable->setFixedHeight(124);
    auto *buttons = new QHBoxLayout;
    auto *add = new QPushButton(tr("Add a stage"));
    auto *remove = new QPushButton(tr("Remove"));
    add->setProperty("role", u"link"_s);
    remove->setProperty("role", u"link"_s);
    buttons->addWidget(add);
    buttons->addWidget(remove);
    buttons->addStretch();
    connect(add, &QPushButton::clicked, m_stages, &StagesModel::addStage);
    connect(remove, &QPushButton::clicked, this,
            [this] { m_stages->removeStage(m_stageTable->currentIndex().row()); });
    column->addWidget(makeLabel(tr("Stages"), "muted"));
    column->addWidget(m_stageTable);
    column->addLayout(buttons);
    return box;
}

void ConfigForm::buildDetails()
{
    auto *column = new QVBoxLayout(m_details);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(makeStages());
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setHorizontalSpacing(gapSmall);
    form->setVerticalSpacing(gapSmall);
    column->addLayout(form);
    m_precision->addItem(tr("automatic"), int(Precision::Auto));
    m_precision->addItem(u"float32"_s, int(Precision::Float32));
    m_precision->addItem(u"bfloat16"_s, int(Precision::BFloat16));
    m_threads->setSpecialValueText(tr("all (%1)").arg(availableCores()));
    addRow(form, tr("Dropout"), m_dropout,
           tr("Share of the head's inputs left out at random; less of it learns faster and overfits sooner"));
    addRow(form, tr("Weight decay"), m_weightDecay, tr("Decoupled, as in AdamW; not on norms and biases"));
    addRow(form, tr("BatchNorm"), m_trainBatchNorm,
           tr("BatchNorm layers learn even while their layers are frozen, as in fast.ai"));
    addRow(form, tr("Augment"), m_flip, tr("Show every second picture mirrored"));
    addRow(form, tr("Smallest crop"), m_cropScale,
           tr("Random crops have at least this share of the picture's area; 1 turns them off"));
    addRow(form, tr("Precision"), m_precision,
           tr("bfloat16 is faster on processors that have it; automatic knows"));
    addRow(form, tr("Threads"), m_threads, tr("Processor cores to compute with"));
    addRow(form, tr("Seed"), m_seed,
           tr("Of initial weights, order, augmentation and dropout: the same seed repeats a run"));
}

void ConfigForm::connectFields()
{
    connect(m_preset, &QComboBox::activated, this, &ConfigForm::choosePreset);
    connect(m_weights, &QComboBox::activated, this, &ConfigForm::chooseWeights);
    connect(m_epochs, &QSpinBox::valueChanged, this, &ConfigForm::applyMainStage);
    connect(m_rate, &QLineEdit::editingFinished, this, &ConfigForm::applyMainStage);
    connect(m_arch, &QComboBox::currentIndexChanged, this, &ConfigForm::changed);
    connect(m_imageSize, &QSpinBox::valueChanged, this, &ConfigForm::changed);
    connect(m_batch, &QSpinBox::valueChanged, this, &ConfigForm::changed);
    connect(m_stages, &StagesModel::edited, this, [this] {
        m_config.stages = m_stages->stages();
        showConfig();
        Q_EMIT changed();
    });
}

void ConfigForm::choosePreset()
{
    if (const Result<TrainingConfig> config = withPreset(this->config(), m_preset->currentText()))
        m_config = *config;
    showConfig();
    Q_EMIT changed();
}

void ConfigForm::applyMainStage()
{
    if (m_showing)
        return;
    const Result<LearningRate> rate = LearningRate::parse(m_rate->text());
    if (!rate) {
        m_rate->setText(mainRate(m_config)); // what was typed is no rate
        return;
    }
    if (m_epochs->value() == mainStage(m_config).epochs && rate->toString() == mainRate(m_config))
        return;
    if (const Result<TrainingConfig> config
        = withPreset(this->config(), m_config.preset, m_epochs->value(), *rate))
        m_config.stages = config->stages;
    showConfig();
    Q_EMIT changed();
}

void ConfigForm::setLearningRate(double rate)
{
    m_rate->setText(formatRate(rate));
    applyMainStage();
}

void ConfigForm::chooseWeights()
{
    if (!m_weights->currentData().toString().isEmpty()) {
        m_config.weights = m_weights->currentData().toString();
    } else {
        const QString file = QFileDialog::getOpenFileName(
            this, tr("Weights to start from"), {}, tr("Weights (*.pth *.pt *.safetensors);;All files (*)"));
        if (!file.isEmpty())
            m_config.weights = file;
    }
    setWeights(m_config.weights);
    Q_EMIT changed();
}

void ConfigForm::setWeights(const QString &weights)
{
    int index = m_weights->findData(weights);
    if (index < 0) {
        m_weights->insertItem(2, QFileInfo(weights).fileName(), weights);
        index = 2;
    }
    m_weights->setCurrentIndex(index);
}

void ConfigForm::setConfig(const TrainingConfig &config)
{
    m_config = config;
    showConfig();
    Q_EMIT changed();
}

void ConfigForm::showConfig()
{
    m_showing = true;
    m_preset->setCurrentText(m_config.preset);
    m_presetNote->setText(presetDescription(m_config.preset));
    m_arch->setCurrentIndex(m_arch->findData(int(m_config.arch)));
    setWeights(m_config.weights);
    m_epochs->setValue(mainStage(m_config).epochs);
    m_rate->setText(mainRate(m_config));
    m_imageSize->setValue(m_config.imageSize);
    m_batch->setValue(m_config.batchSize);
    if (m_stages->stages() != m_config.stages)
        m_stages->setStages(m_config.stages);
    m_dropout->setValue(m_config.head.dropout.last());
    m_weightDecay->setValue(m_config.weightDecay);
    m_trainBatchNorm->setChecked(m_config.trainBatchNorm);
    m_flip->setChecked(m_config.augmentation.flip);
    m_cropScale->setValue(m_config.augmentation.minCropScale);
    m_precision->setCurrentIndex(m_precision->findData(int(m_config.precision)));
    m_threads->setValue(m_config.threads);
    m_seed->setValue(int(m_config.seed));
    m_showing = false;
}

TrainingConfig ConfigForm::config() const
{
    TrainingConfig config = m_config; // preset, stages, weights
    config.arch = Arch(m_arch->currentData().toInt());
    config.imageSize = m_imageSize->value();
    config.batchSize = m_batch->value();
    config.head.dropout = {m_dropout->value()};
    config.weightDecay = m_weightDecay->value();
    config.trainBatchNorm = m_trainBatchNorm->isChecked();
    config.augmentation.flip = m_flip->isChecked();
    config.augmentation.minCropScale = m_cropScale->value();
    config.precision = Precision(m_precision->currentData().toInt());
    config.threads = m_threads->value();
    config.seed = quint64(m_seed->value());
    return config;
}

double ConfigForm::validShare() const
{
    return m_validShare->value() / 100.0;
}

quint64 ConfigForm::splitSeed() const
{
    return quint64(m_splitSeed->value());
}

void ConfigForm::setNetworkNote(const QString &note)
{
    m_networkNote->setText(note);
}

void ConfigForm::setSplitNote(const QString &note)
{
    m_splitNote->setText(note);
}

} // namespace cairn
