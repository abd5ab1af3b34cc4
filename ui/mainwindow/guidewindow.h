// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QComboBox;
class QPushButton;

namespace cairn {

class GuideBrowser;

/// The user's guide, which the program carries with it (resources/docs), in a window beside the work.
class GuideWindow : public QDialog
{
    Q_OBJECT
public:
    explicit GuideWindow(QWidget *parent = nullptr);

private:
    void updateHeader();

    QComboBox *m_documents;
    QPushButton *m_back;
    QPushButton *m_forward;
    GuideBrowser *m_browser;
};

} // namespace cairn
