// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"
#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/imagerepository.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QTemporaryDir>

namespace cairn::test {

/// A project in a folder of its own that goes with it.
struct ProjectFixture
{
    explicit ProjectFixture(const QStringList &classes
                            = {QStringLiteral("Arena"), QStringLiteral("Clock tower")})
        : project(*Project::create(folder.filePath(QStringLiteral("test.cairn")), classes))
    {
    }
    QTemporaryDir folder;
    std::unique_ptr<Project> project;

    QString path() const { return folder.filePath(QStringLiteral("test.cairn")); }
};

inline NewImage newImage(int number, qint64 classId = 0, Split split = Split::None)
{
    NewImage image;
    image.path = QStringLiteral("/images/%1.jpg").arg(number);
    image.sha256 = QCryptographicHash::hash(QByteArray::number(number), QCryptographicHash::Sha256);
    image.bytes = 1000 + number;
    image.width = 640;
    image.height = 480;
    image.format = QStringLiteral("jpeg");
    image.classId = classId;
    image.split = split;
    return image;
}

inline std::vector<NewImage> newImages(int count)
{
    std::vector<NewImage> images;
    for (int i = 0; i < count; ++i)
        images.push_back(newImage(i));
    return images;
}

/// Every file below a folder with its content: two are equal if nothing was touched.
inline QMap<QString, QByteArray> contentsOf(const QString &folder)
{
    QMap<QString, QByteArray> contents;
    for (QDirIterator it(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); it.hasNext();) {
        QFile file(it.next());
        if (file.open(QIODevice::ReadOnly))
            contents.insert(file.fileName(), file.readAll());
    }
    return contents;
}

} // namespace cairn::test
