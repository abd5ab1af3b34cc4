// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/collectsession.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace cairn {

class FoundModel;
class ImageGrid;
class ThumbnailProvider;

/// The first images of a search, to be looked at before anything is queued: what does not belong is unticked.
class FoundPanel : public QFrame
{
    Q_OBJECT
public:
    FoundPanel(CollectSession &collect, ThumbnailProvider &thumbnails, QWidget *parent = nullptr);

    FoundModel *model() { return m_model; }
    QPushButton *fetchButton() { return m_fetch; }

private:
    QLayout *makeButtons();
    void showFound();
    void updateTexts();

    CollectSession &m_collect;
    FoundModel *m_model;
    ImageGrid *m_grid;
    QLabel *m_title;
    QLabel *m_text;
    QPushButton *m_all = nullptr;
    QPushButton *m_discard = nullptr;
    QPushButton *m_fetch = nullptr;
};

} // namespace cairn
