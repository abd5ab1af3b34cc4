// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow/aboutdialog.h"

#include "ui/widgets/layout.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace cairn {

namespace {

struct About
{
    Q_DECLARE_TR_FUNCTIONS(About)
};

QGridLayout *libraries()
{
    const std::pair<QString, QString> rows[] = {
        {QStringLiteral("Qt %1").arg(QLatin1String(qVersion())), QStringLiteral("LGPL-3.0")},
        {QStringLiteral("QCustomPlot 2.1"), QStringLiteral("GPL-3.0-or-later")},
        {QStringLiteral("LibTorch"), QStringLiteral("BSD-3-Clause")},
        {QStringLiteral("OpenCV 4"), QStringLiteral("Apache-2.0")},
        {QStringLiteral("libjpeg-turbo"), QStringLiteral("IJG, BSD-3-Clause, zlib")},
        {QStringLiteral("SQLite"), About::tr("public domain")},
    };
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(gapLarge);
    for (const auto &[name, license] : rows) {
        const int row = grid->rowCount();
        grid->addWidget(makeLabel(name, "plain"), row, 0);
        grid->addWidget(makeLabel(license, "muted"), row, 1);
    }
    grid->setColumnStretch(1, 1);
    return grid;
}

} // namespace

void showAbout(QWidget *parent, const QString &engine)
{
    QDialog dialog(parent);
    dialog.setWindowTitle(About::tr("About Cairn"));
    auto *column = new QVBoxLayout(&dialog);
    column->setContentsMargins(gapLarge, gapLarge, gapLarge, 16);
    column->setSpacing(gap);
    column->addWidget(
        makeLabel(QStringLiteral("Cairn %1").arg(QCoreApplication::applicationVersion()), "title"));
    auto *what = makeLabel(About::tr("Label images, train a ResNet on them by transfer learning, review its "
                                     "mistakes and export it, all on this computer."),
                           "plain");
    what->setWordWrap(true);
    column->addWidget(what);
    const QString running = engine.isEmpty() ? About::tr("The learning engine is not loaded.") : engine;
    column->addWidget(makeLabel(running, "muted"));
    auto *license
        = makeLabel(About::tr("Cairn is free software, licensed under the GNU General Public License, "
                              "version 3 or later. It comes without any warranty."),
                    "plain");
    license->setWordWrap(true);
    column->addWidget(license);
    column->addWidget(makeLabel(About::tr("Built with"), "heading"));
    column->addLayout(libraries());
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    column->addWidget(buttons);
    dialog.setMinimumWidth(480);
    dialog.exec();
}

} // namespace cairn
