// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

void list(const Library &library, Output &out)
{
    struct Counts
    {
        int all = 0;
        int train = 0;
        int valid = 0;
        int test = 0;
    };
    QHash<qint64, Counts> counts;
    for (const ImageRecord &image : library.images()) {
        if (image.trashed)
            continue;
        Counts &count = counts[image.classId];
        count.all += 1;
        count.train += image.split == Split::Train ? 1 : 0;
        count.valid += image.split == Split::Valid ? 1 : 0;
        count.test += image.split == Split::Test ? 1 : 0;
    }
    out.line(u"%1  images  training  validation  test"_s.arg(u"class"_s, -24));
    for (const ClassRecord &record : library.classes()) {
        const Counts count = counts.value(record.id);
        out.event(u"class"_s,
                  {{u"name"_s, record.name},
                   {u"images"_s, count.all},
                   {u"train"_s, count.train},
                   {u"valid"_s, count.valid},
                   {u"test"_s, count.test},
                   {u"colour"_s, record.color},
                   {u"key"_s, library.keyOf(record)}});
        out.line(u"%1  %2  %3  %4  %5"_s.arg(record.name, -24)
                     .arg(count.all, 8)
                     .arg(count.train, 8)
                     .arg(count.valid, 10)
                     .arg(count.test, 4));
    }
    const int unlabeled = counts.value(0).all;
    out.line(u"%1  %2"_s.arg(u"(no class)"_s, -24).arg(unlabeled, 8));
    out.event(u"done"_s, {{u"classes"_s, qint64(library.classes().size())}, {u"unlabelled"_s, unlabeled}});
}

struct Action
{
    QString name;
    int arguments; ///< after its own name
    Result<void> (*run)(Library &library, qint64 classId, const QString &second);
};

Result<void> setColor(Library &library, qint64 id, const QString &color)
{
    return library.setClassColor(id, color);
}

const QList<Action> &actions()
{
    static const QList<Action> all{
        {u"rename"_s, 2,
         [](Library &library, qint64 id, const QString &name) { return library.renameClass(id, name); }},
        {u"merge"_s, 2,
         [](Library &library, qint64 id, const QString &name) {
             return classNamed(library, name).and_then([&](qint64 into) {
                 return library.mergeClass(id, into);
             });
         }},
        {u"remove"_s, 1,
         [](Library &library, qint64 id, const QString &) { return library.removeClass(id); }},
        {u"color"_s, 2, setColor},
        {u"colour"_s, 2, setColor}, // scripts of before
        {u"key"_s, 2,
         [](Library &library, qint64 id, const QString &key) { return library.setClassShortcut(id, key); }},
    };
    return all;
}

Result<void> edit(Library &library, const QStringList &words)
{
    if (words.first() == u"add" && words.size() == 2)
        return library.addClass(words[1]).transform([](qint64) {});
    for (const Action &action : actions()) {
        if (action.name != words.first() || words.size() != action.arguments + 1)
            continue;
        return classNamed(library, words[1]).and_then([&](qint64 id) {
            return action.run(library, id, words.value(2));
        });
    }
    throw UsageError{u"Use add NAME, rename NAME NEW, merge NAME INTO, remove NAME, color NAME #RRGGBB or "
                     "key NAME KEY."_s};
}

Result<void> run(const Arguments &arguments, CommandContext &context)
{
    const std::unique_ptr<Project> project = openProject(arguments);
    const QStringList words = arguments.positionals().sliced(1);
    if (!words.isEmpty())
        orFail(editProject(*project, [&](Library &library) { return edit(library, words); }));
    return editProject(*project, [&](Library &library) {
        list(library, context.out);
        return Result<void>();
    });
}

} // namespace

Command classesCommand()
{
    return {u"classes"_s,
            u"PROJECT [ACTION NAME [VALUE]]"_s,
            1,
            4,
            u"Lists classes; ACTION: add, rename, merge, remove, color, key"_s,
            u"classes buildings.cairn rename tower \"Bell tower\""_s,
            {},
            run};
}

} // namespace cairn
