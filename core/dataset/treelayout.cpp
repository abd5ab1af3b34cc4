// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/foldertree.h"

#include <QMap>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int mostWrappers = 8;

std::optional<Split> splitOfFolder(const QString &name)
{
    const QString lower = name.toLower();
    if (lower == u"train" || lower == u"training")
        return Split::Train;
    if (lower == u"valid" || lower == u"val" || lower == u"validation")
        return Split::Valid;
    if (lower == u"test" || lower == u"testing")
        return Split::Test;
    if (lower == u"unassigned") // our export's
        return Split::None;
    return {};
}

/// "train" may be a class, too (a railway train): it is a split only beside a counterpart.
bool areSplits(const QSet<QString> &names)
{
    bool train = false;
    bool counterpart = false;
    for (const QString &name : names) {
        const auto split = splitOfFolder(name);
        train = train || split == Split::Train;
        counterpart = counterpart || (split && split != Split::Train);
    }
    return train && counterpart;
}

/// Names of folders that hold images and mean nothing.
bool meansNothing(const QString &name)
{
    static const QSet<QString> names{u"images"_s, u"image"_s, u"imgs"_s, u"img"_s,        u"pictures"_s,
                                     u"photos"_s, u"jpegs"_s, u"data"_s, u"jpegimages"_s, u"dcim"_s};
    // The folders that cameras make: 100CANON, 101_PANA (Design rule for Camera File system, JEITA CP-3461).
    static const QRegularExpression camera(u"^[1-9][0-9]{2}[A-Z0-9_]{5}$"_s);
    return names.contains(name.toLower()) || camera.match(name).hasMatch();
}

bool looksLikeAnImage(const FoundFile &file)
{
    static const QSet<QString> endings{u"jpg"_s,  u"jpeg"_s, u"jpe"_s,  u"jfif"_s, u"png"_s,  u"webp"_s,
                                       u"bmp"_s,  u"tif"_s,  u"tiff"_s, u"gif"_s,  u"avif"_s, u"heic"_s,
                                       u"heif"_s, u"jxl"_s,  u"ppm"_s,  u"pgm"_s,  u"pbm"_s,  u"pnm"_s};
    const qsizetype dot = file.path.lastIndexOf(u'.');
    return dot > file.path.lastIndexOf(u'/') && endings.contains(file.path.sliced(dot + 1).toLower());
}

/// Folders of all files that look like images, or of all where none does.
std::vector<QStringList> imageFolders(const std::vector<FoundFile> &files)
{
    std::vector<QStringList> folders;
    for (const FoundFile &file : files) {
        if (looksLikeAnImage(file))
            folders.push_back(file.folders);
    }
    if (folders.empty()) {
        for (const FoundFile &file : files)
            folders.push_back(file.folders);
    }
    return folders;
}

void dropFirst(std::vector<QStringList> &folders)
{
    for (QStringList &parts : folders)
        parts.removeFirst();
}

/// The name that is first in all of them and is no class: what lies below it is.
std::optional<QString> folderAroundAll(const std::vector<QStringList> &folders)
{
    if (folders.empty() || folders.front().isEmpty())
        return {};
    const QString first = folders.front().front();
    const bool around = std::ranges::all_of(
        folders, [&](const QStringList &parts) { return parts.size() > 1 && parts.front() == first; });
    if (!around)
        return {};
    const bool nothingBelow = std::ranges::all_of(folders, [](const QStringList &parts) { // cat/images/1.jpg
        return std::ranges::all_of(parts.sliced(1), meansNothing);
    });
    return nothingBelow ? std::nullopt : std::optional(first);
}

QSet<QString> namesAt(const std::vector<QStringList> &folders, qsizetype level)
{
    QSet<QString> names;
    for (const QStringList &parts : folders) {
        if (parts.size() > level)
            names.insert(parts[level]);
    }
    return names;
}

/// val/images beside train/cat, train/dog: the names of such splits.
QStringList splitsWithoutClasses(const std::vector<QStringList> &folders)
{
    QMap<QString, QSet<QString>> classes; // by split folder
    for (const QStringList &parts : folders)
        classes[parts.value(0)] += parts.value(1);
    QSet<QString> trained; // train/images/cat beside val/images/cat: these are looked through
    for (const auto &[split, names] : classes.asKeyValueRange()) {
        if (splitOfFolder(split) == Split::Train)
            trained += names;
    }
    QStringList without;
    for (const auto &[split, names] : classes.asKeyValueRange()) {
        if (splitOfFolder(split) != Split::Train && names.size() == 1 && meansNothing(*names.begin())
            && !trained.contains(*names.begin()))
            without << split;
    }
    return without.size() == classes.size() ? QStringList() : without;
}

