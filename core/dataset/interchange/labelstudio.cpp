// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/dataset/interchange/lists.h"
#include "core/dataset/interchange/pathindex.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QUrl>
#include <QUrlQuery>

#include <map>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr QStringView localFiles = u"/data/local-files/";
constexpr QStringView uploads = u"/data/upload/";

/// What one control says of one image; several where it allows several, or annotators disagree.
using Choices = std::map<QString, QSet<QString>>;

/// ["insect", "ants"] → "ants"
QString leafOf(const QJsonValue &path)
{
    const QJsonArray levels = path.toArray();
    return levels.isEmpty() ? QString() : levels.at(levels.size() - 1).toString();
}

/// Choices by control, and the leaves of taxonomies.
void readResult(const QJsonValue &result, Choices &choices)
{
    QStringList values;
    const QJsonValue value = result[u"value"_s];
    for (const QJsonValue &choice : value[u"choices"_s].toArray())
        values << choice.toString();
    for (const QJsonValue &path : value[u"taxonomy"_s].toArray())
        values << leafOf(path);
    for (const QString &text : std::as_const(values)) {
        if (!text.isEmpty())
            choices[result[u"from_name"_s].toString()].insert(text.trimmed());
    }
}

Choices choicesIn(const QJsonObject &task)
{
    Choices choices;
    for (const QString &name : {u"annotations"_s, u"completions"_s}) { // so called before 1.0
        for (const QJsonValue &annotation : task[name].toArray()) {
            if (annotation[u"was_cancelled"_s].toBool())
                continue;
            for (const QJsonValue &result : annotation[u"result"_s].toArray())
                readResult(result, choices);
        }
    }
    return choices;
}

/// An image's place: a text, or {"url": text}.
QString placeIn(const QJsonValue &value)
{
    return value.isObject() ? value[u"url"_s].toString() : value.toString();
}

/// The key of the first text under these names, else of any that looks like an image's place.
QString imageKey(const QJsonObject &data)
{
    for (const QString &name : {u"image"_s, u"img"_s, u"photo"_s, u"picture"_s}) {
        if (!placeIn(data[name]).isEmpty())
            return name;
    }
    for (auto it = data.begin(); it != data.end(); ++it) {
        const QString text = placeIn(it.value());
        if (text.contains(u'.') && (text.contains(u'/') || withoutImageExtension(text) != text))
            return it.key();
    }
    return {};
}

/// JSON-MIN has the controls' names as keys beside those of the task's data.
Choices choicesInMin(const QJsonObject &task)
{
    static const QSet<QString> others{u"id"_s,         u"annotator"_s,  u"annotation_id"_s, u"created_at"_s,
                                      u"updated_at"_s, u"lead_time"_s,  u"split"_s,         u"inner_id"_s,
                                      u"project"_s,    u"file_upload"_s};
    const QString image = imageKey(task);
    Choices choices;
    for (auto it = task.begin(); it != task.end(); ++it) {
        if (it.key() == image || others.contains(it.key()))
            continue;
        QJsonArray values = it.value().isArray() ? it.value().toArray() : it.value()[u"choices"_s].toArray();
        if (it.value().isString())
            values = {it.value()};
        for (const QJsonValue &value : std::as_const(values)) {
            const QString text = value.isArray() ? leafOf(value) : value.toString();
            if (!text.isEmpty())
                choices[it.key()].insert(text.trimmed());
        }
    }
    for (const QString &name : {u"choice"_s, u"choices"_s, u"label"_s, u"class"_s}) { // Label Studio's own
        if (choices.contains(name))
            return {{name, choices.at(name)}};
    }
    return choices;
}

struct Place
{
    QString path;
    QString refusal;
};

/// A path, a file address, Label Studio's own address of a local file, or an upload, also on a server.
Place placeOf(const QString &written, const ListedFiles &disk)
{
    QString path = written;
    const bool remote = written.startsWith(u"http://", Qt::CaseInsensitive)
        || written.startsWith(u"https://", Qt::CaseInsensitive) || written.startsWith(u"s3://")
        || written.startsWith(u"gs://");
    const qsizetype upload = written.indexOf(uploads);
    if (remote && upload < 0)
        return {written, Text::tr("It is an address on the network, not a file; download it first.")};
    if (upload >= 0)
        path = written.sliced(upload);
    if (written.startsWith(localFiles))
        path = QUrlQuery(QUrl(written)).queryItemValue(u"d"_s, QUrl::FullyDecoded);
    const LocatedFile located = disk.find(path);
    return {located.path, located.problem()};
}

class Reader
{
public:
    Reader(const QString &folder, QString control)
        : m_disk(folder)
        , m_control(std::move(control))
    {
    }

