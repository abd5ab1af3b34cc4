// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/formulaweights.h"

#include "core/base/folder.h"
#include "core/engine/network/modelfile.h"
#include "core/engine/runtime/torchruntime.h"
#include "core/engine/torchengine.h"
#include "core/runs/export/exportbundle.h"

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
    void pythonProgram_data();
    void pythonProgram();
    void whatCannotBeReadIsPassedOver();
    void cppProgram_data();
    void cppProgram();

private:
    void makeBundle();
    QStringList images() const;
    Answers answersOfCairn();
    void compareWithCairn(const QString &output);

    QTemporaryDir m_folder;
    QString m_bundle;
    QString m_python;
    std::unique_ptr<Engine> m_engine;
};

void InteropTest::initTestCase()
{
    configureTorch(1);
    m_python = interopPython();
    const QString modules = u"import cv2, markdown_it, numpy, onnx, onnxruntime, PIL, safetensors, yaml"_s;
    if (!m_python.isEmpty() && run(m_python, {u"-c"_s, modules}, m_folder.path()).code != 0)
        m_python.clear(); // it was begun, or is older than this test
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
    parts.card.project = u"Zoo: \"A\" #1\n- </script> [x](y)\x7f\x85\u2028"_s;
    parts.card.run.name = u"Run 'one' | 🐈\n---"_s;
    parts.card.run.preset = u"quick"_s;
    parts.card.facts = parts.job.facts;
    parts.card.evaluation = evaluate({{1, 0, 0, 0.7, 0.7, 0.36, {0.7F, 0.1F, 0.1F, 0.1F}},
                                      {2, 1, 2, 0.6, 0.2, 1.6, {0.1F, 0.2F, 0.6F, 0.1F}}},
                                     4);
    Credit credit;
    credit.path = u"a \"b\", c.jpg"_s;
    credit.className = spec.classes.first();
    credit.from.author = u"</script> =1+1 猫"_s;
    credit.from.license = u"CC BY 4.0"_s;
    parts.credits = {credit};
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

Answers InteropTest::answersOfCairn()
{
    Answers answers;
    const auto predictor = m_engine->openPredictor(m_bundle, Precision::Float32);
    if (!predictor)
        return answers;
    const auto take = [&](const FilePrediction &prediction) {
        answers.labels << (*predictor)->spec().classes.value(prediction.predicted).simplified();
        answers.probabilities << double(prediction.probabilities[std::size_t(prediction.predicted)]);
    };
    const auto done = (*predictor)->predict(images(), take, {});
    return done ? answers : Answers();
}

void InteropTest::compareWithCairn(const QString &output)
{
    const Answers actual = answersIn(output);
    const Answers expected = answersOfCairn();
    QCOMPARE(expected.labels.size(), images().size());
    QCOMPARE(actual.labels, expected.labels);
    for (qsizetype i = 0; i < expected.labels.size(); ++i)
        QVERIFY(std::abs(actual.probabilities[i] - expected.probabilities[i]) < 1e-3);
}

void InteropTest::pythonProgram_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("module");
    QTest::newRow("onnxruntime") << u"predict.py"_s << u"onnxruntime"_s;
    QTest::newRow("torch") << u"predict_torch.py"_s << u"torch"_s;
}

void InteropTest::pythonProgram()
{
    QFETCH(const QString, program);
    QFETCH(const QString, module);
    if (m_python.isEmpty())
        QSKIP("tests/interop/setup has not made the environment of the readers");
    if (run(m_python, {u"-c"_s, u"import "_s + module}, m_bundle).code != 0)
        QSKIP("only tests/interop/setup --heavy installs it");
    const Outcome check = run(m_python, {program, u"--check"_s}, m_bundle);
    QVERIFY2(check.code == 0 && check.output.contains(u"the same predictions"_s),
             qPrintable(check.output + check.errors));
    const Outcome said = run(m_python, QStringList{program} + images(), m_bundle);
    QVERIFY2(said.code == 0, qPrintable(said.errors));
    compareWithCairn(said.output);
}

// A kind of image that Pillow knows and does not read, a text, a name that is not UTF-8; into a pipe whose
// encoding does not have the labels.
void InteropTest::whatCannotBeReadIsPassedOver()
{
    if (m_python.isEmpty())
        QSKIP("tests/interop/setup has not made the environment of the readers");
    QByteArray image("DDS ");
    for (int i = 0; i < 31; ++i) {
        const char value = i == 0 ? 124 : i == 2 || i == 3 ? 16 : i == 18 ? 32 : i == 19 ? 8 : 0;
        image += QByteArray(1, value) + QByteArray(3, '\0');
    }
    QVERIFY(replaceFile(m_folder.filePath(u"unknown.dds"_s), image));
    QVERIFY(replaceFile(m_folder.filePath(u"text.jpg"_s), "no image"));
    const QString command
        = u"cp golden/1.png \"$(printf '../b\\374d.png')\"; PYTHONIOENCODING=latin-1 \"%1\" "
          "predict.py ../unknown.dds ../text.jpg ../b*d.png %2"_s.arg(m_python, images().join(u' '));
    const Outcome said = run(u"sh"_s, {u"-c"_s, command}, m_bundle);
    QCOMPARE(said.code, 1);
    QVERIFY2(said.errors.contains(u"unknown.dds"_s) && said.errors.contains(u"text.jpg"_s),
             qPrintable(said.errors));
    QVERIFY2(!said.errors.contains(u"Traceback"_s), qPrintable(said.errors));
    QCOMPARE(said.output.count(u'\n'), images().size() + 1);
    compareWithCairn(said.output.section(u'\n', 1));
}

void InteropTest::cppProgram_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("flags");
    // The command in each program's first lines links all of OpenCV; these are what it needs.
    const QString opencv
        = u"$(pkg-config --cflags opencv4) -lopencv_imgcodecs -lopencv_imgproc -lopencv_core "_s;
    QTest::newRow("OpenCV") << u"predict_opencv"_s << opencv + u"-lopencv_dnn"_s;
    QTest::newRow("LibTorch") << u"predict_libtorch"_s
                              << opencv
            + u"-I%1/include -I%1/include/torch/csrc/api/include -L%1/lib -Wl,-rpath,%1/lib "
              "-Wl,--no-as-needed -ltorch -ltorch_cpu -lc10"_s.arg(QStringLiteral(CAIRN_TORCH));
}

void InteropTest::cppProgram()
{
    QFETCH(const QString, program);
    QFETCH(const QString, flags);
    for (const QString &tool : {u"c++"_s, u"pkg-config"_s}) {
        if (QStandardPaths::findExecutable(tool).isEmpty())
            QSKIP(qPrintable(tool + u" is not there"_s));
    }
    const Outcome built
        = run(u"sh"_s, {u"-c"_s, u"c++ -std=c++17 %1.cpp -o %1 %2"_s.arg(program, flags)}, m_bundle);
    QVERIFY2(built.code == 0, qPrintable(built.errors));
    const Outcome said = run(m_bundle + u'/' + program, images(), m_bundle);
    QVERIFY2(said.code == 0, qPrintable(said.errors));
    compareWithCairn(said.output);
}

QTEST_GUILESS_MAIN(InteropTest)
#include "tst_interop.moc"
