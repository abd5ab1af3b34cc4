// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"
#include "core/base/format.h"
#include "core/dataset/relocation.h"
#include "core/project/project.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace cairn {

static Result<void> run(const Arguments &arguments, CommandContext &context)
{
    Output &out = context.out;
    const auto [project, database] = connectProject(arguments);
    const Relocation relocation = orFail(relocateImages(
        *database, arguments.positional(1), arguments.positional(2),
        [&](const Progress &progress) { out.progress(progress); }, context.cancel));
    for (const Relocation::Left &image : relocation.left) {
        out.event(u"left"_s, {{u"file"_s, image.file}, {u"reason"_s, image.reason}});
        out.line(u"%1 stays: %2"_s.arg(image.file, image.reason));
    }
    if (relocation.cancelled)
        return Error{ErrorCode::Cancelled,
                     u"Canceled; %1 images now use their new location."_s.arg(formatCount(relocation.moved))};
    const qint64 left = qint64(relocation.left.size());
    if (relocation.moved == 0)
        return Error{ErrorCode::NotFound,
                     u"None of the %1 images was found at the new location; nothing was changed."_s.arg(
                         formatCount(left))};
    out.event(u"done"_s, {{u"moved"_s, relocation.moved}, {u"left"_s, left}});
    out.line(u"%1 images now use the new location; %2 are unchanged."_s.arg(formatCount(relocation.moved),
                                                                            formatCount(left)));
    return {};
}

Command relocateCommand()
{
    return {u"relocate"_s,
            u"PROJECT OLD NEW"_s,
            3,
            3,
            u"Updates the location of a moved folder or image"_s,
            u"relocate buildings.cairn /media/usb/photos ~/photos"_s,
            {},
            run};
}

} // namespace cairn
