// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeengine.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QtEndian>

#include <algorithm>
#include <cmath>
#include <thread>

namespace cairn {

namespace {

/// What a fake weight file holds.
struct FakeWeights
{
    ModelSpec spec;
    double errorRate = 0;
};

/// 0–1, spread evenly over ids; the same on every machine.
double chance(qint64 id)
{
    quint64 bits = quint64(id) * 0x9E3779B97F4A7C15ULL;
    bits ^= bits >> 29;
    bits *= 0xBF58476D1CE4E5B9ULL;
    return double(bits >> 11) / double(1ULL << 53);
}

/// A safetensors file without tensors: a length, then JSON.
bool writeFakeWeights(const QString &file, const FakeWeights &weights)
{
    const QJsonObject spec{{QStringLiteral("arch"), archName(weights.spec.arch)},
                           {QStringLiteral("classes"), QJsonArray::fromStringList(weights.spec.classes)},
                           {QStringLiteral("imageSize"), weights.spec.imageSize},
                           {QStringLiteral("errorRate"), weights.errorRate}};
    const QString text = QString::fromUtf8(QJsonDocument(spec).toJson(QJsonDocument::Compact));
    const QJsonObject header{{QStringLiteral("__metadata__"), QJsonObject{{QStringLiteral("fake"), text}}}};
    const QByteArray json = QJsonDocument(header).toJson(QJsonDocument::Compact);
    QByteArray length(8, '\0');
    qToLittleEndian(quint64(json.size()), length.data());
    QSaveFile out(file);
    return out.open(QIODevice::WriteOnly) && out.write(length + json) == 8 + json.size() && out.commit();
}

Result<FakeWeights> readFakeWeights(const QString &file)
{
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly))
        return Error{ErrorCode::NotFound, QStringLiteral("There is no weight file %1.").arg(file)};
    const QJsonObject header = QJsonDocument::fromJson(in.readAll().mid(8)).object();
    const QString text = header[QStringLiteral("__metadata__")][QStringLiteral("fake")].toString();
    const QJsonObject json = QJsonDocument::fromJson(text.toUtf8()).object();
    const Result<Arch> arch = archFromName(json[QStringLiteral("arch")].toString());
    if (!arch)
        return Error{ErrorCode::Corrupt, QStringLiteral("%1 is not a weight file.").arg(file)};
    FakeWeights weights;
    weights.spec.arch = *arch;
    weights.spec.imageSize = json[QStringLiteral("imageSize")].toInt();
    weights.errorRate = json[QStringLiteral("errorRate")].toDouble();
    const QJsonArray classes = json[QStringLiteral("classes")].toArray();
    for (const QJsonValue &name : classes)
        weights.spec.classes << name.toString();
    return weights;
}

class FakePredictor : public Predictor
{
public:
    explicit FakePredictor(FakeWeights weights)
        : m_weights(std::move(weights))
    {
    }
    const ModelSpec &spec() const override { return m_weights.spec; }
    Result<void> predict(const QStringList &files,
                         const std::function<void(const FilePrediction &)> &onResult,
                         const CancelToken &cancel, const TestTimeAugmentation &) override
    {
        for (const QString &file : files) {
            if (cancel.cancelled())
                return Error{ErrorCode::Cancelled, QStringLiteral("Cancelled.")};
            FilePrediction result{file, {}, -1, {}};
            if (QFile::exists(file)) {
                const Example example{qint64(qHash(file, 1)), file, 0};
                Prediction said
                    = FakeEngine::predict(example, int(m_weights.spec.classes.size()), m_weights.errorRate);
                result.probabilities = std::move(said.probabilities);
                result.predicted = said.predicted;
            } else {
                result.error = QStringLiteral("There is no such file.");
            }
            onResult(result);
        }
        return {};
    }

private:
    FakeWeights m_weights;
};

/// One run of FakeEngine::train().
class FakeTraining
{
public:
    FakeTraining(const FakeEngine &engine, const TrainingJob &job, TrainingObserver &observer,
                 const PauseGate &pause, const CancelToken &cancel)
        : m_engine(engine)
        , m_job(job)
        , m_observer(observer)
        , m_pause(pause)
        , m_cancel(cancel)
        , m_totalSteps(qint64(job.config.totalEpochs()) * engine.stepsPerEpoch)
    {
    }

