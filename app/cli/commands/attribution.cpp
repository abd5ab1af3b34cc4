// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/attribution.h"
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"
#include "core/project/project.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace cairn {

static Result<void> run(const Arguments &arguments, CommandContext &context)
{
    const auto [project, database] = connectProject(arguments);
    const QString wanted = arguments.positional(1);
    const QString folder = wanted.isEmpty() ? project->exportsDirectory() : QDir(wanted).absolutePath();
    if (!QDir().mkpath(folder)) // by name: the user's choice, or exports/, which opening has looked at
        return Error{ErrorCode::WriteFailed, u"The folder %1 cannot be created."_s.arg(folder)};
    const qint64 listed = orFail(writeAttribution(*database, folder));
    context.out.event(u"done"_s, {{u"images"_s, listed}, {u"folder"_s, folder}});
    context.out.line(
        listed == 0
            ? u"No image in this project was downloaded, so there is nothing to credit."_s
            : u"Wrote ATTRIBUTION.csv and ATTRIBUTION.md for %1 images to %2."_s.arg(listed).arg(folder));
    return {};
}

Command attributionCommand()
{
    return {u"attribution"_s,
            u"PROJECT [FOLDER]"_s,
            1,
            2,
            u"Lists the authors and licenses of the downloaded images"_s,
            u"attribution towers.cairn"_s,
            {},
            run};
}

} // namespace cairn
