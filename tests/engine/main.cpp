// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/enginetest.h"

#include "core/engine/runtime/torchruntime.h"
#include "tests/engine/trainchild.h"

#include <QCoreApplication>
#include <QTest>

namespace cairn {

std::map<QString, EngineTestMaker> &engineTests()
{
    static std::map<QString, EngineTestMaker> tests;
    return tests;
}

} // namespace cairn

/// test_engine NAME [Qt Test's options]: runs one class. test_engine train-child …: see trainchild.h.
int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = application.arguments();
    if (arguments.value(1) == QStringLiteral("train-child")) {
        cairn::configureTorch(1);
        return cairn::trainChild(arguments.mid(2));
    }
    const auto found = cairn::engineTests().find(arguments.value(1));
    if (found == cairn::engineTests().end()) {
        qWarning("Say which of these to run:");
        for (const auto &[name, maker] : cairn::engineTests())
            qWarning("  %s", qPrintable(name));
        return 2;
    }
    // One thread: with small images, waiting for each other takes longer than computing, above all on a
    // busy machine.
    cairn::configureTorch(1);
    const std::unique_ptr<QObject> test = found->second();
    return QTest::qExec(test.get(), arguments.mid(0, 1) + arguments.mid(2));
}
