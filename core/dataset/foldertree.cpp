#include "core/dataset/foldertree.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int deepest = 64; // no sane tree; ends a walk through a broken file system

std::optional<Split> splitOfFolder(const QString &name)
{
    const QString lower = name.toLower();
    if (lower == u"train" || lower == u"training")
        return Split::Train;
    if (lower == u"valid" || lower == u"val" || lower == u"validation")
        return Split::Valid;
    if (lower == u"test")
        return Split::None;
    return {};
}

/// "train" may be a class, too (a railway train): it is a split only beside a counterpart.
bool isSplitTree(const QString &folder)
{
    bool train = false;
    bool counterpart = false;
    for (const QString &name : QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const auto split = splitOfFolder(name);
        train = train || split == Split::Train;
        counterpart = counterpart || split == Split::Valid || split == Split::None;
    }
    return train && counterpart;
}

class Walk
{
public:
    Walk(const QString &except, const CancelToken &cancel)
        : m_except(QFileInfo(except).canonicalFilePath())
        , m_cancel(cancel)
    {
    }

    void enter(const QString &folder, const QString &className, Split split, int depth)
    {
        const QDir directory(folder);
        if (!directory.isReadable() || depth > deepest) {
            m_files.push_back({folder, {}, split, u"The folder cannot be read."_s});
            return;
        }
        // System: also what is no ordinary file, so that it is reported.
        const QFileInfoList entries = directory.entryInfoList(
            QDir::Dirs | QDir::Files | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
        for (const QFileInfo &entry : entries) {
            if (m_cancel.cancelled())
                return;
            const bool isFolder = entry.isDir();
            if (isFolder && entry.isSymLink())
                m_files.push_back({entry.filePath(),
                                   {},
                                   split,
                                   u"It is a link to a folder, and such links are not followed."_s});
            else if (isFolder && entry.canonicalFilePath() != m_except)
                enterBelow(entry, split, depth);
            else if (!isFolder)
                m_files.push_back({entry.filePath(), className, split, refusalOf(entry)});
        }
    }

    bool splitTree = false;
    std::vector<FoundFile> takeFiles() { return std::move(m_files); }

private:
    void enterBelow(const QFileInfo &entry, Split split, int depth)
    {
        const auto ownSplit = depth == 0 && splitTree ? splitOfFolder(entry.fileName()) : std::nullopt;
        enter(entry.filePath(), ownSplit ? QString() : entry.fileName(), ownSplit.value_or(split), depth + 1);
    }

    static QString refusalOf(const QFileInfo &entry)
    {
        return entry.isSymLink() && !entry.exists() ? u"It is a link to a file that is not there."_s
                                                    : QString();
    }

    QString m_except;
    const CancelToken &m_cancel;
    std::vector<FoundFile> m_files;
};

} // namespace

std::vector<FoundFile> listFolderTree(const QString &folder, const QString &except, const CancelToken &cancel)
{
    Walk walk(except, cancel);
    walk.splitTree = isSplitTree(folder);
    walk.enter(folder, {}, Split::None, 0);
    return walk.takeFiles();
}

} // namespace cairn
