// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/export/torchprogram.h"

#include "core/learn/headlayers.h"
#include "core/learn/modelfacts.h"

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QString moduleOf(const HeadLayer &layer)
{
    using Kind = HeadLayer::Kind;
    switch (layer.kind) {
    case Kind::ConcatPool:
        return u"ConcatPool()"_s;
    case Kind::AveragePool:
        return u"nn.AdaptiveAvgPool2d(1)"_s;
    case Kind::MaxPool:
        return u"nn.AdaptiveMaxPool2d(1)"_s;
    case Kind::Flatten:
        return u"nn.Flatten()"_s;
    case Kind::BatchNorm:
        return u"nn.BatchNorm1d(%1)"_s.arg(layer.inputs);
    case Kind::Dropout:
        return u"nn.Dropout(%1)"_s.arg(layer.dropout);
    case Kind::Linear:
        return u"nn.Linear(%1, %2%3)"_s.arg(layer.inputs)
            .arg(layer.outputs)
            .arg(layer.bias ? QString() : u", bias=False"_s);
    case Kind::ReLU:
        return u"nn.ReLU(inplace=True)"_s;
    }
    Q_UNREACHABLE();
}

QString headLines(const ModelSpec &spec)
{
    const auto layers = headLayers(spec.head, bodyFeatures(spec.arch, spec.body), int(spec.classes.size()));
    QString text;
    for (const HeadLayer &layer : layers ? *layers : std::vector<HeadLayer>())
        text += u"            %1,\n"_s.arg(moduleOf(layer));
    return text;
}

/// Lines of Net.__init__ that make torchvision's body ours.
QString bodyChanges(const ModelSpec &spec)
{
    QString text;
    for (int stage = spec.body.stages() + 1; stage <= 4; ++stage)
        text += u"        self.layer%1 = nn.Identity()\n"_s.arg(stage);
    if (spec.body.strideInFirst && archUsesBottleneck(spec.arch)) {
        for (int stage = 2; stage <= spec.body.stages(); ++stage)
            text += u"        self.layer%1[0].conv1.stride, self.layer%1[0].conv2.stride = (2, 2), (1, 1)\n"_s
                        .arg(stage);
    }
    if (!archHasShortcuts(spec.arch))
        text += u"        for module in list(self.modules()):\n"
                "            if isinstance(module, resnet.BasicBlock):\n"
                "                module.downsample = Nothing()\n"_s;
    return text;
}

} // namespace

bool fitsTorchvision(const ModelSpec &spec)
{
    return spec.head.kind == HeadConfig::Kind::Plain && spec.body.stages() == 4 && !spec.body.strideInFirst
        && archHasShortcuts(spec.arch);
}

QByteArray torchProgram(const ModelSpec &spec)
{
    const std::array<int, 4> blocks = archBlocks(spec.arch);
    const bool plain = spec.head.kind == HeadConfig::Kind::Plain;
    QString text
        = uR"("""The network of the exported weights: torchvision's ResNet with the head they were trained with.

from model import load, CLASSES
net = load("model.safetensors")  # or a .pth; in evaluation mode, pixel values to logits
Needs: pip install torch torchvision safetensors
"""
import torch
from torch import nn
from torchvision.models import resnet

CLASSES = list(%1.values())


class ConcatPool(nn.Module):
    """Maximum and mean of every channel, maximum first, like fast.ai's AdaptiveConcatPool2d."""

    def forward(self, x):
        return torch.cat([nn.functional.adaptive_max_pool2d(x, 1), nn.functional.adaptive_avg_pool2d(x, 1)], 1)


class Nothing(nn.Module):
    """A shortcut that adds nothing."""

    def forward(self, x):
        return 0


class Net(resnet.ResNet):
    def __init__(self):
        super().__init__(resnet.%2, [%3], num_classes=len(CLASSES))
%4)"_s.arg(pythonNames(spec.classes), archUsesBottleneck(spec.arch) ? u"Bottleneck"_s : u"BasicBlock"_s,
           u"%1, %2, %3, %4"_s.arg(blocks[0]).arg(blocks[1]).arg(blocks[2]).arg(blocks[3]),
           bodyChanges(spec)); // at once: a class may be called "%3"
    if (plain) {
        text += u"        self.fc = nn.Linear(%1, len(CLASSES))\n"_s.arg(bodyFeatures(spec.arch, spec.body));
    } else {
        text += u"        del self.fc\n        self.head = nn.Sequential(\n%1        )\n\n"
                "    def forward(self, x):\n"
                "        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))\n"
                "        return self.head(self.layer4(self.layer3(self.layer2(self.layer1(x)))))\n"_s.arg(
                    headLines(spec));
    }
    text += uR"(

def state(file):
    if str(file).endswith(".safetensors"):
        from safetensors.torch import load_file
        return load_file(str(file))
    return torch.load(file, map_location="cpu", weights_only=True)


def load(file):
    net = Net()
    net.load_state_dict(state(file))
    return net.eval()


def fastai_state(file):
    """The same weights, with the names used by fast.ai's vision_learner."""
    places = {"conv1": "0.0", "bn1": "0.1", "layer1": "0.4", "layer2": "0.5", "layer3": "0.6", "layer4": "0.7", "head": "1"}
    return {".".join([places[name.split(".")[0]], *name.split(".")[1:]]): values for name, values in state(file).items()}
)"_s;
    return text.toUtf8();
}

QByteArray modelInfoHeader(const ModelSpec &spec, double temperature)
{
    const auto list = [](const double(&values)[3]) {
        return u"%1f, %2f, %3f"_s.arg(values[0]).arg(values[1]).arg(values[2]);
    };
    return u"// Written with the model; preprocessing.json says the same.\n#pragma once\n\n"
           "constexpr int modelSize = %1;\n"
           "constexpr const char *modelResize = \"%2\"; // crop, pad or squish\n"
           "constexpr float modelMean[3] = {%3};\n"
           "constexpr float modelDeviation[3] = {%4};\n"
           "constexpr double modelTemperature = %5;\n"_s.arg(spec.imageSize)
               .arg(resizeModeName(spec.resize), list(imageNetMeans), list(imageNetDeviations),
                    QString::number(temperature, 'g', 17))
               .toUtf8();
}

} // namespace cairn
