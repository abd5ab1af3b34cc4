// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/enginetest.h"
#include "tests/engine/formulaweights.h"

#include "core/engine/network/weightloader.h"
#include "core/engine/runtime/torchguard.h"
#include "core/engine/weights/safetensors.h"
#include "core/engine/weights/storages.h"
#include "core/engine/weights/torchfile.h"
#include "core/engine/weights/weightfile.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace cairn;

namespace {

QString fixture(const char *name)
{
    return QStringLiteral(CAIRN_SOURCE_DIR "/tests/engine/data/") + QLatin1String(name);
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

torch::Tensor find(const StateDict &dict, const std::string &name)
{
    for (const NamedTensor &item : dict.tensors)
        if (item.name == name)
            return item.tensor;
    return {};
}

// The tensors of make_fixtures.py.
void verifyStateDict(const StateDict &dict, const std::string &prefix)
{
    const torch::Tensor base = torch::arange(24, torch::kFloat).view({2, 3, 4});
    const auto is = [&](const char *name, const torch::Tensor &expected) {
        const torch::Tensor actual = find(dict, prefix + name);
        const bool same = actual.defined() && actual.scalar_type() == expected.scalar_type()
            && torch::equal(actual, expected);
        QVERIFY2(same, name);
    };
    is("a.weight", base);
    is("a.half", (base / 8).to(torch::kHalf));
    is("a.double", base.to(torch::kDouble) / 3);
    is("a.bf16", (base / 4).to(torch::kBFloat16));
    is("b.transposed", base.transpose(0, 2));
    is("b.shared0", torch::tensor({2.0F, 3.0F, 4.0F}));
    is("b.shared1", torch::tensor({0.0F, 3.0F, 6.0F, 9.0F}));
    is("b.parameter", torch::tensor({1.5F, -2.5F}));
    is("c.int64", torch::tensor(std::int64_t(7)));
    is("c.int32", torch::tensor({1, -2}, torch::kInt));
    is("c.int16", torch::tensor({300, -2}, torch::kShort));
    is("c.int8", torch::tensor({1, -2}, torch::kChar));
    is("c.uint8", torch::tensor({1, 255}, torch::kByte));
    is("c.bool", torch::tensor({true, false}));
    is("c.empty", torch::zeros({0, 3}));
    is("c.expanded", torch::full({3, 2}, 2.0F));
}

Result<StateDict> readBytes(const QByteArray &bytes)
{
    return guarded([&]() -> Result<StateDict> {
        const SharedBytes file = FileBytes::copyOf({bytes.data(), std::size_t(bytes.size())});
        return looksLikeSafetensors(file->all()) ? readSafetensors(file) : readTorchFile(file);
    });
}

// Touches every number, so that a tensor that reaches outside its file does not go unnoticed (with address
// sanitizer, at the latest).
void touch(const Result<StateDict> &dict)
{
    if (!dict)
        return;
    for (const NamedTensor &item : dict->tensors)
        if (item.tensor.numel() < 100'000)
            item.tensor.to(torch::kDouble).sum();
}

QByteArray pickleOf(const QByteArray &operations)
{
    return QByteArray("\x80\x02") + operations;
}

Error unpickleError(const QByteArray &bytes)
{
    ByteBudget budget(std::uint64_t(bytes.size()));
    const auto pickle = unpickle(std::as_bytes(std::span(bytes.data(), std::size_t(bytes.size()))), budget);
    return pickle ? Error{ErrorCode::Cancelled, QStringLiteral("was read")} : pickle.error();
}

} // namespace

class WeightsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsBothTorchFormats_data();
    void readsBothTorchFormats();
    void readsNestedCheckpoints();
    void readsScriptArchives();
    void refusesCallsByName_data();
    void refusesCallsByName();
    void refusesOtherFiles();
    void truncatedFilesAreErrors_data();
    void truncatedFilesAreErrors();
    void damagedFilesNeverCrash_data();
    void damagedFilesNeverCrash();
    void hostilePicklesStayBounded();
    void tensorsOutsideTheirStorageAreRefused();
    void safetensorsRoundTrip();
    void safetensorsChecksOffsets();
    void filesThatUnfoldTooFarAreRefused_data();
    void filesThatUnfoldTooFarAreRefused();
    void copiesAreDrawnFromTheBudget();
    void pretrainedBodyFitsAnyHead();
    void prefixesAreIgnored();
    void countersMayBeMissing();
    void otherArchitecturesAreNamed();
    void damagedValuesChangeNothing();
};

void WeightsTest::readsBothTorchFormats_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("zip") << fixture("zip.pth");
    QTest::newRow("before 2020") << fixture("legacy.pth");
}

