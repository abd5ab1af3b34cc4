// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/database.h"

namespace cairn {

enum class MigrationOutcome {
    Current,
    Created,
    Upgraded,
};

/// Brings a database to the newest schema by the numbered files :/schema/0001_initial.sql, … (statements
/// separated by lines "-- ;;"), each in a transaction that also sets PRAGMA user_version. Before the first
/// step of an upgrade a copy is made beside the file (project.sqlite.v<N>.bak, VACUUM INTO); the newest two
/// are kept. A newer database opens as Current if its meta.min_app_schema allows it. Errors: TooNew (nothing
/// is changed), Corrupt, WriteFailed.
Result<MigrationOutcome> migrate(Database &database, const QString &file,
                                 const QString &steps = QStringLiteral(":/schema"));

/// The statements of all steps up to a version, in order. Error Internal: one is missing.
Result<QStringList> schemaStatements(int version, const QString &steps = QStringLiteral(":/schema"));

/// The newest version this program knows.
int newestSchemaVersion(const QString &steps = QStringLiteral(":/schema"));

} // namespace cairn
