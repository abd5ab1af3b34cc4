#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/cli/trainingoptions.h"
#include "app/common/engineloader.h"
#include "core/base/format.h"
#include "core/runs/adoptedrun.h"

#include <QFileInfo>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

Result<void> run(const Arguments &arguments, Surroundings &surroundings)
{
    TrainingConfig config = withNetworkOptions({}, arguments);
    config.preset = u"adopted"_s;
    config.weights = QFileInfo(arguments.positional(1)).absoluteFilePath();
    config.imageSize = int(arguments.integer(u"size"_s, 32, 4096).value_or(config.imageSize));
    if (arguments.has(u"resize"_s))
        config.resize = Arguments::require(resizeModeFromName(arguments.text(u"resize"_s)));
    const Result<std::unique_ptr<Project>> project = Project::open(arguments.positional(0));
    if (!project)
        return project.error();
    const Result<std::unique_ptr<Engine>> engine = loadEngine();
    if (!engine)
        return engine.error();
    const auto progress = [&](const Progress &now) { surroundings.out.progress(now); };
    const Result<RunRecord> adopted = adoptRun(**project, **engine, config, progress, surroundings.cancel);
    if (!adopted)
        return adopted.error();
    surroundings.out.event(u"done"_s,
                           {{u"run"_s, adopted->id},
                            {u"error_rate"_s, adopted->errorRate},
                            {u"valid_loss"_s, adopted->validLoss}});
    surroundings.out.line(u"Taken in as %1: error %2 on the validation images."_s.arg(
        adopted->name, formatPercent(adopted->errorRate)));
    return {};
}

} // namespace

Command adoptCommand()
{
    return {u"adopt"_s,
            u"PROJECT WEIGHTS"_s,
            2,
            2,
            u"Takes in weights trained elsewhere as a finished run"_s,
            u"adopt buildings.cairn learner.pth --arch resnet34 --head fastai2"_s,
            networkOptions() << Option{u"size"_s, u"PIXELS"_s, u"side of the image (default 224)"_s}
                             << Option{u"resize"_s, u"NAME"_s, u"crop (default), pad or squish"_s},
            run};
}

} // namespace cairn
