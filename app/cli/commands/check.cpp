// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"
#include "core/base/format.h"
#include "core/dataset/health/health.h"

#include <QJsonArray>
#include <QSet>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QJsonArray toJson(const std::vector<qint64> &ids, const QHash<qint64, QString> &files, bool paths)
{
    QJsonArray array;
    for (const qint64 id : ids)
        array << (paths ? QJsonValue(files.value(id)) : QJsonValue(id));
    return array;
}

void tell(Output &out, const HealthReport &report, const QHash<qint64, QString> &files)
{
    for (const ClassHealth &row : report.classes) {
        out.line(u"%1 %2  training %3, validation %4%5"_s.arg(row.name, -24)
                     .arg(formatCount(qint64(row.ids.size())), 8)
                     .arg(formatCount(row.train), formatCount(row.valid),
                          row.rare ? u"  (few, compared with the largest class)"_s : QString()));
    }
    out.line();
    QSet<qint64> concerned;
    for (const HealthFinding &finding : report.findings) {
        concerned.unite(QSet<qint64>(finding.ids.begin(), finding.ids.end()));
        out.event(u"finding"_s,
                  {{u"name"_s, finding.key},
                   {u"title"_s, finding.title},
                   {u"images"_s, toJson(finding.ids, files, false)},
                   {u"files"_s, toJson(finding.ids, files, true)}});
        out.line(u"%1 %2  %3"_s.arg(finding.key, -24)
                     .arg(formatCount(qint64(finding.ids.size())), 8)
                     .arg(finding.title));
    }
    for (const DuplicateGroup &group : report.nearDuplicates) {
        out.event(u"duplicates"_s,
                  {{u"files"_s, toJson(group.ids, files, true)}, {u"best"_s, files.value(group.best)}});
    }
    for (const ConflictRecord &conflict : report.labelConflicts) {
        const QString image = files.value(conflict.imageId);
        out.event(u"conflict"_s,
                  {{u"file"_s, conflict.file},
                   {u"label"_s, conflict.label},
                   {u"other"_s, image},
                   {u"other_label"_s, conflict.imageLabel}});
        out.line(u"conflict %1 was labeled %2, the same image at %3 was labeled %4"_s.arg(
            conflict.file, conflict.label, image, conflict.imageLabel));
    }
    out.event(u"done"_s,
              {{u"images"_s, report.images},
               {u"measured"_s, report.measured},
               {u"changed"_s, qint64(report.changed.size())},
               {u"findings"_s, concerned.size()}});
    out.line();
    if (!report.changed.empty())
        out.line(
            u"%1 images were edited since they were last read and were measured again, among them %2"_s.arg(
                formatCount(qint64(report.changed.size())), files.value(report.changed.front())));
    out.line(u"%1 images; %2 of them have findings."_s.arg(formatCount(report.images),
                                                           formatCount(concerned.size())));
    if (!concerned.isEmpty())
        out.line(u"To list the files of a finding, use --list NAME."_s);
}

Result<void> run(const Arguments &arguments, CommandContext &context)
{
    Output &out = context.out;
    const std::unique_ptr<Project> project = openProject(arguments);
    const std::unique_ptr<Database> database = orFail(project->connectForFigures());
    const HealthReport report = orFail(checkProject(
        *database, [&](const Progress &progress) { out.progress(progress); }, context.cancel));
    const QHash<qint64, QString> files = orFail(imageFiles(*project, out));
    if (!arguments.has(u"list"_s)) {
        tell(out, report, files);
        return {};
    }
    const HealthFinding *finding = report.finding(arguments.text(u"list"_s));
    if (!finding)
        throw UsageError{u"There is no finding “%1”; use one of the names that check prints."_s.arg(
            arguments.text(u"list"_s))};
    for (const qint64 id : finding->ids) {
        out.line(files.value(id));
        out.event(u"image"_s, {{u"image"_s, id}, {u"file"_s, files.value(id)}});
    }
    out.event(u"done"_s, {{u"images"_s, qint64(finding->ids.size())}});
    return {};
}

} // namespace

Command checkCommand()
{
    return {u"check"_s,
            u"PROJECT"_s,
            1,
            1,
            u"Finds duplicates, leaks, and blurry, dark or unusual images"_s,
            u"check buildings.cairn --list near_duplicates"_s,
            {{u"list"_s, u"NAME"_s, u"list the files of one finding"_s}},
            run};
}

} // namespace cairn
