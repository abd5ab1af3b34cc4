// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/configform.h"

#include "core/base/format.h"
#include "core/learn/layergroups.h"
#include "ui/train/allsettings.h"
#include "ui/widgets/layout.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
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

QSpinBox *epochsBox()
{
    const auto &epochs = std::get<WholeField<Stage>>(stageSetting(u"epochs"_s).field);
    return spinBox(epochs.low, epochs.high, epochs.step);
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

// "4 epochs, head only, rate 0.003".
QString stageFacts(const Stage &stage)
{
    const bool headOnly = stage.freezeTo == -1;
    // Only the head learns at the upper end of a slice.
    const LearningRate rate = headOnly ? LearningRate::same(stage.rate.high) : stage.rate;
    const QString epochs = ConfigForm::tr("%1 epoch(s)", nullptr, stage.epochs).arg(stage.epochs);
    const QString layers = headOnly ? ConfigForm::tr("head only")
        : stage.freezeTo == 0       ? ConfigForm::tr("all layers")
                                    : stage.name;
    return ConfigForm::tr("%1, %2, rate %3", "epochs, layers").arg(epochs, layers, rate.toString());
}

// The stages, and what else a preset sets.
QString presetFacts(const TrainingConfig &config)
{
    QStringList stages;
    for (const Stage &stage : config.stages)
        stages << stageFacts(stage);
    QStringList facts{stages.join(u" → "_s)};
    if (!config.trainBatchNorm)
        facts << ConfigForm::tr("frozen BatchNorm statistics stay fixed");
    if (config.cachedViews > 0)
        facts << (config.cachedViews == 1
                      ? ConfigForm::tr("features computed once")
                      : ConfigForm::tr("features computed once for %1 view(s)", nullptr, config.cachedViews)
                            .arg(config.cachedViews));
    return facts.join(u" · "_s);
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
    , m_short(new QFormLayout)
    , m_fields([this] { applyEdit(); }, [this](const QString &why) { Q_EMIT refused(why); })
    , m_all(new AllSettings)
    , m_preset(new QComboBox)
    , m_nextNote(makeNote())
    , m_rateNote(makeNote())
    , m_presetNote(makeNote())
    , m_networkNote(makeNote())
    , m_weights(new QComboBox)
    , m_epochs(epochsBox())
    , m_rate(new QLineEdit)
    , m_validShare(spinBox(1, 90, 5, tr(" %")))
    , m_splitSeed(spinBox(0, 1000000, 1))
    , m_splitNote(makeNote())
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, gapSmall, 0);
    column->setSpacing(gapSmall);
    m_nextNote->setText(tr("These settings apply to the next run, not to the one in progress."));
    m_nextNote->hide();
    column->addWidget(m_nextNote);
    column->addLayout(m_short);
    buildShort(); // in the order of the Tab key
    auto *expand = new QPushButton(tr("All settings"));
    expand->setProperty("role", u"link"_s);
    expand->setCheckable(true);
    expand->setToolTip(tr("Network, head, layer groups, stages, augmentation and more"));
    column->addWidget(expand, 0, Qt::AlignLeft);
    column->addWidget(m_all);
    column->addStretch();
    connect(expand, &QPushButton::toggled, m_all, &QWidget::setVisible);
    m_all->hide();

    if (const Result<TrainingConfig> config = withPreset({}, u"lesson"_s))
        m_config = *config;
    showConfig();
    connectFields();
}

