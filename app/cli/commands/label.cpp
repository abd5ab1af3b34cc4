// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"
#include "core/base/format.h"
#include "core/dataset/labeltable.h"
#include "core/project/repositories/classrepository.h"

#include <QDir>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

Result<LabelTable> wantedLabels(const Arguments &arguments, const Library &library)
{
    if (arguments.has(u"from-csv"_s)) {
        ImportOptions options;
        options.encoding = arguments.text(u"encoding"_s);
        options.fileColumn = arguments.text(u"file-column"_s);
        options.labelColumn = arguments.text(u"label-column"_s);
        return readLabelTable(arguments.text(u"from-csv"_s), library.images(), options);
    }
    const ImageLookup images(library.images(), QDir::currentPath());
    LabelTable table;
    for (const QString &file : arguments.positionals().sliced(1)) {
        const qint64 id = orFail(images.find(file));
        table.labels.insert(id, arguments.text(u"class"_s));
    }
    return table;
}

/// A name that a person typed may differ from the class's by case, one in a table may not: a and A can be two
/// classes.
Result<qint64> classFor(Library &library, const QString &name, const Arguments &arguments)
{
    if (name.isEmpty())
        return qint64(0);
    const auto &classes = library.classes();
    const auto exact = std::ranges::find(classes, name, &ClassRecord::name);
    if (exact != classes.end())
        return exact->id;
    const bool add = arguments.has(u"add-classes"_s);
    if (!arguments.has(u"from-csv"_s)) {
        Result<qint64> known = classNamed(library, name);
        if (known || !add)
            return known;
    }
    if (add)
        return library.addClass(name);
    const ClassRecord *alike = classMeantBy(name, classes);
    return Error{
        ErrorCode::NotFound,
        alike ? u"There is no class “%1”, only “%2”; use --add-classes to create it."_s.arg(name, alike->name)
              : u"There is no class “%1”; use --add-classes to create it."_s.arg(name)};
}

struct Counts
{
    qsizetype images = 0;
    qsizetype changed = 0;
    qsizetype unused = 0; ///< rows of the table
};

Result<void> label(Library &library, const Arguments &arguments, Output &out, Counts &counts)
{
    const LabelTable table = orFail(wantedLabels(arguments, library));
    for (const QString &text : table.notices + table.problems)
        out.notice(text);
    if (table.unused > table.problems.size())
        out.notice(u"%1 rows in total could not be used."_s.arg(formatCount(table.unused)));
    counts.unused = table.unused;
    if (table.labels.isEmpty())
        return Error{ErrorCode::InvalidInput, u"Nothing was labeled: no row of the table could be used."_s};
    QHash<QString, qint64> classes;
    QHash<qint64, qint64> labels;
    for (const auto &[image, name] : table.labels.asKeyValueRange()) {
        if (!classes.contains(name)) {
            const qint64 id = orFail(classFor(library, name, arguments));
            classes.insert(name, id);
        }
        labels.insert(image, classes.value(name));
    }
    counts.images = labels.size();
    qsizetype cleared = 0;
    for (const auto &[image, classId] : labels.asKeyValueRange()) {
        const qint64 before = library.image(image)->classId;
        counts.changed += before != classId ? 1 : 0;
        cleared += before != classId && classId == 0 ? 1 : 0;
    }
    if (cleared > 0 && arguments.has(u"from-csv"_s))
        out.notice(u"%1 images lose their label because the table lists them without one."_s.arg(
            formatCount(cleared)));
    library.setLabels(labels, u"Label %1 images from the command line"_s.arg(formatCount(counts.changed)));
    return {};
}

Result<void> run(const Arguments &arguments, CommandContext &context)
{
    const bool files = arguments.positionals().size() > 1;
    if (arguments.has(u"from-csv"_s) == files || arguments.has(u"class"_s) != files)
        throw UsageError{u"Use --class with images, or --from-csv alone."_s};
    const std::unique_ptr<Project> project = openProject(arguments);
    Output &out = context.out;
    Counts counts;
    orFail(editProject(*project, [&](Library &library) { return label(library, arguments, out, counts); }));
    out.event(u"done"_s,
              {{u"images"_s, counts.images}, {u"changed"_s, counts.changed}, {u"unused"_s, counts.unused}});
    out.line(u"%1 images are labeled; %2 of them changed."_s.arg(formatCount(counts.images),
                                                                 formatCount(counts.changed)));
    return {};
}

} // namespace

Command labelCommand()
{
    return {u"label"_s,
            u"PROJECT [IMAGE…]"_s,
            1,
            -1,
            u"Labels images, by class name or from a table"_s,
            u"label buildings.cairn --class Colosseum rome1.jpg rome2.jpg"_s,
            {{u"class"_s, u"NAME"_s, u"class of these images; \"\" clears their label"_s},
             {u"from-csv"_s, u"FILE"_s, u"table with a column for the file and one for the label"_s},
             {u"file-column"_s, u"NAME"_s, u"the table's column with the files"_s},
             {u"label-column"_s, u"NAME"_s, u"the table's column with the labels"_s},
             {u"encoding"_s, u"NAME"_s, u"the table's encoding: GBK, windows-1252, …"_s},
             {u"add-classes"_s, {}, u"create missing classes"_s}},
            run};
}

} // namespace cairn
