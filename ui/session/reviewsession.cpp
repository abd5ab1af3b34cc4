// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/reviewsession.h"

#include "core/base/vectorregisters.h"
#include "core/learn/evaluation/calibration.h"
#include "core/project/repositories/runrepository.h"
#include "core/runs/runs.h"
#include "core/runs/snapshot.h"

#include <algorithm>
#include <cmath>

namespace cairn {

/// What is read of a run, on a worker.
struct ReviewSession::Stored
{
    RunEvaluation evaluation;
    LearningSet data;
    QHash<qint64, int> outputs;
    double temperature = 1;

    static Result<Stored> read(const Project &project, qint64 runId)
    {
        const auto readRest = [](Database &database, const RunRecord &run, RunEvaluation evaluation) {
            return allOf(RunRepository(database).snapshot(run), outputsToday(database, run))
                .transform([&](auto read) {
                    auto &[data, outputs] = read;
                    return Stored{std::move(evaluation), std::move(data), std::move(outputs),
                                  run.temperature};
                });
        };
        return storedEvaluation(project, runId).and_then([&](RunEvaluation evaluation) {
            return withDatabase(project, [&](Database &database) {
                return RunRepository(database).find(runId).and_then(
                    [&](const RunRecord &run) { return readRest(database, run, std::move(evaluation)); });
            });
        });
    }
};

namespace {

QHash<qint64, int> labelsOf(const std::vector<Example> &examples)
{
    QHash<qint64, int> labels;
    for (const Example &example : examples)
        labels.insert(example.imageId, example.label);
    return labels;
}

} // namespace

ReviewSession::ReviewSession(std::shared_ptr<const Project> project, Library &library, BackgroundJobs &jobs,
                             QObject *parent)
    : QObject(parent)
    , m_project(std::move(project))
    , m_library(library)
    , m_jobs(jobs)
{
    connect(&library, &Library::imagesChanged, this, &ReviewSession::relabel);
    connect(&library, &Library::imagesReset, this, &ReviewSession::relabel);
    connect(&library, &Library::classesChanged, this, &ReviewSession::relabel);
}

void ReviewSession::choose(const RunRecord &run)
{
    forget();
    m_run = run;
    m_classes = run.classes;
    m_reading = true;
    Q_EMIT changed();
    m_jobs.run<Result<Stored>>(
        {}, this,
        [project = m_project, id = run.id](const ProgressCallback &, const CancelToken &) {
            return Stored::read(*project, id);
        },
        [this, id = run.id](Result<Stored> stored) {
            if (!m_run || m_run->id != id)
                return; // another run was chosen since
            m_reading = false;
            if (!stored) {
                // Not evaluated yet: RunList does that, and says when it has.
                if (stored.error().code != ErrorCode::NotFound)
                    Q_EMIT failed(stored.error());
                Q_EMIT changed();
                return;
            }
            m_predictions = std::move(stored->evaluation.predictions);
            m_missing = std::move(stored->evaluation.missing);
            m_training = labelsOf(stored->data.train);
            m_validation = labelsOf(stored->data.valid);
            m_outputs = std::move(stored->outputs);
            m_temperature = stored->temperature;
            m_evaluation = Evaluation();
            relabel();
        });
}

void ReviewSession::clear()
{
    forget();
    Q_EMIT changed();
}

void ReviewSession::forget()
{
    m_run.reset();
    m_evaluation.reset();
    m_predictions.clear();
    m_missing.clear();
    m_training.clear();
    m_validation.clear();
    m_classes.clear();
    m_outputs.clear();
    m_temperature = 1;
    m_corrected = 0;
}

int ReviewSession::mistakes() const
{
    if (!m_evaluation)
        return -1;
    return int(m_evaluation->confusion.total() - m_evaluation->confusion.correct());
}

int ReviewSession::unjudged() const
{
    return int(std::ranges::count_if(m_missing, [this](qint64 id) { return outputOf(id) >= 0; }));
}

void ReviewSession::setCalibrated(bool calibrated)
{
    if (calibrated == m_calibrated)
        return;
    m_calibrated = calibrated;
    relabel();
}

int ReviewSession::outputOf(qint64 imageId) const
{
    const int row = m_library.rowOf(imageId);
    if (row < 0)
        return -1;
    const ImageRecord &image = m_library.images()[std::size_t(row)];
    const ClassRecord *label = image.trashed ? nullptr : m_library.classById(image.classId);
    if (!label)
        return -1;
    const auto known = m_outputs.constFind(label->id); // whatever its name is today
    return known != m_outputs.cend() ? *known : int(m_classes.indexOf(label->name));
}

bool ReviewSession::isCorrected(qint64 imageId) const
{
    const QHash<qint64, int> &labels = m_training.contains(imageId) ? m_training : m_validation;
    const auto began = labels.constFind(imageId);
    return began != labels.cend() && outputOf(imageId) != *began;
}

void ReviewSession::relabel()
{
    freeVectorRegisters();
    if (!m_evaluation)
        return;
    for (auto output = m_outputs.cbegin(); output != m_outputs.cend(); ++output) {
        if (const ClassRecord *record = m_library.classById(output.key()))
            m_classes[output.value()] = record->name;
    }
    std::vector<Prediction> predictions = m_predictions;
    for (Prediction &prediction : predictions) {
        prediction.actual = outputOf(prediction.imageId);
        const bool known
            = prediction.actual >= 0 && std::size_t(prediction.actual) < prediction.probabilities.size();
        prediction.actualProbability
            = known ? double(prediction.probabilities[std::size_t(prediction.actual)]) : 0;
        prediction.loss = known ? -std::log(std::max(prediction.actualProbability, 1e-12)) : 0;
        if (m_calibrated)
            recalibrate(prediction, m_temperature);
    }
    m_evaluation = evaluate(std::move(predictions), int(m_classes.size()));
    m_corrected = 0;
    for (const auto *labels : {&m_training, &m_validation}) {
        for (auto it = labels->cbegin(); it != labels->cend(); ++it)
            m_corrected += outputOf(it.key()) != it.value() ? 1 : 0;
    }
    Q_EMIT changed();
}

} // namespace cairn
