// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/adoptedrun.h"
#include "core/runs/classnames.h"
#include "core/runs/export/exportbundle.h"
#include "tests/runs/runsfixture.h"

using namespace cairn;

class TestAdoptedRun : public RunsFixture
{
    Q_OBJECT

    QString fileWith(const QByteArray &content)
    {
        const QString path = m_folder->filePath(u"names.txt"_s);
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? path : QString();
    }

    Result<RunRecord> adopt(const QStringList &classes = {})
    {
        Adoption adoption{configuration(), classes};
        adoption.config.weights = m_folder->filePath(u"learner.pth"_s);
        return adoptRun(*m_project, *m_engine, adoption, {}, {});
    }

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }

    void theProjectsClassesAreTaken()
    {
        const Result<RunRecord> run = adopt();
        QVERIFY2(run, run ? "" : qPrintable(run.error().message));
        QCOMPARE(run->classes, QStringList({u"cat"_s, u"dog"_s, u"owl"_s}));
        QCOMPARE(run->state, RunState::Completed);
        QCOMPARE(run->preset, adoptedPreset);
        QCOMPARE(run->errorRate, 0.0);
        QCOMPARE(validExamples(run->id).size(), std::size_t(perClass * 3 / 2));
    }

    // ImageNet's thousand, two of which the project has images of.
    void moreClassesThanTheProjectHas()
    {
        QStringList names;
        for (int i = 0; i < 1000; ++i)
            names << u"class %1"_s.arg(i);
        names[700] = u"owl"_s;
        names[20] = u"cat"_s;
        const Result<RunRecord> run = adopt(names);
        QVERIFY2(run, run ? "" : qPrintable(run.error().message));
        QCOMPARE(run->classes, names);
        QCOMPARE(runs().find(run->id)->classes, names);
        const std::vector<Example> valid = validExamples(run->id);
        QCOMPARE(valid.size(), std::size_t(perClass));
        for (const Example &example : valid)
            QVERIFY(example.label == 700 || example.label == 20);
        QCOMPARE(run->errorRate, 0.0);
        const QString target = m_folder->filePath(u"all.onnx"_s);
        const auto report = exportTo(run->id, ExportKind::Onnx, target);
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        const QString bundle = m_folder->filePath(u"bundle"_s);
        QVERIFY(exportTo(run->id, ExportKind::Bundle, bundle));
        QCOMPARE(readFile(bundle + u"/labels.txt"_s).count('\n'), 1000);
        const QByteArray card = readFile(bundle + u"/README.md"_s);
        QVERIFY(card.contains("Added from learner.pth"));
        QVERIFY(!card.contains("epochs in"));
    }

    void nothingToMeasureOnIsNoError()
    {
        const Result<RunRecord> run = adopt({u"tench"_s, u"goldfish"_s});
        QVERIFY2(run, run ? "" : qPrintable(run.error().message));
        QVERIFY(std::isnan(run->errorRate));
        const Result<RunRecord> stored = runs().find(run->id);
        QVERIFY(std::isnan(stored->bestErrorRate) && std::isnan(stored->errorRate));
        QCOMPARE(stored->state, RunState::Completed);
        const auto report = exportTo(run->id, ExportKind::TorchScript, m_folder->filePath(u"all.pt"_s));
        QVERIFY(report);
        QCOMPARE(report->record.images, 0);
    }

    void whatDoesNotFitLeavesNoRun()
    {
        m_engine->failure = Error{ErrorCode::InvalidInput, u"No head that fits."_s};
        QCOMPARE(adopt().error().message, u"No head that fits."_s);
        QVERIFY(runs().all()->empty());
        QVERIFY(QDir(m_project->directory() + u"/runs"_s).isEmpty());
    }

    void namesAreRead()
    {
        const QStringList three{u"tench"_s, u"gold fish"_s, u"猫 🐈"_s};
        QCOMPARE(*readClassNames(fileWith("tench\r\ngold  fish\n猫 🐈\n\n")), three);
        QCOMPARE(*readClassNames(fileWith("[\"tench\", \"gold fish\", \"猫 🐈\"]")), three);
        QCOMPARE(*readClassNames(fileWith("crane\nape\ncrane\ncrane (2)\ncrane")),
                 QStringList({u"crane"_s, u"ape"_s, u"crane (2)"_s, u"crane (2) (2)"_s, u"crane (3)"_s}));
        for (const QByteArray &bad : {QByteArray("one"), QByteArray(), QByteArray("a\n\nb"),
                                      QByteArray("[1, 2]"), QByteArray("[[["), QByteArray(300, 'x') + "\ny"})
            QCOMPARE(readClassNames(fileWith(bad)).error().code, ErrorCode::InvalidInput);
        QCOMPARE(readClassNames(fileWith(QByteArray("x\n").repeated(10'001))).error().code,
                 ErrorCode::InvalidInput);
        QCOMPARE(readClassNames(m_folder->filePath(u"none"_s)).error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestAdoptedRun)
#include "tst_adoptedrun.moc"
