// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/foldertree.h"
#include "core/base/text.h"

#include <QFile>
#include <QStringConverter>

#include <algorithm>
#include <deque>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <set>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qsizetype deepest = 64; // no sane tree; ends a walk through a broken file system
constexpr std::size_t mostFiles = 5'000'000;

struct CloseDirectory
{
    void operator()(DIR *directory) const { closedir(directory); }
};

using Identity = std::pair<dev_t, ino_t>;

/// A folder still to be looked through.
struct FolderAhead
{
    QByteArray native; ///< its path as the system knows it
    QString shown; ///< the same for people
    QStringList parts; ///< below the tree's top
    bool utf8 = true; ///< whether the whole path is
};

bool isSystemFolder(const QByteArray &name)
{
    return name == "__MACOSX" || name == "@eaDir";
}

class Walk
{
public:
    Walk(const QString &except, const CancelToken &cancel)
        : m_cancel(cancel)
    {
        struct stat info = {};
        if (!except.isEmpty() && stat(QFile::encodeName(except).constData(), &info) == 0)
            m_entered.insert({info.st_dev, info.st_ino});
    }

    TreeListing run(const QString &top)
    {
        struct stat info = {};
        const QByteArray native = QFile::encodeName(top);
        // Asked for by name, a folder is looked through even where it is the exception.
        if (stat(native.constData(), &info) == 0)
            m_entered.insert({info.st_dev, info.st_ino});
        read({native, top, {}});
        // Links after everything that is really there: a folder's own place decides on its class.
        while (!m_links.empty() && !m_cancel.cancelled()) {
            const FolderAhead link = std::move(m_links.front());
            m_links.pop_front();
            if (!enter(link)) {
                refuse(link, Text::tr("It is a link to a folder that is already part of this import."));
            }
        }
        std::ranges::sort(m_listing.files, {}, &FoundFile::path);
        return std::move(m_listing);
    }

private:
    /// False where it was entered before.
    bool enter(const FolderAhead &folder)
    {
        struct stat info = {};
        if (stat(folder.native.constData(), &info) != 0) {
            refuse(folder, Text::tr("The folder cannot be read."));
            return true;
        }
        if (!m_entered.insert({info.st_dev, info.st_ino}).second)
            return false;
        read(folder);
        return true;
    }

    void read(const FolderAhead &folder)
    {
        const std::unique_ptr<DIR, CloseDirectory> directory(opendir(folder.native.constData()));
        if (!directory || folder.parts.size() > deepest) {
            refuse(folder,
                   directory ? Text::tr("It is nested too deeply in folders.")
                             : Text::tr("The folder cannot be read."));
            return;
        }
        std::vector<FolderAhead> below;
        while (const dirent *entry = readdir(directory.get())) {
            if (m_cancel.cancelled() || m_full)
                return;
            const QByteArray name(entry->d_name);
            if (name == "." || name == "..")
                continue;
            look(folder, name, dirfd(directory.get()), below);
        }
        std::ranges::sort(below, {}, &FolderAhead::native);
        for (const FolderAhead &next : below)
            enter(next);
    }

    void look(const FolderAhead &folder, const QByteArray &name, int directory,
              std::vector<FolderAhead> &below)
    {
        const QString shown = shownName(name);
        const QString path = folder.shown + u'/' + shown;
        if (name.startsWith('.') || isSystemFolder(name)) {
            m_listing.passedOver << path;
            return;
        }
        const bool utf8 = folder.utf8 && QString::fromUtf8(name).toUtf8() == name;
        struct stat own = {};
        struct stat target = {};
        const bool there = fstatat(directory, name.constData(), &own, AT_SYMLINK_NOFOLLOW) == 0;
        const bool link = there && S_ISLNK(own.st_mode);
        const bool reached = link ? fstatat(directory, name.constData(), &target, 0) == 0 : there;
        const mode_t mode = link ? target.st_mode : own.st_mode;
        if (reached && S_ISDIR(mode)) {
            const FolderAhead next{folder.native + '/' + name, path, folder.parts + QStringList{shown}, utf8};
            link ? m_links.push_back(next) : below.push_back(next);
            return;
        }
        const QString refusal = !reached && link ? Text::tr("It is a link to a file that is not there.")
            : !reached                           ? Text::tr("It cannot be read.")
            : S_ISREG(mode)                      ? QString()
                                                 : Text::tr("It is a device or a pipe, not a file.");
        add({path, {}, Split::None, refusal, folder.parts, utf8 ? QByteArray() : folder.native + '/' + name});
    }

    void add(FoundFile file)
    {
        m_full = m_listing.files.size() >= mostFiles;
        if (m_full)
            file.refusal = Text::tr("There are more than %1 files; the rest were left out.").arg(mostFiles);
        m_listing.files.push_back(std::move(file));
    }

    void refuse(const FolderAhead &folder, const QString &reason)
    {
        QStringList above = folder.parts;
        if (!above.isEmpty())
            above.removeLast();
        add({folder.shown, {}, Split::None, reason, above});
    }

    const CancelToken &m_cancel;
    std::set<Identity> m_entered;
    std::deque<FolderAhead> m_links;
    TreeListing m_listing;
    bool m_full = false;
};

} // namespace

TreeListing listFolderTree(const QString &folder, const QString &except, const CancelToken &cancel)
{
    return Walk(except, cancel).run(folder);
}

QString shownName(const QByteArray &native)
{
    QStringDecoder whole(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = whole(native);
    if (!whole.hasError())
        return text;
    QString escaped;
    for (qsizetype i = 0; i < native.size();) {
        // The longest piece of 4 to 1 bytes that is one character.
        qsizetype length = std::min<qsizetype>(4, native.size() - i);
        for (; length > 0; --length) {
            QStringDecoder one(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
            const QString piece = one(native.sliced(i, length));
            if (one.hasError() || piece.toUcs4().size() != 1)
                continue;
            escaped += piece == u"%" ? u"%25"_s : piece;
            break;
        }
        if (length == 0)
            escaped += u'%' + QString::fromLatin1(native.sliced(i, 1).toHex().toUpper());
        i += std::max<qsizetype>(length, 1);
    }
    return escaped;
}

} // namespace cairn
