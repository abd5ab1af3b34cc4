#include "ui/train/allsettings.h"

#include "core/base/cores.h"
#include "core/learn/headlayers.h"
#include "ui/train/stageeditor.h"
#include "ui/widgets/section.h"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

using Config = TrainingConfig;

QStringList words(const QString &text)
{
    QStringList list;
    const QStringList parts = text.split(u',', Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        if (!part.trimmed().isEmpty())
            list << part.simplified();
    }
    return list;
}

bool readUnits(Config &config, const QString &text)
{
    QList<int> units;
    const QStringList list = words(text);
    for (const QString &word : list) {
        bool ok = false;
        units << word.toInt(&ok);
        if (!ok || units.last() < 1)
            return false;
    }
    // A list of dropouts belongs to its blocks; another number of blocks starts again with the last one's.
    if (config.head.dropout.size() > 1 && config.head.dropout.size() != units.size() + 1)
        config.head.dropout = {config.head.dropout.last()};
    config.head.hiddenUnits = units;
    return true;
}

bool readDropout(Config &config, const QString &text)
{
    QList<double> dropout;
    const QStringList list = words(text);
    for (const QString &word : list) {
        bool ok = false;
        dropout << word.toDouble(&ok);
        if (!ok)
            return false;
    }
    if (dropout.isEmpty())
        return false;
    config.head.dropout = dropout;
    return true;
}

template <typename Number>
QString listText(const QList<Number> &numbers)
{
    QStringList texts;
    for (const Number number : numbers)
        texts << QString::number(number);
    return texts.join(u", "_s);
}

} // namespace

AllSettings::AllSettings(QWidget *parent)
    : QWidget(parent)
    , m_fields([this] { Q_EMIT edited(); })
    , m_stages(new StageEditor)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    buildNetwork();
    buildHead();
    buildGroups();
    buildStages();
    buildData();
    buildRegularisation();
    buildSafeguards();
    buildCompute();
    connect(m_stages, &StageEditor::edited, this, &AllSettings::edited);
}

Section *AllSettings::addSection(const QString &title)
{
    auto *section = new Section(title);
    layout()->addWidget(section);
    return section;
}

void AllSettings::buildNetwork()
{
    QFormLayout *form = addSection(tr("Network"))->addForm();
    m_fields.choice<int>(
        form,
        {tr("Body up to"),
         tr("Where the body is cut off (fast.ai's cut): the head sees what comes out there")},
        {{tr("layer4: all of it (−2)"), -2},
         {tr("layer3 (−3)"), -3},
         {tr("layer2 (−4)"), -4},
         {tr("layer1 (−5)"), -5}},
        [](Config &c) -> int & { return c.body.cut; });
    m_fields.check(form,
                   {tr("Stride"),
                    tr("In ResNet-50, 101 and 152: as the paper has it, instead of in the 3×3 as "
                       "torchvision has it. Pretrained weights expect the 3×3.")},
                   tr("in the first 1×1 convolution"),
                   [](Config &c) -> bool & { return c.body.strideInFirst; });
}

void AllSettings::buildHead()
{
    using Kind = HeadConfig::Kind;
    QFormLayout *form = addSection(tr("Head"))->addForm();
    m_fields.choice<Kind>(form, {tr("Kind"), tr("What turns the body's features into class scores")},
                          {{tr("fast.ai"), Kind::FastAi},
                           {tr("fast.ai 2 (no biases)"), Kind::FastAi2},
                           {tr("torchvision: one layer"), Kind::Plain},
                           {tr("own layers"), Kind::Custom}},
                          [](Config &c) -> Kind & { return c.head.kind; });
    m_fields.text(
        form, {tr("Hidden layers"), tr("Units of each, with commas between them (lin_ftrs); empty: none")},
        [](const Config &c) { return listText(c.head.hiddenUnits); }, readUnits);
    m_fields.text(
        form,
        {tr("Dropout"),
         tr("Share of a layer's inputs left out at random (ps): the last layer's, of which the "
            "earlier ones get half; or one for each, with commas")},
        [](const Config &c) { return listText(c.head.dropout); }, readDropout);
    m_fields.check(form, {tr("Pooling"), tr("Maxima and averages side by side; otherwise averages alone")},
                   tr("maxima and averages"), [](Config &c) -> bool & { return c.head.concatPool; });
    m_fields.check(form, {tr("At the end"), tr("fast.ai's bn_final")}, tr("a last BatchNorm"),
                   [](Config &c) -> bool & { return c.head.bnFinal; });
    m_headLayers = m_fields.text(
        form,
        {tr("Own layers"),
         tr("From %1; dropout takes a share, linear a number of units, and the last linear none: "
            "it has one output a class")
             .arg(headLayerNames().join(u", "_s))},
        [](const Config &c) { return c.head.layers.join(u", "_s); },
        [](Config &c, const QString &text) {
            c.head.layers = words(text);
            return true;
        });
    m_headLayers->setPlaceholderText(u"avgpool, flatten, linear"_s);
}

