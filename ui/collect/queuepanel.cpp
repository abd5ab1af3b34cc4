// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/collect/queuepanel.h"

#include "core/base/format.h"
#include "ui/collect/downloadmodel.h"
#include "ui/widgets/layout.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>

#include <cmath>

using namespace Qt::StringLiterals;

namespace cairn {

QueuePanel::QueuePanel(CollectSession &collect, const Library &library, QWidget *parent)
    : QFrame(parent)
    , m_collect(collect)
    , m_model(new DownloadModel(library, this))
    , m_text(makeLabel({}, "muted"))
    , m_found(makeLabel({}, "muted"))
    , m_empty(makeLabel(tr("The queue is empty. Search above, drop or paste addresses (Ctrl+V), or choose a "
                           "URL list. Images download in the background, and the queue survives a restart."),
                        "muted"))
    , m_bar(new QProgressBar)
    , m_table(new QTableView)
{
    setProperty("role", u"card"_s);
    m_text->setWordWrap(true);
    m_found->setWordWrap(true);
    m_found->hide();
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Images downloaded"));
    styleTable(m_table, tr("Images in the queue"));
    m_table->setObjectName(u"downloadQueue"_s);
    m_table->setModel(m_model);
    // Contents are not measured: the queue may have 100,000 rows.
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_table->setColumnWidth(DownloadModel::State, 84);
    m_table->setColumnWidth(DownloadModel::Image, 210);
    m_table->setColumnWidth(DownloadModel::Class, 130);
    m_table->setColumnWidth(DownloadModel::License, 120);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(gapSmall);
    column->addLayout(makeButtons());
    column->addWidget(m_found);
    column->addWidget(m_text);
    column->addWidget(m_bar);
    column->addWidget(m_table, 1);
    column->addWidget(m_empty, 1);

    connect(&collect.queue(), &DownloadQueue::loaded, m_model, &DownloadModel::setRows);
    connect(&collect.queue(), &DownloadQueue::changed, m_model, &DownloadModel::updateRows);
    connect(&collect, &CollectSession::statusChanged, this, &QueuePanel::showStatus);
    connect(&collect, &CollectSession::searched, this, [this](const QString &what) {
        m_found->setText(what);
        m_found->show();
    });
    showStatus();
}

QLayout *QueuePanel::makeButtons()
{
    m_run = new QPushButton(tr("Resume"));
    m_retry = new QPushButton(tr("Retry failed"));
    m_retry->setObjectName(u"retryFailed"_s);
    m_retry->setToolTip(tr("Retry failed and canceled downloads"));
    m_cancel = new QPushButton(tr("Cancel"));
    m_cancel->setToolTip(tr("Cancel pending downloads"));
    m_clear = new QPushButton(tr("Clear finished"));
    m_clear->setObjectName(u"clearFinished"_s);
    m_clear->setToolTip(tr("Remove finished downloads from the list; the images stay in the project"));
    connect(m_run, &QPushButton::clicked, this,
            [this] { m_collect.status().running ? m_collect.queue().stop() : m_collect.start(); });
    connect(m_retry, &QPushButton::clicked, &m_collect, &CollectSession::retryFailed);
    connect(m_cancel, &QPushButton::clicked, &m_collect.queue(), &DownloadQueue::cancelWaiting);
    connect(m_clear, &QPushButton::clicked, &m_collect.queue(), &DownloadQueue::removeSettled);
    auto *row = new QHBoxLayout;
    row->setSpacing(gapSmall);
    row->addWidget(makeLabel(tr("Queue"), "heading"));
    row->addStretch();
    row->addWidget(m_run);
    row->addWidget(m_retry);
    row->addWidget(m_cancel);
    row->addWidget(m_clear);
    return row;
}

void QueuePanel::showStatus()
{
    const DownloadStatus &status = m_collect.status();
    const bool any = m_model->rowCount() > 0 || status.total() > 0;
    m_table->setVisible(any);
    m_text->setVisible(any);
    m_bar->setVisible(any && status.left() > 0);
    m_empty->setVisible(!any);
    m_bar->setRange(0, int(std::max<qint64>(1, status.total())));
    m_bar->setValue(int(status.total() - status.left()));
    m_text->setText(statusText());
    m_run->setText(status.running ? tr("Pause") : tr("Resume"));
    m_run->setToolTip(status.running ? tr("Pause downloads") : tr("Resume downloads"));
    m_run->setEnabled(status.left() > 0);
    m_retry->setEnabled(status.count(DownloadState::Failed) + status.count(DownloadState::Cancelled) > 0);
    m_cancel->setEnabled(status.left() > 0);
    m_clear->setEnabled(status.count(DownloadState::Done) + status.count(DownloadState::Duplicate)
                            + status.count(DownloadState::Cancelled)
                        > 0);
}

QString QueuePanel::statusText() const
{
    const DownloadStatus &status = m_collect.status();
    QStringList parts{tr("%1 of %2 downloaded (%3)")
                          .arg(formatCount(status.count(DownloadState::Done)), formatCount(status.total()),
                               formatBytes(status.bytes))};
    const auto count = [&status](DownloadState state) { return int(status.count(state)); };
    const std::pair<DownloadState, QString> others[]
        = {{DownloadState::Duplicate, tr("%1 duplicate(s)", nullptr, count(DownloadState::Duplicate))},
           {DownloadState::Refused, tr("%1 refused", nullptr, count(DownloadState::Refused))},
           {DownloadState::Failed, tr("%1 failed", nullptr, count(DownloadState::Failed))},
           {DownloadState::Cancelled, tr("%1 canceled", nullptr, count(DownloadState::Cancelled))}};
    for (const auto &[state, text] : others) {
        if (status.count(state) > 0)
            parts << text.arg(formatCount(status.count(state)));
    }
    if (status.running && status.imagesPerSecond > 0)
        parts << tr("%1 images/s, %2/s")
                     .arg(status.imagesPerSecond, 0, 'f', 1)
                     .arg(formatBytes(qint64(status.bytesPerSecond)));
    if (std::isfinite(status.secondsLeft()) && status.left() > 0)
        parts << tr("%1 left").arg(formatDuration(status.secondsLeft()));
    if (m_collect.quota())
        parts << tr("%1 of %2 provider request(s) left", nullptr, int(m_collect.quota()->limit))
                     .arg(formatCount(m_collect.quota()->left))
                     .arg(formatCount(m_collect.quota()->limit));
    if (!status.pause.isEmpty())
        parts << status.pause;
    return parts.join(u" · "_s);
}

} // namespace cairn
