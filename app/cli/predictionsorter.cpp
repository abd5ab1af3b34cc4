// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/predictionsorter.h"

#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

bool isTaken(const QString &path)
{
    const QFileInfo place(path);
    return place.exists() || place.isSymLink();
}

} // namespace

PredictionSorter::PredictionSorter(const QDir &folder, const QStringList &labels, Mode mode)
    : m_folder(folder)
    , m_mode(mode)
{
    QSet<QString> taken;
    for (const QString &label : labels) {
        const QString wanted = folderName(label);
        QString name = wanted;
        for (int number = 2; taken.contains(name.toCaseFolded()); ++number)
            name = u"%1 (%2)"_s.arg(wanted, QString::number(number));
        taken << name.toCaseFolded();
        m_names << name;
    }
}

Result<PredictionSorter> PredictionSorter::create(const QString &folder, const QStringList &labels, Mode mode)
{
    if (!QDir().mkpath(folder)) // by name: the user's choice
        return Error{ErrorCode::WriteFailed, u"The folder %1 cannot be created."_s.arg(folder)};
    return PredictionSorter(QDir(folder), labels, mode);
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

Result<QString> PredictionSorter::put(const QString &file, qsizetype label)
{
    const QString &into = m_names[label];
    if (!m_folder.mkpath(into)) // by name: in the user's folder
        return Error{ErrorCode::WriteFailed,
                     u"The folder %1 cannot be created."_s.arg(m_folder.filePath(into))};
    const QFileInfo info(file);
    const QString wanted = m_folder.filePath(into + u'/' + info.fileName());
    QString path = wanted;
    if (isTaken(wanted)) {
        const QString suffix = info.suffix().isEmpty() ? QString() : u'.' + info.suffix();
        int &number = m_numbers[wanted];
        number = std::max(number, 1);
        do
            path = m_folder.filePath(
                u"%1/%2 (%3)%4"_s.arg(into, info.completeBaseName(), QString::number(++number), suffix));
        while (isTaken(path));
    }
    // QFile::copy and rename refuse to write over a file, also one that appeared in this moment.
    QFile source(file); // by name: the user's own image, read as such before
    const bool done = m_mode == Mode::Move ? source.rename(path) : source.copy(path);
    if (!done)
        return Error{ErrorCode::WriteFailed,
                     u"It could not be written to %1: %2."_s.arg(path, source.errorString())};
    return path;
}

} // namespace cairn
