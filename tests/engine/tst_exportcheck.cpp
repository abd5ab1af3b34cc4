// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/enginetest.h"
#include "tests/engine/formulaweights.h"

#include "core/engine/export/scriptexport.h"
#include "core/engine/export/verification.h"
#include "core/engine/network/modelfile.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

using namespace cairn;
using namespace Qt::StringLiterals;

namespace {

constexpr int side = 64;

Network madeNetwork(float scale = 1)
{
    ModelSpec spec = specOf(Arch::ResNet18, 3);
    spec.imageSize = side;
    Network network = makeNetwork(spec);
    fillByFormula(network);
    const torch::NoGradGuard noGrad;
    network->named_parameters()["conv1.weight"].mul_(scale);
    return network;
}

} // namespace

/// What is compared before an export is called done.
class ExportCheckTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anotherNetworkIsNoticed();
    void scriptsAreComparedBatchAfterBatch();
    void notANumberInOneBatchIsADifference();
    void theWorstIsKept();
};

void ExportCheckTest::anotherNetworkIsNoticed()
{
    const QTemporaryDir folder;
    Network network = madeNetwork();
    const ModelFile script{ModelFormat::TorchScript, folder.filePath(u"model.pt"_s)};
    const ModelFile weights{ModelFormat::Safetensors, folder.filePath(u"model.safetensors"_s)};
    QVERIFY(writeTorchScript(script.path, network, {}) && saveModel(weights.path, network));
    Network other = madeNetwork(-1);
    const Expected expected = expectedOf(other, 1, torch::empty({0, 3, side, side}));
    for (const ModelFile &file : {script, weights}) {
        const auto check = checkModelFile(file, expected);
        QVERIFY(!check);
        QCOMPARE(check.error().code, ErrorCode::Corrupt);
        QVERIFY(check.error().message.contains(u"differs"_s));
    }
}

// LibTorch compiles what runs for the third time; the one of Debian 13 does not end to.
void ExportCheckTest::scriptsAreComparedBatchAfterBatch()
{
    const QTemporaryDir folder;
    Network network = madeNetwork();
    const Expected expected = expectedOf(network, 1, torch::rand({70, 3, side, side}));
    const ModelFile file{ModelFormat::TorchScript, folder.filePath(u"model.pt"_s)};
    QVERIFY(writeTorchScript(file.path, network, {}));
    const auto check = checkModelFile(file, expected);
    QVERIFY2(check, check ? "" : qPrintable(check.error().message));
    QCOMPARE(check->images, 70);
}

// It must not be forgotten over the batches after it, whose numbers are the same.
void ExportCheckTest::notANumberInOneBatchIsADifference()
{
    const QTemporaryDir folder;
    Network network = madeNetwork();
    const ModelFile file{ModelFormat::TorchScript, folder.filePath(u"model.pt"_s)};
    QVERIFY(writeTorchScript(file.path, network, {}));
    torch::Tensor images = torch::rand({40, 3, side, side});
    images[3].fill_(std::numeric_limits<float>::quiet_NaN());
    const auto check = checkModelFile(file, expectedOf(network, 1, images));
    QVERIFY(!check);
    QCOMPARE(check.error().code, ErrorCode::Corrupt);
}

void ExportCheckTest::theWorstIsKept()
{
    const auto of = [](double difference, int changed) {
        return ExportCheck{8, difference, changed, u"a reader"_s};
    };
    QCOMPARE(worstOf({of(1e-6, 0), of(3e-6, 1), of(2e-6, 0)}).largestDifference, 3e-6);
    QCOMPARE(worstOf({of(1e-6, 0), of(3e-6, 1)}).changedDecisions, 1);
    QVERIFY(std::isnan(worstOf({of(1e-6, 0), of(qQNaN(), 0), of(2e-6, 0)}).largestDifference));
}

static const EngineTest<ExportCheckTest> registered("exportcheck");

#include "tst_exportcheck.moc"
