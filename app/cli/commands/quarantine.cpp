// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/quarantine.h"
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "core/project/project.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

Result<QuarantineRecord> find(const std::vector<QuarantineRecord> &files, qint64 id)
{
    const auto found = std::ranges::find(files, id, &QuarantineRecord::id);
    if (found == files.end())
        return Error{ErrorCode::NotFound, u"There is no refused file with the number %1."_s.arg(id)};
    return *found;
}

Result<void> applyChoice(Database &database, const std::vector<QuarantineRecord> &files,
                         const Arguments &arguments)
{
    if (const auto id = arguments.integer(u"restore"_s, 1)) {
        const auto record = find(files, *id);
        if (!record)
            return record.error();
        const auto restored = restoreFromQuarantine(database, *record);
        return restored ? Result<void>() : restored.error();
    }
    if (const auto id = arguments.integer(u"forget"_s, 1)) {
        const auto record = find(files, *id);
        return record ? forgetQuarantined(database, *record) : record.error();
    }
    return {};
}

Result<void> run(const Arguments &arguments, CommandContext &context)
{
    const Result<std::unique_ptr<Project>> project = Project::open(arguments.positional(0));
    if (!project)
        return project.error();
    const Result<std::unique_ptr<Database>> database = (*project)->connect();
    if (!database)
        return database.error();
    QuarantineRepository repository(**database);
    auto files = repository.all();
    if (!files)
        return files.error();
    if (const auto applied = applyChoice(**database, *files, arguments); !applied)
        return applied;
    files = repository.all();
    if (!files)
        return files.error();
    for (const QuarantineRecord &record : *files) {
        context.out.event(u"refused"_s,
                          {{u"id"_s, record.id}, {u"file"_s, record.file}, {u"reason"_s, record.reason}});
        context.out.line(u"%1  %2: %3"_s.arg(record.id, 5).arg(record.file, record.reason));
    }
    context.out.event(u"done"_s, {{u"refused"_s, qint64(files->size())}});
    context.out.line(u"%1 refused files."_s.arg(files->size()));
    return {};
}

} // namespace

Command quarantineCommand()
{
    return {u"quarantine"_s,
            u"PROJECT"_s,
            1,
            1,
            u"Lists refused files; accepts or removes one"_s,
            u"quarantine towers.cairn --restore 12"_s,
            {{u"restore"_s, u"N"_s, u"accept the file with this number and import it"_s},
             {u"forget"_s, u"N"_s, u"remove it from the list (your own files are kept)"_s}},
            run};
}

} // namespace cairn
