// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/label/imageviewer.h"

#include "core/base/format.h"
#include "core/project/library.h"
#include "ui/label/labelactions.h"
#include "ui/session/heatmapsession.h"
#include "ui/session/projectsession.h"
#include "ui/session/reviewsession.h"
#include "ui/session/suggestionsession.h"
#include "ui/style/classmark.h"
#include "ui/thumbnails/thumbnailprovider.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/zoomview.h"

#include <QCheckBox>
#include <QKeyEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QShortcut>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

ImageViewer::ImageViewer(ProjectSession &session, std::vector<qint64> imageIds, int start, QWidget *parent,
                         Purpose purpose)
    : QDialog(parent)
    , m_session(session)
    , m_ids(std::move(imageIds))
    , m_index(std::clamp(start, 0, int(m_ids.size()) - 1))
    , m_purpose(purpose)
    , m_image(new ZoomView(session.jobs(), session.heatmaps()))
    , m_scale(makeLabel({}, "muted"))
    , m_caption(makeLabel({}, "heading"))
    , m_bar(new QProgressBar)
    , m_progress(makeLabel({}, "muted"))
    , m_legend(new QWidget)
    , m_suggestion(makeLabel({}, "heading"))
    , m_complete(new QWidget)
    , m_actions(new LabelActions(
          session.library(), this, [this] { return std::vector<qint64>{imageId()}; }, this))
{
    m_bar->setRange(0, int(m_ids.size()));
    m_bar->setTextVisible(false);
    m_bar->setVisible(purpose == Purpose::Labeling);
    m_bar->setAccessibleName(tr("Labeling progress"));
    auto *column = new QVBoxLayout(this);
    column->addLayout(makeTop());
    column->addWidget(m_bar);
    auto *done = new QHBoxLayout(m_complete);
    done->setContentsMargins(0, 0, 0, 0);
    done->addWidget(makeLabel(tr("All of these images are labeled."), "plain"));
    auto *train = new QPushButton(tr("Continue to &Train"));
    train->setFocusPolicy(Qt::TabFocus); // the keys go on labeling
    train->setAutoDefault(false);
    connect(train, &QPushButton::clicked, this, [this] { this->done(OnToTrain); });
    done->addWidget(train);
    done->addStretch();
    m_complete->hide();
    column->addWidget(m_complete);
    column->addWidget(m_image, 1);
    column->addWidget(m_suggestion);
    column->addWidget(m_legend);
    column->addWidget(
        makeLabel(tr("letters: by name   Enter: accept suggestion or by name   0: clear   Delete: trash   "
                     "Shift+M: flag   ← →: browse   + −: zoom   Backspace: undo   Esc: close"),
                  "caption"));
    m_image->setFocusPolicy(Qt::StrongFocus); // keys go where the focus is
    m_image->setFocus();
    m_image->setAccessibleName(tr("Image"));
    m_actions->trashByDelete(this);
    addShortcuts();
    connect(&session.suggestions(), &SuggestionSession::changed, this, &ImageViewer::refresh);
    connect(&session.library(), &Library::historyChanged, this, [this] {
        if (!m_takingBack)
            m_done.push_back(m_index);
    });
    connect(m_actions, &LabelActions::changed, this, [this] { go(1); });
    connect(&session.library(), &Library::imagesChanged, this, &ImageViewer::refresh);
    connect(&session.library(), &Library::classesChanged, this, &ImageViewer::buildLegend);
    buildLegend();
    showAt(m_index);
    if (parent)
        resize(parent->window()->size() * 0.96);
}

QLayout *ImageViewer::makeTop()
{
    auto *top = new QHBoxLayout;
    top->setSpacing(gapSmall);
    top->addWidget(m_caption);
    top->addStretch();
    if (m_session.review().run()) {
        HeatmapSession &heatmaps = m_session.heatmaps();
        auto *heatmap = new QCheckBox(tr("Heatmap (%1)").arg(heatmaps.description()));
        heatmap->setToolTip(tr("Regions that support a class, by %1 (Shift+H)")
                                .arg(plainTip(m_session.review().run()->name)));
        heatmap->setFocusPolicy(Qt::TabFocus); // the keys go on labeling
        heatmap->setChecked(heatmaps.shown());
        connect(heatmap, &QCheckBox::toggled, &heatmaps, &HeatmapSession::setShown);
        auto *key = new QShortcut(QKeySequence(Qt::SHIFT | Qt::Key_H), this);
        connect(key, &QShortcut::activated, heatmap, &QCheckBox::toggle);
        top->addWidget(heatmap);
    }
    const auto addButton = [&](const QString &text, const QString &tip, void (ZoomView::*what)()) {
        auto *button = new QToolButton;
        button->setText(text);
        button->setToolTip(plainTip(tip));
        button->setFocusPolicy(Qt::TabFocus);
        connect(button, &QToolButton::clicked, m_image, what);
        top->addWidget(button);
    };
    top->addWidget(m_scale);
    addButton(tr("Fit"), tr("Fit the image to the window (Ctrl+0)"), &ZoomView::fit);
    addButton(tr("1:1"), tr("Actual pixels (Ctrl+1); zoom with the wheel, + and −"), &ZoomView::showPixels);
    top->addWidget(m_progress);
    connect(m_image, &ZoomView::scaleChanged, this,
            [this] { m_scale->setText(formatPercent(m_image->scale())); });
    return top;
}

