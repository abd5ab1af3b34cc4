#pragma once

#include "ui/session/projectsession.h"
#include "ui/widgets/page.h"

class QLabel;
class QPushButton;
class QTableView;

namespace cairn {

class RefusalModel;

/// Brings pictures into the project and says what became of them.
class CollectPage : public Page
{
    Q_OBJECT
public:
    explicit CollectPage(ProjectSession &session, QWidget *parent = nullptr);
    void chooseFolder();
    void chooseFiles();

private:
    QWidget *makeSources();
    QWidget *makeReport();
    QWidget *makePictures();
    QWidget *makeTables();
    void updateReport();
    void updateSubtitle();

    ProjectSession &m_session;
    RefusalModel *m_refusals;
    QPushButton *m_addFolder = nullptr;
    QPushButton *m_addFiles = nullptr;
    QWidget *m_report = nullptr;
    QWidget *m_pictures = nullptr;
    QLabel *m_imported = nullptr;
    QLabel *m_duplicates = nullptr;
    QLabel *m_refused = nullptr;
    QLabel *m_summary = nullptr;
    QTableView *m_refusalTable = nullptr;
    QPushButton *m_next = nullptr;
};

} // namespace cairn