    Result<TrainingOutcome> run()
    {
        m_observer.onPhase(QStringLiteral("Loading weights"), 0, 0);
        if (m_engine.failure && m_engine.failsBeforeSetup)
            return *m_engine.failure;
        const int done = m_job.resume ? epochsInCheckpoint() : 0;
        m_step = qint64(done) * m_engine.stepsPerEpoch;
        m_observer.onSetup({QStringLiteral("CPU"),
                            QStringLiteral("float32"),
                            1,
                            m_engine.stepsPerEpoch,
                            m_totalSteps,
                            {},
                            m_step,
                            done});
        int before = 0;
        for (int stage = 0; stage < m_job.config.stages.size(); ++stage) {
            for (int epoch = 0; epoch < m_job.config.stages[stage].epochs; ++epoch) {
                if (before++ < done) {
                    ++m_outcome.epochs;
                    continue;
                }
                if (m_engine.failure && m_outcome.epochs == m_engine.failAfterEpochs)
                    return *m_engine.failure;
                if (!trainEpoch(stage))
                    return m_outcome;
                if (!validate(stage))
                    return Error{ErrorCode::WriteFailed, QStringLiteral("The weights could not be written.")};
            }
        }
        return m_outcome;
    }

private:
    bool trainEpoch(int stage)
    {
        for (int i = 0; i < m_engine.stepsPerEpoch; ++i, ++m_step) {
            m_pause.wait(m_cancel);
            std::this_thread::sleep_for(m_engine.batchTime);
            if (m_cancel.cancelled()) {
                m_outcome.end = TrainingOutcome::End::Cancelled;
                return false;
            }
            const double share = double(m_step) / double(m_totalSteps);
            BatchMetrics batch;
            batch.step = m_step;
            batch.epoch = double(m_step) / m_engine.stepsPerEpoch;
            batch.smoothedLoss = lossAt(share);
            batch.loss = batch.smoothedLoss * (0.8 + 0.4 * chance(m_step + 1));
            batch.learningRate = m_job.config.stages[stage].rate.high * std::sin(3.1 * (share + 0.01));
            batch.momentum = 0.9;
            batch.imagesPerSecond = 40;
            m_observer.onBatch(batch);
        }
        return true;
    }

    bool validate(int stage)
    {
        const double share = double(m_step) / double(m_totalSteps);
        const int classes = int(m_job.data.classes.size());
        const double wrong = m_engine.finalErrorRate + (1 - m_engine.finalErrorRate) * 0.6 * (1 - share);
        EpochMetrics epoch;
        epoch.confusion = ConfusionMatrix(classes);
        double loss = 0;
        for (const Example &example : m_job.data.valid) {
            const Prediction said = FakeEngine::predict(example, classes, wrong);
            epoch.confusion.add(said.actual, said.predicted);
            loss += said.loss;
        }
        const double count = std::max<double>(1, double(m_job.data.valid.size()));
        epoch.stage = stage;
        epoch.stageName = m_job.config.stages[stage].name;
        epoch.epoch = m_outcome.epochs;
        epoch.trainLoss = lossAt(share);
        epoch.validLoss = loss / count;
        epoch.errorRate = 1 - double(epoch.confusion.correct()) / count;
        epoch.seconds = 0.5;
        epoch.imagesPerSecond = 40;
        epoch.best = m_outcome.bestEpoch < 0 || epoch.errorRate < m_outcome.bestErrorRate;
        if (epoch.best && !keep(wrong))
            return false;
        record(epoch);
        m_observer.onEpoch(epoch);
        m_observer.onCheckpoint();
        QFile checkpoint(m_job.runDirectory + QStringLiteral("/checkpoint.safetensors"));
        return checkpoint.open(QIODevice::WriteOnly)
            && checkpoint.write(QByteArray::number(m_outcome.epochs)) > 0;
    }

    int epochsInCheckpoint() const
    {
        QFile checkpoint(m_job.runDirectory + QStringLiteral("/checkpoint.safetensors"));
        return checkpoint.open(QIODevice::ReadOnly) ? checkpoint.readAll().toInt() : 0;
    }

    bool keep(double wrong) const
    {
        const TrainingConfig &config = m_job.config;
        const FakeWeights weights{{config.arch, config.head, m_job.data.classes, config.imageSize}, wrong};
        return writeFakeWeights(m_job.runDirectory + QStringLiteral("/best.safetensors"), weights);
    }

    void record(const EpochMetrics &epoch)
    {
        if (epoch.best) {
            m_outcome.bestEpoch = epoch.epoch;
            m_outcome.bestErrorRate = epoch.errorRate;
        }
        ++m_outcome.epochs;
        m_outcome.errorRate = epoch.errorRate;
        m_outcome.validLoss = epoch.validLoss;
        m_outcome.seconds += epoch.seconds;
    }

    double lossAt(double share) const
    {
        return 0.1 + std::log(double(m_job.data.classes.size())) * std::exp(-3 * share);
    }

