// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/tryitpanel.h"

#include "core/base/folder.h"
#include "core/base/format.h"
#include "core/project/project.h"
#include "core/runs/predictioncsv.h"
#include "ui/export/tryitdelegate.h"
#include "ui/export/tryitmodel.h"
#include "ui/session/backgroundjobs.h"
#include "ui/session/enginethread.h"
#include "ui/session/heatmapcache.h"
#include "ui/session/projectsession.h"
#include "ui/widgets/dropzone.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/waitnote.h"

#include <QCheckBox>
#include <QDirIterator>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QStandardPaths>
#include <QVBoxLayout>

#include <mutex>

namespace cairn {

namespace {

constexpr int arrivalsEvery = 100; // milliseconds

QStringList expanded(const QStringList &paths)
{
    QStringList files;
    for (const QString &path : paths) {
        if (!QFileInfo(path).isDir()) {
            files << path;
            continue;
        }
        QStringList inFolder;
        QDirIterator tree(path, QDir::Files, QDirIterator::Subdirectories);
        while (tree.hasNext())
            inFolder << tree.next();
        inFolder.sort();
        files << inFolder;
    }
    return files;
}

} // namespace

struct TryItPanel::Inbox
{
    std::mutex mutex;
    QList<FilePrediction> answers;

    void put(const FilePrediction &answer)
    {
        const std::lock_guard lock(mutex);
        answers.append(answer);
    }
    QList<FilePrediction> take()
    {
        const std::lock_guard lock(mutex);
        return std::exchange(answers, {});
    }
};

TryItPanel::TryItPanel(ProjectSession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new TryItModel(session.thumbnails(), this))
    , m_heatmaps(new HeatmapCache(session.engine(), this))
    , m_delegate(new TryItDelegate(*m_heatmaps, this))
    , m_chooseFiles(new QPushButton(tr("Choose images…")))
    , m_chooseFolder(new QPushButton(tr("Folder…")))
    , m_save(new QPushButton(tr("Save as CSV…")))
    , m_unsureBelow(new QDoubleSpinBox)
    , m_showHeatmaps(new QCheckBox(tr("Heatmap")))
    , m_count(makeLabel({}, "muted"))
    , m_wait(new WaitNote(session.jobs()))
    , m_list(new QListView)
{
    auto *zone = new DropZone;
    zone->setAccessibleName(tr("Drop images or a folder here to classify them"));
    auto *row = new QHBoxLayout(zone);
    row->setContentsMargins(16, 12, 12, 12);
    auto *hint = makeLabel(tr("Drop images or a folder here to see the model's predictions"), "muted");
    hint->setWordWrap(true);
    row->addWidget(hint, 1);
    row->addWidget(m_chooseFiles);
    row->addWidget(m_chooseFolder);
    m_unsureBelow->setRange(0, 100);
    m_unsureBelow->setDecimals(0);
    m_unsureBelow->setSingleStep(5);
    m_unsureBelow->setSuffix(tr(" %"));
    m_unsureBelow->setSpecialValueText(tr("off"));
    m_unsureBelow->setAccessibleName(tr("Unsure below"));
    m_unsureBelow->setToolTip(tr("Mark images as unsure when their highest probability is below this value"));
    auto *tools = new QHBoxLayout;
    tools->addWidget(makeLabel(tr("Unsure below"), "muted"));
    tools->addWidget(m_unsureBelow);
    tools->addSpacing(gapSmall);
    tools->addWidget(m_showHeatmaps);
    tools->addStretch();
    tools->addWidget(m_save);
    m_showHeatmaps->setToolTip(tr("Highlight the regions that support the top class (Grad-CAM)"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(m_delegate);
    m_list->setUniformItemSizes(true);
    m_list->setProperty("role", QStringLiteral("flat"));
    m_list->setSelectionMode(QAbstractItemView::NoSelection);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setAccessibleName(tr("Model predictions"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(zone);
    column->addLayout(tools);
    column->addWidget(m_wait);
    column->addWidget(m_count);
    column->addWidget(m_list, 1);
    const auto repaint = [this] { m_list->viewport()->update(); };
    connect(m_showHeatmaps, &QCheckBox::toggled, m_delegate, &TryItDelegate::setHeatmapsShown);
    connect(m_showHeatmaps, &QCheckBox::toggled, this, repaint);
    connect(m_heatmaps, &HeatmapCache::ready, this, repaint);
    connect(m_heatmaps, &HeatmapCache::failed, this, &TryItPanel::failed);
    m_arrivals.setInterval(arrivalsEvery);
    connect(&m_arrivals, &QTimer::timeout, this, &TryItPanel::takeAnswers);
    connect(zone, &DropZone::dropped, this, &TryItPanel::classify);
    connect(m_chooseFiles, &QPushButton::clicked, this, &TryItPanel::chooseFiles);
    connect(m_chooseFolder, &QPushButton::clicked, this, &TryItPanel::chooseFolder);
    connect(m_save, &QPushButton::clicked, this, &TryItPanel::chooseTable);
    connect(m_unsureBelow, &QDoubleSpinBox::valueChanged, this, [this](double percent) {
        m_model->setUnsureBelow(percent / 100);
        refresh();
    });
    refresh();
}

void TryItPanel::setRun(const std::optional<RunRecord> &run)
{
    if (m_run && run && m_run->id == run->id)
        return;
    m_run = run;
    setEnabled(run.has_value());
    m_heatmaps->setWeights(run ? m_session.project().bestWeights(run->id) : QString());
    m_model->clear();
    m_model->setClasses(run ? run->classes : QStringList());
    refresh();
}

void TryItPanel::refresh()
{
    const int count = m_model->rowCount();
    m_save->setEnabled(count > 0 && !m_job);
    const int unsure = m_model->unsureCount();
    m_count->setVisible(count > 0);
    m_count->setText(
        count == 0 ? QString()
            : unsure > 0
            ? tr("%1 image(s), %2 unsure", nullptr, count).arg(formatCount(count), formatCount(unsure))
            : tr("%1 image(s)", nullptr, count).arg(formatCount(count)));
}

void TryItPanel::chooseFiles()
{
    const QString start = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    classify(QFileDialog::getOpenFileNames(this, tr("Choose images to classify"), start,
                                           tr("Images (*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff *.gif "
                                              "*.avif *.heic *.jxl);;All files (*)")));
}

void TryItPanel::chooseFolder()
{
    const QString start = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Choose a folder to classify"), start);
    if (!folder.isEmpty())
        classify({folder});
}

void TryItPanel::chooseTable()
{
    const QString file = QFileDialog::getSaveFileName(
        this, tr("Save predictions"), QStringLiteral("predictions.csv"), tr("Tables (*.csv)"));
    if (!file.isEmpty())
        saveTable(file);
}

void TryItPanel::saveTable(const QString &file)
{
    QList<bool> unsure;
    for (const FilePrediction &prediction : m_model->predictions())
        unsure << m_model->unsure(prediction);
    m_session.jobs().run<Result<void>>(
        tr("Saving"), this,
        [file, unsure, classes = m_model->classes(), predictions = m_model->predictions(),
         tells = m_unsureBelow->value() > 0](const ProgressCallback &, const CancelToken &) -> Result<void> {
            return replaceFile(file, [&](QFile &table) {
                const auto csv = PredictionCsv::createIn(table, classes, {tells});
                Result<void> written = csv ? Result<void>() : csv.error();
                for (std::size_t i = 0; i < predictions.size() && written; ++i)
                    written = (*csv)->add(predictions[i], unsure[qsizetype(i)]);
                return written && (*csv)->finish();
            });
        },
        [this, file](const Result<void> &saved) {
            if (saved)
                Q_EMIT tableSaved(file);
            else
                Q_EMIT failed(saved.error());
        });
}

void TryItPanel::takeAnswers()
{
    if (m_inbox)
        m_model->append(m_inbox->take());
    refresh();
}

void TryItPanel::classify(const QStringList &paths)
{
    if (!m_run || m_job || paths.isEmpty())
        return;
    m_model->clear();
    m_job = m_session.jobs().add(tr("Classifying"));
    m_wait->setJob(m_job);
    m_inbox = std::make_shared<Inbox>();
    m_arrivals.start();
    refresh();
    const QString weights = m_session.project().bestWeights(m_run->id);
    m_session.engine().run<bool>(
        this, m_job,
        [weights, paths, inbox = m_inbox, cancel = m_job->token(),
         report = m_job->reporter()](Engine &engine) -> Result<bool> {
            Result<std::unique_ptr<Predictor>> predictor = engine.openPredictor(weights);
            if (!predictor)
                return predictor.error();
            const QStringList files = expanded(paths);
            qint64 done = 0;
            const auto take = [&](const FilePrediction &prediction) {
                inbox->put(prediction);
                report({++done, files.size(), {}});
            };
            const Result<void> predicted = (*predictor)->predict(files, take, cancel);
            if (!predicted && predicted.error().code != ErrorCode::Cancelled)
                return predicted.error();
            return true;
        },
        [this](const Result<bool> &done) {
            m_arrivals.stop();
            m_session.jobs().remove(std::exchange(m_job, nullptr));
            takeAnswers();
            if (!done)
                Q_EMIT failed(done.error());
        });
}

} // namespace cairn
