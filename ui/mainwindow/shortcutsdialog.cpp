// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow/shortcutsdialog.h"

#include "ui/widgets/layout.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace cairn {

namespace {

QString text(const char *source)
{
    return QCoreApplication::translate("Shortcuts", source);
}

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
    dialog.setWindowTitle(text("Keyboard shortcuts"));
    auto *column = new QVBoxLayout(&dialog);
    column->setContentsMargins(gapLarge, gapLarge, gapLarge, 16);
    auto *sides = new QHBoxLayout;
    sides->setSpacing(2 * gapLarge);
    auto *left = new QGridLayout;
    auto *right = new QGridLayout;
    for (QGridLayout *side : {left, right}) {
        side->setHorizontalSpacing(gapLarge);
        sides->addLayout(side);
    }
    addSection(left, text("Everywhere"),
               {{QStringLiteral("Ctrl+1 … Ctrl+5"), text("Collect, Label, Train, Review, Export")},
                {QStringLiteral("Ctrl+H"), text("Show or hide data set health")},
                {QStringLiteral("Ctrl+N, Ctrl+O"), text("New project, open project")},
                {QStringLiteral("Ctrl+I"), text("Import folder")},
                {QStringLiteral("Ctrl+E"), text("Export data set")},
                {QStringLiteral("Ctrl+Z, Ctrl+Shift+Z"), text("Undo, redo")},
                {QStringLiteral("F1, Ctrl+F1"), text("Guide, keyboard shortcuts")}});
    addSection(
        right, text("Label and Review"),
        {{QStringLiteral("1 … 9"), text("Label the selected images with that class (or use its custom key)")},
         {text("Letters, Enter"), text("Choose a class by its first letters")},
         {QStringLiteral("0"), text("Clear label")},
         {QStringLiteral("Shift+M"), text("Toggle flag")},
         {QStringLiteral("Shift+Enter, Shift+F"), text("Review: accept the prediction; confirm the label")},
         {QStringLiteral("Shift+T, V, E, N"), text("Move to training, validation, test or no split")},
         {QStringLiteral("Ctrl+L"), text("Label one by one; Backspace undoes the last label")},
         {QStringLiteral("Ctrl+F"), text("Filter by name")},
         {QStringLiteral("Ctrl+G, Ctrl+Shift+G"), text("Predict labels; accept confident suggestions")},
         {QStringLiteral("Ctrl+U, Ctrl+M"), text("Show the most useful to label next; show similar images")},
         {QStringLiteral("Delete"), text("Move to trash, or restore")},
         {QStringLiteral("Space"), text("Enlarge the image")},
         {QStringLiteral("Ctrl+A"), text("Select all images shown")}});
    addSection(left, text("Train"),
               {{QStringLiteral("Ctrl+R"), text("Start training")},
                {QStringLiteral("Ctrl+P"), text("Pause, resume")},
                {QStringLiteral("Ctrl+."), text("Stop and keep the best weights so far")}});
    addSection(left, text("Image viewer"),
               {{text("Wheel, + −"), text("Zoom")},
                {QStringLiteral("Ctrl+0, Ctrl+1"), text("Fit to window, actual pixels")},
                {QStringLiteral("Shift+H"), text("Show heatmap")},
                {QStringLiteral("← →"), text("Previous, next")},
                {QStringLiteral("Esc"), text("Close")}});
    left->setRowStretch(left->rowCount(), 1);
    right->setRowStretch(right->rowCount(), 1);
    column->addLayout(sides);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    column->addWidget(buttons);
    dialog.exec();
}

} // namespace cairn
