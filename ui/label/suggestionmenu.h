// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/suggestionsession.h"

#include <QPushButton>

class QAction;

namespace cairn {

/// Label's button for what a network proposes: look at the images, accept what it is sure of, show the most
/// useful ones to label next, find similar ones.
class SuggestionMenu : public QPushButton
{
    Q_OBJECT
public:
    /// `current` says which image similar ones are wanted of; 0: none.
    SuggestionMenu(SuggestionSession &session, std::function<qint64()> current, QWidget *parent = nullptr);
    QAction *similarAction() { return m_similar; } ///< for the images' own menu

Q_SIGNALS:
    void accepted(const QString &sentence); ///< labels were given; undo takes them back

private:
    void refresh();
    void askAndAccept();

    SuggestionSession &m_session;
    QAction *m_look;
    QAction *m_accept;
    QAction *m_useful;
    QAction *m_similar;
};

} // namespace cairn
