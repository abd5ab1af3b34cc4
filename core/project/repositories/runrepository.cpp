// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/repositories/runrepository.h"

#include "core/base/text.h"
#include "core/project/query.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

const QString runColumns
    = u"id, name, state, arch, preset, config, setup, message, started_at, seconds, epochs, "
      "best_epoch, best_error_rate, error_rate, valid_loss, classes, temperature, note, trashed, "
      "tags, valid_images"_s;

QString toText(const QJsonArray &array)
{
    return QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

QJsonArray arrayFrom(const QString &text)
{
    return QJsonDocument::fromJson(text.toUtf8()).array();
}

RunRecord runRecordOf(const Query &query)
{
    RunRecord run;
    run.id = query.integer(0);
    run.name = query.text(1);
    run.state = RunState(query.integer(2));
    run.arch = query.text(3);
    run.preset = query.text(4);
    run.configJson = query.text(5);
    run.setup = query.text(6);
    run.message = query.text(7);
    run.started = QDateTime::fromMSecsSinceEpoch(query.integer(8));
    run.seconds = query.real(9);
    run.epochs = int(query.integer(10));
    run.bestEpoch = int(query.integer(11));
    run.bestErrorRate = query.real(12);
    run.errorRate = query.real(13);
    run.validLoss = query.real(14);
    for (const QJsonValue &name : arrayFrom(query.text(15)))
        run.classes << name.toString();
    run.temperature = query.real(16);
    run.note = query.text(17);
    run.trashed = query.integer(18) != 0;
    run.tags = query.text(19).split(u',', Qt::SkipEmptyParts);
    run.validImages = int(query.integer(20));
    return run;
}

Result<std::vector<RunRecord>> select(Database &database, const QString &condition,
                                      const QVariantList &values)
{
    return Query(database, u"SELECT %1 FROM runs %2"_s.arg(runColumns, condition)).rows(values, runRecordOf);
}

Result<void> addSnapshot(Database &database, qint64 runId, const std::vector<Example> &examples, Split split)
{
    Query insert(database,
                 u"INSERT INTO run_images (run_id, image_id, class_index, split) VALUES (?, ?, ?, ?)"_s);
    return insert.runForEach(examples, [&](const Example &example) {
        return QVariantList{runId, example.imageId, example.label, int(split)};
    });
}

Result<std::vector<Example>> examplesOf(Database &database, qint64 runId, Split split,
                                        const QString &condition)
{
    Query query(database,
                u"SELECT image_id, path, class_index FROM run_images JOIN images ON images.id = image_id "
                "WHERE run_id = ? AND run_images.split = ? %1 ORDER BY run_images.id"_s.arg(condition));
    return query.rows({runId, int(split)}, [&](const Query &row) {
        return Example{row.integer(0), database.absolute(row.text(1)), int(row.integer(2))};
    });
}

QByteArray packed(const std::vector<float> &values)
{
    QByteArray bytes(qsizetype(values.size() * sizeof(float)), Qt::Uninitialized);
    qToLittleEndian<float>(values.data(), qsizetype(values.size()), bytes.data());
    return bytes;
}

std::vector<float> unpacked(const QByteArray &bytes)
{
    std::vector<float> values(std::size_t(bytes.size()) / sizeof(float));
    qFromLittleEndian<float>(bytes.constData(), qsizetype(values.size()), values.data());
    return values;
}

} // namespace

Result<std::vector<RunRecord>> RunRepository::all() const
{
    return select(m_database, u"ORDER BY id DESC"_s, {});
}

Result<RunRecord> RunRepository::find(qint64 id) const
{
    return select(m_database, u"WHERE id = ?"_s, {id})
        .and_then([id](const std::vector<RunRecord> &found) -> Result<RunRecord> {
            if (found.empty())
                return Error{ErrorCode::NotFound, Text::tr("There is no run with the number %1.").arg(id)};
            return found.front();
        });
}

