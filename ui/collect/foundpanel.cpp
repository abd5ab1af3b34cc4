// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/collect/foundpanel.h"

#include "core/base/format.h"
#include "ui/collect/foundmodel.h"
#include "ui/collect/foundtiledelegate.h"
#include "ui/label/imagegrid.h"
#include "ui/widgets/layout.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace cairn {

FoundPanel::FoundPanel(CollectSession &collect, ThumbnailProvider &thumbnails, QWidget *parent)
    : QFrame(parent)
    , m_collect(collect)
    , m_model(new FoundModel(thumbnails, this))
    , m_grid(new ImageGrid)
    , m_title(makeLabel({}, "heading"))
    , m_text(makeLabel({}, "muted"))
{
    setProperty("role", u"card"_s);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_text->setWordWrap(true);
    m_grid->setProperty("role", u"flat"_s);
    m_grid->setModel(m_model);
    m_grid->setItemDelegate(new FoundTileDelegate(this));
    m_grid->setTile({120, 132});
    m_grid->setSelectionMode(QAbstractItemView::NoSelection);
    m_grid->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_grid->setAccessibleName(tr("First search results"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(gapSmall);
    column->addWidget(m_title);
    column->addWidget(m_text);
    column->addWidget(m_grid, 1);
    column->addLayout(makeButtons());
    connect(m_model, &QAbstractItemModel::dataChanged, this, &FoundPanel::updateTexts);
    connect(&collect, &CollectSession::foundChanged, this, &FoundPanel::showFound);
    connect(&collect.queue(), &DownloadQueue::previewFetched, m_model, &FoundModel::setFile);
    connect(&collect, &CollectSession::searchingChanged, this, &FoundPanel::updateTexts);
}

QLayout *FoundPanel::makeButtons()
{
    m_all = new QPushButton;
    m_all->setToolTip(tr("Select or clear all images shown"));
    m_discard = new QPushButton(tr("Discard"));
    m_discard->setToolTip(tr("Discard these results without downloading"));
    m_fetch = makePrimaryButton({});
    m_fetch->setToolTip(tr("Download the selected images and further results in the background"));
    connect(m_all, &QPushButton::clicked, this, [this] { m_model->tickAll(m_model->tickedCount() == 0); });
    connect(m_discard, &QPushButton::clicked, &m_collect, &CollectSession::discardFound);
    connect(m_fetch, &QPushButton::clicked, this,
            [this] { m_collect.fetchFound(m_model->addresses(true), m_model->addresses(false)); });
    auto *row = new QHBoxLayout;
    row->setSpacing(gapSmall);
    row->addWidget(m_all);
    row->addStretch();
    row->addWidget(m_discard);
    row->addWidget(m_fetch);
    return row;
}

void FoundPanel::showFound()
{
    const FoundImages &found = m_collect.found();
    m_model->setImages(found.images, found.unwanted);
    const ImageProvider *provider = imageProvider(found.wanted.provider);
    m_title->setText(tr("“%1” on %2").arg(found.wanted.search.text, provider ? provider->name() : QString()));
    updateTexts();
}

void FoundPanel::updateTexts()
{
    const FoundImages &found = m_collect.found();
    const int shown = m_model->rowCount();
    const int ticked = m_model->tickedCount();
    const bool busy = shown == 0;
    m_text->setText(busy ? tr("Searching…")
                         : tr("The first %1 new result(s). Clear the check box of images that don't belong: "
                              "they are left out now and in later searches for this class.",
                              nullptr, shown)
                               .arg(shown));
    m_all->setText(ticked == 0 ? tr("Select all") : tr("Clear all"));
    m_all->setEnabled(!busy);
    const qint64 wanted = found.wanted.count - found.inQueue;
    const qint64 count = found.more ? wanted : std::min<qint64>(wanted, ticked);
    m_fetch->setText(busy ? tr("Download")
                          : tr("Download up to %1 image(s)", nullptr, int(count)).arg(formatCount(count)));
    m_fetch->setEnabled(!busy && (found.more || ticked > 0));
}

} // namespace cairn