void WeightsTest::readsBothTorchFormats()
{
    QFETCH(const QString, file);
    const auto dict = readWeightFile(file);
    QVERIFY2(dict.ok(), dict ? "" : qPrintable(dict.error().message + dict.error().detail));
    QCOMPARE(dict->tensors.size(), std::size_t(16));
    QCOMPARE(dict->tensors.front().name, std::string("a.weight"));
    verifyStateDict(*dict, "");
}

void WeightsTest::readsNestedCheckpoints()
{
    const auto dict = readWeightFile(fixture("checkpoint.pth"));
    QVERIFY(dict.ok());
    QCOMPARE(dict->tensors.size(), std::size_t(17));
    verifyStateDict(*dict, "model.");
    QVERIFY(torch::equal(find(*dict, "list.0"), torch::ones({2})));
}

void WeightsTest::readsScriptArchives()
{
    const auto dict = readWeightFile(fixture("script.pt"));
    QVERIFY2(dict.ok(), dict ? "" : qPrintable(dict.error().message + dict.error().detail));
    QVERIFY(torch::equal(find(*dict, "conv1.weight"), torch::arange(6, torch::kFloat).view({2, 3, 1, 1})));
    QVERIFY(find(*dict, "layer1.0.bias").defined());
    QVERIFY(find(*dict, "layer1.1.running_var").defined());
    QCOMPARE(dict->metadata.at("note.txt"), QByteArray("hello"));
}

void WeightsTest::refusesCallsByName_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("zip") << fixture("os-system.pth");
    QTest::newRow("before 2020") << fixture("os-system-legacy.pth");
}

void WeightsTest::refusesCallsByName()
{
    QFETCH(const QString, file);
    const auto dict = readWeightFile(file);
    QVERIFY(!dict.ok());
    QCOMPARE(dict.error().code, ErrorCode::Unsupported);
    QVERIFY2(dict.error().message.contains(QLatin1String("posix.system")), qPrintable(dict.error().message));
}

void WeightsTest::refusesOtherFiles()
{
    QTemporaryDir folder;
    const auto codeFor = [&](const QByteArray &content) {
        QFile file(folder.filePath(QStringLiteral("weights.pth")));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            return ErrorCode::WriteFailed;
        file.close();
        const auto dict = readWeightFile(file.fileName());
        return dict ? ErrorCode::Cancelled : dict.error().code;
    };
    QCOMPARE(readWeightFile(folder.filePath(QStringLiteral("none"))).error().code, ErrorCode::NotFound);
    QCOMPARE(codeFor(""), ErrorCode::Corrupt);
    QCOMPARE(codeFor("<html>not found</html>"), ErrorCode::Unsupported);
    QCOMPARE(codeFor(QByteArray("PK\3\4") + QByteArray(200, 'x')), ErrorCode::Corrupt);
    QCOMPARE(codeFor("\x80\x02K\1."), ErrorCode::Unsupported);
}

void WeightsTest::truncatedFilesAreErrors_data()
{
    damagedFilesNeverCrash_data();
}

void WeightsTest::truncatedFilesAreErrors()
{
    QFETCH(const QString, file);
    const QByteArray bytes = contentOf(file);
    QVERIFY(!bytes.isEmpty());
    const qsizetype step = std::max<qsizetype>(1, bytes.size() / 400);
    for (qsizetype size = 0; size < bytes.size(); size += step)
        QVERIFY2(!readBytes(bytes.left(size)).ok(), qPrintable(QString::number(size)));
}

void WeightsTest::damagedFilesNeverCrash_data()
{
    QTest::addColumn<QString>("file");
    for (const char *name : {"zip.pth", "legacy.pth", "checkpoint.pth", "script.pt"})
        QTest::newRow(name) << fixture(name);
}

void WeightsTest::damagedFilesNeverCrash()
{
    QFETCH(const QString, file);
    const QByteArray bytes = contentOf(file);
    std::mt19937 random(7);
    int read = 0;
    for (int round = 0; round < 1500; ++round) {
        QByteArray damaged = bytes;
        for (int flips = 1 + int(random() % 4); flips > 0; --flips)
            damaged[qsizetype(random() % std::uint32_t(damaged.size()))] = char(random());
        const auto dict = readBytes(damaged);
        touch(dict);
        read += dict.ok() ? 1 : 0;
        if (!dict)
            QVERIFY(!dict.error().message.isEmpty());
    }
    QVERIFY(read > 0 && read < 1500); // both ways were tried
}

