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
                {QStringLiteral("Ctrl+H"), text("What is wrong with the pictures: open, close")},
                {QStringLiteral("Ctrl+N, Ctrl+O"), text("New project, open a project")},
                {QStringLiteral("Ctrl+I"), text("Import a folder")},
                {QStringLiteral("Ctrl+E"), text("Export the data set")},
                {QStringLiteral("Ctrl+Z, Ctrl+Shift+Z"), text("Undo, redo")}});
    addSection(
        right, text("Label and Review"),
        {{QStringLiteral("1 … 9"),
          text("Give the selected pictures that class, or one with a key of its own")},
         {text("Letters, Enter"), text("Choose the class by its first letters")},
         {QStringLiteral("0"), text("Clear their label")},
         {QStringLiteral("Shift+M"), text("Flag them, or take the flag off")},
         {QStringLiteral("Shift+Enter, Shift+F"),
          text("Review: accept what is predicted; the label is fine")},
         {QStringLiteral("Shift+T, V, E, N"), text("Move them to training, validation, test or no part")},
         {QStringLiteral("Ctrl+L"), text("Label one by one, large; Backspace takes the last one back")},
         {QStringLiteral("Ctrl+F"), text("Filter by name")},
         {QStringLiteral("Ctrl+G, Ctrl+Shift+G"),
          text("Let the network look at the pictures; accept what it is sure of")},
         {QStringLiteral("Ctrl+U, Ctrl+M"),
          text("Show what is most useful to label next; show similar pictures")},
         {QStringLiteral("Delete"), text("Move them to the trash, or back")},
         {QStringLiteral("Space"), text("See the picture large, label and go on from there")},
         {QStringLiteral("Ctrl+A"), text("Select all that are shown")}});
    addSection(left, text("Train"),
               {{QStringLiteral("Ctrl+R"), text("Start training")},
                {QStringLiteral("Ctrl+P"), text("Pause, resume")},
                {QStringLiteral("Ctrl+."), text("Stop; the best weights so far are kept")}});
    addSection(left, text("One image, large"),
               {{text("Wheel, + −"), text("Zoom")},
                {QStringLiteral("Ctrl+0, Ctrl+1"), text("The whole image, pixel for pixel")},
                {QStringLiteral("Shift+H"), text("Show the heatmap")},
                {QStringLiteral("← →"), text("Previous, next")},
                {QStringLiteral("Esc"), text("Leave")}});
    left->setRowStretch(left->rowCount(), 1);
    right->setRowStretch(right->rowCount(), 1);
    column->addLayout(sides);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    column->addWidget(buttons);
    dialog.exec();
}

} // namespace cairn
