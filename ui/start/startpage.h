// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/noticebar.h"

class QListWidget;

namespace cairn {

/// What the window shows without a project: make one, open one, or try the drawn sample.
class StartPage : public QWidget
{
    Q_OBJECT
public:
    explicit StartPage(QWidget *parent = nullptr);
    void setRecent(const QStringList &directories);
    NoticeBar &notices() { return *m_notices; }

Q_SIGNALS:
    void newWanted();
    void openWanted();
    void sampleWanted();
    void onlineSampleWanted();
    void recentWanted(const QString &directory);

private:
    QWidget *makeActions();

    NoticeBar *m_notices;
    QListWidget *m_recent;
    QWidget *m_recentCard;
};

} // namespace cairn