void WeightsTest::hostilePicklesStayBounded()
{
    // A list within a list within a list …, a list that holds itself, and lists that double at each step.
    QByteArray deep;
    for (int i = 0; i < 100'000; ++i)
        deep += ']';
    for (int i = 0; i < 99'999; ++i)
        deep += 'a';
    QCOMPARE(unpickleError(pickleOf(deep + '.')).code, ErrorCode::Cancelled);
    QCOMPARE(unpickleError(pickleOf("]q\1h\1a.")).code, ErrorCode::Cancelled);
    QCOMPARE(unpickleError(pickleOf(QByteArray(2'000'000, 'N') + '.')).code, ErrorCode::Corrupt);
    QCOMPARE(unpickleError(pickleOf(QByteArray(2'000'000, '(') + "N.")).code, ErrorCode::Corrupt);
    QCOMPARE(unpickleError(pickleOf(QByteArray("X\xff\xff\xff\x7f", 5) + "abc.")).code, ErrorCode::Corrupt);
    QCOMPARE(unpickleError(pickleOf("cbuiltins\neval\n.")).code, ErrorCode::Unsupported);
    QCOMPARE(unpickleError(pickleOf("ctorch\nload\n.")).code, ErrorCode::Unsupported);
    QCOMPARE(unpickleError(pickleOf("ctorch.serialization\nos.system\n.")).code, ErrorCode::Unsupported);
    QCOMPARE(unpickleError(pickleOf("csubprocess\nPopen\n)R.")).code, ErrorCode::Unsupported);
    // Harmless ones: made, called, filled, and nothing of it happens.
    QCOMPARE(unpickleError(pickleOf("cargparse\nNamespace\n)\x81}b.")).code, ErrorCode::Cancelled);
    QCOMPARE(unpickleError(pickleOf("cmy.own\nmake\n)R)RNa(NNu.")).code, ErrorCode::Cancelled);
    QCOMPARE(unpickleError(pickleOf("R.")).code, ErrorCode::Corrupt);
    QCOMPARE(unpickleError(pickleOf("h\1.")).code, ErrorCode::Corrupt);
    QCOMPARE(unpickleError(QByteArray("\x80\x09N.")).code, ErrorCode::Corrupt);
}

void WeightsTest::tensorsOutsideTheirStorageAreRefused()
{
    const std::string numbers(40, '\0');
    const auto codeFor = [&](PickleValue::Storage storage, PickleValue::Tensor tensor) {
        const SharedBytes file = FileBytes::copyOf(numbers);
        ByteBudget budget(file->size());
        Storages storages(file, budget);
        storages.add("0", file->all());
        Pickle pickle;
        pickle.values.push_back({std::move(storage)});
        const auto result = storages.tensor(pickle, tensor);
        return result ? ErrorCode::Cancelled : result.error().code;
    };
    constexpr std::int64_t huge = std::int64_t(1) << 62;
    const PickleValue::Storage ten{"FloatStorage", "0", 10, 0, 10};
    QCOMPARE(codeFor(ten, {0, 0, {2, 5}, {5, 1}}), ErrorCode::Cancelled); // fits
    QCOMPARE(codeFor(ten, {0, 1, {2, 5}, {5, 1}}), ErrorCode::Corrupt);
    QCOMPARE(codeFor(ten, {0, 0, {2, 5}, {6, 1}}), ErrorCode::Corrupt);
    QCOMPARE(codeFor(ten, {0, huge, {huge, huge}, {huge, huge}}), ErrorCode::Corrupt);
    QCOMPARE(codeFor(ten, {0, 0, {huge, huge}, {0, 0}}), ErrorCode::Corrupt);
    QCOMPARE(codeFor({"FloatStorage", "0", 11, 0, 11}, {0, 0, {1}, {1}}), ErrorCode::Corrupt);
    QCOMPARE(codeFor({"FloatStorage", "0", 10, 8, 3}, {0, 0, {1}, {1}}), ErrorCode::Corrupt);
    QCOMPARE(codeFor({"FloatStorage", "1", 10, 0, 10}, {0, 0, {1}, {1}}), ErrorCode::Corrupt);
    QCOMPARE(codeFor({"QInt8Storage", "0", 10, 0, 10}, {0, 0, {1}, {1}}), ErrorCode::Unsupported);
}

void WeightsTest::safetensorsRoundTrip()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("ä b.safetensors"));
    auto dict = readWeightFile(fixture("zip.pth"));
    QVERIFY(dict.ok());
    dict->metadata["cairn"] = R"({"title": "Müller \"x\""})";
    const auto written = guarded([&] { return writeSafetensors(path, *dict); });
    QVERIFY(written.ok());
    const auto again = readWeightFile(path);
    QVERIFY(again.ok());
    QCOMPARE(again->tensors.size(), dict->tensors.size());
    verifyStateDict(*again, "");
    QCOMPARE(again->metadata.at("cairn"), dict->metadata.at("cairn"));
    const QByteArray bytes = contentOf(path);
    for (qsizetype size = 0; size < bytes.size(); size += 7)
        QVERIFY(!readBytes(bytes.left(size)).ok());
    std::mt19937 random(3);
    for (int round = 0; round < 1500; ++round) {
        QByteArray damaged = bytes;
        damaged[qsizetype(random() % std::uint32_t(damaged.size()))] = char(random());
        touch(readBytes(damaged));
    }
    const auto nowhere
        = guarded([&] { return writeSafetensors(folder.filePath(QStringLiteral("no/where")), *dict); });
    QCOMPARE(nowhere.error().code, ErrorCode::WriteFailed);
}

