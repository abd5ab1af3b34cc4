#include "core/engine/torchengine.h"
#include "tests/engine/drawnpictures.h"
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
        m_set = drawnPictures(QDir(m_pictures.path()), 24, 11, 48);
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
        QVERIFY2(text.contains(QStringLiteral("LibTorch")) && text.contains(QStringLiteral("threads")),
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

    void evaluationCanBeCancelled()
    {
        CancelSource source;
        source.cancel();
        const auto evaluation = m_engine->evaluate(bestFile(), m_set.valid, {}, source.token());
        QVERIFY(!evaluation.ok());
        QCOMPARE(evaluation.error().code, ErrorCode::Cancelled);
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
    QTemporaryDir m_pictures;
    QTemporaryDir m_run;
    LearningSet m_set;
    LastEpoch m_epochs;
};

static const EngineTest<TorchEngineTest> registered("torchengine");

#include "tst_torchengine.moc"
