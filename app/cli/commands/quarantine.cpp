// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/quarantine.h"
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"
#include "core/project/project.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QuarantineRecord find(const std::vector<QuarantineRecord> &files, qint64 id)
{
    const auto found = std::ranges::find(files, id, &QuarantineRecord::id);
    if (found == files.end())
        throw CommandFailed{{ErrorCode::NotFound, u"There is no refused file with the number %1."_s.arg(id)}};
    return *found;
}

void applyChoice(Database &database, const std::vector<QuarantineRecord> &files, const Arguments &arguments)
{
    if (const auto id = arguments.integer(u"restore"_s, 1))
        orFail(restoreFromQuarantine(database, find(files, *id)));
    else if (const auto forgotten = arguments.integer(u"forget"_s, 1))
        orFail(forgetQuarantined(database, find(files, *forgotten)));
}

Result<void> run(const Arguments &arguments, CommandContext &context)
{
    const auto [project, database] = connectProject(arguments);
    QuarantineRepository repository(*database);
    applyChoice(*database, orFail(repository.all()), arguments);
    const std::vector<QuarantineRecord> files = orFail(repository.all());
    for (const QuarantineRecord &record : files) {
        context.out.event(u"refused"_s,
                          {{u"id"_s, record.id}, {u"file"_s, record.file}, {u"reason"_s, record.reason}});
        context.out.line(u"%1  %2: %3"_s.arg(record.id, 5).arg(record.file, record.reason));
    }
    context.out.event(u"done"_s, {{u"refused"_s, qint64(files.size())}});
    context.out.line(u"%1 refused files."_s.arg(files.size()));
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
