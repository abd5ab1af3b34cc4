// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/dataset/interchange.h"

#include "core/dataset/health/outlying.h"
#include "core/dataset/interchange/lists.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

struct Named
{
    DataFormat format;
    const char16_t *name;
    const char *title; ///< to be translated
};

constexpr Named formats[] = {
    {DataFormat::Folders, u"folders", QT_TRANSLATE_NOOP("Text", "Folders (ImageFolder, Keras)")},
    {DataFormat::Csv, u"csv", QT_TRANSLATE_NOOP("Text", "CSV table")},
    {DataFormat::LabelStudio, u"label-studio", QT_TRANSLATE_NOOP("Text", "Label Studio JSON")},
    {DataFormat::FiftyOne, u"fiftyone", "FiftyOne"},
};

const Named &entryOf(DataFormat format)
{
    for (const Named &entry : formats) {
        if (entry.format == format)
            return entry;
    }
    return formats[0];
}

/// The list itself, where `path` is the folder it lies in: of those names, or the only one with that ending.
QString listIn(const QString &path, const QStringList &names, const QString &pattern)
{
    if (!QFileInfo(path).isDir())
        return path;
    for (const QString &name : names) {
        if (QFileInfo(path + u'/' + name).isFile())
            return path + u'/' + name;
    }
    const QStringList others = QDir(path).entryList({pattern}, QDir::Files);
    return path + u'/' + (others.size() == 1 ? others.first() : names.first());
}

/// A data set with splits is one folder each.
Result<FoundList> readFiftyOneTree(const QString &path)
{
    if (!QFileInfo(path).isDir() || QFileInfo(path + u"/labels.json"_s).isFile())
        return readFiftyOne(listIn(path, {u"labels.json"_s}, u"*.json"_s), Split::None);
    FoundList list;
    bool any = false;
    for (const QString &name : QDir(path).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        const QString labels = u"%1/%2/labels.json"_s.arg(path, name);
        const std::optional<Split> split = splitFromWord(name);
        if (!split || !QFileInfo(labels).isFile())
            continue;
        any = true;
        auto part = readFiftyOne(labels, *split);
        if (!part)
            return part;
        list.files.insert(list.files.end(), std::make_move_iterator(part->files.begin()),
                          std::make_move_iterator(part->files.end()));
    }
    if (!any)
        return Error{ErrorCode::NotFound, Text::tr("There is no labels.json in “%1”.").arg(path)};
    return list;
}

Result<FoundList> readListed(const DataSource &source, const ImportOptions &options)
{
    switch (source.format) {
    case DataFormat::Csv:
        return readCsvList(listOf(source), options);
    case DataFormat::LabelStudio:
        return readLabelStudio(listOf(source), options);
    default:
        return readFiftyOneTree(source.path);
    }
}

} // namespace

QString listOf(const DataSource &source)
{
    switch (source.format) {
    case DataFormat::Csv:
        return listIn(source.path, {u"labels.csv"_s, u"_classes.csv"_s}, u"*.csv"_s);
    case DataFormat::LabelStudio:
        return listIn(source.path, {u"tasks.json"_s}, u"*.json"_s);
    default:
        return source.path;
    }
}

QString formatName(DataFormat format)
{
    return QString::fromUtf16(entryOf(format).name);
}

QString formatTitle(DataFormat format)
{
    return Text::tr(entryOf(format).title);
}

QList<DataFormat> allDataFormats()
{
    QList<DataFormat> all;
    for (const Named &entry : formats)
        all << entry.format;
    return all;
}

Result<DataFormat> dataFormatFromName(const QString &name)
{
    QStringList names;
    for (const Named &entry : formats) {
        if (name == formatName(entry.format))
            return entry.format;
        names << formatName(entry.format);
    }
    return Error{ErrorCode::InvalidInput,
                 Text::tr("There is no format “%1”; choose from %2.").arg(name, names.join(u", "_s))};
}

Result<ImportReport> importData(Database &database, const DataSource &source, const ImportOptions &options,
                                const ProgressCallback &progress, const CancelToken &cancel)
{
    if (source.format == DataFormat::Folders && QFileInfo(source.path).isFile())
        return importArchive(database, source.path, options, progress, cancel);
    if (source.format == DataFormat::Folders)
        return importFolder(database, source.path, options, progress, cancel);
    const QString absolute = QDir::cleanPath(QFileInfo(source.path).absoluteFilePath());
    if (!QFileInfo::exists(absolute))
        return Error{ErrorCode::NotFound, Text::tr("“%1” does not exist.").arg(source.path)};
    const auto list = readListed({absolute, source.format}, options);
    if (!list)
        return list.error();
    auto report = importFound(database, list->files, options, progress, cancel);
    if (!report)
        return report;
    report->notices = list->notices + report->notices;
    const QString folder = QFileInfo(absolute).isDir() ? absolute : QFileInfo(absolute).path();
    if (const QString outlying = outlyingNotice(list->files, folder); !outlying.isEmpty())
        report->notices << outlying;
    return report;
}

} // namespace cairn
