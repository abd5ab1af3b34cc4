// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/export/scriptexport.h"

#include "core/engine/export/filewriting.h"
#include "core/engine/export/scriptsource.h"
#include "core/engine/network/modelfile.h"
#include "core/engine/runtime/torchguard.h"

#include <sstream>
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

} // namespace

Result<void> writeTorchScript(const QString &path, Network &network,
                              const std::map<std::string, QByteArray> &extraFiles)
{
    return guarded([&]() -> Result<void> {
        const auto unit = std::make_shared<torch::jit::CompilationUnit>();
        torch::jit::Module module = parameterTree(
            *network, archTitle(network->spec.arch).remove(QLatin1Char('-')).toStdString(), unit);
        module.define(forwardSource(network));
        torch::jit::ExtraFilesMap extras{{specExtraFile, specBytes(network->spec).toStdString()}};
        for (const auto &[name, bytes] : extraFiles)
            extras[name] = bytes.toStdString();
        // In memory first: where a disk is full, LibTorch's own writing ends the program.
        std::ostringstream archive(std::ios::binary);
        module.save(archive, extras);
        return writeBytes(path, std::move(archive).str());
    });
}

} // namespace cairn
