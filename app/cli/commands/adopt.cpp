// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/projectaccess.h"
#include "app/cli/trainingoptions.h"
#include "app/common/engineloader.h"
#include "core/base/format.h"
#include "core/runs/adoptedrun.h"
#include "core/runs/classnames.h"

#include <QFileInfo>
#include <QJsonObject>

#include <cmath>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

Result<void> run(const Arguments &arguments, CommandContext &context)
{
    Adoption adoption{withNetworkOptions({}, arguments)};
    TrainingConfig &config = adoption.config;
    config.weights = QFileInfo(arguments.positional(1)).absoluteFilePath();
    config.imageSize = int(arguments.integer(u"size"_s, 32, 1024).value_or(config.imageSize));
    if (arguments.has(u"resize"_s))
        config.resize = Arguments::require(resizeModeFromName(arguments.text(u"resize"_s)));
    if (arguments.has(u"classes"_s))
        adoption.classes = Arguments::require(readClassNames(arguments.text(u"classes"_s)));
    const std::unique_ptr<Project> project = openProject(arguments);
    const std::unique_ptr<Engine> engine = orFail(loadEngine());
    const auto progress = [&](const Progress &now) { context.out.progress(now); };
    const RunRecord adopted = orFail(adoptRun(*project, *engine, adoption, progress, context.cancel));
    context.out.event(u"done"_s,
                      {{u"run"_s, adopted.id},
                       {u"classes"_s, adopted.classes.size()},
                       {u"error_rate"_s, adopted.errorRate},
                       {u"valid_loss"_s, adopted.validLoss}});
    context.out.line(
        std::isnan(adopted.errorRate)
            ? u"Added as %1 with %2 classes. The project has no validation images of these classes to "
              "evaluate it on."_s.arg(adopted.name, formatCount(adopted.classes.size()))
            : u"Added as %1: error rate %2 on the validation images."_s.arg(
                adopted.name, formatPercent(adopted.errorRate)));
    return {};
}

} // namespace

Command adoptCommand()
{
    return {
        u"adopt"_s,
        u"PROJECT WEIGHTS"_s,
        2,
        2,
        u"Adds weights trained elsewhere as a completed run"_s,
        u"adopt buildings.cairn learner.pth --arch resnet34 --head fastai2"_s,
        networkOptions() << Option{u"size"_s, u"PIXELS"_s, u"image size in pixels (default 224)"_s}
                         << Option{u"classes"_s, u"FILE"_s,
                                   u"names of its outputs, one per line (default: the project's classes)"_s}
                         << Option{u"resize"_s, u"NAME"_s, u"crop (default), pad or squish"_s},
        run};
}

} // namespace cairn
