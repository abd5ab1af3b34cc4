// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/page.h"

class QSlider;
class QStackedWidget;

namespace cairn {

class ClassPanel;
class EmptyState;
class FilterBar;
class ImageGrid;
class ImageListModel;
class ImagePredictions;
class LabelActions;
class Navigation;
class PreviewPanel;
class ProjectSession;
class SuggestionMenu;
struct ImageScope;

/// Gives images their classes, by keys: classes and filters at the left, the grid, the current image at
/// the right.
class LabelPage : public Page
{
    Q_OBJECT
public:
    LabelPage(ProjectSession &session, Navigation &navigation, QWidget *parent = nullptr);
    ImageGrid &grid() { return *m_grid; }
    ImageListModel &model() { return *m_model; }
    FilterBar &filters() { return *m_filters; }
    void takeFocus() override;
    void fillEditMenu(QMenu *menu) override;
    void setFilter(const ImageScope &filter);
    /// Exactly these, in this order, until the user lets them go.
    void showImages(const std::vector<qint64> &imageIds, const QString &caption);

private:
    void buildHeader();
    void offerUndo(const QString &sentence);
    void buildContent();
    void connectGrid();
    void connectDuplicates();
    void takeDuplicates();
    void keepTheBest();
    void setTileSide(int side);
    void rememberNext();
    void moveOn();
    void showCurrent();
    void showMenu(const QPoint &position);
    void openViewer(int row);
    void labelOneByOne();
    void offerAnalysis(const Error &error);
    void updateEmptyState();
    bool filtered() const;
    std::vector<qint64> selectedIds() const;

    ProjectSession &m_session;
    Navigation &m_navigation;
    ImagePredictions *m_predictions;
    ImageListModel *m_model;
    ImageGrid *m_grid;
    LabelActions *m_actions;
    ClassPanel *m_classes;
    FilterBar *m_filters;
    PreviewPanel *m_preview;
    EmptyState *m_empty;
    QStackedWidget *m_middle;
    QSlider *m_size = nullptr;
    SuggestionMenu *m_suggestions = nullptr;
    bool m_awaitsDuplicates = false;
    qint64 m_next = 0; ///< the image the selection moves on to after a label
};

} // namespace cairn
