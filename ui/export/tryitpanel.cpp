#include "ui/export/tryitpanel.h"

#include "ui/export/tryitdelegate.h"
#include "ui/export/tryitmodel.h"
#include "ui/widgets/dropzone.h"
#include "ui/widgets/layout.h"

#include <QFileDialog>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace cairn {

TryItPanel::TryItPanel(ProjectSession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new TryItModel(session.thumbnails(), this))
    , m_choose(new QPushButton(tr("Choose pictures…")))
    , m_list(new QListView)
{
    auto *zone = new DropZone;
    zone->setAccessibleName(tr("Drop pictures here to classify them"));
    auto *row = new QHBoxLayout(zone);
    row->setContentsMargins(16, 12, 12, 12);
    auto *hint = makeLabel(tr("Drop pictures here to see what the model says of them"), "muted");
    hint->setWordWrap(true);
    row->addWidget(hint, 1);
    row->addWidget(m_choose);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new TryItDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setProperty("role", QStringLiteral("flat"));
    m_list->setSelectionMode(QAbstractItemView::NoSelection);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setAccessibleName(tr("What the model says"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(zone);
    column->addWidget(m_list, 1);
    connect(zone, &DropZone::dropped, this, &TryItPanel::classify);
    connect(m_choose, &QPushButton::clicked, this, &TryItPanel::chooseFiles);
}

void TryItPanel::setRun(const std::optional<RunRecord> &run)
{
    if (m_run && run && m_run->id == run->id)
        return;
    m_run = run;
    setEnabled(run.has_value());
    m_model->clear();
    m_model->setClasses(run ? run->classes : QStringList());
}

void TryItPanel::chooseFiles()
{
    const QString start = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    classify(QFileDialog::getOpenFileNames(this, tr("Pictures to classify"), start,
                                           tr("Pictures (*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff *.gif "
                                              "*.avif *.heic *.jxl);;All files (*)")));
}

void TryItPanel::classify(const QStringList &files)
{
    if (!m_run || m_job || files.isEmpty())
        return;
    m_model->clear();
    m_job = m_session.jobs().add(tr("Classifying"));
    using Answers = QList<FilePrediction>;
    const QString weights = m_session.project().bestWeights(m_run->id);
    m_session.engine().run<Answers>(
        this,
        [weights, files, cancel = m_job->token(),
         report = m_job->reporter()](Engine &engine) -> Result<Answers> {
            Result<std::unique_ptr<Predictor>> predictor = engine.openPredictor(weights);
            if (!predictor)
                return predictor.error();
            Answers answers;
            const auto take = [&](const FilePrediction &prediction) {
                answers.append(prediction);
                report({answers.size(), files.size(), {}});
            };
            const Result<void> done = (*predictor)->predict(files, take, cancel);
            if (!done && done.error().code != ErrorCode::Cancelled)
                return done.error();
            return answers;
        },
        [this](const Result<Answers> &answers) {
            if (answers)
                m_model->append(*answers);
            else
                Q_EMIT failed(answers.error());
            m_session.jobs().remove(m_job);
        });
}

} // namespace cairn
