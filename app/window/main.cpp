// SPDX-License-Identifier: GPL-3.0-or-later
// The window. Composition only: settings, theme, engine, workspace, window.

#include "app/common/engineloader.h"
#include "app/common/stopsignals.h"
#include "app/common/threadwaiting.h"
#include "app/window/selftest.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/session/settings.h"
#include "ui/style/theme.h"
#include "ui/style/translations.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QIcon>
#include <QLocale>
#include <QSettings>
#include <QSocketNotifier>
#include <QTimer>

#include <sys/eventfd.h>

using namespace Qt::StringLiterals;

namespace {

void describeOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(QApplication::translate(
        "main", "Label images, train a network on them, review and fix its mistakes, and export it."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOption(
        {u"project"_s, QApplication::translate("main", "Project folder to open."), u"directory"_s});
    parser.addOption(
        {u"profile-dir"_s,
         QApplication::translate("main", "Directory for settings, instead of the user's configuration."),
         u"directory"_s});
    parser.addOption({u"self-test"_s, QApplication::translate("main", "Check the installation and exit.")});
    parser.addPositionalArgument(u"project"_s, QApplication::translate("main", "Same as --project."),
                                 u"[project]"_s);
}

/// A signal that asks the program to stop (at the end of a session, say) closes the window and stores
/// everything; nobody is there to be asked.
void closeOnSignal(cairn::MainWindow &window)
{
    static int requests = -1; // a handler can do little more than write to it
    requests = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    auto *notifier = new QSocketNotifier(requests, QSocketNotifier::Read, &window);
    QObject::connect(notifier, &QSocketNotifier::activated, &window, [notifier, &window] {
        notifier->setEnabled(false);
        window.closeUnasked();
    });
    cairn::onStopSignal([] { eventfd_write(requests, 1); });
}

QString wantedProject(const QCommandLineParser &parser, const cairn::Workspace &workspace)
{
    if (parser.isSet(u"project"_s))
        return QDir(parser.value(u"project"_s)).absolutePath();
    const QStringList arguments = parser.positionalArguments();
    return arguments.isEmpty() ? workspace.recentProjects().value(0) : QDir(arguments.first()).absolutePath();
}

} // namespace

int main(int argc, char **argv)
{
    cairn::letThreadsSleep(argv);
    QApplication app(argc, argv);
    QApplication::setApplicationName(u"cairn"_s);
    QApplication::setApplicationDisplayName(u"Cairn"_s);
    QApplication::setOrganizationName(u"cairn"_s);
    QApplication::setApplicationVersion(QLatin1String(CAIRN_VERSION));
    cairn::installTranslations(app, QLocale::system());
    QCommandLineParser parser;
    describeOptions(parser);
    parser.process(app);
    QSettings::setDefaultFormat(QSettings::IniFormat);
    if (parser.isSet(u"profile-dir"_s))
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope,
                           QDir(parser.value(u"profile-dir"_s)).absolutePath());
    if (parser.isSet(u"self-test"_s))
        return cairn::selfTest();

    const QPalette system = QApplication::palette();
    const auto choice = cairn::ThemeChoice(cairn::settings::theme.get());
    cairn::applyTheme(app, cairn::chosenTheme(choice, system));
    QApplication::setWindowIcon(QIcon(u":/icons/app.svg"_s));

    cairn::Workspace workspace(&cairn::loadEngine);
    cairn::MainWindow window(workspace);
    QObject::connect(&window, &cairn::MainWindow::themeChosen, &app,
                     [&app, system](cairn::ThemeChoice chosen) {
                         cairn::applyTheme(app, cairn::chosenTheme(chosen, system));
                     });
    closeOnSignal(window);
    window.show();
    if (const QString project = wantedProject(parser, workspace); !project.isEmpty())
        workspace.openProject(project);
    // The window is there first; the engine (half a second, 160 MB) is loaded behind it.
    QTimer::singleShot(300, &workspace, [&workspace] { workspace.engine().warmUp(); });
    return QApplication::exec();
}