void ConfigForm::buildShort()
{
    m_short->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_short->setHorizontalSpacing(gapSmall);
    m_short->setVerticalSpacing(gapSmall);
    for (QComboBox *box : {m_preset, m_weights}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(12);
    }
    for (const QString &preset : presetNames())
        m_preset->addItem(preset, preset);
    m_weights->addItem(tr("ImageNet"), u"imagenet"_s);
    m_weights->addItem(tr("none (random)"), u"none"_s);
    m_weights->addItem(tr("from file…"), QString());

    const auto addNamed = [this](const QString &key, QWidget *field) {
        addSettingRow(m_short, {trainingSetting(key).title, trainingSetting(key).hint}, field);
    };
    addNamed(u"preset"_s, m_preset);
    m_short->addRow(QString(), m_presetNote);
    m_fields.add(m_short, trainingSetting(u"arch"_s));
    m_short->addRow(QString(), m_networkNote);
    addNamed(u"weights"_s, m_weights);
    addSettingRow(m_short, {tr("Epochs"), tr("Number of passes over all images in the main stage")},
                  m_epochs);
    addSettingRow(m_short,
                  {tr("Learning rate"),
                   tr("One rate for all layers (0.003), or slice(1e-6,1e-4) from the first layers to the "
                      "last. “Find learning rate” helps.")},
                  m_rate);
    m_short->addRow(QString(), m_rateNote);
    m_rateNote->hide();
    m_fields.add(m_short, trainingSetting(u"image_size"_s));
    m_fields.add(m_short, trainingSetting(u"batch_size"_s));
    addSettingRow(m_short, {tr("Validation"), tr("Share of each class held out for validation")},
                  makeSplitRow());
    auto *about = new QHBoxLayout;
    about->addWidget(m_splitNote, 1);
    about->addWidget(m_split, 0, Qt::AlignTop);
    m_short->addRow(QString(), about);
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
    m_validShare->setToolTip(tr("Share of each class held out for validation"));
    m_splitSeed->setValue(42);
    m_splitSeed->setPrefix(tr("seed "));
    m_splitSeed->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_splitSeed->setAccessibleName(tr("Split seed"));
    m_splitSeed->setToolTip(tr("The same seed always gives the same split"));
    m_split = new QPushButton;
    setSplit(false);
    inside->addWidget(m_validShare, 1);
    inside->addWidget(m_splitSeed, 1);
    connect(m_split, &QPushButton::clicked, this, &ConfigForm::splitWanted);
    return row;
}

void ConfigForm::connectFields()
{
    connect(m_preset, &QComboBox::activated, this, &ConfigForm::choosePreset);
    connect(m_weights, &QComboBox::activated, this, &ConfigForm::chooseWeights);
    connect(m_epochs, &QSpinBox::valueChanged, this, &ConfigForm::applyMainStage);
    connect(m_rate, &QLineEdit::editingFinished, this, &ConfigForm::applyMainStage);
    connect(m_all, &AllSettings::refused, this, &ConfigForm::refused);
    connect(m_all, &AllSettings::edited, this, &ConfigForm::applyEdit);
}

// What no longer fits after an edit follows it: groups of a body that is cut, weights that a network lacks.
void ConfigForm::applyEdit()
{
    if (m_showing)
        return;
    TrainingConfig edited = config();
    const bool otherBody = edited.body != m_config.body || edited.arch != m_config.arch;
    if (otherBody && !validateSplit(edited.arch, edited.body, edited.splitOn))
        edited.splitOn = defaultSplit(edited.body);
    if (!archHasShortcuts(edited.arch) && edited.weights == u"imagenet"_s)
        edited.weights = u"none"_s;
    m_config = edited;
    showConfig();
    Q_EMIT changed();
}

void ConfigForm::setSplitOn(const QStringList &splitOn)
{
    m_config = config();
    m_config.splitOn = splitOn;
    showConfig();
    Q_EMIT changed();
}

void ConfigForm::choosePreset()
{
    m_rateNote->hide();
    if (const Result<TrainingConfig> config = withPreset(this->config(), m_preset->currentData().toString()))
        m_config = *config;
    showConfig();
    Q_EMIT changed();
}

