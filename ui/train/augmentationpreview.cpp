// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/augmentationpreview.h"

#include "core/imaging/viewpreview.h"
#include "core/project/library.h"
#include "ui/session/backgroundjobs.h"
#include "ui/train/viewgrid.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/layout.h"

#include <QHash>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int mostImages = 4;
constexpr int views = 5;

using Rows = QList<QList<QImage>>;

Rows rowsOf(const QStringList &paths, const TrainingConfig &config, quint64 seed, const CancelToken &cancel)
{
    Rows rows;
    for (qsizetype i = 0; i < paths.size() && !cancel.cancelled(); ++i) {
        Result<QList<QImage>> row = previewViews(paths[i],
                                                 {.size = config.imageSize,
                                                  .resize = config.resize,
                                                  .augmentation = config.augmentation,
                                                  .seed = seed,
                                                  .index = quint64(i),
                                                  .count = views});
        if (row)
            rows.append(*std::move(row));
    }
    return rows;
}

} // namespace

AugmentationPreview::AugmentationPreview(const Library &library, BackgroundJobs &jobs, QWidget *parent)
    : QWidget(parent)
    , m_library(library)
    , m_jobs(jobs)
    , m_note(makeLabel({}, "muted"))
    , m_again(new QPushButton(tr("New samples")))
    , m_stack(new QStackedWidget)
    , m_empty(new EmptyState(u"collect"_s, tr("No training images yet"),
                             tr("Collect and label images to preview their augmentation here."),
                             tr("Go to Collect")))
    , m_grid(new ViewGrid)
{
    m_note->setWordWrap(true);
    m_again->setObjectName(u"drawAgain"_s);
    m_again->setToolTip(tr("Show other random views of the same images"));
    auto *top = new QHBoxLayout;
    top->addWidget(m_note, 1);
    top->addWidget(m_again, 0, Qt::AlignTop);
    auto *panel = new QWidget;
    auto *column = new QVBoxLayout(panel);
    column->setContentsMargins(0, gap, 0, 0);
    column->setSpacing(gap);
    column->addLayout(top);
    column->addWidget(m_grid, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(panel);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);

    m_later.setSingleShot(true);
    m_later.setInterval(200);
    connect(&m_later, &QTimer::timeout, this, &AugmentationPreview::request);
    connect(m_again, &QPushButton::clicked, this, &AugmentationPreview::drawAgain);
    connect(m_empty, &EmptyState::activated, this, &AugmentationPreview::imagesWanted);
}

QSize AugmentationPreview::shown() const
{
    const Rows &rows = m_grid->rows();
    return rows.isEmpty() ? QSize(0, 0) : QSize(int(rows.first().size()), int(rows.size()));
}

void AugmentationPreview::showSettings(const TrainingConfig &config)
{
    m_config = config;
    m_note->setText(config.augmentation.random()
                        ? tr("Each epoch varies every image, so that the network learns what stays the same.")
                        : tr("No augmentation: every epoch uses the images as they are validated."));
    m_stale = true;
    if (isVisible())
        m_later.start();
}

void AugmentationPreview::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale || m_grid->rows().isEmpty())
        m_later.start(0);
}

void AugmentationPreview::drawAgain()
{
    ++m_draw;
    request();
}

// One of each class in turn, so that few images tell much.
QStringList AugmentationPreview::samplePaths() const
{
    QHash<qint64, int> taken;
    QList<std::pair<int, QString>> candidates; // how many of its class came before
    for (const ImageRecord &image : m_library.images()) {
        if (image.trashed || image.classId == 0 || image.split == Split::Valid || image.split == Split::Test)
            continue;
        if (int &before = taken[image.classId]; before < mostImages)
            candidates.append({before++, image.path});
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const auto &a, const auto &b) { return a.first < b.first; });
    QStringList paths;
    for (qsizetype i = 0; i < std::min<qsizetype>(candidates.size(), mostImages); ++i)
        paths.append(candidates[i].second);
    return paths;
}

void AugmentationPreview::request()
{
    const QStringList paths = samplePaths();
    m_stack->setCurrentIndex(paths.isEmpty() ? 0 : 1);
    m_stale = false;
    const quint64 number = ++m_request;
    if (paths.isEmpty() || !validate(m_config))
        return;
    m_jobs.run<Rows>(
        {}, this,
        [paths, config = m_config, seed = m_config.seed + m_draw](const ProgressCallback &,
                                                                  const CancelToken &cancel) {
            return rowsOf(paths, config, seed, cancel);
        },
        [this, number](const Rows &rows) {
            if (number != m_request)
                return;
            m_grid->setRows(rows);
            Q_EMIT updated();
        });
}

} // namespace cairn