void ImageViewer::addShortcuts()
{
    const auto add = [this](const QKeySequence &keys, auto &&what) {
        auto *shortcut = new QShortcut(keys, this);
        connect(shortcut, &QShortcut::activated, this, what);
    };
    for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter})
        add(key, [this] { acceptOrChoose(); });
    for (const QKeySequence &keys : {QKeySequence(Qt::Key_Plus), QKeySequence(QKeySequence::ZoomIn)})
        add(keys, [this] { m_image->zoom(1); });
    for (const QKeySequence &keys : {QKeySequence(Qt::Key_Minus), QKeySequence(QKeySequence::ZoomOut)})
        add(keys, [this] { m_image->zoom(-1); });
    add(QKeySequence(Qt::CTRL | Qt::Key_0), [this] { m_image->fit(); });
    add(QKeySequence(Qt::CTRL | Qt::Key_1), [this] { m_image->showPixels(); });
}

qint64 ImageViewer::imageId() const
{
    return m_ids.empty() ? 0 : m_ids[std::size_t(m_index)];
}

int ImageViewer::labeled() const
{
    return int(std::ranges::count_if(m_ids, [this](qint64 id) {
        const ImageRecord *image = m_session.library().image(id);
        return image && image->classId != 0;
    }));
}

void ImageViewer::buildLegend()
{
    delete m_legend->layout();
    qDeleteAll(m_legend->findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    auto *flow = new FlowLayout(gapLarge, 4);
    flow->setContentsMargins(0, 0, 0, 0);
    m_legend->setLayout(flow);
    const Library &library = m_session.library();
    for (const ClassRecord &record : library.classes()) {
        const QString key = library.keyOf(record).toUpper();
        if (key.isEmpty())
            continue;
        auto *entry = new QWidget;
        auto *row = new QHBoxLayout(entry);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(6);
        auto *mark = makeLabel({}, "plain");
        mark->setPixmap(classIcon(record).pixmap(14, 14));
        row->addWidget(makeLabel(key, "heading"));
        row->addWidget(mark);
        row->addWidget(makeLabel(record.name, "plain"));
        flow->addWidget(entry);
    }
}

void ImageViewer::showAt(int index)
{
    m_index = index;
    const ImageRecord *image = m_session.library().image(imageId());
    if (!image) {
        m_image->clear();
        return;
    }
    m_image->showImage(*image, m_session.thumbnails().pixmap(image->path));
    setWindowTitle(image->fileName());
    refresh();
    const std::size_t next = std::size_t(m_index) + 1;
    if (const ImageRecord *following = next < m_ids.size() ? m_session.library().image(m_ids[next]) : nullptr)
        m_image->preload(following->path);
}

void ImageViewer::refresh()
{
    const Library &library = m_session.library();
    const ImageRecord *image = library.image(imageId());
    if (!image)
        return;
    const ClassRecord *label = library.classById(image->classId);
    QStringList words{label ? label->name : tr("unlabeled")};
    if (image->flagged)
        words << tr("flagged");
    if (image->trashed)
        words << tr("in the trash");
    m_caption->setText(words.join(u" · "_s));
    const Suggestion *suggested = suggestion();
    const ClassRecord *proposed = suggested ? library.classById(suggested->classId) : nullptr;
    m_suggestion->setText(
        proposed ? tr("Enter: %1 (predicted, %2)").arg(proposed->name, formatPercent(suggested->probability))
                 : QString());
    m_suggestion->setVisible(proposed);
    const int done = labeled();
    m_complete->setVisible(m_purpose == Purpose::Labeling && done == int(m_ids.size()));
    m_bar->setValue(done);
    QString progress = tr("image %1 of %2").arg(formatCount(m_index + 1), formatCount(qint64(m_ids.size())));
    if (m_purpose == Purpose::Labeling)
        progress += tr(" · %1 labeled", nullptr, done).arg(formatCount(done));
    m_progress->setText(progress);
}

const Suggestion *ImageViewer::suggestion() const
{
    const ImageRecord *image = m_session.library().image(imageId());
    if (!image || image->classId != 0 || image->trashed)
        return nullptr;
    const std::vector<Suggestion> &all = m_session.suggestions().all(); // by id
    const auto found = std::ranges::lower_bound(all, image->id, {}, &Suggestion::imageId);
    const bool known
        = found != all.end() && found->imageId == image->id && m_session.library().classById(found->classId);
    return known ? &*found : nullptr;
}

void ImageViewer::acceptOrChoose()
{
    if (const Suggestion *suggested = suggestion())
        m_actions->label(suggested->classId);
    else
        m_actions->chooseClass();
}

void ImageViewer::go(int by)
{
    const int next = std::clamp(m_index + by, 0, int(m_ids.size()) - 1);
    if (next != m_index)
        showAt(next);
}

// Only what was done here is taken back.
void ImageViewer::takeBack()
{
    if (m_done.empty())
        return;
    const int index = m_done.back();
    m_done.pop_back();
    m_takingBack = true;
    m_session.library().undo();
    m_takingBack = false;
    showAt(index);
}

void ImageViewer::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Down:
        go(1);
        return;
    case Qt::Key_Left:
    case Qt::Key_Up:
        go(-1);
        return;
    case Qt::Key_Backspace:
        takeBack();
        return;
    case Qt::Key_Space:
        accept();
        return;
    default:
        QDialog::keyPressEvent(event);
    }
}

} // namespace cairn
