// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow/shortcutsdialog.h"

#include "ui/widgets/layout.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace cairn {

namespace {

struct Shortcuts
{
    Q_DECLARE_TR_FUNCTIONS(Shortcuts)
};

void addSection(QGridLayout *grid, const QString &title, const QList<std::pair<QString, QString>> &keys)
{
    grid->addWidget(makeLabel(title, "heading"), grid->rowCount(), 0, 1, 2);
    for (const auto &[key, meaning] : keys) {
        const int row = grid->rowCount();
        grid->addWidget(makeLabel(key, "plain"), row, 0);
        grid->addWidget(makeLabel(meaning, "muted"), row, 1);
    }
    grid->setRowMinimumHeight(grid->rowCount(), gapSmall);
}

} // namespace

void showShortcuts(QWidget *parent)
{
    QDialog dialog(parent);
    dialog.setWindowTitle(Shortcuts::tr("Keyboard shortcuts"));
    auto *column = new QVBoxLayout(&dialog);
    column->setContentsMargins(gapLarge, gapLarge, gapLarge, 16);
    auto *keys = new QWidget;
    auto *sides = new QHBoxLayout(keys);
    sides->setContentsMargins(0, 0, 0, 0);
    sides->setSpacing(2 * gapLarge);
    auto *left = new QGridLayout;
    auto *right = new QGridLayout;
    for (QGridLayout *side : {left, right}) {
        side->setHorizontalSpacing(gapLarge);
        side->setVerticalSpacing(4); // not that of the layout around it
        sides->addLayout(side);
    }
    addSection(left, Shortcuts::tr("Everywhere"),
               {{QStringLiteral("Ctrl+1 … Ctrl+5"), Shortcuts::tr("Collect, Label, Train, Review, Export")},
                {QStringLiteral("Ctrl+H"), Shortcuts::tr("Show or hide data set health")},
                {QStringLiteral("Ctrl+N, Ctrl+O"), Shortcuts::tr("New project, open project")},
                {QStringLiteral("Ctrl+I"), Shortcuts::tr("Import folder")},
                {QStringLiteral("Ctrl+E"), Shortcuts::tr("Export data set")},
                {QStringLiteral("Ctrl+Z, Ctrl+Shift+Z"), Shortcuts::tr("Undo, redo")},
                {QStringLiteral("F1, Ctrl+F1"), Shortcuts::tr("Guide, keyboard shortcuts")}});
    addSection(
        right, Shortcuts::tr("Label and Review"),
        {{QStringLiteral("1 … 9"),
          Shortcuts::tr("Label the selected images with that class (or use its custom key)")},
         {Shortcuts::tr("Letters, Enter"), Shortcuts::tr("Choose a class by its first letters")},
         {QStringLiteral("0"), Shortcuts::tr("Clear label")},
         {QStringLiteral("Shift+M"), Shortcuts::tr("Toggle flag")},
         {QStringLiteral("Shift+Enter, Shift+F"),
          Shortcuts::tr("Review: accept the prediction; confirm the label")},
         {QStringLiteral("Shift+T, V, E, N"),
          Shortcuts::tr("Move to training, validation, test or no split")},
         {QStringLiteral("Ctrl+L"), Shortcuts::tr("Label one by one; Backspace undoes the last label")},
         {QStringLiteral("Ctrl+F"), Shortcuts::tr("Filter by name")},
         {QStringLiteral("Ctrl+G, Ctrl+Shift+G"),
          Shortcuts::tr("Predict labels; accept confident suggestions")},
         {QStringLiteral("Ctrl+U, Ctrl+M"),
          Shortcuts::tr("Show the most useful to label next; show similar images")},
         {QStringLiteral("Delete"), Shortcuts::tr("Move to trash, or restore")},
         {QStringLiteral("Space"), Shortcuts::tr("Enlarge the image")},
         {QStringLiteral("Ctrl+A"), Shortcuts::tr("Select all images shown")}});
    addSection(left, Shortcuts::tr("Train"),
               {{QStringLiteral("Ctrl+R"), Shortcuts::tr("Start training")},
                {QStringLiteral("Ctrl+P"), Shortcuts::tr("Pause, resume")},
                {QStringLiteral("Ctrl+."), Shortcuts::tr("Stop and keep the best weights so far")}});
    addSection(left, Shortcuts::tr("Image viewer"),
               {{Shortcuts::tr("Wheel, + −"), Shortcuts::tr("Zoom")},
                {QStringLiteral("Ctrl+0, Ctrl+1"), Shortcuts::tr("Fit to window, actual pixels")},
                {QStringLiteral("Shift+H"), Shortcuts::tr("Show heatmap")},
                {QStringLiteral("← →"), Shortcuts::tr("Previous, next")},
                {QStringLiteral("Esc"), Shortcuts::tr("Close")}});
    left->setRowStretch(left->rowCount(), 1);
    right->setRowStretch(right->rowCount(), 1);
    auto *area = new QScrollArea;
    area->setWidget(keys);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    column->addWidget(area);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    column->addWidget(buttons);
    const QSize room = dialog.screen()->availableSize() * 9 / 10;
    const int bar = area->verticalScrollBar()->sizeHint().width();
    dialog.resize(
        QSize(keys->sizeHint().width() + bar + 2 * gapLarge, keys->sizeHint().height() + 90).boundedTo(room));
    dialog.exec();
}

} // namespace cairn
