// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/review/whypanel.h"

#include "core/base/format.h"
#include "core/project/library.h"
#include "ui/session/heatmapsession.h"
#include "ui/session/labelissuesession.h"
#include "ui/session/projectsession.h"
#include "ui/session/reviewsession.h"
#include "ui/session/suggestionsession.h"
#include "ui/style/classmark.h"
#include "ui/style/theme.h"
#include "ui/thumbnails/thumbnailprovider.h"
#include "ui/widgets/elidedcombo.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/heatmaplabel.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plaintext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QSlider>
#include <QStyledItemDelegate>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int neighbors = 8;
constexpr int candidates = 400; // of which the training images are shown
constexpr int imageSide = 1024;
constexpr int shareRole = Qt::UserRole;
constexpr int idRole = Qt::UserRole;
constexpr int pathRole = Qt::UserRole + 1;

/// A bar behind the number.
class BarDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const double share = std::clamp(index.data(shareRole).toDouble(), 0.0, 1.0);
        const QRect body = option.rect.adjusted(2, 3, -2, -3);
        const QColor base = QGuiApplication::palette().color(QPalette::Base);
        QRect bar = body;
        bar.setWidth(int(body.width() * share));
        painter->fillRect(bar, blend(base, QGuiApplication::palette().color(QPalette::Highlight), 0.45));
        painter->setPen(QGuiApplication::palette().color(QPalette::Text));
        painter->drawText(body, Qt::AlignRight | Qt::AlignVCenter, index.data().toString());
    }
};

QTableWidget *makeBars()
{
    auto *table = new QTableWidget(0, 2);
    styleTable(table, WhyPanel::tr("Probability of each class"));
    table->setHorizontalHeaderLabels({WhyPanel::tr("Class"), WhyPanel::tr("Probability")});
    table->setItemDelegateForColumn(1, new BarDelegate(table));
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->horizontalHeader()->setStretchLastSection(false);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    table->horizontalHeader()->setMinimumSectionSize(48);
    QFont bold = table->font();
    bold.setBold(true); // as headers are
    constexpr int margins = 28; // pixels
    table->setColumnWidth(
        1, QFontMetrics(bold).horizontalAdvance(table->horizontalHeaderItem(1)->text()) + margins);
    return table;
}

} // namespace