Result<qint64> RunRepository::start(const TrainingConfig &config, const LearningSet &data, qint64 above)
{
    Query insert(
        m_database,
        u"INSERT INTO runs (id, name, state, arch, preset, config, classes, started_at, valid_images) "
        "SELECT max(?, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'runs'), 0)) + 1, '', ?, ?, ?, ?, ?, ?, ?"_s);
    const QString json = QString::fromUtf8(QJsonDocument(toJson(config)).toJson(QJsonDocument::Compact));
    const QVariantList values{above,
                              int(RunState::Running),
                              archName(config.arch),
                              config.preset,
                              json,
                              toText(QJsonArray::fromStringList(data.classes)),
                              QDateTime::currentMSecsSinceEpoch(),
                              qint64(data.valid.size())};
    qint64 id = 0;
    const auto nameIt = [&] {
        id = insert.lastId();
        return setName(id, u"Run %1"_s.arg(id));
    };
    return inTransaction(m_database, [&] {
        return insert.run(values)
            .and_then(nameIt)
            .and_then([&] { return addSnapshot(m_database, id, data.train, Split::Train); })
            .and_then([&] { return addSnapshot(m_database, id, data.valid, Split::Valid); })
            .transform([&] { return id; });
    });
}

Result<void> RunRepository::update(const RunRecord &run)
{
    return m_database.execute(u"UPDATE runs SET name = ?, state = ?, setup = ?, message = ?, seconds = ?, "
                              u"epochs = ?, best_epoch = ?, "
                              "best_error_rate = ?, error_rate = ?, valid_loss = ? WHERE id = ?"_s,
                              {run.name, int(run.state), run.setup, run.message, run.seconds, run.epochs,
                               run.bestEpoch, run.bestErrorRate, run.errorRate, run.validLoss, run.id});
}

Result<QString> RunRepository::snapshotDigest(qint64 runId) const
{
    Query query(m_database,
                u"SELECT sha256, class_index, run_images.split FROM run_images JOIN images ON images.id = "
                "image_id WHERE run_id = ? ORDER BY run_images.id"_s);
    QCryptographicHash digest(QCryptographicHash::Sha256);
    const auto add = [&digest](const Query &row) {
        digest.addData(row.value(0).toByteArray().toHex() + ' ' + QByteArray::number(row.integer(1)) + ' '
                       + QByteArray::number(row.integer(2)) + '\n');
    };
    return query.forEachRow({runId}, add).transform([&] {
        return QString::fromLatin1(digest.result().toHex());
    });
}

Result<void> RunRepository::setTemperature(qint64 runId, double temperature)
{
    return m_database.execute(u"UPDATE runs SET temperature = ? WHERE id = ?"_s, {temperature, runId});
}

Result<void> RunRepository::addEpoch(qint64 runId, const EpochMetrics &epoch)
{
    return m_database.execute(
        u"INSERT OR REPLACE INTO epochs (run_id, epoch, stage, stage_name, train_loss, valid_loss, "
        u"error_rate, seconds, "
        "images_per_second, confusion, best) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
        {runId, epoch.epoch, epoch.stage, epoch.stageName, epoch.trainLoss, epoch.validLoss, epoch.errorRate,
         epoch.seconds, epoch.imagesPerSecond, toText(epoch.confusion.toJson()), epoch.best ? 1 : 0});
}

Result<std::vector<EpochMetrics>> RunRepository::epochs(qint64 runId) const
{
    Query query(
        m_database,
        u"SELECT epoch, stage, stage_name, train_loss, valid_loss, error_rate, seconds, images_per_second, "
        "confusion, best FROM epochs WHERE run_id = ? ORDER BY epoch"_s);
    return query.rows({runId}, [](const Query &row) {
        EpochMetrics epoch;
        epoch.epoch = int(row.integer(0));
        epoch.stage = int(row.integer(1));
        epoch.stageName = row.text(2);
        epoch.trainLoss = row.real(3);
        epoch.validLoss = row.real(4);
        epoch.errorRate = row.real(5);
        epoch.seconds = row.real(6);
        epoch.imagesPerSecond = row.real(7);
        epoch.confusion = ConfusionMatrix::fromJson(arrayFrom(row.text(8)));
        epoch.best = row.integer(9) != 0;
        return epoch;
    });
}

