// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the tests of core/runs work with: a project of small images, the fake engine, a listener.

#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/imagerepository.h"
#include "core/project/repositories/runrepository.h"
#include "core/runs/export/runexport.h"
#include "core/runs/runs.h"
#include "tests/support/fakeengine.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QImage>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <set>

namespace cairn {

using namespace Qt::StringLiterals;

inline constexpr int perClass = 40;

/// Hears what passes through the recorder, and may cancel.
struct Listener : TrainingObserver
{
    int setups = 0;
    int batches = 0;
    std::vector<EpochMetrics> epochs;
    QStringList phases;
    QStringList notices;
    std::function<void(const BatchMetrics &)> eachBatch;
    std::function<void(const EpochMetrics &)> eachEpoch;

    void onSetup(const TrainingSetup &) override { ++setups; }
    void onBatch(const BatchMetrics &batch) override
    {
        ++batches;
        if (eachBatch)
            eachBatch(batch);
    }
    void onEpoch(const EpochMetrics &epoch) override
    {
        epochs.push_back(epoch);
        if (eachEpoch)
            eachEpoch(epoch);
    }
    void onPhase(const QString &phase, qint64, qint64) override { phases << phase; }
    void onNotice(const QString &notice) override { notices << notice; }
};

inline TrainingConfig configuration(int epochs = 3)
{
    TrainingConfig config;
    config = *withPreset(config, u"from-scratch"_s, epochs);
    config.arch = Arch::ResNet18;
    return config;
}

inline QList<QJsonObject> readLines(const QString &path)
{
    QFile file(path);
    QList<QJsonObject> objects;
    if (!file.open(QIODevice::ReadOnly))
        return objects;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (!line.isEmpty())
            objects << QJsonDocument::fromJson(line).object();
    }
    return objects;
}

inline QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

class RunsFixture : public QObject
{
protected:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Project> m_project;
    std::unique_ptr<Database> m_database;
    FakeEngine *m_engine = nullptr;
    std::unique_ptr<FakeEngine> m_engineHolder;
    QList<qint64> m_classIds;
    Listener m_listener;
    const PauseGate m_pause;

    Result<ExportReport> exportTo(qint64 runId, ExportKind kind, const QString &target)
    {
        return exportRun(*m_project, *m_engine, {runId, kind, target}, {}, {});
    }

    Result<RunRecord> train(const TrainingConfig &config = configuration(), const CancelToken &cancel = {})
    {
        return trainRun(*m_project, *m_engine, {config}, {m_listener, m_pause, cancel});
    }
    RunRepository runs() { return RunRepository(*m_database); }
    std::vector<Example> validExamples(qint64 run) { return *runs().validExamples(run); }

    /// One small image a row, linked where it lies.
    void addImages()
    {
        QImage pixels(8, 8, QImage::Format_RGB32);
        std::vector<NewImage> added;
        for (int i = 0; i < perClass * int(m_classIds.size()); ++i) {
            pixels.fill(QColor(i % 256, i / 256, 7));
            const QString path = m_folder->filePath(u"%1.png"_s.arg(i));
            QVERIFY(pixels.save(path));
            NewImage image;
            image.path = path;
            image.sha256 = QCryptographicHash::hash(readFile(path), QCryptographicHash::Sha256);
            image.bytes = QFileInfo(path).size();
            image.width = image.height = 8;
            image.format = u"png"_s;
            image.classId = m_classIds[i % m_classIds.size()];
            image.split = (i / m_classIds.size()) % 2 == 0 ? Split::Train : Split::Valid;
            added.push_back(image);
        }
        QVERIFY(ImageRepository(*m_database).add(added));
    }

    void open()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        auto project = Project::create(m_folder->filePath(u"zoo.cairn"_s), {u"cat"_s, u"dog"_s, u"owl"_s});
        QVERIFY2(project, project ? "" : qPrintable(project.error().message));
        m_project = *std::move(project);
        auto database = m_project->connect();
        QVERIFY(database);
        m_database = *std::move(database);
        m_classIds.clear();
        const std::vector<ClassRecord> classes = *ClassRepository(*m_database).all();
        for (const ClassRecord &record : classes)
            m_classIds << record.id;
        addImages();
        m_engineHolder = std::make_unique<FakeEngine>();
        m_engine = m_engineHolder.get();
        m_listener = {};
    }
    void close()
    {
        m_database.reset();
        m_project.reset();
    }
};

} // namespace cairn
