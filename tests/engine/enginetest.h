// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <QObject>
#include <QString>

namespace cairn {

using EngineTestMaker = std::function<std::unique_ptr<QObject>()>;

/// The test classes of this program by name. They share one program since each program that links LibTorch
/// takes seconds to link and half a second to start.
std::map<QString, EngineTestMaker> &engineTests();

/// Beside a class, at file scope: `const EngineTest<OptimizerTest> registered("optimizer");`
template <typename T>
struct EngineTest
{
    explicit EngineTest(const char *name)
    {
        engineTests()[QString::fromLatin1(name)] = [] { return std::make_unique<T>(); };
    }
};

} // namespace cairn
