// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"
#include "core/base/format.h"
#include "core/dataset/labeltable.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// The images that the command line names, those whose files are gone with --missing.
std::vector<qint64> chosenImages(const Library &library, const Arguments &arguments, Output &out)
{
    std::vector<qint64> ids;
    if (arguments.has(u"missing"_s)) {
        for (const ImageRecord &image : library.images()) {
            if (!image.trashed && !QFileInfo::exists(image.path))
                ids.push_back(image.id);
        }
    }
    const ImageLookup images(library.images(), QDir::currentPath());
    for (const QString &file : arguments.positionals().sliced(1)) {
        if (const Result<qint64> id = images.find(file))
            ids.push_back(*id);
        else
            out.notice(id.error().message);
    }
    return ids;
}

/// Changes them, and tells each; their number.
qint64 move(Library &library, const std::vector<qint64> &ids, bool restore, Output &out)
{
    std::vector<qint64> changed;
    for (const qint64 id : ids) {
        const ImageRecord &image = *library.image(id);
        if (image.trashed != restore)
            continue;
        changed.push_back(id);
        out.event(u"image"_s, {{u"image"_s, id}, {u"file"_s, image.path}});
        out.line(shownFile(image, out));
    }
    library.setTrashed(changed, !restore);
    return qint64(changed.size());
}

void list(const Library &library, Output &out)
{
    qint64 count = 0;
    for (const ImageRecord &image : library.images()) {
        if (!image.trashed)
            continue;
        ++count;
        out.event(u"image"_s, {{u"image"_s, image.id}, {u"file"_s, image.path}});
        out.line(shownFile(image, out));
    }
    out.event(u"done"_s, {{u"images"_s, count}});
    out.line(u"%1 images are in the trash."_s.arg(formatCount(count)));
}

Result<void> trash(Library &library, const Arguments &arguments, Output &out)
{
    const bool restore = arguments.has(u"restore"_s);
    const bool names = arguments.positionals().size() > 1;
    if (!names && !arguments.has(u"missing"_s)) {
        list(library, out);
        return {};
    }
    const std::vector<qint64> ids = chosenImages(library, arguments, out);
    if (ids.empty() && names)
        return Error{ErrorCode::NotFound, u"None of these images are in the project."_s};
    const qint64 changed = move(library, ids, restore, out);
    out.event(u"done"_s, {{u"images"_s, changed}});
    out.line(
        restore
            ? u"%1 images were restored."_s.arg(formatCount(changed))
            : u"%1 images were moved to the trash. Their files are unchanged; use --restore to bring them "
              "back."_s.arg(formatCount(changed)));
    return {};
}

Result<void> run(const Arguments &arguments, CommandContext &context)
{
    if (arguments.has(u"restore"_s) && (arguments.has(u"missing"_s) || arguments.positionals().size() < 2))
        throw UsageError{u"--restore needs the images to restore and cannot be combined with --missing."_s};
    const std::unique_ptr<Project> project = openProject(arguments);
    return editProject(*project, [&](Library &library) { return trash(library, arguments, context.out); });
}

} // namespace

Command trashCommand()
{
    return {u"trash"_s,
            u"PROJECT [IMAGE…]"_s,
            1,
            -1,
            u"Moves images to the project's trash, or lists it"_s,
            u"trash buildings.cairn --missing"_s,
            {{u"missing"_s, {}, u"images whose files are missing"_s},
             {u"restore"_s, {}, u"restore these images from the trash"_s}},
            run};
}

} // namespace cairn