void WeightsTest::filesThatUnfoldTooFarAreRefused_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("reason");
    QTest::newRow("shared lists have names of 12 GB")
        << QStringLiteral("names.pt") << QStringLiteral("expands");
    QTest::newRow("entries on the same bytes")
        << QStringLiteral("overlap-zip.bin") << QStringLiteral("overlap");
    QTest::newRow("tensors on the same bytes")
        << QStringLiteral("overlap.safetensors") << QStringLiteral("overlap");
}

void WeightsTest::filesThatUnfoldTooFarAreRefused()
{
    QFETCH(QString, file);
    QFETCH(QString, reason);
    const QByteArray bytes = contentOf(QStringLiteral(CAIRN_SOURCE_DIR "/tests/fuzz/corpus/weights/") + file);
    QVERIFY(!bytes.isEmpty());
    const auto dict = readBytes(bytes);
    QVERIFY(!dict);
    QCOMPARE(dict.error().code, ErrorCode::Corrupt);
    QVERIFY2((dict.error().message + dict.error().detail).contains(reason), qPrintable(dict.error().detail));
}

void WeightsTest::copiesAreDrawnFromTheBudget()
{
    // Every kind of number once, on a storage that starts at an odd byte: a copy each.
    const SharedBytes file = FileBytes::copyOf(std::string(1'000'001, '\0'));
    ByteBudget budget(0);
    int copies = 0;
    while (copies < 1000 && tensorOnBytes(file, file->all().subspan(1), torch::kBool, 1'000'000, budget))
        ++copies;
    QCOMPARE(copies, (64 << 20) / 1'000'000);
}

void WeightsTest::safetensorsChecksOffsets()
{
    const auto codeFor = [](const QByteArray &header) {
        QByteArray bytes(8, '\0');
        bytes[0] = char(header.size());
        bytes[1] = char(header.size() >> 8);
        const auto dict = readBytes(bytes + header + QByteArray(16, '\0'));
        return dict ? ErrorCode::Cancelled : dict.error().code;
    };
    QCOMPARE(codeFor(R"({"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}})"), ErrorCode::Cancelled);
    QCOMPARE(codeFor(R"({"a":{"dtype":"F32","shape":[4],"data_offsets":[4,20]}})"), ErrorCode::Corrupt);
    QCOMPARE(codeFor(R"({"a":{"dtype":"F32","shape":[5],"data_offsets":[0,16]}})"), ErrorCode::Corrupt);
    QCOMPARE(codeFor(R"({"a":{"dtype":"F32","shape":[-4],"data_offsets":[0,16]}})"), ErrorCode::Corrupt);
    QCOMPARE(codeFor(R"({"a":{"dtype":"F32","shape":[4],"data_offsets":[16,0]}})"), ErrorCode::Corrupt);
    QCOMPARE(codeFor(R"({"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,16]}})"),
             ErrorCode::Corrupt);
    QCOMPARE(codeFor(R"({"a":{"dtype":"F8","shape":[16],"data_offsets":[0,16]}})"), ErrorCode::Unsupported);
    QCOMPARE(codeFor(R"({"a":7})"), ErrorCode::Unsupported);
    QCOMPARE(codeFor(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                     R"("b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}})"),
             ErrorCode::Cancelled);
    QCOMPARE(codeFor(R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},)"
                     R"("b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}})"),
             ErrorCode::Corrupt);
    QCOMPARE(codeFor(R"({"a")"), ErrorCode::Corrupt);
}

