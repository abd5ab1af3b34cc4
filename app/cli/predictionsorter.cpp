#include "app/cli/predictionsorter.h"

#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace cairn {

Result<PredictionSorter> PredictionSorter::create(const QString &folder, Mode mode)
{
    if (!QDir().mkpath(folder)) // by name: the user's choice
        return Error{ErrorCode::WriteFailed, u"The folder %1 cannot be made."_s.arg(folder)};
    return PredictionSorter(QDir(folder), mode);
}

QString PredictionSorter::folderName(const QString &label)
{
    QString name;
    for (const QChar character : label)
        name += character == u'/' || character == u'\\' || character == u':' || character.unicode() < 0x20
            ? QChar(u'_')
            : character;
    name = name.trimmed();
    if (name.isEmpty() || name.startsWith(u'.')) // hidden, or the folder above
        name.prepend(u'_');
    return name;
}

Result<QString> PredictionSorter::put(const QString &file, const QString &label)
{
    const QString into = folderName(label);
    if (!m_folder.mkpath(into)) // by name: in the user's folder
        return Error{ErrorCode::WriteFailed, u"The folder %1 cannot be made."_s.arg(m_folder.filePath(into))};
    const QFileInfo info(file);
    const QString wanted = m_folder.filePath(into + u'/' + info.fileName());
    QString path = wanted;
    int &number = m_names[wanted];
    while (QFileInfo::exists(path) || QFileInfo(path).isSymLink() || number == 0) {
        if (++number == 1)
            continue;
        const QString suffix = info.suffix().isEmpty() ? QString() : u'.' + info.suffix();
        path = m_folder.filePath(
            u"%1/%2 (%3)%4"_s.arg(into, info.completeBaseName(), QString::number(number), suffix));
    }
    // QFile::copy and rename refuse to write over a file, also one that appeared in this moment.
    QFile source(file); // by name: the user's own image, read as such before
    const bool done = m_mode == Mode::Move ? source.rename(path) : source.copy(path);
    if (!done)
        return Error{ErrorCode::WriteFailed,
                     u"It could not be put to %1: %2."_s.arg(path, source.errorString())};
    return path;
}

} // namespace cairn