WhyPanel::WhyPanel(ProjectSession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_image(new HeatmapLabel(session.jobs(), session.heatmaps(), imageSide))
    , m_caption(makeLabel(tr("Select an image to see why it got its prediction."), "caption"))
    , m_file(new ElidedLabel({}, Qt::ElideMiddle))
    , m_probabilities(makeBars())
    , m_neighborsNote(makeLabel({}, "caption"))
    , m_neighbors(new QListWidget)
{
    m_image->setMinimumHeight(120);
    m_image->setAccessibleName(tr("Selected image"));
    m_neighbors->setViewMode(QListView::IconMode);
    m_neighbors->setFlow(QListView::LeftToRight);
    m_neighbors->setWrapping(false);
    m_neighbors->setMovement(QListView::Static);
    m_neighbors->setTextElideMode(Qt::ElideMiddle); // names of classes may differ at their ends
    m_neighbors->setIconSize({72, 72});
    m_neighbors->setFixedHeight(124);
    m_neighbors->setSpacing(2);
    m_neighbors->setAccessibleName(tr("Most similar training images"));
    m_caption->setWordWrap(true);
    m_file->setProperty("role", u"caption"_s);
    m_neighborsNote->setWordWrap(true);

    QBoxLayout *inside = nullptr;
    QFrame *card = makeCard(&inside);
    inside->addWidget(makeLabel(tr("Why"), "heading"));
    inside->addWidget(m_caption);
    inside->addWidget(m_file);
    inside->addWidget(m_image, 3);
    inside->addWidget(makeControls());
    inside->addWidget(m_probabilities, 2);
    inside->addWidget(m_neighborsNote);
    inside->addWidget(m_neighbors);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(card);
    setMinimumWidth(220);

    connect(m_image, &HeatmapLabel::activated, this, &WhyPanel::imageActivated);
    connect(m_neighbors, &QListWidget::itemActivated, this,
            [this](QListWidgetItem *item) { Q_EMIT neighborActivated(item->data(idRole).toLongLong()); });
    connect(&session.thumbnails(), &ThumbnailProvider::ready, this, &WhyPanel::showThumbnails);
    connect(&session.review(), &ReviewSession::changed, this, &WhyPanel::refresh);
    connect(&session.suggestions(), &SuggestionSession::changed, this, [this] {
        m_neighborsOf = 0; // more has been embedded
        findNeighbors();
    });
    refresh();
}

QWidget *WhyPanel::makeControls()
{
    HeatmapSession &heatmaps = m_session.heatmaps();
    m_shown = new QCheckBox(tr("Heatmap"));
    m_shown->setToolTip(tr("Highlight the regions that support a class (Grad-CAM), also on the tiles"));
    m_of = new ElidedCombo;
    m_of->addItems({tr("for the predicted class"), tr("for the actual class")});
    m_of->setAccessibleName(tr("Heatmap class"));
    m_layer = new QComboBox; // its few short names stay whole
    for (const int layer : {4, 3, 2, 1})
        m_layer->addItem(u"layer%1"_s.arg(layer), layer);
    m_layer->setAccessibleName(tr("Heatmap layer"));
    m_layer->setToolTip(
        tr("layer4 best explains the prediction; earlier layers are finer but less specific to the class"));
    m_opacity = new QSlider(Qt::Horizontal);
    m_opacity->setRange(10, 100);
    m_opacity->setValue(int(heatmaps.opacity() * 100));
    m_opacity->setAccessibleName(tr("Heatmap opacity"));
    m_opacity->setToolTip(tr("Opacity"));
    auto *box = new QWidget;
    auto *rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(4);
    // In each the second or the first gives way, whatever the language.
    auto *first = new QHBoxLayout;
    first->addWidget(m_shown);
    first->addWidget(m_opacity, 1);
    auto *second = new QHBoxLayout;
    second->addWidget(m_of, 1);
    second->addWidget(m_layer);
    for (QHBoxLayout *row : {first, second}) {
        row->setSpacing(gapSmall);
        rows->addLayout(row);
    }
    connect(m_shown, &QCheckBox::toggled, &heatmaps, &HeatmapSession::setShown);
    connect(m_of, &QComboBox::currentIndexChanged, this, [&heatmaps](int index) {
        heatmaps.setOf(index == 0 ? HeatmapSession::Of::Predicted : HeatmapSession::Of::Actual);
    });
    connect(m_layer, &QComboBox::currentIndexChanged, this, [this, &heatmaps] {
        heatmaps.setLayer(m_layer->currentIndex() == 0 ? 0 : m_layer->currentData().toInt());
    });
    connect(&heatmaps, &HeatmapSession::changed, this,
            [this, &heatmaps] { m_shown->setChecked(heatmaps.shown()); }); // the full view has a switch, too
    connect(m_opacity, &QSlider::valueChanged, this,
            [&heatmaps](int value) { heatmaps.setOpacity(value / 100.0); });
    return box;
}

void WhyPanel::showImage(qint64 imageId)
{
    if (imageId == m_imageId)
        return;
    m_imageId = imageId;
    refresh();
    findNeighbors();
}

void WhyPanel::refresh()
{
    const ImageRecord *image = m_session.library().image(m_imageId);
    m_caption->setVisible(!image);
    m_file->setVisible(image);
    if (!image) {
        m_image->clear();
        m_image->explain(0, {});
        m_probabilities->setRowCount(0);
        m_neighbors->clear();
        m_neighborsNote->clear();
        return;
    }
    m_image->showFile(image->path, m_session.thumbnails().pixmap(image->path));
    m_image->explain(m_imageId, {image->width, image->height});
    m_file->setText(image->fileName());
    showProbabilities();
}

void WhyPanel::showProbabilities()
{
    const std::optional<Evaluation> &evaluation = m_session.review().evaluation();
    std::vector<float> probabilities;
    QStringList classes = m_session.review().classes();
    if (evaluation) {
        const auto found = std::ranges::find(evaluation->predictions, m_imageId, &Prediction::imageId);
        if (found != evaluation->predictions.end())
            probabilities = found->probabilities;
    }
    if (const auto &issues = m_session.labelIssues().review(); probabilities.empty() && issues) {
        const auto found = std::ranges::find(issues->judged, m_imageId, &JudgedLabel::imageId);
        if (found != issues->judged.end()) {
            probabilities = found->probabilities;
            classes = issues->classes;
        }
    }
    std::vector<int> order(probabilities.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, std::greater(), [&](int k) { return probabilities[std::size_t(k)]; });
    m_probabilities->setRowCount(int(order.size()));
    for (int row = 0; row < int(order.size()); ++row) {
        const int k = order[std::size_t(row)];
        const double share = double(probabilities[std::size_t(k)]);
        m_probabilities->setItem(row, 0, new QTableWidgetItem(classes.value(k)));
        auto *bar = new QTableWidgetItem(formatPercent(share));
        bar->setData(shareRole, share);
        m_probabilities->setItem(row, 1, bar);
    }
}

void WhyPanel::findNeighbors()
{
    if (m_imageId == 0 || m_imageId == m_neighborsOf || !m_session.review().run())
        return;
    m_neighborsOf = m_imageId;
    m_neighbors->clear();
    m_session.jobs().run<Result<std::vector<SimilarImage>>>(
        {}, this,
        [project = m_session.sharedProject(), id = m_imageId, run = m_session.review().run()->id](
            const ProgressCallback &, const CancelToken &cancel) -> Result<std::vector<SimilarImage>> {
            const Result<FeatureSource> source = runSource(*project, run);
            if (!source)
                return source.error();
            return similarImages(*project, *source, id, candidates, cancel);
        },
        [this, id = m_imageId](const Result<std::vector<SimilarImage>> &similar) {
            if (id != m_imageId)
                return;
            if (similar)
                showNeighbors(*similar);
            else
                tellUnknown(similar.error());
        });
}

void WhyPanel::tellUnknown(const Error &error)
{
    m_neighbors->hide();
    m_neighborsNote->setText(error.code == ErrorCode::NotFound
                                 ? tr("Similar training images appear once the network has analyzed all "
                                      "images. Use “Suggestions” on the Label page or the “Unfamiliar” list.")
                                 : error.message);
}

void WhyPanel::showNeighbors(const std::vector<SimilarImage> &similar)
{
    m_neighbors->show();
    m_neighborsNote->setText(tr("Most similar training images"));
    const Library &library = m_session.library();
    for (const SimilarImage &one : similar) {
        const ImageRecord *image = library.image(one.imageId);
        if (!image || !m_session.review().trainingLabels().contains(one.imageId))
            continue;
        const ClassRecord *label = library.classById(image->classId);
        auto *item = new QListWidgetItem(QIcon(m_session.thumbnails().pixmap(image->path)),
                                         label ? label->name : tr("unlabeled"));
        item->setToolTip(plainTip(tr("%1\nsimilarity %2").arg(image->path).arg(one.similarity, 0, 'f', 2)));
        item->setData(idRole, one.imageId);
        item->setData(pathRole, image->path);
        m_neighbors->addItem(item);
        if (m_neighbors->count() >= neighbors)
            break;
    }
}

// Of neighbors that were listed before theirs were made.
void WhyPanel::showThumbnails(const QSet<QString> &paths)
{
    for (int row = 0; row < m_neighbors->count(); ++row) {
        QListWidgetItem *item = m_neighbors->item(row);
        const QString path = item->data(pathRole).toString();
        if (paths.contains(path))
            item->setIcon(QIcon(m_session.thumbnails().pixmap(path)));
    }
}

} // namespace cairn
