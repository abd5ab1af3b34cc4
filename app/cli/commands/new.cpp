// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "core/project/project.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace cairn {

static Result<void> run(const Arguments &arguments, CommandContext &context)
{
    const QStringList classes = arguments.text(u"classes"_s).split(u',', Qt::SkipEmptyParts);
    const std::unique_ptr<Project> project = orFail(Project::create(arguments.positional(0), classes));
    const QString directory = project->directory();
    context.out.event(u"done"_s,
                      {{u"project"_s, directory}, {u"classes"_s, QJsonArray::fromStringList(classes)}});
    context.out.line(u"Created the project %1. Next: cairn-cli import \"%2\" FOLDER"_s.arg(
        directory, arguments.positional(0)));
    return {};
}

Command newCommand()
{
    return {u"new"_s,
            u"DIR"_s,
            1,
            1,
            u"Creates an empty project"_s,
            u"new buildings.cairn --classes arena,tower"_s,
            {{u"classes"_s, u"A,B,C"_s, u"class names (importing folders also creates classes)"_s}},
            run};
}

} // namespace cairn
