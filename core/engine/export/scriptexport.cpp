#include "core/engine/export/scriptexport.h"

#include "core/engine/export/scriptsource.h"
#include "core/engine/network/modelfile.h"
#include "core/engine/runtime/torchguard.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryFile>

#include <filesystem>
#include <fstream>
#include <torch/script.h>

namespace cairn {

namespace {

// A tree of modules that only hold parameters and statistics, as the network's own tree does.
torch::jit::Module parameterTree(const torch::nn::Module &source, const std::string &className,
                                 const std::shared_ptr<torch::jit::CompilationUnit> &unit)
{
    torch::jit::Module module("__torch__.cairn." + className, unit, true);
    module.register_attribute("training", torch::jit::BoolType::get(), false);
    for (const auto &parameter : source.named_parameters(false))
        module.register_parameter(parameter.key(), parameter.value().detach().contiguous(), false);
    for (const auto &buffer : source.named_buffers(false))
        module.register_buffer(buffer.key(), buffer.value().detach().contiguous());
    for (const auto &child : source.named_children())
        if (!child.value()->named_parameters().is_empty())
            module.register_module(child.key(), parameterTree(*child.value(), "Part", unit));
    return module;
}

QString fileName(const QString &path)
{
    return QFileInfo(path).fileName();
}

Error cannotWrite(const QString &path, const QString &detail)
{
    return {ErrorCode::WriteFailed,
            QStringLiteral("“%1” cannot be written.").arg(QDir::toNativeSeparators(path)), detail};
}

constexpr std::int64_t comparedAtOnce = 16;

void compare(ExportCheck &check, const torch::Tensor &expected, const torch::Tensor &actual)
{
    const torch::Tensor difference = (expected.softmax(1) - actual.softmax(1)).abs();
    const double largest = difference.max().item<double>();
    if (!(largest <= check.largestDifference)) // NaN counts as larger
        check.largestDifference = largest;
    check.changedDecisions += int(expected.argmax(1).ne(actual.argmax(1)).sum().item<std::int64_t>());
}

/// Removes a file that has not become the target.
class Leftover
{
public:
    explicit Leftover(QString path)
        : m_path(std::move(path))
    {
    }
    ~Leftover()
    {
        if (!m_path.isEmpty())
            QFile::remove(m_path); // by name: made new below
    }
    Leftover(const Leftover &) = delete;
    Leftover &operator=(const Leftover &) = delete;
    void keep() { m_path.clear(); }

private:
    QString m_path;
};

} // namespace

Result<void> writeTorchScript(const QString &path, Network &network)
{
    return guarded([&]() -> Result<void> {
        const auto unit = std::make_shared<torch::jit::CompilationUnit>();
        torch::jit::Module module = parameterTree(
            *network, archTitle(network->spec.arch).remove(QLatin1Char('-')).toStdString(), unit);
        module.define(forwardSource(network));
        // by name: made new below
        std::ofstream file(std::filesystem::path(path.toStdString()), std::ios::binary | std::ios::trunc);
        if (!file)
            return cannotWrite(path, QStringLiteral("cannot be opened"));
        module.save(file, {{specExtraFile, specBytes(network->spec).toStdString()}});
        file.close();
        if (!file)
            return cannotWrite(path, QStringLiteral("the disk may be full"));
        return {};
    });
}

Result<ExportCheck> compareTorchScript(const QString &path, Network &network, const torch::Tensor &batch)
{
    auto check = guarded([&] {
        torch::NoGradGuard noGrad;
        torch::jit::Module module = torch::jit::load(path.toStdString());
        module.eval();
        setTrainingMode(network, false);
        ExportCheck result;
        result.images = int(batch.size(0));
        // Without pictures the arithmetic is still compared, on a pattern.
        const torch::Tensor images
            = result.images > 0 ? batch : torch::linspace(-2, 2, 3 * 64 * 64).view({1, 3, 64, 64});
        for (const torch::Tensor &part : images.split(comparedAtOnce))
            compare(result, network->forward(part), module.forward({part}).toTensor());
        return result;
    });
    if (check || check.error().code == ErrorCode::OutOfMemory)
        return check;
    return Error{ErrorCode::Corrupt, QStringLiteral("“%1” cannot be loaded again.").arg(fileName(path)),
                 check.error().detail};
}

Result<ExportCheck> exportTorchScript(const QString &target, Network &network, const torch::Tensor &batch)
{
    // by name: made new beside the target, which the renaming replaces and does not follow
    QTemporaryFile unique(target + QStringLiteral(".XXXXXX"));
    unique.setAutoRemove(false);
    if (!unique.open())
        return cannotWrite(target, unique.errorString());
    const QString path = unique.fileName();
    unique.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther);
    unique.close();
    Leftover leftover(path);
    if (const auto written = writeTorchScript(path, network); !written)
        return written.error();
    const auto check = compareTorchScript(path, network, batch);
    if (!check)
        return check.error();
    if (!(check->largestDifference <= exportTolerance)) // also true for NaN
        return Error{ErrorCode::Corrupt,
                     QStringLiteral("The exported model differs from the trained one and was discarded."),
                     QStringLiteral("largest difference %1").arg(check->largestDifference)};
    std::error_code failure;
    // by name: see above
    std::filesystem::rename(path.toStdString(), target.toStdString(), failure);
    if (failure)
        return cannotWrite(target, QString::fromStdString(failure.message()));
    leftover.keep();
    return check;
}

} // namespace cairn
