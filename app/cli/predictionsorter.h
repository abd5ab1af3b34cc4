// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"

#include <QDir>
#include <QHash>

namespace cairn {

/// Puts classified files into a folder a label, as predict --sort-into does. Nothing is ever written over: of
/// two files with one name the second becomes "name (2).jpg". Labels whose folders would have one name ("a/b"
/// and "a_b", "Oak" and "oak") get two.
class PredictionSorter
{
public:
    enum class Mode { Copy, Move };

    /// Error WriteFailed: the folder cannot be made.
    static Result<PredictionSorter> create(const QString &folder, const QStringList &labels, Mode mode);

    /// `label`: index. Returns where the file is now. Error, as a reason for a row: WriteFailed.
    Result<QString> put(const QString &file, qsizetype label);

    /// A class's name as the name of one folder: without what a path would take for something else.
    static QString folderName(const QString &label);

private:
    PredictionSorter(const QDir &folder, const QStringList &labels, Mode mode);

    QDir m_folder;
    QStringList m_names; ///< a label's folder
    Mode m_mode;
    QHash<QString, int> m_numbers; ///< the last one given to a file whose name was taken, by its path
};

} // namespace cairn
