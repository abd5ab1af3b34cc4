// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/export/exportbundle.h"
#include "tests/runs/runsfixture.h"

using namespace cairn;
using namespace Qt::StringLiterals;

class TestRuns : public RunsFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }

    void aRunIsRecorded()
    {
        qint64 announced = 0;
        int batchesBefore = -1;
        const auto onStarted = [&](qint64 id) {
            announced = id;
            batchesBefore = m_listener.batches;
        };
        const Result<RunRecord> run
            = trainRun(*m_project, *m_engine, {configuration(), onStarted}, {m_listener, m_pause, {}});
        QVERIFY2(run, run ? "" : qPrintable(run.error().message));
        QCOMPARE(run->id, announced);
        QCOMPARE(batchesBefore, 0);

        const RunRecord stored = *runs().find(run->id);
        QCOMPARE(stored.state, RunState::Completed);
        QCOMPARE(stored.epochs, 3);
        QCOMPARE(stored.arch, u"resnet18"_s);
        QCOMPARE(stored.preset, u"from-scratch"_s);
        QCOMPARE(stored.setup, u"CPU, float32, 1 thread"_s);
        QCOMPARE(stored.classes, QStringList({u"cat"_s, u"dog"_s, u"owl"_s}));
        QCOMPARE(stored.bestErrorRate, m_listener.epochs[std::size_t(stored.bestEpoch)].errorRate);
        QCOMPARE(stored.errorRate, m_listener.epochs.back().errorRate);
        QCOMPARE(stored.validLoss, m_listener.epochs.back().validLoss);
        QVERIFY(stored.seconds > 0);

        const std::vector<EpochMetrics> epochs = *runs().epochs(run->id);
        QCOMPARE(epochs.size(), std::size_t(3));
        for (std::size_t i = 0; i < epochs.size(); ++i) {
            QCOMPARE(epochs[i].trainLoss, m_listener.epochs[i].trainLoss);
            QCOMPARE(epochs[i].confusion, m_listener.epochs[i].confusion);
            QCOMPARE(epochs[i].best, m_listener.epochs[i].best);
        }
    }

    void theFolderHoldsWhatWasSaid()
    {
        const TrainingConfig config = configuration();
        const Result<RunRecord> run = train(config);
        QVERIFY(run);
        const QString folder = m_project->runDirectory(run->id);
        const auto read
            = trainingConfigFromJson(QJsonDocument::fromJson(readFile(folder + u"/config.json"_s)).object());
        QVERIFY(read);
        QVERIFY(*read == config);

        const QList<QJsonObject> metrics = readLines(folder + u"/metrics.jsonl"_s);
        QCOMPARE(metrics.size(), 3 * m_engine->stepsPerEpoch + 3);
        QCOMPARE(metrics.first()[u"event"_s].toString(), u"batch"_s);
        QCOMPARE(metrics.first()[u"step"_s].toInt(-1), 0);
        QVERIFY(metrics.first()[u"smoothed_loss"_s].toDouble() > 0);
        QCOMPARE(metrics.last()[u"event"_s].toString(), u"epoch"_s);
        QCOMPARE(metrics.last()[u"epoch"_s].toInt(), 2);
        QCOMPARE(metrics.last()[u"error_rate"_s].toDouble(), m_listener.epochs.back().errorRate);

        const QByteArray log = readFile(folder + u"/log.txt"_s);
        QVERIFY(log.contains("CPU, float32, 1 thread"));
        QVERIFY(log.contains("epoch 3"));
        QVERIFY(log.contains("completed"));
        QVERIFY(QFile::exists(m_project->bestWeights(run->id)));
    }

    void theCallerHearsEverything()
    {
        QVERIFY(train());
        QCOMPARE(m_listener.setups, 1);
        QCOMPARE(m_listener.batches, 3 * m_engine->stepsPerEpoch);
        QCOMPARE(m_listener.epochs.size(), std::size_t(3));
        QVERIFY(m_listener.phases.contains(u"Loading weights"_s));
        QVERIFY(m_listener.notices.isEmpty());
    }

    /// What a killed process leaves is what is on disk when an epoch has been told.
    void anEpochIsOnDiskWhenItIsTold()
    {
        int looked = 0;
        m_listener.eachEpoch = [&](const EpochMetrics &epoch) {
            const RunRecord run = runs().all()->front();
            QCOMPARE(run.state, RunState::Running);
            QCOMPARE(run.epochs, epoch.epoch + 1);
            QCOMPARE(runs().epochs(run.id)->size(), std::size_t(epoch.epoch + 1));
            const auto lines = readLines(m_project->runDirectory(run.id) + u"/metrics.jsonl"_s);
            QVERIFY(!lines.isEmpty());
            QCOMPARE(lines.last()[u"event"_s].toString(), u"epoch"_s);
            QCOMPARE(lines.last()[u"epoch"_s].toInt(-1), epoch.epoch);
            ++looked;
        };
        QVERIFY(train());
        QCOMPARE(looked, 3);
    }

    void theSnapshotIsOfTheStart()
    {
        qint64 relabeled = 0;
        m_listener.eachBatch = [&](const BatchMetrics &batch) {
            if (batch.step != 0)
                return;
            relabeled = m_engine->lastJob->data.valid.front().imageId;
            QVERIFY(ImageRepository(*m_database).setLabels({{relabeled, m_classIds[0], m_classIds[1]}}));
        };
        const Result<RunRecord> run = train();
        QVERIFY(run);
        QCOMPARE(m_engine->lastJob->data.train.size(), std::size_t(perClass * 3 / 2));
        for (const Example &example : validExamples(run->id)) {
            if (example.imageId == relabeled)
                QCOMPARE(example.label, 0);
        }
    }

    void cancellingIsAnOutcome()
    {
        CancelSource source;
        m_listener.eachBatch = [&](const BatchMetrics &batch) {
            if (batch.step == m_engine->stepsPerEpoch + 3)
                source.cancel();
        };
        const Result<RunRecord> run = train(configuration(), source.token());
        QVERIFY(run);
        QCOMPARE(run->state, RunState::Cancelled);
        QCOMPARE(runs().find(run->id)->state, RunState::Cancelled);
        QCOMPARE(run->epochs, 1);
        QCOMPARE(m_listener.batches, m_engine->stepsPerEpoch + 4);
        // Its weights are usable, its predictions are made when somebody wants them.
        QCOMPARE(latestUsableRun(*m_project)->id, run->id);
        QCOMPARE(storedEvaluation(*m_project, run->id).error().code, ErrorCode::NotFound);
        QVERIFY(evaluateRun(*m_project, *m_engine, {run->id}, {}, {}));
        QVERIFY(storedEvaluation(*m_project, run->id));
    }

    void aFailureIsRecorded()
    {
        m_engine->failure
            = Error{ErrorCode::OutOfMemory, u"There is not enough memory; try a batch size of 8."_s};
        m_engine->failAfterEpochs = 1;
        const Result<RunRecord> run = train();
        QVERIFY(!run);
        QCOMPARE(run.error().code, ErrorCode::OutOfMemory);
        const RunRecord stored = runs().all()->front();
        QCOMPARE(stored.state, RunState::Failed);
        QCOMPARE(stored.message, m_engine->failure->message);
        QCOMPARE(stored.epochs, 1);
        QCOMPARE(stored.bestEpoch, 0);
        QVERIFY(readFile(m_project->runDirectory(stored.id) + u"/log.txt"_s).contains("batch size of 8"));
    }

    void whatIsNotReadyLeavesNoRow()
    {
        TrainingConfig senseless = configuration();
        senseless.batchSize = 0;
        QCOMPARE(train(senseless).error().code, ErrorCode::InvalidInput);
        QHash<qint64, Split> none;
        const std::vector<ImageRecord> images = *ImageRepository(*m_database).all();
        for (const ImageRecord &image : images)
            none.insert(image.id, Split::None);
        QVERIFY(ImageRepository(*m_database).setSplits(none));
        QCOMPARE(train().error().code, ErrorCode::InvalidInput);
        QVERIFY(runs().all()->empty());
        QCOMPARE(m_engine->trainCalls, 0);
    }

    /// An engine that cannot begin: no row and no folder of a run that never was.
    void whatFailsBeforeItsSetUpLeavesNoRun()
    {
        const QString folder = QFileInfo(m_project->runDirectory(1)).path();
        m_engine->failure = Error{ErrorCode::OutOfMemory, u"There is not enough memory."_s};
        m_engine->failsBeforeSetup = true;
        QCOMPARE(train().error().code, ErrorCode::OutOfMemory);
        QCOMPARE(m_engine->trainCalls, 1);
        QCOMPARE(m_listener.setups, 0);
        QVERIFY(runs().all()->empty());
        QCOMPARE(QDir(folder).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList());
        m_engine->failure.reset();
        QVERIFY(train());
    }

    void missingWeightsAreSaidBeforeTheRun()
    {
        qputenv("CAIRN_WEIGHTS_DIR", m_folder->path().toLocal8Bit());
        qputenv("CAIRN_WEIGHTS_URL", "http://127.0.0.1:1/");
        TrainingConfig config = configuration();
        config.weights = u"imagenet"_s;
        const Result<RunRecord> run = train(config);
        const Result<LrFinderResult> rates = findLearningRate(*m_project, *m_engine, {config}, {});
        qunsetenv("CAIRN_WEIGHTS_URL");
        qunsetenv("CAIRN_WEIGHTS_DIR");
        QCOMPARE(run.error().code, ErrorCode::Offline);
        QVERIFY(run.error().message.contains(u"resnet18-f37072fd.pth"_s));
        QCOMPARE(rates.error().code, ErrorCode::Offline);
        QVERIFY(runs().all()->empty());
    }

    void aRecordThatCannotBeWrittenStopsNothing()
    {
        m_listener.eachBatch = [&](const BatchMetrics &batch) {
            if (batch.step == 0)
                QVERIFY(m_database->execute(u"DROP TABLE epochs"_s));
        };
        const Result<RunRecord> run = train();
        QVERIFY(run);
        QCOMPARE(run->state, RunState::Completed);
        QCOMPARE(m_listener.notices.size(), 1);
    }

    void predictionsAreStored()
    {
        const Result<RunRecord> run = train();
        QVERIFY(run);
        const Result<RunEvaluation> stored = storedEvaluation(*m_project, run->id);
        QVERIFY2(stored, stored ? "" : qPrintable(stored.error().message));
        QCOMPARE(stored->predictions.size(), std::size_t(perClass * 3 / 2));
        QCOMPARE(stored->errorRate, run->bestErrorRate);
        QCOMPARE(stored->confusion, m_listener.epochs[std::size_t(run->bestEpoch)].confusion);
        QVERIFY(stored->errorRate > 0); // or the next tests would test nothing
    }

    void relabelingShowsAtOnce()
    {
        const Result<RunRecord> run = train();
        QVERIFY(run);
        const Evaluation before = *storedEvaluation(*m_project, run->id);
        const Prediction worst = before.predictions[topLosses(before.predictions).front()];
        QVERIFY(worst.actual != worst.predicted);
        QVERIFY(ImageRepository(*m_database)
                    .setLabels({{worst.imageId, m_classIds[worst.actual], m_classIds[worst.predicted]}}));

        const Evaluation after = *storedEvaluation(*m_project, run->id);
        QCOMPARE(after.confusion.correct(), before.confusion.correct() + 1);
        QVERIFY(after.loss < before.loss);
        for (const Prediction &prediction : after.predictions) {
            if (prediction.imageId == worst.imageId) {
                QCOMPARE(prediction.actual, worst.predicted);
                QVERIFY(std::abs(prediction.loss + std::log(worst.probability)) < 1e-4);
            }
        }
        // The network is asked about today's labels, too.
        QCOMPARE(evaluateRun(*m_project, *m_engine, {run->id}, {}, {})->predictions.size(),
                 after.predictions.size());
    }

    void whatIsGoneIsLeftOut()
    {
        const Result<RunRecord> run = train();
        QVERIFY(run);
        const std::vector<Example> examples = validExamples(run->id);
        ImageRepository images(*m_database);
        const qint64 added = ClassRepository(*m_database).add(u"bat"_s)->id;
        QVERIFY(images.setValues(EditKind::Trash, {{examples[0].imageId, 0, 1}}));
        QVERIFY(images.setLabels({{examples[1].imageId, m_classIds[examples[1].label], 0}}));
        QVERIFY(images.setLabels({{examples[2].imageId, m_classIds[examples[2].label], added}}));
        QCOMPARE(storedEvaluation(*m_project, run->id)->predictions.size(), examples.size() - 3);
        QCOMPARE(evaluateRun(*m_project, *m_engine, {run->id}, {}, {})->predictions.size(),
                 examples.size() - 3);
    }

    /// Images that are away are not mistakes, and none at all is not perfection.
    void evaluatingWhileImagesAreAway()
    {
        const Result<RunRecord> run = train();
        QVERIFY(run);
        const Evaluation before = *storedEvaluation(*m_project, run->id);
        const std::vector<Example> examples = validExamples(run->id);
        const auto rename = [&](const QString &from, const QString &to) {
            for (std::size_t i = 0; i < examples.size(); ++i)
                QVERIFY(QFile::rename(examples[i].path + from, examples[i].path + to));
        };
        rename({}, u".away"_s);
        const Result<RunEvaluation> none = evaluateRun(*m_project, *m_engine, {run->id}, {}, {});
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::ReadFailed);
        QVERIFY(none.error().message.contains(examples.front().path));
        QCOMPARE(storedEvaluation(*m_project, run->id)->predictions.size(), before.predictions.size());
        const QString target = m_folder->filePath(u"away.pt"_s);
        QCOMPARE(exportTo(run->id, ExportKind::TorchScript, target)->record.images, 0);

        rename(u".away"_s, {});
        for (int i = 0; i < 3; ++i)
            QVERIFY(QFile::remove(examples[std::size_t(i)].path));
        const Result<RunEvaluation> some = evaluateRun(*m_project, *m_engine, {run->id}, {}, {});
        QVERIFY(some);
        QCOMPARE(some->predictions.size(), examples.size() - 3);
        QCOMPARE(some->missing.size(), std::size_t(3));
        QCOMPARE(some->missing.front(), examples[0].imageId);
        QCOMPARE(some->kept, 3);
        // What was said of them is as true as before; of one that is damaged it is not.
        const Evaluation after = *storedEvaluation(*m_project, run->id);
        QCOMPARE(after.predictions.size(), before.predictions.size());
        QCOMPARE(after.confusion, before.confusion);
        QVERIFY(QFile::resize(examples[4].path, 0));
        const Result<RunEvaluation> damaged = evaluateRun(*m_project, *m_engine, {run->id}, {}, {});
        QVERIFY(damaged);
        QCOMPARE(damaged->missing.size(), std::size_t(4));
        QCOMPARE(damaged->kept, 3);
        QCOMPARE(storedEvaluation(*m_project, run->id)->missing, std::vector<qint64>{examples[4].imageId});
    }

    void testImagesThatAreAllAwayAreNoResult()
    {
        const Result<RunRecord> run = train();
        QVERIFY(run);
        const std::vector<Example> examples = validExamples(run->id);
        QVERIFY(ImageRepository(*m_database)
                    .setSplits({{examples[0].imageId, Split::Test}, {examples[1].imageId, Split::Test}}));
        QVERIFY(QFile::remove(examples[0].path));
        const Result<RunEvaluation> one = evaluateOnTest(*m_project, *m_engine, run->id, {}, {});
        QVERIFY(one);
        QCOMPARE(one->missing, std::vector<qint64>{examples[0].imageId});
        QVERIFY(QFile::remove(examples[1].path));
        const Result<RunEvaluation> none = evaluateOnTest(*m_project, *m_engine, run->id, {}, {});
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::ReadFailed);
    }

    void aNewRunLeavesOutWhatIsGone()
    {
        QVERIFY(train());
        const std::vector<Example> images = m_engine->lastJob->data.train;
        QVERIFY(QFile::remove(images[4].path));
        m_listener = {};
        const Result<RunRecord> run = train();
        QVERIFY2(run, run ? "" : qPrintable(run.error().message));
        QCOMPARE(m_engine->lastJob->data.train.size(), images.size() - 1);
        QCOMPARE(m_listener.notices.size(), 1);
        QVERIFY(m_listener.notices.first().contains(images[4].path));
        QVERIFY(readFile(m_project->runDirectory(run->id) + u"/log.txt"_s).contains("leaves out"));
    }

    void aRenamedClassIsKnown()
    {
        const Result<RunRecord> run = train();
        QVERIFY(run);
        const Evaluation before = *storedEvaluation(*m_project, run->id);
        QVERIFY(ClassRepository(*m_database).update({m_classIds[1], u"hound"_s}));
        const Evaluation after = *storedEvaluation(*m_project, run->id);
        QCOMPARE(after.predictions.size(), before.predictions.size());
        QCOMPARE(after.confusion, before.confusion);
    }

    void evaluatingReportsProgressAndCancels()
    {
        const Result<RunRecord> run = train();
        QVERIFY(run);
        Progress last;
        QVERIFY(evaluateRun(*m_project, *m_engine, {run->id},
                            [&](const Progress &progress) { last = progress; }, {}));
        QCOMPARE(last.done, qint64(perClass * 3 / 2));
        CancelSource source;
        source.cancel();
        QCOMPARE(evaluateRun(*m_project, *m_engine, {run->id}, {}, source.token()).error().code,
                 ErrorCode::Cancelled);
        QVERIFY(storedEvaluation(*m_project, run->id)); // the older ones stay
    }

    void exportingWritesLabelsBesideTheModel()
    {
        const Result<RunRecord> run = train();
        QVERIFY(run);
        const QString target = m_folder->filePath(u"zoo.pt"_s);
        const Result<ExportReport> report = exportTo(run->id, ExportKind::TorchScript, target);
        QVERIFY(report);
        QCOMPARE(report->record.images, perClass * 3 / 2);
        QCOMPARE(report->files, QStringList({target, target + u".labels.txt"_s}));
        QVERIFY(QFile::exists(target));
        QCOMPARE(readFile(target + u".labels.txt"_s), "cat\ndog\nowl\n");
        QCOMPARE(
            exportTo(run->id, ExportKind::TorchScript, m_folder->filePath(u"no/such/zoo.pt"_s)).error().code,
            ErrorCode::InvalidInput);
    }

    void exportsAreRecorded()
    {
        const Result<RunRecord> run = train();
        QVERIFY(run);
        const QString target = m_folder->filePath(u"zoo.onnx"_s);
        QVERIFY(exportTo(run->id, ExportKind::Onnx, target));
        QVERIFY(exportTo(run->id, ExportKind::Bundle, m_folder->filePath(u"zoo.zip"_s)));
        const auto database = m_project->connect();
        const auto history = ExportRepository(**database).all();
        QVERIFY(history);
        QCOMPARE(history->size(), std::size_t(2));
        QCOMPARE(history->at(0).format, u"bundle"_s);
        QCOMPARE(history->at(1).format, u"onnx"_s);
        QCOMPARE(history->at(1).path, target);
        QCOMPARE(history->at(1).bytes, QFileInfo(target).size());
        QCOMPARE(history->at(1).sha256, sha256OfFile(target));
    }

    void bundlesHoldEverythingAndReplaceOnlyBundles()
    {
        const Result<RunRecord> run = train();
        QVERIFY(run);
        const QString folder = m_folder->filePath(u"bundle"_s);
        QVERIFY(exportTo(run->id, ExportKind::Bundle, folder));
        const QStringList wanted{u"README.md"_s,
                                 u"SHA256SUMS"_s,
                                 u"config.json"_s,
                                 u"labels.txt"_s,
                                 u"model.onnx"_s,
                                 u"model.pt"_s,
                                 u"model.py"_s,
                                 u"model.safetensors"_s,
                                 u"model_info.h"_s,
                                 u"predict.py"_s,
                                 u"predict_torch.py"_s,
                                 u"predict_opencv.cpp"_s,
                                 u"predict_libtorch.cpp"_s,
                                 u"preprocess.h"_s,
                                 u"preprocess.py"_s,
                                 u"preprocessing.json"_s,
                                 u"preprocessor_config.json"_s,
                                 u"training.json"_s};
        for (const QString &name : wanted)
            QVERIFY2(QFile::exists(folder + u'/' + name), qPrintable(name));
        for (const QByteArray &line : readFile(folder + u"/SHA256SUMS"_s).split('\n')) {
            if (!line.isEmpty())
                QCOMPARE(QString::fromLatin1(line.left(64)),
                         sha256OfFile(folder + u'/' + QString::fromUtf8(line.mid(66))));
        }
        QVERIFY(readFile(folder + u"/README.md"_s).startsWith("---\n"));
        QVERIFY(exportTo(run->id, ExportKind::Bundle, folder)); // over the bundle that is there
        QCOMPARE(QDir(m_folder->path()).entryList({u"bundle*"_s}, QDir::Dirs), QStringList{u"bundle"_s});
        const QString other = m_folder->filePath(u"photos"_s);
        QVERIFY(QDir().mkpath(other + u"/trip"_s));
        QCOMPARE(exportTo(run->id, ExportKind::Bundle, other).error().code, ErrorCode::InvalidInput);
        QVERIFY(QFile::exists(other + u"/trip"_s));
    }

    void runsWithoutWeightsAreNotUsed()
    {
        QCOMPARE(latestUsableRun(*m_project).error().code, ErrorCode::NotFound);
        const Result<RunRecord> good = train();
        QVERIFY(good);
        m_engine->failure = Error{ErrorCode::Internal, u"No."_s};
        QVERIFY(!train());
        m_engine->failure.reset();
        QCOMPARE(latestUsableRun(*m_project)->id, good->id);
        QCOMPARE(runs().all()->size(), std::size_t(2)); // it had begun
        const qint64 bad = runs().all()->front().id;
        QVERIFY(bad != good->id);
        QCOMPARE(evaluateRun(*m_project, *m_engine, {bad}, {}, {}).error().code, ErrorCode::NotFound);
        QCOMPARE(exportTo(bad, ExportKind::TorchScript, m_folder->filePath(u"a.pt"_s)).error().code,
                 ErrorCode::NotFound);
        QVERIFY(QFile::remove(m_project->bestWeights(good->id)));
        QCOMPARE(latestUsableRun(*m_project).error().code, ErrorCode::NotFound);
        QCOMPARE(evaluateRun(*m_project, *m_engine, {99}, {}, {}).error().code, ErrorCode::NotFound);
    }

    void ratesAreSwept()
    {
        int points = 0;
        const Result<LrFinderResult> result = findLearningRate(
            *m_project, *m_engine, {.config = configuration(), .onPoint = [&](const LrPoint &) { ++points; }},
            {});
        QVERIFY(result);
        QCOMPARE(std::size_t(points), result->points.size());
        QVERIFY(points > 50);
        QVERIFY(runs().all()->empty());
    }
};

QTEST_GUILESS_MAIN(TestRuns)
#include "tst_runs.moc"
