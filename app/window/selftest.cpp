// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/selftest.h"

#include "app/common/engineloader.h"
#include "core/project/project.h"
#include "ui/style/icons.h"

#include <QTemporaryDir>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

int report(const QString &what, bool ok, const QString &detail = {})
{
    const QString line
        = (ok ? u"ok      "_s : u"FAILED  "_s) + what + (detail.isEmpty() ? QString() : u": "_s + detail);
    std::fprintf(ok ? stdout : stderr, "%s\n", qPrintable(line));
    return ok ? 0 : 1;
}

int checkProject()
{
    const QTemporaryDir directory; // by name: of the system's temporary files
    const Result<std::unique_ptr<Project>> project
        = Project::create(directory.filePath(u"self-test.cairn"_s));
    return report(u"create a project on disk"_s, project.ok(), project ? QString() : project.error().message);
}

int checkEngine()
{
    const Result<std::unique_ptr<Engine>> engine = loadEngine();
    return report(u"load the learning engine"_s, engine.ok(),
                  engine ? (*engine)->description() : engine.error().message);
}

} // namespace

int selfTest()
{
    int failures = 0;
    failures += report(u"load the Qt SVG plugin"_s, !linePixmap(u"collect"_s, 16, Qt::black, 1).isNull());
    failures += checkProject();
    failures += checkEngine();
    return failures == 0 ? 0 : 1;
}

} // namespace cairn
