// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/measures.h"

#include "core/engine/data/batchloader.h"
#include "core/engine/inference/evaluator.h"
#include "core/engine/network/modelfile.h"
#include "core/engine/network/preparednetwork.h"
#include "core/engine/runtime/torchruntime.h"
#include "core/engine/torchengine.h"
#include "core/engine/training/lrsweep.h"
#include "core/engine/training/preparation.h"
#include "tests/bench/peakmemory.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>

namespace cairn::bench {

namespace {

constexpr int cachedEpochs = 4;

LearningSet learningSet(const Workload &workload)
{
    LearningSet set;
    const QDir root(workload.data);
    set.classes = root.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    for (int label = 0; label < set.classes.size(); ++label) {
        QDirIterator files(root.filePath(set.classes[label]), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext())
            set.train.push_back({qint64(set.train.size()) + 1, files.next(), label});
    }
    // Training is timed without validation: two images are the least that makes a run.
    set.valid.assign(set.train.begin(),
                     set.train.begin() + std::min<std::ptrdiff_t>(2, std::ptrdiff_t(set.train.size())));
    return set;
}

TrainingConfig configOf(const Workload &workload, int freezeTo, int epochs)
{
    TrainingConfig config;
    config.arch = workload.arch;
    config.weights = QStringLiteral("none");
    config.imageSize = workload.imageSize;
    config.batchSize = workload.batchSize;
    config.threads = workload.threads;
    config.precision = workload.precision;
    config.augmentation = Augmentation::crops(); // as the peers
    Stage stage;
    stage.freezeTo = freezeTo;
    stage.epochs = epochs;
    stage.rate = LearningRate::same(1e-4);
    config.stages = {stage};
    return config;
}

// Listens to a run: images and seconds of its training, without validation.
class TrainingClock : public TrainingObserver
{
public:
    void onEpoch(const EpochMetrics &epoch) override { speeds << epoch.imagesPerSecond; }
    QList<double> speeds; // of the epochs
};

Result<Measurement> timeTraining(const TrainingConfig &config, const LearningSet &set, int skippedEpochs)
{
    QTemporaryDir directory;
    TrainingClock clock;
    const std::unique_ptr<Engine> engine(cairn_create_engine());
    const auto outcome = engine->train({config, set, directory.path()}, clock, {}, {});
    if (!outcome)
        return outcome.error();
    Measurement measurement;
    for (const double speed : clock.speeds.mid(skippedEpochs)) {
        measurement.images += qint64(set.train.size());
        measurement.seconds += double(set.train.size()) / speed;
    }
    return measurement;
}

Result<Measurement> timeFrozen(const Workload &workload)
{
    return timeTraining(configOf(workload, -1, 1), learningSet(workload), 0);
}

Result<Measurement> timeCached(const Workload &workload)
{
    TrainingConfig config = configOf(workload, -1, cachedEpochs);
    config.trainBatchNorm = false;
    config.augmentation = Augmentation::none();
    config.cachedViews = 1;
    return timeTraining(config, learningSet(workload), 1);
}

Result<Measurement> timeUnfrozen(const Workload &workload)
{
    return timeTraining(configOf(workload, 0, 1), learningSet(workload), 0);
}

Result<Measurement> timeFinder(const Workload &workload)
{
    // So low that the loss does not explode, which would end the sweep.
    const LrSweep sweep{1e-7, 1e-4, workload.steps};
    const std::unique_ptr<Engine> engine(cairn_create_engine());
    QElapsedTimer timer;
    timer.start();
    const auto result = engine->findLearningRate(configOf(workload, -1, 1), learningSet(workload), sweep,
                                                 [](const LrPoint &) {}, {});
    if (!result)
        return result.error();
    return Measurement{qint64(result->points.size()) * workload.batchSize, double(timer.elapsed()) / 1000};
}

Result<Measurement> timeLoader(const Workload &workload)
{
    LoaderOptions options;
    options.imageSize = workload.imageSize;
    options.batchSize = workload.batchSize;
    options.augmentation = Augmentation::crops(); // as the peers
    options.workers = workload.threads;
    QElapsedTimer timer;
    timer.start();
    BatchLoader loader(learningSet(workload).train, options);
    loader.start(0, {});
    Measurement measurement;
    while (const auto batch = loader.next())
        measurement.images += batch->images.size(0);
    measurement.seconds = double(timer.elapsed()) / 1000;
    return measurement;
}

Result<Network> randomNetwork(const Workload &workload, const QStringList &classes)
{
    const auto prepared = prepareNetwork(configOf(workload, 0, 1), classes);
    if (!prepared)
        return prepared.error();
    return prepared->network;
}

// What follows an epoch.
Result<Measurement> timeValidation(const Workload &workload)
{
    const LearningSet set = learningSet(workload);
    auto network = randomNetwork(workload, set.classes);
    if (!network)
        return network.error();
    LoaderOptions options;
    options.imageSize = workload.imageSize;
    options.batchSize = workload.batchSize;
    options.workers = workload.threads;
    QElapsedTimer timer;
    timer.start();
    Network folded = foldBatchNorms(*network, inferenceType(resolvePrecision(workload.precision)));
    BatchLoader loader(set.train, options);
    const auto evaluation = evaluateNetwork(folded, loader, {}, {});
    if (!evaluation)
        return evaluation.error();
    return Measurement{qint64(evaluation->predictions.size()), double(timer.elapsed()) / 1000};
}

Result<void> writeModel(const QString &file, const Workload &workload, const QStringList &classes)
{
    auto network = randomNetwork(workload, classes);
    if (!network)
        return network.error();
    return saveModel(file, *network);
}

Result<Measurement> timePrediction(const Workload &workload)
{
    const LearningSet set = learningSet(workload);
    const QTemporaryDir directory;
    const QString file = directory.filePath(QStringLiteral("model.safetensors"));
    if (const auto written = writeModel(file, workload, set.classes); !written)
        return written.error();
    const std::unique_ptr<Engine> engine(cairn_create_engine());
    const auto predictor = engine->openPredictor(file);
    if (!predictor)
        return predictor.error();
    QStringList files;
    for (const Example &example : set.train)
        files << example.path;
    Measurement measurement;
    QElapsedTimer timer;
    timer.start();
    const auto done = (*predictor)->predict(files, [&](const FilePrediction &) { ++measurement.images; }, {});
    if (!done)
        return done.error();
    measurement.seconds = double(timer.elapsed()) / 1000;
    return measurement;
}

struct Measure
{
    QString name;
    QString title;
    Result<Measurement> (*run)(const Workload &);
};

const QList<Measure> &measures()
{
    static const QList<Measure> list{
        {QStringLiteral("loader"), QStringLiteral("decode and augment alone"), timeLoader},
        {QStringLiteral("lr-finder"), QStringLiteral("learning-rate finder"), timeFinder},
        {QStringLiteral("frozen"), QStringLiteral("frozen epoch"), timeFrozen},
        {QStringLiteral("frozen-cached"), QStringLiteral("frozen epoch on cached features, after the first"),
         timeCached},
        {QStringLiteral("unfrozen"), QStringLiteral("unfrozen epoch"), timeUnfrozen},
        {QStringLiteral("validation"), QStringLiteral("validation"), timeValidation},
        {QStringLiteral("predict"), QStringLiteral("predict"), timePrediction},
    };
    return list;
}

} // namespace

QStringList measureNames()
{
    QStringList names;
    for (const Measure &measure : measures())
        names << measure.name;
    return names;
}

QString measureTitle(const QString &name)
{
    for (const Measure &measure : measures()) {
        if (measure.name == name)
            return measure.title;
    }
    return {};
}

Result<Measurement> runMeasure(const QString &name, const Workload &workload)
{
    if (learningSet(workload).train.size() < 4)
        return Error{ErrorCode::InvalidInput,
                     QStringLiteral("%1 holds no class folders with images in them.").arg(workload.data)};
    configureTorch(workload.threads);
    for (const Measure &measure : measures()) {
        if (measure.name != name)
            continue;
        auto measurement = measure.run(workload);
        if (!measurement)
            return measurement.error();
        measurement->peakMebibytes = peakMebibytes();
        measurement->threads = computeThreads(workload.threads);
        measurement->precision = precisionName(resolvePrecision(workload.precision));
        return measurement;
    }
    return Error{ErrorCode::InvalidInput,
                 QStringLiteral("There is no measure “%1”; choose from %2.")
                     .arg(name, measureNames().join(QStringLiteral(", ")))};
}

} // namespace cairn::bench