    const FakeEngine &m_engine;
    const TrainingJob &m_job;
    TrainingObserver &m_observer;
    const PauseGate &m_pause;
    const CancelToken m_cancel;
    const qint64 m_totalSteps;
    qint64 m_step = 0;
    TrainingOutcome m_outcome;
};

} // namespace

QString FakeEngine::description() const
{
    return QStringLiteral("Fake engine, 1 thread, float32");
}

Precision FakeEngine::resolvePrecision(Precision precision) const
{
    return precision == Precision::Auto ? Precision::Float32 : precision;
}

Prediction FakeEngine::predict(const Example &example, int classes, double errorRate)
{
    Prediction said;
    said.imageId = example.imageId;
    said.actual = example.label;
    const int base = std::max(0, example.label);
    const bool wrong = classes > 1 && chance(example.imageId) < errorRate;
    said.predicted = wrong ? (base + 1) % classes : base;
    said.probability = 0.6 + 0.39 * chance(example.imageId + 1);
    const double rest = classes > 1 ? (1 - said.probability) / (classes - 1) : 0;
    said.probabilities.assign(std::size_t(classes), float(rest));
    said.probabilities[std::size_t(said.predicted)] = float(said.probability);
    said.actualProbability = wrong ? rest : said.probability;
    said.loss = -std::log(said.actualProbability);
    return said;
}

Result<TrainingOutcome> FakeEngine::train(const TrainingJob &job, TrainingObserver &observer,
                                          const PauseGate &pause, const CancelToken &cancel)
{
    lastJob = job;
    ++trainCalls;
    return FakeTraining(*this, job, observer, pause, cancel).run();
}

Result<TrainingOutcome> FakeEngine::join(const ProcessGroup &, TrainingObserver &, const CancelToken &)
{
    return TrainingOutcome{};
}

Result<LrFinderResult> FakeEngine::findLearningRate(const TrainingConfig &, const LearningSet &data,
                                                    const LrSweep &sweep,
                                                    const std::function<void(const LrPoint &)> &onPoint,
                                                    const CancelToken &cancel)
{
    if (failure)
        return *failure;
    LrFinderResult result;
    const double first = std::log(double(data.classes.size()));
    for (int step = 0; step < sweep.steps; ++step) {
        std::this_thread::sleep_for(batchTime);
        if (cancel.cancelled())
            return Error{ErrorCode::Cancelled, QStringLiteral("Cancelled.")};
        const double share = sweep.steps > 1 ? double(step) / (sweep.steps - 1) : 0;
        const double rate = sweep.startRate * std::pow(sweep.endRate / sweep.startRate, share);
        const double loss
            = first * (1 - 0.7 / (1 + std::exp(-25 * (share - 0.55)))) + std::exp(22 * (share - 0.85));
        result.points.push_back({rate, loss});
        if (onPoint)
            onPoint(result.points.back());
        if (loss > 4 * first)
            break;
    }
    result.suggestions = suggestRates(trimmedForSuggestions(result.points, sweep.steps));
    result.stateRestored = true;
    return result;
}

Result<Evaluation> FakeEngine::evaluate(const QString &weightsFile, const std::vector<Example> &examples,
                                        const ProgressCallback &progress, const CancelToken &cancel,
                                        const TestTimeAugmentation &augmentation)
{
    lastViews = augmentation;
    if (failure)
        return *failure;
    const Result<FakeWeights> weights = readFakeWeights(weightsFile);
    if (!weights)
        return weights.error();
    std::vector<Prediction> predictions;
    for (const Example &example : examples) {
        if (cancel.cancelled())
            return Error{ErrorCode::Cancelled, QStringLiteral("Cancelled.")};
        if (QFileInfo(example.path).size() == 0) // away, or damaged
            continue;
        predictions.push_back(predict(example, int(weights->spec.classes.size()), weights->errorRate));
        if (progress)
            progress({qint64(predictions.size()), qint64(examples.size())});
    }
    return cairn::evaluate(std::move(predictions), int(weights->spec.classes.size()));
}