void AllSettings::buildGroups()
{
    QFormLayout *form = addSection(tr("Layer groups"))->addForm();
    m_fields.text(
        form,
        {tr("Begin at"),
         tr("Where layer groups after the first begin (split_on): layer3, or a block such as "
            "layer4.1, with commas. The Network tab shows them in a table.")},
        [](const Config &c) { return c.splitOn.join(u", "_s); },
        [](Config &c, const QString &text) {
            c.splitOn = words(text);
            return true;
        });
    m_fields.check(form,
                   {tr("BatchNorm"), tr("BatchNorms learn even while their layers are frozen (train_bn)")},
                   tr("also of frozen groups"), [](Config &c) -> bool & { return c.trainBatchNorm; });
}

void AllSettings::buildStages()
{
    addSection(tr("Stages"))->content()->addWidget(m_stages);
}

void AllSettings::buildData()
{
    QFormLayout *form = addSection(tr("Data and augmentation"))->addForm();
    m_fields.choice<ResizeMode>(form,
                                {tr("Resize"), tr("How a picture becomes a square, before what is random")},
                                {{tr("crop the centre"), ResizeMode::Crop},
                                 {tr("pad with black"), ResizeMode::Pad},
                                 {tr("squish"), ResizeMode::Squish}},
                                [](Config &c) -> ResizeMode & { return c.resize; });
    m_fields.check(form, {tr("Sampling"), tr("Draw pictures so that every class is seen equally often")},
                   tr("weighted by class"), [](Config &c) -> bool & { return c.weightedSampling; });
    m_fields.integer(
        form,
        {tr("Cached views"),
         tr("A stage that trains the head alone, without BatchNorms of the body, runs the body "
            "once over so many views of every picture")},
        0, 100, [](Config &c) -> int & { return c.cachedViews; }, tr("off"));
    buildAugmentation(form);
}

void AllSettings::buildAugmentation(QFormLayout *form)
{
    m_fields.check(form, {tr("Mirror"), tr("Show every second picture mirrored")}, tr("left–right"),
                   [](Config &c) -> bool & { return c.augmentation.flip; });
    m_fields.number(
        form,
        {tr("Smallest crop"), tr("Random crops have at least this share of the picture's area; 1: no crops")},
        0.01, 1, 0.05, 2, [](Config &c) -> double & { return c.augmentation.minCropScale; });
    m_fields.number(
        form, {tr("Rotate"), tr("At most, to either side; 10° is usual")}, 0, 180, 5, 0,
        [](Config &c) -> double & { return c.augmentation.maxRotate; }, tr("off"), tr("°"));
    m_fields.number(
        form, {tr("Zoom"), tr("At most; 1.1 is usual")}, 1, 4, 0.05, 2,
        [](Config &c) -> double & { return c.augmentation.maxZoom; }, tr("off"), tr(" ×"));
    m_fields.number(
        form, {tr("Warp"), tr("Perspective, as if seen from the side; 0.2 is usual")}, 0, 0.5, 0.05, 2,
        [](Config &c) -> double & { return c.augmentation.maxWarp; }, tr("off"));
    m_fields.number(form,
                    {tr("… how often"), tr("Probability of rotating, of zooming and of warping (p_affine)")},
                    0, 1, 0.05, 2, [](Config &c) -> double & { return c.augmentation.affineShare; });
    m_fields.number(
        form, {tr("Lighting"), tr("Change of brightness and contrast; 0.2 is usual")}, 0, 0.9, 0.05, 2,
        [](Config &c) -> double & { return c.augmentation.maxLighting; }, tr("off"));
    m_fields.number(form, {tr("… how often"), tr("Probability of changing the lighting (p_lighting)")}, 0, 1,
                    0.05, 2, [](Config &c) -> double & { return c.augmentation.lightingShare; });
}

