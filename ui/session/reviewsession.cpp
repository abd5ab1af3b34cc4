#include "ui/session/reviewsession.h"

#include "core/runs/runs.h"

#include <cmath>

namespace cairn {

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
    m_run = run;
    m_evaluation.reset();
    m_classes = run.classes;
    Q_EMIT changed();
    m_jobs.run<Result<RunEvaluation>>(
        {}, this,
        [project = m_project, id = run.id](const ProgressCallback &, const CancelToken &) {
            return storedEvaluation(*project, id);
        },
        [this, id = run.id](Result<RunEvaluation> evaluation) {
            if (!m_run || m_run->id != id)
                return; // another run was chosen since
            if (!evaluation) {
                Q_EMIT failed(evaluation.error());
                return;
            }
            m_evaluation = std::move(*evaluation);
            relabel();
        });
}

void ReviewSession::clear()
{
    m_run.reset();
    m_evaluation.reset();
    m_classes.clear();
    Q_EMIT changed();
}

int ReviewSession::mistakes() const
{
    if (!m_evaluation)
        return -1;
    return int(m_evaluation->confusion.total() - m_evaluation->confusion.correct());
}

int ReviewSession::outputOf(qint64 imageId) const
{
    const int row = m_library.rowOf(imageId);
    if (row < 0)
        return -1;
    const ImageRecord &image = m_library.images()[std::size_t(row)];
    const ClassRecord *label = image.trashed ? nullptr : m_library.classById(image.classId);
    return label ? int(m_classes.indexOf(label->name)) : -1;
}

void ReviewSession::relabel()
{
    if (!m_evaluation)
        return;
    std::vector<Prediction> predictions = std::move(m_evaluation->predictions);
    for (Prediction &prediction : predictions) {
        prediction.actual = outputOf(prediction.imageId);
        const bool known
            = prediction.actual >= 0 && std::size_t(prediction.actual) < prediction.probabilities.size();
        prediction.actualProbability
            = known ? double(prediction.probabilities[std::size_t(prediction.actual)]) : 0;
        prediction.loss = known ? -std::log(std::max(prediction.actualProbability, 1e-12)) : 0;
    }
    m_evaluation = evaluate(std::move(predictions), int(m_classes.size()));
    Q_EMIT changed();
}

} // namespace cairn