Result<void> FakeEngine::embed(const EmbeddingJob &job, const std::function<void(Embedding)> &onEmbedding,
                               const ProgressCallback &progress, const CancelToken &cancel)
{
    if (failure)
        return *failure;
    FakeWeights weights;
    if (!job.imagenet) {
        const Result<FakeWeights> read = readFakeWeights(job.weightsFile);
        if (!read)
            return read.error();
        weights = *read;
    }
    const int classes = std::max(1, int(weights.spec.classes.size()));
    for (std::size_t i = 0; i < job.examples.size(); ++i) {
        if (cancel.cancelled())
            return Error{ErrorCode::Cancelled, QStringLiteral("Cancelled.")};
        Example example = job.examples[i];
        if (!QFile::exists(example.path))
            continue;
        if (example.label < 0)
            example.label = int(example.imageId % classes);
        Embedding embedding{example.imageId, {}, std::vector<float>(8)};
        if (!job.imagenet)
            embedding.probabilities = predict(example, classes, weights.errorRate).probabilities;
        for (std::size_t k = 0; k < 8; ++k)
            embedding.features[k] = float(0.1 * chance(example.imageId * 8 + qint64(k)));
        embedding.features[std::size_t(example.label) % 8] += 1;
        ++embedded;
        onEmbedding(std::move(embedding));
        if (progress)
            progress({qint64(i) + 1, qint64(job.examples.size())});
    }
    return {};
}

Result<void> FakeEngine::explain(const HeatmapJob &job, const std::function<void(Heatmap)> &onHeatmap,
                                 const ProgressCallback &progress, const CancelToken &cancel)
{
    if (failure)
        return *failure;
    const Result<FakeWeights> weights = readFakeWeights(job.weightsFile);
    if (!weights)
        return weights.error();
    const int classes = int(weights->spec.classes.size());
    for (std::size_t i = 0; i < job.examples.size(); ++i) {
        if (cancel.cancelled())
            return Error{ErrorCode::Cancelled, QStringLiteral("Cancelled.")};
        const Example &example = job.examples[i];
        if (!QFile::exists(example.path))
            continue;
        Prediction said = predict({example.imageId, example.path, int(example.imageId % classes)}, classes,
                                  weights->errorRate);
        Heatmap map{
            example.imageId, example.label < 0 ? said.predicted : example.label, job.layer, 2, 2, {}, {}, {}};
        map.values.assign(4, 0.1F);
        map.values[std::size_t(map.ofClass) % 4] = 1;
        map.probabilities = std::move(said.probabilities);
        ++explained;
        onHeatmap(std::move(map));
        if (progress)
            progress({qint64(i) + 1, qint64(job.examples.size())});
    }
    return {};
}

Result<LinearHead> FakeEngine::fitHead(const HeadExamples &examples)
{
    if (failure)
        return *failure;
    ++headsFitted;
    const auto d = std::size_t(examples.dimensions);
    LinearHead head{examples.dimensions, examples.classes,
                    std::vector<float>(d * std::size_t(examples.classes)),
                    std::vector<float>(std::size_t(examples.classes))};
    std::vector<float> counts(std::size_t(examples.classes));
    for (std::size_t row = 0; row < examples.labels.size(); ++row) {
        const auto label = std::size_t(examples.labels[row]);
        ++counts[label];
        for (std::size_t k = 0; k < d; ++k)
            head.weights[label * d + k] += examples.features[row * d + k];
    }
    constexpr float steepness = 5;
    for (std::size_t i = 0; i < head.weights.size(); ++i)
        head.weights[i] *= steepness / std::max(1.0F, counts[i / d]);
    return head;
}

Result<void> FakeEngine::adoptWeights(const TrainingConfig &config, const QStringList &classes,
                                      const QString &target)
{
    if (failure)
        return *failure;
    FakeWeights weights;
    weights.spec = {config.arch, config.head, classes, config.imageSize, config.body, config.resize};
    if (!writeFakeWeights(target, weights))
        return Error{ErrorCode::WriteFailed, QStringLiteral("%1 could not be written.").arg(target)};
    return {};
}

Result<ExportOutcome> FakeEngine::exportModel(const ExportJob &job, const ProgressCallback &,
                                              const CancelToken &cancel)
{
    if (failure)
        return *failure;
    if (cancel.cancelled())
        return Error{ErrorCode::Cancelled, QStringLiteral("Cancelled.")};
    const Result<FakeWeights> weights = readFakeWeights(job.weightsFile);
    if (!weights)
        return weights.error();
    ExportOutcome outcome;
    outcome.spec = weights->spec;
    for (const ModelFile &file : job.files) {
        if (!writeFakeWeights(file.path, *weights))
            return Error{ErrorCode::WriteFailed, QStringLiteral("%1 could not be written.").arg(file.path)};
        outcome.checks.push_back({int(job.samples.size()), 0, 0, QStringLiteral("a fake reader")});
    }
    return outcome;
}

Result<std::unique_ptr<Predictor>> FakeEngine::openPredictor(const QString &modelFile, Precision)
{
    if (failure)
        return *failure;
    Result<FakeWeights> weights = readFakeWeights(modelFile);
    if (!weights)
        return weights.error();
    return std::unique_ptr<Predictor>(std::make_unique<FakePredictor>(*std::move(weights)));
}

} // namespace cairn
