// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/importreport.h"
#include "core/dataset/interchange.h"
#include "core/dataset/relocation.h"
#include "core/project/library.h"

#include <QImage>

namespace cairn {

class BackgroundJobs;

/// What happens to the project's data set as a whole: images come in, are found again, are measured, are
/// divided, go out to other programs. GUI thread; the work is done in the pool. Holds no data but the account
/// of the last import: what changed on disk is read into the library anew.
class DataSession : public QObject
{
    Q_OBJECT
public:
    DataSession(std::shared_ptr<const Project> project, Library &library, BackgroundJobs &jobs,
                QObject *parent = nullptr);

    /// Adds folders and archives (class = folder name) and files (unlabeled) in the background.
    void importPaths(const QStringList &paths);
    void importImage(const QImage &image); ///< a copy of it, unlabeled
    /// Adds what a data set of another program lists.
    void importData(const DataSource &source, const ImportOptions &options);
    bool importing() const { return m_importing; }
    const std::optional<ImportReport> &lastImport() const { return m_lastImport; }

    /// Images that lay in `from` are in `to` now (see relocateImages()), in the background; relocated() or
    /// relocationFailed() tells how it went.
    void relocate(const QString &from, const QString &to);

    /// Writes the data set for other programs, in the background, behind every edit made so far;
    /// exported() or failed() tells how it went.
    void exportData(const QString &folder, const DataExport &what);

    /// Divides the labeled images into training and validation, in the background: near duplicates are
    /// looked for first and stay on one side.
    void split(double validShare, quint64 seed); ///< then splitEnded()

    /// Reads the images from disk, where something else than an edit changed them, behind every edit made so
    /// far.
    void reload();

Q_SIGNALS:
    void importChanged(); ///< started or finished
    void imported(); ///< finished, and the library is being read anew
    void filesFound(); ///< images may be where they were not
    void splitEnded(bool done); ///< false: canceled, or it could not be
    void relocated(const cairn::Relocation &relocation);
    void relocationFailed(const cairn::Error &error);
    void exported(const QString &folder, const cairn::DataExportReport &report);
    void failed(const cairn::Error &error);

private:
    using Import
        = std::function<Result<ImportReport>(Database &, const ProgressCallback &, const CancelToken &)>;
    void runImport(Import work);
    void measureHashes();

    std::shared_ptr<const Project> m_project;
    Library &m_library;
    BackgroundJobs &m_jobs;
    std::optional<ImportReport> m_lastImport;
    bool m_importing = false;
    bool m_measuring = false;
    quint64 m_edits = 0; ///< changes made in memory; tells reload() whether what it read is still the truth
};

} // namespace cairn
