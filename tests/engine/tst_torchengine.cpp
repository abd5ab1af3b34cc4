// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/torchengine.h"
#include "tests/engine/drawnimages.h"
#include "tests/engine/enginetest.h"

#include <memory>
#include <QTemporaryDir>
#include <QTest>

using namespace cairn;

namespace {

struct LastEpoch : TrainingObserver
{
    void onEpoch(const EpochMetrics &value) override
    {
        if (value.best)
            best = value;
    }
    EpochMetrics best;
};

} // namespace

/// The engine as programs use it: made by its entry point, spoken to without a word of torch.
class TorchEngineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_engine.reset(cairn_create_engine());
        m_set = drawnImages(QDir(m_images.path()), 24, 11, 48);
        TrainingConfig config;
        config.arch = Arch::ResNet18;
        config.weights = QStringLiteral("none");
        config.head.hiddenUnits = {16};
        Stage stage;
        stage.epochs = 3;
        config.stages = {stage};
        config.imageSize = 32;
        config.batchSize = 8;
        config.precision = Precision::Float32;
        config.threads = 1;
        const auto outcome = m_engine->train({config, m_set, m_run.path()}, m_epochs, {}, {});
        QVERIFY2(outcome.ok(), qPrintable(outcome ? QString() : outcome.error().message));
    }

    void describesItself()
    {
        const QString text = m_engine->description();
        QVERIFY2(text.contains(QStringLiteral("LibTorch")) && text.contains(QStringLiteral("thread")),
                 qPrintable(text));
        QVERIFY(m_engine->resolvePrecision(Precision::Auto) != Precision::Auto);
        QCOMPARE(m_engine->resolvePrecision(Precision::Float32), Precision::Float32);
    }

    void evaluatesAsTrainingDid()
    {
        qint64 done = 0;
        const auto evaluation = m_engine->evaluate(
            bestFile(), m_set.valid, [&](const Progress &progress) { done = progress.done; }, {});
        QVERIFY(evaluation.ok());
        QCOMPARE(done, 11);
        QCOMPARE(evaluation->predictions.size(), 11U);
        QCOMPARE(evaluation->errorRate, m_epochs.best.errorRate);
        // Norms are folded and the processor's fastest precision is used here.
        QVERIFY(std::abs(evaluation->loss - m_epochs.best.validLoss) < 0.05);
        for (std::size_t i = 0; i < 11; ++i) {
            const Prediction &prediction = evaluation->predictions[i];
            QCOMPARE(prediction.imageId, m_set.valid[i].imageId);
            QCOMPARE(prediction.actual, m_set.valid[i].label);
            const float sum = prediction.probabilities[0] + prediction.probabilities[1];
            QVERIFY(std::abs(sum - 1) < 1e-5F);
            QVERIFY(std::abs(std::exp(-prediction.loss) - prediction.actualProbability) < 1e-6);
        }
    }

    void unknownLabelsHaveNoLoss()
    {
        std::vector<Example> examples = m_set.valid;
        examples.resize(2);
        examples[0].label = -1;
        const auto evaluation = m_engine->evaluate(bestFile(), examples, {}, {});
        QVERIFY(evaluation.ok());
        QCOMPARE(evaluation->predictions[0].actual, -1);
        QCOMPARE(evaluation->predictions[0].loss, 0.0);
    }

    // fast.ai's Learner.tta(): with all weight on the plain image nothing changes; views that are not
    // varied change nothing either; varied ones do.
    void averagesViewsOfAImage()
    {
        std::vector<Example> examples = m_set.valid;
        examples.push_back(brokenImage(QDir(m_run.path()), 0));
        const auto plain = m_engine->evaluate(bestFile(), examples, {}, {});
        const auto evaluated = [&](int views, const Augmentation &augmentation, double plainShare) {
            return *m_engine->evaluate(bestFile(), examples, {}, {}, {views, augmentation, plainShare});
        };
        const auto largest = [&](const Evaluation &other) {
            double difference = 0;
            for (std::size_t i = 0; i < plain->predictions.size(); ++i)
                difference = std::max(
                    difference,
                    std::abs(other.predictions[i].probability - plain->predictions[i].probability));
            return other.predictions.size() == plain->predictions.size() ? difference : 1;
        };
        const Augmentation varied = Augmentation();
        QVERIFY(largest(evaluated(2, Augmentation::none(), 0.25)) < 1e-5);
        QVERIFY(largest(evaluated(2, varied, 1)) < 1e-5);
        const Evaluation mixed = evaluated(2, varied, 0.25);
        const double difference = largest(mixed);
        QVERIFY(difference > 1e-5 && difference < 1);
        QCOMPARE(largest(evaluated(2, varied, 0.25)), difference); // the same views every time
        for (const Prediction &prediction : mixed.predictions)
            QVERIFY(std::abs(prediction.probabilities[0] + prediction.probabilities[1] - 1) < 1e-5F);
        QStringList files{m_set.valid[0].path, examples.back().path};
        std::vector<FilePrediction> told;
        const auto predictor = m_engine->openPredictor(bestFile());
        QVERIFY((*predictor)
                    ->predict(files, [&](const FilePrediction &one) { told.push_back(one); }, {},
                              {2, varied, 0.25})
                    .ok());
        QCOMPARE(told.size(), 2U);
        QVERIFY(std::abs(told[0].probabilities[0] - mixed.predictions[0].probabilities[0]) < 1e-2F);
        QVERIFY(!told[1].error.isEmpty());
    }

    void evaluationCanBeCancelled()
    {
        CancelSource source;
        source.cancel();
        const auto evaluation = m_engine->evaluate(bestFile(), m_set.valid, {}, source.token());
        QVERIFY(!evaluation.ok());
        QCOMPARE(evaluation.error().code, ErrorCode::Cancelled);
    }

    void embedsImages()
    {
        std::vector<Example> examples = m_set.valid;
        examples.insert(examples.begin() + 3, Example{77, m_images.filePath(QStringLiteral("gone.png")), -1});
        std::vector<Embedding> embeddings;
        Progress last;
        const auto done = m_engine->embed(
            {bestFile(), {}, examples}, [&](Embedding d) { embeddings.push_back(std::move(d)); },
            [&](const Progress &progress) { last = progress; }, {});
        QVERIFY2(done.ok(), qPrintable(done ? QString() : done.error().message));
        QCOMPARE(last.done, 12);
        const auto evaluation = m_engine->evaluate(bestFile(), m_set.valid, {}, {});
        QCOMPARE(embeddings.size(), evaluation->predictions.size());
        for (std::size_t i = 0; i < embeddings.size(); ++i) {
            QCOMPARE(embeddings[i].imageId, evaluation->predictions[i].imageId);
            QCOMPARE(embeddings[i].features.size(), 512U);
            QVERIFY(std::ranges::all_of(embeddings[i].features, [](float value) { return value >= 0; }));
            for (std::size_t k = 0; k < 2; ++k)
                QVERIFY(std::abs(embeddings[i].probabilities[k] - evaluation->predictions[i].probabilities[k])
                        < 0.02F); // batches are composed differently
        }
        CancelSource cancel;
        cancel.cancel();
        QCOMPARE(m_engine
                     ->embed(
                         {bestFile(), {}, examples}, [](Embedding) {}, {}, cancel.token())
                     .error()
                     .code,
                 ErrorCode::Cancelled);
    }

    void embedsByABodyAlone()
    {
        // A trained file has a body that fits: its features are those that the whole network has.
        std::vector<Embedding> whole;
        std::vector<Embedding> body;
        const std::vector<Example> one(m_set.valid.begin(), m_set.valid.begin() + 1);
        QVERIFY(m_engine->embed({bestFile(), {}, one}, [&](Embedding d) { whole.push_back(d); }, {}, {}));
        QVERIFY(m_engine->embed({bestFile(), Arch::ResNet18, one}, [&](Embedding d) { body.push_back(d); },
                                {}, {}));
        QCOMPARE(body.size(), 1U);
        QVERIFY(body[0].probabilities.empty());
        QCOMPARE(body[0].features.size(), whole[0].features.size());
        const auto wrong = m_engine->embed({bestFile(), Arch::ResNet50, one}, [](Embedding) {}, {}, {});
        QVERIFY(!wrong);
    }

    void missingWeightsAreAnError()
    {
        const auto evaluation
            = m_engine->evaluate(m_run.filePath(QStringLiteral("no.safetensors")), m_set.valid, {}, {});
        QVERIFY(!evaluation.ok());
        QCOMPARE(evaluation.error().code, ErrorCode::NotFound);
    }

private:
    QString bestFile() const { return m_run.filePath(QStringLiteral("best.safetensors")); }

    std::unique_ptr<Engine> m_engine;
    QTemporaryDir m_images;
    QTemporaryDir m_run;
    LearningSet m_set;
    LastEpoch m_epochs;
};

static const EngineTest<TorchEngineTest> registered("torchengine");

#include "tst_torchengine.moc"
