// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/page.h"

class QLabel;
class QPushButton;
class QTableView;
class QTabWidget;

namespace cairn {

class AccountModel;
class Navigation;
class ProjectSession;
class SearchForm;

/// Brings images into the project and says what became of them.
class CollectPage : public Page
{
    Q_OBJECT
public:
    CollectPage(ProjectSession &session, Navigation &navigation, QWidget *parent = nullptr);
    void chooseFolder();
    void chooseFiles();
    /// Takes what is on the clipboard: files, an image, or addresses.
    void paste();

    enum Tab { FilesTab, WebTab, RefusedTab };
    void showTab(Tab tab);

private:
    QWidget *makeFilesTab();
    QWidget *makeWebTab();
    QWidget *makeRefusedTab();
    void connectCollect();
    void askForContact();
    void updateTabs();
    void takeAddresses(const QStringList &addresses);
    void takePaths(const QStringList &paths);
    void offerMerge();
    QWidget *makeSources();
    QWidget *makeReport();
    QWidget *makeImages();
    QWidget *makeTables();
    void updateReport();
    void updateSubtitle();

    ProjectSession &m_session;
    Navigation &m_navigation;
    AccountModel *m_account;
    QTabWidget *m_tabs;
    SearchForm *m_form = nullptr;
    QPushButton *m_addFolder = nullptr;
    QPushButton *m_addFiles = nullptr;
    QPushButton *m_paste = nullptr;
    QWidget *m_report = nullptr;
    QWidget *m_images = nullptr;
    QLabel *m_imported = nullptr;
    QLabel *m_duplicates = nullptr;
    QLabel *m_refused = nullptr;
    QLabel *m_conflicts = nullptr;
    QLabel *m_seen = nullptr;
    QLabel *m_summary = nullptr;
    QTableView *m_accountTable = nullptr;
    QPushButton *m_next = nullptr;
    bool m_saidWaiting = false;
};

} // namespace cairn
