// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/interchange/classfolder.h"

#include "core/base/csv.h"
#include "core/base/outside.h"

#include <QCryptographicHash>
#include <QSet>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qsizetype longest = 200; // bytes; file systems allow 255
constexpr qint64 largestTable = 10'000'000; // bytes

/// Names that Windows keeps for devices, and folders that mean a split to an import.
bool isReserved(const QString &name)
{
    static const QSet<QString> words{u"con"_s,        u"prn"_s,      u"aux"_s,       u"nul"_s,
                                     u"train"_s,      u"training"_s, u"valid"_s,     u"val"_s,
                                     u"validation"_s, u"test"_s,     u"unassigned"_s};
    const QString stem = name.section(u'.', 0, 0).toLower();
    const bool port
        = stem.size() == 4 && (stem.startsWith(u"com") || stem.startsWith(u"lpt")) && stem[3].isDigit();
    return port || words.contains(stem);
}

bool isSafe(char byte)
{
    static constexpr QByteArrayView unsafe("<>:\"/\\|?*%");
    return quint8(byte) >= 32 && byte != 127 && !unsafe.contains(byte);
}

QByteArray encoded(const QString &name)
{
    const QByteArray utf8 = name.toUtf8();
    QByteArray result;
    for (qsizetype i = 0; i < utf8.size(); ++i) {
        const bool first = i == 0;
        const bool last = i == utf8.size() - 1;
        const bool atEnd = (first || last) && (utf8[i] == '.' || utf8[i] == ' ');
        if (isSafe(utf8[i]) && !atEnd && !(first && quint8(utf8[i]) < 128 && isReserved(name)))
            result += utf8[i];
        else
            result += '%' + QByteArray(1, utf8[i]).toHex().toUpper();
    }
    return result;
}

} // namespace

bool isCut(const QString &className)
{
    return encoded(className).size() > longest;
}

QString classFolder(const QString &className)
{
    const QByteArray whole = encoded(className);
    if (whole.size() <= longest)
        return QString::fromUtf8(whole);
    const QByteArray sum
        = QCryptographicHash::hash(className.toUtf8(), QCryptographicHash::Sha256).toHex().first(8);
    QString start = QString::fromUtf8(whole.first(longest));
    while (start.endsWith(QChar::ReplacementCharacter)) // a character was cut in two
        start.chop(1);
    return start + u'~' + QString::fromLatin1(sum);
}

QString classOfFolder(const QString &folder)
{
    if (!folder.contains(u'%'))
        return folder;
    const QString decoded = QString::fromUtf8(QByteArray::fromPercentEncoding(folder.toUtf8()));
    return classFolder(decoded) == folder ? decoded : folder;
}

QHash<QString, QString> readNameTable(const QString &folder)
{
    const auto bytes = readOutside(folder + u'/' + nameTableFile.toString(), largestTable);
    if (!bytes)
        return {};
    const auto table = parseCsv(decodeText(*bytes));
    QHash<QString, QString> classByFolder;
    if (!table)
        return classByFolder;
    for (const QStringList &row : table->rows) {
        if (row.size() == 2 && classFolder(row[1]) == row[0])
            classByFolder.insert(row[0], row[1]);
    }
    return classByFolder;
}

QString nameTable(const QHash<QString, QString> &classByFolder)
{
    QString text = csvRow({u"folder"_s, u"class"_s});
    QStringList folders = classByFolder.keys();
    folders.sort();
    for (const QString &folder : std::as_const(folders))
        text += csvRow({folder, classByFolder.value(folder)});
    return text;
}

} // namespace cairn