void ConfigForm::applyMainStage()
{
    if (m_showing)
        return;
    const Result<LearningRate> rate = LearningRate::parse(m_rate->text());
    m_rateNote->setVisible(!rate);
    if (!rate) { // it stays there to be mended, and nothing starts with it
        m_rateNote->setText(rate.error().message);
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

// The head's; where the other groups follow it, they still do.
void ConfigForm::setLearningRate(double rate)
{
    const Result<LearningRate> before = LearningRate::parse(m_rate->text());
    const bool followed = before && before->spread && before->low == 0;
    m_rate->setText(followed ? u"slice(%1)"_s.arg(formatRate(rate)) : formatRate(rate));
    applyMainStage();
}

void ConfigForm::setForNextRun(bool next)
{
    m_nextNote->setVisible(next);
}

QString ConfigForm::problem() const
{
    return m_rateNote->isHidden() ? QString() : m_rateNote->text();
}

double ConfigForm::learningRate() const
{
    const Result<LearningRate> rate = LearningRate::parse(mainRate(m_config));
    return rate ? rate->high : 0;
}

void ConfigForm::chooseWeights()
{
    if (!m_weights->currentData().toString().isEmpty()) {
        m_config.weights = m_weights->currentData().toString();
        setWeights(m_config.weights);
        Q_EMIT changed();
    } else {
        chooseWeightsFile();
    }
}

void ConfigForm::chooseWeightsFile()
{
    const QString file = QFileDialog::getOpenFileName(
        this, tr("Choose initial weights"), {}, tr("Weights (*.pth *.pt *.safetensors);;All files (*)"));
    if (!file.isEmpty())
        m_config.weights = file;
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
    m_rateNote->hide();
    m_config = config;
    showConfig();
    Q_EMIT changed();
}

void ConfigForm::showConfig()
{
    m_showing = true;
    m_preset->setCurrentIndex(m_preset->findData(m_config.preset));
    setWeights(m_config.weights);
    m_epochs->setValue(mainStage(m_config).epochs);
    if (m_rateNote->isHidden())
        m_rate->setText(mainRate(m_config));
    m_fields.show(m_config);
    m_all->show(m_config);
    m_showing = false;
    showPresets();
}

// Behind each preset how long it would take; behind and under the chosen one, how long these settings take.
void ConfigForm::showPresets()
{
    const TrainingConfig now = config();
    for (int i = 0; i < m_preset->count(); ++i) {
        const QString name = m_preset->itemData(i).toString();
        const Result<TrainingConfig> preset = name == now.preset ? now : withPreset(now, name);
        const std::optional<double> seconds = preset ? expectedSeconds(*preset, m_size) : std::nullopt;
        m_preset->setItemText(i, seconds ? tr("%1 · about %2").arg(name, formatDuration(*seconds)) : name);
    }
    const std::optional<double> seconds = expectedSeconds(now, m_size);
    m_presetNote->setText(QStringList{
        presetDescription(now.preset), presetFacts(now),
        seconds ? tr("Takes about %1 on this machine.").arg(formatDuration(*seconds))
                : tr("A time estimate appears after the first run or learning rate search on this machine.")}
                              .join(u'\n'));
}

void ConfigForm::setSize(const TrainingSize &size)
{
    m_size = size;
    showPresets();
}

TrainingConfig ConfigForm::config() const
{
    TrainingConfig config = m_config; // preset, stages of the short form, weights
    m_all->read(config);
    m_fields.read(config);
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

void ConfigForm::setSplit(bool split)
{
    m_split->setText(split ? tr("Re-split…") : tr("Split"));
    m_split->setToolTip(
        split ? tr("Reassign all labeled images to training and validation. Earlier runs can no longer be "
                   "compared. Newly labeled images are added to the split automatically.")
              : tr("Split the labeled images into training and validation, class by class. Start training "
                   "does this automatically."));
}

void ConfigForm::usePreset(const QString &name)
{
    m_preset->setCurrentIndex(m_preset->findData(name));
    choosePreset();
}

} // namespace cairn
