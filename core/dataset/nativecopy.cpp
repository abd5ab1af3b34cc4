// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/nativecopy.h"
#include "core/base/text.h"

#include "core/imaging/decode.h"

#include <QDir>
#include <QFile>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// An ordinary file of sane size, open for reading; a sentence where it is none.
Result<void> openNative(const QByteArray &native, QFile &file)
{
    // by name: Qt cannot say this one; a pipe or a device is not waited for
    const int descriptor = open(native.constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat info = {};
    if (descriptor < 0 || fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)
        || !file.open(descriptor, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle)) {
        if (descriptor >= 0 && !file.isOpen())
            close(descriptor);
        return Error{ErrorCode::ReadFailed, Text::tr("The file cannot be read.")};
    }
    if (info.st_size > maxImageBytes) {
        return Error{ErrorCode::InvalidInput,
                     Text::tr("It is larger than %1 MB.").arg(maxImageBytes / 1'000'000)};
    }
    return {};
}

} // namespace

Result<void> copyNativeNames(std::vector<FoundFile> &files, const QString &folder, const CancelToken &cancel)
{
    int number = 0;
    for (FoundFile &file : files) {
        if (cancel.cancelled())
            return {};
        if (file.native.isEmpty() || !file.refusal.isEmpty())
            continue;
        QFile original; // by name: opened above
        if (const auto opened = openNative(file.native, original); !opened) {
            file.refusal = opened.error().message;
            continue;
        }
        const QByteArray bytes = original.readAll();
        const QString own = u"%1/%2"_s.arg(folder).arg(++number);
        QFile copy(own + u'/' + file.path.section(u'/', -1)); // by name: into a folder made for it
        // by name: the same
        if (!QDir().mkpath(own) || !copy.open(QIODevice::WriteOnly) || copy.write(bytes) != bytes.size()
            || !copy.flush()) {
            return Error{ErrorCode::WriteFailed,
                         Text::tr("There is not enough disk space to copy %1; free some space and try again.")
                             .arg(file.path),
                         copy.errorString()};
        }
        file.shown = file.path;
        file.path = copy.fileName();
        file.owned = true;
    }
    return {};
}

} // namespace cairn
