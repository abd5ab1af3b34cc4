#pragma once

#include "ui/session/projectsession.h"
#include "ui/widgets/page.h"

class QSlider;
class QStackedWidget;

namespace cairn {

class ClassPanel;
class EmptyState;
class ImageGrid;
class ImageListModel;
class LabelActions;
class PreviewPanel;
struct ImageFilter;

/// Gives pictures their classes, by keys: classes and filters at the left, the grid, the current picture at
/// the right.
class LabelPage : public Page
{
    Q_OBJECT
public:
    explicit LabelPage(ProjectSession &session, QWidget *parent = nullptr);
    ImageGrid &grid() { return *m_grid; }
    ImageListModel &model() { return *m_model; }
    void setFilter(const ImageFilter &filter);

private:
    void buildHeader();
    void buildContent();
    void connectGrid();
    void setTileSide(int side);
    void rememberNext();
    void moveOn();
    void showCurrent();
    void showMenu(const QPoint &position);
    void openViewer();
    void updateEmptyState();
    std::vector<qint64> selectedIds() const;

    ProjectSession &m_session;
    ImageListModel *m_model;
    ImageGrid *m_grid;
    LabelActions *m_actions;
    ClassPanel *m_classes;
    PreviewPanel *m_preview;
    EmptyState *m_empty;
    QStackedWidget *m_middle;
    QSlider *m_size = nullptr;
    qint64 m_next = 0; ///< the image the selection moves on to after a label
};

} // namespace cairn