Result<std::vector<Example>> RunRepository::validExamples(qint64 runId) const
{
    return examplesOf(m_database, runId, Split::Valid, u"AND NOT trashed"_s);
}

Result<LearningSet> RunRepository::snapshot(const RunRecord &run) const
{
    auto both = allOf(examplesOf(m_database, run.id, Split::Train, {}),
                      examplesOf(m_database, run.id, Split::Valid, {}));
    if (!both)
        return both.error();
    auto &[train, valid] = *both;
    return LearningSet{run.classes, std::move(train), std::move(valid)};
}

Result<void> RunRepository::removeEpochs(qint64 runId, int first)
{
    return m_database.execute(u"DELETE FROM epochs WHERE run_id = ? AND epoch >= ?"_s, {runId, first});
}

Result<void> RunRepository::replacePredictions(qint64 runId, const std::vector<Prediction> &predictions)
{
    Query insert(m_database,
                 u"INSERT INTO predictions (run_id, image_id, actual, predicted, probability, "
                 u"actual_probability, loss, "
                 "probabilities) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_s);
    const auto valuesOf = [runId](const Prediction &p) {
        return QVariantList{runId,         p.imageId,           p.actual, p.predicted,
                            p.probability, p.actualProbability, p.loss,   packed(p.probabilities)};
    };
    return inTransaction(m_database, [&] {
        return m_database.execute(u"DELETE FROM predictions WHERE run_id = ?"_s, {runId}).and_then([&] {
            return insert.runForEach(predictions, valuesOf);
        });
    });
}

Result<QHash<qint64, int>> RunRepository::predictedOutputs(qint64 runId) const
{
    Query query(m_database,
                u"SELECT image_id, predicted FROM predictions JOIN images ON images.id = image_id "
                "WHERE run_id = ? AND split <> 3"_s);
    QHash<qint64, int> outputs;
    const auto take = [&](const Query &row) { outputs.insert(row.integer(0), int(row.integer(1))); };
    return query.forEachRow({runId}, take).transform([&] { return outputs; });
}

Result<void> RunRepository::setName(qint64 id, const QString &name)
{
    return m_database.execute(u"UPDATE runs SET name = ? WHERE id = ?"_s, {name, id});
}

Result<void> RunRepository::setNote(qint64 id, const QString &note)
{
    return m_database.execute(u"UPDATE runs SET note = ? WHERE id = ?"_s, {note, id});
}

Result<void> RunRepository::setTags(qint64 id, const QStringList &tags)
{
    QStringList clean;
    for (const QString &words : tags) {
        for (const QString &tag : words.split(u',')) {
            if (const QString simple = tag.simplified(); !simple.isEmpty())
                clean << simple;
        }
    }
    clean.removeDuplicates();
    return m_database.execute(u"UPDATE runs SET tags = ? WHERE id = ?"_s, {clean.join(u','), id});
}

Result<void> RunRepository::setTrashed(qint64 id, bool trashed)
{
    return m_database.execute(u"UPDATE runs SET trashed = ? WHERE id = ?"_s, {trashed ? 1 : 0, id});
}

Result<std::vector<Prediction>> RunRepository::predictions(qint64 runId) const
{
    Query query(
        m_database,
        u"SELECT image_id, actual, predicted, probability, actual_probability, loss, probabilities "
        "FROM predictions JOIN images ON images.id = image_id WHERE run_id = ? AND split <> 3 ORDER BY predictions.id"_s);
    return query.rows({runId}, [](const Query &row) {
        return Prediction{row.integer(0),
                          int(row.integer(1)),
                          int(row.integer(2)),
                          row.real(3),
                          row.real(4),
                          row.real(5),
                          unpacked(row.value(6).toByteArray())};
    });
}

Result<void> RunRepository::remove(qint64 id)
{
    return m_database.execute(u"DELETE FROM runs WHERE id = ?"_s, {id});
}

} // namespace cairn
