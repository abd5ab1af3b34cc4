# SPDX-License-Identifier: GPL-3.0-or-later
"""Stores one of torchvision's ResNets at full size with random weights, and what it makes of an image:
make_torchvision.py FOLDER ARCH CLASSES; then FOLDER has zip.pth and legacy.pth (torch.save's two formats of the
state dict) and answer.pth (the input and the logits)."""

import os
import sys

import torch
import torchvision

folder, arch, classes = sys.argv[1], sys.argv[2], int(sys.argv[3])
torch.manual_seed(len(arch) + classes)
network = getattr(torchvision.models, arch)(num_classes=classes)
with torch.no_grad():
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            # As after training, but tame: a hundred and fifty layers must not grow without bound.
            module.weight.uniform_(0.3, 0.8)
            module.bias.normal_(0, 0.1)
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 2)
            module.num_batches_tracked.fill_(3)
network.eval()
state = network.state_dict()
torch.save(state, os.path.join(folder, "zip.pth"))
torch.save(state, os.path.join(folder, "legacy.pth"), _use_new_zipfile_serialization=False)
with torch.no_grad():
    image = torch.randn(1, 3, 224, 224)
    torch.save({"input": image, "logits": network(image)}, os.path.join(folder, "answer.pth"))
