// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network/networkstate.h"
#include "core/engine/training/lrsweep.h"
#include "tests/engine/drawnimages.h"
#include "tests/engine/enginetest.h"

#include <QTemporaryDir>
#include <QTest>

using namespace cairn;

class LrSweepTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_set = drawnImages(QDir(m_folder.path()), 24, 4, 48);
        m_config.arch = Arch::ResNet18;
        m_config.weights = QStringLiteral("none");
        m_config.head.hiddenUnits = {16};
        Stage stage;
        stage.freezeTo = -1;
        m_config.stages = {stage};
        m_config.imageSize = 32;
        m_config.batchSize = 8;
        m_config.precision = Precision::Float32;
        m_config.threads = 1;
    }

    void ratesRiseExponentially()
    {
        std::vector<LrPoint> heard;
        const auto result = sweepLearningRate(m_config, m_set, {1e-5, 1e-2, 10},
                                              [&](const LrPoint &point) { heard.push_back(point); }, {});
        QVERIFY(result.ok());
        QCOMPARE(result->points.size(), 10U);
        QCOMPARE(heard.size(), 10U);
        for (std::size_t i = 0; i < 10; ++i)
            QVERIFY(std::abs(result->points[i].rate / (1e-5 * std::pow(1000, double(i) / 10)) - 1) < 1e-9);
        QVERIFY(result->stateRestored);
    }

    void stopsWhereTheLossExplodes()
    {
        const auto result = sweepLearningRate(m_config, m_set, {1e-4, 1e4, 60}, {}, {});
        QVERIFY(result.ok());
        QVERIFY(result->points.size() < 60);
        QVERIFY(result->stateRestored);
    }

    void cancelling()
    {
        CancelSource source;
        int points = 0;
        const auto result = sweepLearningRate(
            m_config, m_set, {},
            [&](const LrPoint &) {
                if (++points == 3)
                    source.cancel();
            },
            source.token());
        QVERIFY(!result.ok());
        QCOMPARE(result.error().code, ErrorCode::Cancelled);
        QCOMPARE(points, 3);
    }

    void nonsenseIsRefused()
    {
        for (const LrSweep &sweep : {LrSweep{0, 1, 10}, LrSweep{1, 0.1, 10}, LrSweep{1e-3, 1, 0}}) {
            const auto result = sweepLearningRate(m_config, m_set, sweep, {}, {});
            QVERIFY(!result.ok());
            QCOMPARE(result.error().code, ErrorCode::InvalidInput);
        }
    }

    // The proof must notice what it is there to notice.
    void stateSeesEveryChange()
    {
        ModelSpec spec;
        spec.arch = Arch::ResNet18;
        spec.classes = m_set.classes;
        Network network = makeNetwork(spec);
        const NetworkState state(network);
        QVERIFY(state.equals(network));
        {
            const torch::NoGradGuard noGrad;
            network->bn1->running_mean[3] += 1e-6;
        }
        QVERIFY(!state.equals(network));
        state.restore(network);
        QVERIFY(state.equals(network));
        torch::rand({1});
        QVERIFY(!state.equals(network));
        state.restore(network);
        QVERIFY(state.equals(network));
    }

private:
    QTemporaryDir m_folder;
    LearningSet m_set;
    TrainingConfig m_config;
};

static const EngineTest<LrSweepTest> registered("lrsweep");

#include "tst_lrsweep.moc"
