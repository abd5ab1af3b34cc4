#include "tests/engine/formulaweights.h"

#include "core/engine/network/modelfile.h"
#include "core/engine/runtime/torchruntime.h"
#include "core/engine/torchengine.h"
#include "core/runs/exportbundle.h"

#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace cairn;
using namespace Qt::StringLiterals;

namespace {

constexpr int minute = 60'000;

QString interopPython()
{
    const QString folder = qEnvironmentVariable(
        "CAIRN_INTEROP_VENV",
        QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + u"/cairn-interop"_s);
    const QString python = folder + u"/bin/python"_s;
    return QFile::exists(python) ? python : QString();
}

struct Outcome
{
    int code = -1;
    QString output;
    QString errors;
};

Outcome run(const QString &program, const QStringList &arguments, const QString &folder)
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start(program, arguments);
    if (!process.waitForFinished(4 * minute))
        return {-1, {}, process.errorString()};
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

/// Lines of "file, label, probability".
struct Answers
{
    QStringList labels;
    QList<double> probabilities;
};

Answers answersIn(const QString &output)
{
    Answers answers;
    for (const QString &line : output.split(u'\n', Qt::SkipEmptyParts)) {
        answers.labels << line.section(u'\t', 1, 1);
        answers.probabilities << line.section(u'\t', 2, 2).toDouble();
    }
    return answers;
}

} // namespace

/// A bundle with awkward class names and a temperature, read by programs that are not Cairn.
class InteropTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void lightReaders();
    void pythonGivesTheAnswersOfCairn();
    void opencvProgram();

private:
    void makeBundle();
    QStringList images() const;

    QTemporaryDir m_folder;
    QString m_bundle;
    QString m_python;
    std::unique_ptr<Engine> m_engine;
};

void InteropTest::initTestCase()
{
    configureTorch(1);
    m_python = interopPython();
    m_bundle = m_folder.filePath(u"bundle"_s);
    m_engine.reset(cairn_create_engine());
    QVERIFY(QDir().mkpath(m_bundle));
    makeBundle();
}

void InteropTest::makeBundle()
{
    ModelSpec spec = specOf(Arch::ResNet18, 4);
    spec.classes = {u"dog's \"best\"\nfriend"_s, u"</script>"_s, u"猫 🐈 %3"_s, u"a,b\\c"_s};
    spec.imageSize = 96;
    Network network = makeNetwork(spec);
    fillByFormula(network);
    BundleParts parts;
    parts.job.weightsFile = m_folder.filePath(u"best.safetensors"_s);
    QVERIFY(saveModel(parts.job.weightsFile, network));
    parts.job.facts = {u"Cairn test"_s, u"Zoo"_s, u"Run 1"_s, u"00ff"_s, 1.7};
    parts.card.project = u"Zoo"_s;
    parts.card.facts = parts.job.facts;
    parts.trainingJson = "{}\n";
    ExportJob pixels = parts.job;
    pixels.files = {{ModelFormat::Onnx, m_folder.filePath(u"pixels.onnx"_s), true}};
    const auto wrote = m_engine->exportModel(pixels, {}, {});
    QVERIFY2(wrote, wrote ? "" : qPrintable(wrote.error().message + wrote.error().detail));
    const auto filled = fillBundle(m_bundle, std::move(parts), *m_engine, {}, {});
    QVERIFY2(filled, filled ? "" : qPrintable(filled.error().message + filled.error().detail));
}

QStringList InteropTest::images() const
{
    QStringList files;
    for (const char *name : {"1.png", "2.png", "3.jpg", "4.jpg"})
        files << m_bundle + u"/golden/"_s + QLatin1String(name);
    return files;
}

void InteropTest::lightReaders()
{
    if (m_python.isEmpty())
        QSKIP("tests/interop/setup has not made the environment of the readers");
    const Outcome light
        = run(m_python, {QStringLiteral(CAIRN_SOURCE_DIR "/tests/interop/light.py"), m_bundle}, m_bundle);
    QVERIFY2(light.code == 0, qPrintable(light.output + light.errors));
}

void InteropTest::pythonGivesTheAnswersOfCairn()
{
    if (m_python.isEmpty())
        QSKIP("tests/interop/setup has not made the environment of the readers");
    const Outcome check = run(m_python, {u"predict.py"_s, u"--check"_s}, m_bundle);
    QVERIFY2(check.code == 0 && check.output.contains(u"the same answers"_s),
             qPrintable(check.output + check.errors));
    const Outcome said = run(m_python, QStringList{u"predict.py"_s} + images(), m_bundle);
    QVERIFY2(said.code == 0, qPrintable(said.errors));
    const Answers answers = answersIn(said.output);
    const auto predictor = m_engine->openPredictor(m_bundle, Precision::Float32);
    QVERIFY2(predictor, predictor ? "" : qPrintable(predictor.error().message));
    qsizetype row = 0;
    const auto compare = [&](const FilePrediction &prediction) {
        QCOMPARE(answers.labels.value(row),
                 (*predictor)->spec().classes.value(prediction.predicted).simplified());
        QVERIFY(std::abs(answers.probabilities.value(row)
                         - double(prediction.probabilities[std::size_t(prediction.predicted)]))
                < 1e-3);
        ++row;
    };
    QVERIFY((*predictor)->predict(images(), compare, {}));
    QCOMPARE(row, images().size());
}

void InteropTest::opencvProgram()
{
    if (m_python.isEmpty())
        QSKIP("tests/interop/setup has not made the environment of the readers");
    if (QStandardPaths::findExecutable(u"pkg-config"_s).isEmpty())
        QSKIP("pkg-config is not there");
    const Outcome built = run(u"sh"_s,
                              {u"-c"_s,
                               u"c++ -std=c++17 -O1 predict_opencv.cpp -o predict_opencv "
                               "$(pkg-config --cflags opencv4) -lopencv_dnn -lopencv_imgcodecs "
                               "-lopencv_imgproc -lopencv_core"_s},
                              m_bundle);
    QVERIFY2(built.code == 0, qPrintable(built.errors));
    const Outcome cpp = run(m_bundle + u"/predict_opencv"_s, images(), m_bundle);
    QVERIFY2(cpp.code == 0, qPrintable(cpp.errors));
    const Outcome python = run(m_python, QStringList{u"predict.py"_s} + images(), m_bundle);
    const Answers first = answersIn(cpp.output);
    const Answers second = answersIn(python.output);
    QCOMPARE(first.labels, second.labels);
    for (qsizetype i = 0; i < first.labels.size(); ++i)
        QVERIFY(std::abs(first.probabilities[i] - second.probabilities[i]) < 1e-3);
}

QTEST_GUILESS_MAIN(InteropTest)
#include "tst_interop.moc"
