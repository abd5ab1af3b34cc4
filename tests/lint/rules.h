// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace cairn::lint {

/// A text file of the tree.
struct SourceFile
{
    QString path; ///< from the root, "core/learn/arch.h"
    QString text;
};

// Each rule gives one complaint a fault: "core/learn/x.h:3: says <torch/torch.h>, which is for core/engine".

/// Who may include what: the table in ARCHITECTURE.md.
QStringList forbiddenIncludes(const SourceFile &file);
/// Qt's lower-case macros (they break torch's headers), and processEvents().
QStringList forbiddenWords(const SourceFile &file);
/// Waiting by the clock in a test instead of for what it waits for.
QStringList sleepingTests(const SourceFile &file);
/// Writing to a file by its name, which a link in a stranger's project can lead anywhere: see
/// core/base/folder.h.
QStringList openingByName(const SourceFile &file);
/// Text that Qt may take for HTML: labels, tips and messages that are not made by ui/widgets/layout.h and
/// plaintext.h.
QStringList guessedHtml(const SourceFile &file);
/// Words that mark unfinished work.
QStringList unfinishedWork(const SourceFile &file);
/// Folders of the machine somebody worked on.
QStringList machinePaths(const SourceFile &file);
/// Sources that got too long, headers without a guard.
QStringList shape(const SourceFile &file);
/// Sources without the line that says their license.
QStringList license(const SourceFile &file);
/// Names and words that were given up for plainer ones, which the complaint names (obsoletewords.cpp).
QStringList obsoleteWords(const SourceFile &file);
/// Two headers that define a type of one name in one namespace: the linker takes either's functions for both.
QStringList typesDefinedTwice(const QList<SourceFile> &files);
/// A test program that nobody builds. `lists` is the CMakeLists.txt beside it.
QStringList unregisteredTest(const SourceFile &test, const QString &lists);
/// A library among NEEDED (what `readelf -d` prints) that only cairn_engine may need.
QStringList torchNeeded(const QString &binary, const QString &readelf);

/// The version as the three files write it; empty where it is not found.
QString cmakeVersion(const QString &text);
QString metainfoVersion(const QString &text);
QString changelogVersion(const QString &text);

} // namespace cairn::lint