void WeightsTest::pretrainedBodyFitsAnyHead()
{
    Network trained = makeNetwork(specOf(Arch::ResNet18, 5, HeadConfig::Kind::Plain));
    fillByFormula(trained);
    const StateDict weights = stateDictOf(trained);
    Network fresh = makeNetwork(specOf(Arch::ResNet18, 3));
    const torch::Tensor head = fresh->named_parameters()["head.8.weight"].clone();
    const auto report = loadPretrained(fresh, weights);
    QVERIFY(report.ok());
    QCOMPARE(report->loaded, 120);
    QCOMPARE(report->unused, (QStringList{QStringLiteral("fc.weight"), QStringLiteral("fc.bias")}));
    QCOMPARE(report->sentence,
             QStringLiteral("Loaded 120 tensors of ResNet-18; left out fc.weight, fc.bias; the classifier "
                            "starts from random weights."));
    QVERIFY(torch::equal(fresh->conv1->weight, trained->conv1->weight));
    QVERIFY(torch::equal(head, fresh->named_parameters()["head.8.weight"]));
    Network plain = makeNetwork(specOf(Arch::ResNet18, 5, HeadConfig::Kind::Plain));
    QCOMPARE(loadPretrained(plain, weights)->loaded, 122);
    Network other = makeNetwork(specOf(Arch::ResNet18, 4, HeadConfig::Kind::Plain));
    QCOMPARE(loadPretrained(other, weights)->fresh.size(), 2);
}

void WeightsTest::prefixesAreIgnored()
{
    Network network = makeNetwork(specOf(Arch::ResNet18, 3));
    StateDict weights = stateDictOf(network);
    for (NamedTensor &item : weights.tensors)
        item.name = "state_dict.module." + item.name;
    weights.tensors.push_back({"optimizer.0", torch::ones({3})});
    const auto report = loadPretrained(network, weights);
    QVERIFY(report.ok());
    QCOMPARE(report->loaded, int(weights.tensors.size()) - 1);
    QCOMPARE(report->unused, QStringList{QStringLiteral("optimizer.0")});
}

void WeightsTest::countersMayBeMissing()
{
    Network network = makeNetwork(specOf(Arch::ResNet18, 3));
    StateDict weights = stateDictOf(network);
    std::erase_if(weights.tensors,
                  [](const NamedTensor &item) { return item.name.ends_with("num_batches_tracked"); });
    const auto report = loadPretrained(network, weights);
    QVERIFY(report.ok());
    QVERIFY(report->fresh.isEmpty());
}

void WeightsTest::otherArchitecturesAreNamed()
{
    Network small = makeNetwork(specOf(Arch::ResNet18, 3));
    Network wanted = makeNetwork(specOf(Arch::ResNet34, 3));
    const torch::Tensor before = wanted->conv1->weight.clone();
    const auto report = loadPretrained(wanted, stateDictOf(small));
    QVERIFY(!report.ok());
    QCOMPARE(report.error().code, ErrorCode::InvalidInput);
    QVERIFY2(report.error().message.contains(QLatin1String("ResNet-18")), qPrintable(report.error().message));
    QVERIFY(torch::equal(before, wanted->conv1->weight));
    const auto strange = readWeightFile(fixture("zip.pth"));
    QVERIFY(strange.ok());
    QCOMPARE(loadPretrained(wanted, *strange).error().code, ErrorCode::InvalidInput);
}

void WeightsTest::damagedValuesChangeNothing()
{
    Network network = makeNetwork(specOf(Arch::ResNet18, 3));
    Network source = makeNetwork(specOf(Arch::ResNet18, 3));
    const torch::Tensor before = network->conv1->weight.clone();
    {
        const torch::NoGradGuard noGrad;
        source->named_parameters()["layer4.1.bn2.bias"][5] = std::numeric_limits<float>::quiet_NaN();
    }
    QCOMPARE(loadPretrained(network, stateDictOf(source)).error().code, ErrorCode::Corrupt);
    QVERIFY(torch::equal(before, network->conv1->weight));
}

static const EngineTest<WeightsTest> registered("weights");

#include "tst_weights.moc"
