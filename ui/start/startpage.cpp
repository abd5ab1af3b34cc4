// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/startpage.h"

#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/widgets/layout.h"

#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace cairn {

StartPage::StartPage(QWidget *parent)
    : QWidget(parent)
    , m_notices(new NoticeBar)
    , m_recent(new QListWidget)
{
    QBoxLayout *inside = nullptr;
    m_recentCard = makeCard(&inside);
    m_recent->setProperty("role", QStringLiteral("flat"));
    m_recent->setAccessibleName(tr("Recent projects"));
    m_recent->setFixedHeight(168);
    inside->addWidget(makeLabel(tr("Recent projects"), "heading"));
    inside->addWidget(m_recent);
    connect(m_recent, &QListWidget::itemActivated, this, [this](const QListWidgetItem *item) {
        Q_EMIT recentWanted(item->data(Qt::UserRole).toString());
    });
    connect(m_recent, &QListWidget::itemClicked, this, [this](const QListWidgetItem *item) {
        Q_EMIT recentWanted(item->data(Qt::UserRole).toString());
    });

    auto *mark = makeLabel({}, "plain");
    mark->setPixmap(
        linePixmap(QStringLiteral("cairn"), 56, lightTheme().accent.lighter(120), devicePixelRatioF()));
    auto *welcome = makeLabel(
        tr("Label images, train a network on them, review and fix its mistakes, and export it."), "muted");
    welcome->setWordWrap(true);
    welcome->setAlignment(Qt::AlignCenter);

    auto *middle = new QVBoxLayout;
    middle->setSpacing(gap);
    middle->addStretch(2);
    middle->addWidget(mark, 0, Qt::AlignHCenter);
    middle->addWidget(makeLabel(QStringLiteral("Cairn"), "title"), 0, Qt::AlignHCenter);
    middle->addWidget(welcome);
    middle->addSpacing(gapSmall);
    middle->addWidget(makeActions(), 0, Qt::AlignHCenter);
    middle->addSpacing(gapSmall);
    middle->addWidget(m_recentCard);
    middle->addStretch(3);

    auto *columns = new QHBoxLayout;
    auto *column = new QWidget;
    column->setLayout(middle);
    column->setFixedWidth(560);
    columns->addStretch();
    columns->addWidget(column);
    columns->addStretch();

    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(gapLarge, 16, gapLarge, 16);
    all->addWidget(m_notices);
    all->addLayout(columns, 1);
}

QWidget *StartPage::makeActions()
{
    auto *actions = new QWidget;
    auto *rows = new QVBoxLayout(actions);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(gapSmall);
    auto *row = new QHBoxLayout;
    row->setSpacing(gapSmall);
    auto *samples = new QHBoxLayout;
    samples->setSpacing(gapSmall);
    rows->addLayout(row);
    rows->addLayout(samples);
    auto *create = makePrimaryButton(tr("New project…"));
    create->setToolTip(tr("Create an empty project (Ctrl+N)"));
    auto *open = new QPushButton(tr("Open…"));
    open->setToolTip(tr("Open a project folder (Ctrl+O)"));
    auto *sample = new QPushButton(tr("Try drawn sample"));
    sample->setToolTip(
        tr("Create a project with 300 drawn images of three landmarks; takes a few seconds, works offline"));
    row->addStretch();
    row->addWidget(create);
    row->addWidget(open);
    row->addStretch();
    auto *online = new QPushButton(tr("Download sample photos"));
    online->setToolTip(
        tr("Create a project with 100 photos each of the Colosseum, the Main Building in Austin and the "
           "Eiffel Tower from Wikimedia Commons; needs an Internet connection"));
    samples->addWidget(sample);
    samples->addWidget(online);
    connect(create, &QPushButton::clicked, this, &StartPage::newWanted);
    connect(open, &QPushButton::clicked, this, &StartPage::openWanted);
    connect(sample, &QPushButton::clicked, this, &StartPage::sampleWanted);
    connect(online, &QPushButton::clicked, this, &StartPage::onlineSampleWanted);
    return actions;
}

void StartPage::setRecent(const QStringList &directories)
{
    m_recent->clear();
    for (const QString &directory : directories) {
        const QFileInfo info(directory);
        const QString text
            = tr("%1   –   %2").arg(info.completeBaseName(), QDir::toNativeSeparators(info.path()));
        auto *item = new QListWidgetItem(lineIcon(QStringLiteral("folder")), text, m_recent);
        item->setData(Qt::UserRole, directory);
        item->setSizeHint({0, 32});
    }
    m_recentCard->setVisible(!directories.isEmpty());
}

} // namespace cairn