/// What is left of the folders above a file when split and everything that is looked through is taken away.
struct Place
{
    Split split = Split::None;
    QStringList classes;
};

Place placeOf(QStringList parts, const TreeLayout &layout)
{
    for (const QString &name : layout.wrapper) {
        if (parts.value(0) != name)
            return {}; // beside what is looked through
        parts.removeFirst();
    }
    Place place;
    const auto above = layout.splitAbove ? splitOfFolder(parts.value(0)) : std::nullopt;
    if (above) {
        place.split = *above;
        if (layout.unlabeledSplits.contains(parts.takeFirst()))
            return place;
        for (const QString &name : layout.inner) {
            if (parts.value(0) == name)
                parts.removeFirst();
        }
    }
    if (const auto below = layout.splitBelow ? splitOfFolder(parts.value(1)) : std::nullopt) {
        place.split = *below;
        parts.removeAt(1);
    }
    place.classes = parts;
    return place;
}

void findSplits(TreeLayout &layout, std::vector<QStringList> folders)
{
    layout.splitAbove = areSplits(namesAt(folders, 0));
    const bool allDeep
        = std::ranges::all_of(folders, [](const QStringList &parts) { return parts.size() > 1; });
    const QSet<QString> second = namesAt(folders, 1);
    layout.splitBelow = !layout.splitAbove && allDeep && areSplits(second)
        && std::ranges::all_of(second, [](const QString &name) { return splitOfFolder(name).has_value(); });
    if (!layout.splitAbove)
        return;
    std::erase_if(folders, [](const QStringList &parts) { return !splitOfFolder(parts.value(0)); });
    layout.unlabeledSplits = splitsWithoutClasses(folders);
    std::erase_if(folders,
                  [&](const QStringList &parts) { return layout.unlabeledSplits.contains(parts.value(0)); });
    dropFirst(folders);
    while (const auto name = folderAroundAll(folders)) {
        layout.inner << *name;
        dropFirst(folders);
    }
}

} // namespace

TreeLayout layoutOf(const std::vector<FoundFile> &files)
{
    TreeLayout layout;
    const std::vector<QStringList> all = imageFolders(files);
    layout.files = int(all.size());
    std::vector<QStringList> folders = all;
    while (layout.wrapper.size() < mostWrappers) {
        const auto name = folderAroundAll(folders);
        if (!name)
            break;
        layout.wrapper << *name;
        dropFirst(folders);
    }
    if (folders.empty())
        return layout;
    findSplits(layout, folders);
    std::vector<QSet<QString>> names;
    for (const QStringList &parts : all) {
        const QStringList classes = placeOf(parts, layout).classes;
        names.resize(std::max(names.size(), std::size_t(classes.size())));
        for (qsizetype i = 0; i < classes.size(); ++i)
            names[std::size_t(i)].insert(classes[i]);
    }
    for (const QSet<QString> &level : names) {
        QStringList sorted = level.values();
        sorted.sort();
        layout.levels.push_back(sorted);
    }
    return layout;
}

int assignClasses(std::vector<FoundFile> &files, const TreeLayout &layout, int level)
{
    int shallow = 0;
    const qsizetype wanted = level == automaticClassLevel ? 1 : level;
    for (FoundFile &file : files) {
        const Place place = placeOf(file.folders, layout);
        file.split = place.split;
        file.className = wanted == nearestClassLevel ? place.classes.value(place.classes.size() - 1)
                                                     : place.classes.value(wanted - 1);
        shallow += file.className.isEmpty() && looksLikeAnImage(file) ? 1 : 0;
    }
    return shallow;
}

QStringList describeTree(const std::vector<FoundFile> &files, qsizetype most)
{
    QMap<QString, int> counts;
    for (const QStringList &parts : imageFolders(files))
        ++counts[parts.join(u'/')];
    QStringList lines;
    for (const auto &[folder, count] : counts.asKeyValueRange()) {
        if (lines.size() == most) {
            lines << u"…"_s;
            break;
        }
        lines << u"%1\t%2"_s.arg(folder.isEmpty() ? u"."_s : folder).arg(count);
    }
    return lines;
}

} // namespace cairn