    Result<FoundList> run(const QJsonArray &tasks, const QString &file)
    {
        std::vector<Choices> all;
        for (const QJsonValue &task : tasks) {
            const bool whole = task[u"data"_s].isObject();
            all.push_back(whole ? choicesIn(task.toObject()) : choicesInMin(task.toObject()));
            for (const auto &[control, values] : all.back()) {
                m_controls.insert(control);
                if (all.back().size() > 1)
                    m_unclear.insert(control); // beside another one: is it the class or the quality?
            }
        }
        if (!m_control.isEmpty() && !m_controls.contains(m_control)) {
            return Error{ErrorCode::InvalidInput,
                         Text::tr("No task has a choice in a control “%1”; the controls are %2.")
                             .arg(m_control, QStringList(m_controls.values()).join(u", "_s))};
        }
        FoundList list;
        for (qsizetype i = 0; i < tasks.size(); ++i) {
            FoundFile found = fileOf(tasks[i].toObject(), all[std::size_t(i)]);
            if (found.path.isEmpty())
                found.path = Text::tr("%1, task %2").arg(file).arg(i + 1);
            list.files.push_back(std::move(found));
        }
        return list;
    }

private:
    FoundFile fileOf(const QJsonObject &task, const Choices &choices) const
    {
        const QJsonObject data = task[u"data"_s].isObject() ? task[u"data"_s].toObject() : task;
        const QString written = placeIn(data[imageKey(data)]);
        if (written.isEmpty())
            return {{}, {}, Split::None, Text::tr("The task names no image.")};
        const Place place = placeOf(written, m_disk);
        FoundFile found{place.path, {}, Split::None, place.refusal};
        found.split = splitFromWord(data[u"split"_s].toString()).value_or(Split::None);
        const QString problem = choose(choices, found.className);
        if (found.refusal.isEmpty())
            found.refusal = problem;
        return found;
    }

    /// Sets the class; a sentence where it is left open.
    QString choose(const Choices &choices, QString &className) const
    {
        auto chosen = choices.find(m_control);
        if (m_control.isEmpty()) {
            chosen = choices.begin();
            const bool unclear = chosen != choices.end() && m_unclear.contains(chosen->first);
            if (choices.size() > 1 || unclear) {
                return Text::
                    tr("Several controls hold choices (%1): select the one for the class (--label-column).")
                        .arg(QStringList(m_unclear.values()).join(u", "_s));
            }
        }
        if (chosen == choices.end())
            return {};
        QStringList values = chosen->second.values();
        values.sort();
        if (values.size() > 1) {
            return Text::tr(
                       "It has several choices, or its annotators disagree (%1), but an image can have only "
                       "one class.")
                .arg(values.join(u", "_s));
        }
        className = values.value(0);
        return {};
    }

    const ListedFiles m_disk;
    const QString m_control;
    QSet<QString> m_controls;
    QSet<QString> m_unclear;
};

QJsonObject taskOf(const ListedImage &image, int id)
{
    QUrlQuery query;
    query.addQueryItem(u"d"_s, QString::fromLatin1(QUrl::toPercentEncoding(image.path, "/")));
    QJsonObject data{{u"image"_s, localFiles.toString() + u'?' + query.toString(QUrl::FullyEncoded)}};
    if (image.split != Split::None)
        data.insert(u"split"_s, splitWord(image.split));
    QJsonObject task{{u"id"_s, id}, {u"data"_s, data}};
    if (image.className.isEmpty())
        return task;
    const QJsonObject result{{u"from_name"_s, u"choice"_s},
                             {u"to_name"_s, u"image"_s},
                             {u"type"_s, u"choices"_s},
                             {u"value"_s, QJsonObject{{u"choices"_s, QJsonArray{image.className}}}}};
    task.insert(u"annotations"_s, QJsonArray{QJsonObject{{u"result"_s, QJsonArray{result}}}});
    return task;
}

} // namespace

Result<FoundList> readLabelStudio(const QString &file, const ImportOptions &options)
{
    if (file.endsWith(u".csv", Qt::CaseInsensitive) || file.endsWith(u".tsv", Qt::CaseInsensitive))
        return readCsvList(file, options);
    const auto json = readJson(file);
    if (!json)
        return json.error();
    if (!json->isArray())
        return Error{
            ErrorCode::Corrupt,
            Text::tr("“%1” is not a list of tasks; export as JSON or JSON-MIN in Label Studio.").arg(file)};
    return Reader(QFileInfo(file).absolutePath(), options.labelColumn).run(json->toArray(), file);
}

Result<QStringList> labelStudioControls(const QString &file)
{
    const auto json = readJson(file);
    if (!json)
        return json.error();
    QSet<QString> controls;
    for (const QJsonValue &task : json->toArray()) {
        const bool whole = task[u"data"_s].isObject();
        for (const auto &[control, values] :
             whole ? choicesIn(task.toObject()) : choicesInMin(task.toObject()))
            controls.insert(control);
    }
    QStringList sorted = controls.values();
    sorted.sort();
    return sorted;
}

QByteArray labelStudioTasks(const std::vector<ListedImage> &images)
{
    QJsonArray tasks;
    for (const ListedImage &image : images)
        tasks << taskOf(image, int(tasks.size()) + 1);
    return QJsonDocument(tasks).toJson();
}

QByteArray labelStudioConfig(const QStringList &classes)
{
    QString xml = u"<View>\n  <Image name=\"image\" value=\"$image\"/>\n"
                  "  <Choices name=\"choice\" toName=\"image\" choice=\"single\">\n"_s;
    for (const QString &name : classes)
        xml += u"    <Choice value=\"%1\"/>\n"_s.arg(name.toHtmlEscaped());
    return (xml + u"  </Choices>\n</View>\n"_s).toUtf8();
}

} // namespace cairn
