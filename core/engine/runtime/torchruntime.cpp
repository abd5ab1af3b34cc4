// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/runtime/torchruntime.h"
#include "core/base/text.h"

#include "core/base/cores.h"
#include "core/base/logging.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <opencv2/core/utility.hpp>
#include <QFile>

#include <mutex>

namespace cairn {

namespace {

class LogWarnings : public torchcompat::WarningReceiver
{
public:
    void receive(const std::string &text) override
    {
        qCDebug(lcEngine).noquote() << "LibTorch warns:" << QString::fromStdString(text);
    }
};

// OpenBLAS's own threads know nothing of LibTorch's, which call it from several places at once (see
// winograd/float32.cpp) and would wait for each other there.
void keepBlasInItsThread()
{
    constexpr int ownThreads = 1; // what openblas_get_parallel() says where it does not use OpenMP
    const auto parallel = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "openblas_get_parallel"));
    const auto setThreads = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
    if (parallel && setThreads && parallel() == ownThreads)
        setThreads(1);
}

// The BLAS behind Debian's torch is whichever provides libblas.so.3.
QString blasName()
{
    if (at::hasMKL())
        return QStringLiteral("MKL");
    const bool openBlas = dlsym(RTLD_DEFAULT, "openblas_get_config") != nullptr;
    return openBlas ? QStringLiteral("OpenBLAS") : Text::tr("another BLAS");
}

} // namespace

bool processorHas(const QByteArray &feature)
{
    QFile file(QStringLiteral("/proc/cpuinfo")); // by name: the system's
    if (!file.open(QIODevice::ReadOnly))
        return false;
    while (true) {
        const QByteArray line = file.readLine(1 << 16);
        if (line.isEmpty())
            return false;
        if (line.startsWith("flags"))
            return line.simplified().split(' ').contains(feature);
    }
}

int computeThreads(int wanted)
{
    return wanted > 0 ? wanted : availableCores();
}

void configureTorch(int threads)
{
    static LogWarnings warnings;
    torchcompat::setWarningReceiver(&warnings);
    static std::once_flag once;
    std::call_once(once, [] {
        keepBlasInItsThread();
        // Images are decoded by several threads of ours; a second pool inside OpenCV would fight them for
        // the cores.
        cv::setNumThreads(1);
        at::set_num_interop_threads(1);
    });
    at::set_num_threads(computeThreads(threads));
}

void releaseUnusedMemory()
{
    // Of tcmalloc, which the programs are linked to; a program that is not has nothing to give back.
    const auto release
        = reinterpret_cast<void (*)()>(dlsym(RTLD_DEFAULT, "MallocExtension_ReleaseFreeMemory"));
    if (release)
        release();
}

Precision resolvePrecision(Precision precision, const c10::Device &device)
{
    if (precision != Precision::Auto)
        return precision;
    if (device.is_cuda())
        return Precision::Float16;
    static const bool fast = processorHas("avx512_bf16") || processorHas("amx_bf16");
    return fast ? Precision::BFloat16 : Precision::Float32;
}

torch::ScalarType inferenceType(Precision precision)
{
    switch (precision) {
    case Precision::BFloat16:
        return torch::kBFloat16;
    case Precision::Float16:
        return torch::kHalf;
    case Precision::Auto:
    case Precision::Float32:
        break;
    }
    return torch::kFloat;
}

QString torchDescription()
{
    return Text::tr("LibTorch %1, %2, %3 thread(s), %4", nullptr, at::get_num_threads())
        .arg(QLatin1String(TORCH_VERSION), blasName())
        .arg(at::get_num_threads())
        .arg(precisionName(resolvePrecision(Precision::Auto)));
}

AutocastGuard::AutocastGuard(Precision precision, const c10::Device &device)
    : m_active(precision == Precision::BFloat16 || precision == Precision::Float16)
    , m_device(device.type())
    , m_before(torchcompat::autocast(device.type()))
{
    if (!m_active)
        return;
    torchcompat::setAutocast(m_device, {true, precision == Precision::BFloat16 ? at::kBFloat16 : at::kHalf});
    at::autocast::increment_nesting();
}

AutocastGuard::~AutocastGuard()
{
    if (!m_active)
        return;
    // Copies of weights in 16 bits are kept until the outermost guard ends; the optimizer is about to change
    // the weights.
    if (at::autocast::decrement_nesting() == 0)
        at::autocast::clear_cache();
    torchcompat::setAutocast(m_device, m_before);
}

} // namespace cairn
