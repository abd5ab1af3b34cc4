// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/exportresult.h"

#include "core/base/format.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plaintext.h"

#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QLabel *addFigure(QBoxLayout *row, const QString &caption)
{
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    QLabel *number = makeLabel({}, "number");
    column->addWidget(number);
    column->addWidget(makeLabel(caption, "caption"));
    row->addLayout(column);
    row->addSpacing(gapLarge);
    return number;
}

template <typename Action>
QPushButton *addLink(QBoxLayout *row, const QString &text, QWidget *owner, Action action)
{
    auto *button = new QPushButton(text);
    button->setProperty("role", u"link"_s);
    QObject::connect(button, &QPushButton::clicked, owner, action);
    row->addWidget(button);
    return button;
}

} // namespace

ExportResult::ExportResult(QWidget *parent)
    : QWidget(parent)
    , m_verdict(makeLabel({}, "heading"))
    , m_bfloat16(makeLabel({}, "muted"))
    , m_checksum(makeLabel({}, "muted"))
    , m_where(new ElidedLabel({}, Qt::ElideMiddle))
{
    QBoxLayout *inside = nullptr;
    QFrame *card = makeCard(&inside);
    auto *outside = new QVBoxLayout(this);
    outside->setContentsMargins(0, 0, 0, 0);
    outside->addWidget(card);
    m_verdict->setWordWrap(true);
    inside->addWidget(m_verdict);
    auto *figures = new QHBoxLayout;
    m_images = addFigure(figures, tr("images compared"));
    m_difference = addFigure(figures, tr("largest difference"));
    m_changed = addFigure(figures, tr("predictions changed"));
    m_difference->setToolTip(tr("Largest difference in any probability, in float32"));
    figures->addStretch();
    inside->addLayout(figures);
    m_bfloat16->setWordWrap(true);
    m_bfloat16->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_where->setProperty("role", u"muted"_s);
    m_checksum->setTextInteractionFlags(Qt::TextSelectableByMouse);
    for (QWidget *line : {static_cast<QWidget *>(m_bfloat16), static_cast<QWidget *>(m_where),
                          static_cast<QWidget *>(m_checksum)})
        inside->addWidget(line);
    auto *links = new QHBoxLayout;
    addLink(links, tr("Open folder"), this, [this] {
        Q_EMIT folderWanted(m_path);
    })->setObjectName(u"openExportFolder"_s);
    addLink(links, tr("Copy path"), this,
            [this] { QGuiApplication::clipboard()->setText(QDir::toNativeSeparators(m_path)); });
    addLink(links, tr("Copy predict command"), this,
            [this] { QGuiApplication::clipboard()->setText(m_command); });
    links->addStretch();
    inside->addLayout(links);
    hide();
}

void ExportResult::showReport(const ExportReport &report, const QString &command)
{
    const ExportRecord &record = report.record;
    m_path = record.path;
    m_command = command;
    m_verdict->setText(
        record.changedDecisions == 0
            ? tr("Exported. The file was read back (%1) and gives the same predictions as the trained model.")
                  .arg(report.reader)
            : tr("Exported, but some predictions changed"));
    m_images->setText(record.images > 0 ? formatCount(record.images) : tr("none"));
    m_difference->setText(QString::number(record.largestDifference, 'g', 2));
    m_changed->setText(formatCount(record.changedDecisions));
    m_bfloat16->setVisible(report.bfloat16.has_value());
    if (report.bfloat16)
        m_bfloat16->setText(tr("Compared with bfloat16, which this machine uses for evaluation: "
                               "probabilities differ by at most %1, %2 prediction(s) changed.",
                               nullptr, int(report.bfloat16->changedDecisions))
                                .arg(QString::number(report.bfloat16->largestDifference, 'g', 2),
                                     formatCount(report.bfloat16->changedDecisions)));
    m_where->setText(QDir::toNativeSeparators(m_path));
    m_where->setToolTip(plainTip(m_where->text()));
    m_checksum->setText(tr("%1, SHA-256 %2…").arg(formatBytes(record.bytes), record.sha256.left(16)));
    m_checksum->setToolTip(plainTip(record.sha256));
    show();
}

} // namespace cairn