void AllSettings::buildRegularisation()
{
    QFormLayout *form = addSection(tr("Regularisation"))->addForm();
    m_fields.number(form, {tr("Weight decay"), tr("Decoupled, as in AdamW; not on norms and biases")}, 0, 10,
                    0.01, 4, [](Config &c) -> double & { return c.weightDecay; });
    m_fields.number(
        form,
        {tr("Mixup"), tr("Mixes two pictures and their labels: α of the Beta distribution, 0.4 is usual")}, 0,
        10, 0.1, 2, [](Config &c) -> double & { return c.regularisation.mixup; }, tr("off"));
    m_fields.number(
        form, {tr("Cutmix"), tr("Pastes a part of another picture: α, 1 is usual; not together with mixup")},
        0, 10, 0.1, 2, [](Config &c) -> double & { return c.regularisation.cutmix; }, tr("off"));
    m_fields.number(
        form, {tr("Smooth labels"), tr("Share of certainty taken from the right class; 0.1 is usual")}, 0,
        0.5, 0.05, 2, [](Config &c) -> double & { return c.regularisation.labelSmoothing; }, tr("off"));
}

void AllSettings::buildSafeguards()
{
    QFormLayout *form = addSection(tr("Safeguards"))->addForm();
    m_fields.number(
        form, {tr("Clip gradients"), tr("Largest 2-norm of a step's gradients; 1 is usual")}, 0, 1e6, 0.5, 2,
        [](Config &c) -> double & { return c.safeguards.clipGradients; }, tr("off"));
    m_fields.integer(
        form, {tr("Accumulate"), tr("Batches whose gradients make one step: a larger batch in less memory")},
        1, 1024, [](Config &c) -> int & { return c.safeguards.accumulate; }, tr("off"), tr(" batches"));
    m_fields.integer(
        form, {tr("Stop after"), tr("Early stopping: epochs without a better validation loss")}, 0, 10000,
        [](Config &c) -> int & { return c.safeguards.stopAfter; }, tr("never"), tr(" epochs"));
    m_fields.integer(
        form, {tr("On a plateau"), tr("Epochs without a better validation loss, after which the rate falls")},
        0, 10000, [](Config &c) -> int & { return c.safeguards.plateauAfter; }, tr("never"), tr(" epochs"));
    m_fields.number(form, {tr("… to"), tr("What the rate is multiplied by on a plateau; 0.1 is usual")},
                    0.000001, 1, 0.1, 6, [](Config &c) -> double & { return c.safeguards.plateauFactor; });
    m_fields.number(
        form,
        {tr("Averaging"),
         tr("Moving average of the weights that is validated and kept (EMA): its decay, 0.999 is usual")},
        0, 0.999999, 0.001, 6, [](Config &c) -> double & { return c.safeguards.averageDecay; }, tr("off"));
}

void AllSettings::buildCompute()
{
    QFormLayout *form = addSection(tr("Computing"))->addForm();
    m_fields.text(
        form, {tr("Device"), tr("auto, cpu, cuda, or cuda:0 for the first graphics card")},
        [](const Config &c) { return c.device; },
        [](Config &c, const QString &text) {
            c.device = text.trimmed();
            return true;
        });
    m_fields.choice<Precision>(
        form, {tr("Precision"), tr("bfloat16 is faster on processors that have it; automatic knows")},
        {{tr("automatic"), Precision::Auto},
         {u"float32"_s, Precision::Float32},
         {u"bfloat16"_s, Precision::BFloat16},
         {tr("float16 (CUDA)"), Precision::Float16}},
        [](Config &c) -> Precision & { return c.precision; });
    m_fields.integer(
        form, {tr("Threads"), tr("Processor cores to compute with")}, 0, 1024,
        [](Config &c) -> int & { return c.threads; }, tr("all (%1)").arg(availableCores()));
    m_fields.text(
        form,
        {tr("Seed"), tr("Of initial weights, order, augmentation and dropout: the same seed repeats a run")},
        [](const Config &c) { return QString::number(c.seed); },
        [](Config &c, const QString &text) {
            bool ok = false;
            const quint64 seed = text.trimmed().toULongLong(&ok);
            if (ok)
                c.seed = seed;
            return ok;
        });
}

void AllSettings::show(const TrainingConfig &config)
{
    m_fields.show(config);
    m_stages->setStages(config.stages);
    m_headLayers->setEnabled(config.head.kind == HeadConfig::Kind::Custom);
}

void AllSettings::read(TrainingConfig &config) const
{
    m_fields.read(config);
    config.stages = m_stages->stages();
}

} // namespace cairn
