// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights/weightfile.h"
#include "core/base/text.h"

#include "core/engine/runtime/torchguard.h"
#include "core/engine/weights/safetensors.h"
#include "core/engine/weights/torchfile.h"

#include <QFileInfo>

namespace cairn {

Result<StateDict> readWeights(const SharedBytes &file)
{
    if (file->size() == 0)
        return Error{ErrorCode::Corrupt, Text::tr("The file is empty.")};
    // A header of safetensors can begin with any byte: look for that format first, it is the more particular
    // one.
    if (looksLikeSafetensors(file->all()))
        return readSafetensors(file);
    if (looksLikeTorchFile(file->all()))
        return readTorchFile(file);
    return Error{ErrorCode::Unsupported,
                 Text::tr("The file is neither a torch file (.pth or .pt) nor a .safetensors file.")};
}

Result<StateDict> readWeightFile(const QString &path)
{
    return guarded([&]() -> Result<StateDict> {
        const auto file = FileBytes::read(path);
        if (!file)
            return file.error();
        auto dict = readWeights(*file);
        if (dict)
            return dict;
        Error error = dict.error();
        error.message = Text::tr("“%1” cannot be used. %2").arg(QFileInfo(path).fileName(), error.message);
        return error;
    });
}

} // namespace cairn
