#pragma once

#include "core/learn/engine.h"

#include <QDir>
#include <QHash>

namespace cairn {

/// Puts classified files into a folder a class, as predict --sort-into does. Nothing is ever written over: of
/// two files with one name the second becomes "name (2).jpg".
class PredictionSorter
{
public:
    enum class Mode { Copy, Move };

    /// Error WriteFailed: the folder cannot be made.
    static Result<PredictionSorter> create(const QString &folder, Mode mode);

    /// Returns where the file is now. Errors, as a reason for a row: WriteFailed, ReadFailed.
    Result<QString> put(const QString &file, const QString &label);

    /// A class's name as the name of one folder: without what a path would take for something else.
    static QString folderName(const QString &label);

private:
    PredictionSorter(QDir folder, Mode mode)
        : m_folder(std::move(folder))
        , m_mode(mode)
    {
    }
    QDir m_folder;
    Mode m_mode;
    QHash<QString, int> m_names; ///< how often a name was used, by its path
};

} // namespace cairn
