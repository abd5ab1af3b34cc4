// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QList>
#include <QStringList>

namespace cairn {

/// The text of a file: UTF-8 or UTF-16 with or without a byte order mark, otherwise Latin-1.
QString decodeText(const QByteArray &bytes);

/// Fields of one row joined by commas and ended by CR LF, quoted where needed (RFC 4180).
QString csvRow(const QStringList &fields);

/// A cell that a spreadsheet shows as text: one that begins with = + - @, a tab or a line end, which it might
/// run as a formula, gets an apostrophe before it. Numbers stay. For tables that people read, never for data.
QString spreadsheetSafe(const QString &cell);

struct CsvTable
{
    QList<QStringList> rows; ///< rows of empty fields only are left out
    QList<int> lines; ///< 1-based line of the file that each row begins in
};

/// Reads RFC 4180 and its relatives: the separator is the one of comma, semicolon and tab that the first line
/// has most of, or that a first line "sep=;" names; line ends LF, CR LF or CR. Errors: Corrupt (a quote that
/// never ends), InvalidInput (more than `maximumRows` rows, 15 million cells or 100,000 columns, a cell of
/// more than a million letters).
Result<CsvTable> parseCsv(const QString &text, int maximumRows = 1'000'000);

} // namespace cairn
