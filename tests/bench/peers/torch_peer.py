# SPDX-License-Identifier: GPL-3.0-or-later
"""A tuned loop on torch and torchvision: channels_last, bfloat16 where the processor has it, torch.compile, the loader's two workers kept
alive. Steps that compile are run before the clock starts."""

import time
from contextlib import nullcontext

import torch
import torchvision
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

from workload import answer, answer_name, arguments

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
WARM_UP = 2


def has_bfloat16():
    with open("/proc/cpuinfo") as file:
        flags = next(line for line in file if line.startswith("flags")).split()
    return "avx512_bf16" in flags or "amx_bf16" in flags


class ConcatPool(nn.Module):
    def forward(self, x):
        return torch.cat([nn.functional.adaptive_max_pool2d(x, 1), nn.functional.adaptive_avg_pool2d(x, 1)], 1)


def network(arch, classes):
    body = getattr(torchvision.models, arch)(weights=None)
    features = body.fc.in_features * 2
    head = nn.Sequential(ConcatPool(), nn.Flatten(), nn.BatchNorm1d(features), nn.Dropout(0.25), nn.Linear(features, 512), nn.ReLU(),
                         nn.BatchNorm1d(512), nn.Dropout(0.5), nn.Linear(512, classes))
    return nn.Sequential(nn.Sequential(*list(body.children())[:-2]), head)


def freeze(model):
    for module in model[0].modules():
        if not isinstance(module, nn.BatchNorm2d):
            for parameter in module.parameters(recurse=False):
                parameter.requires_grad_(False)


def loader(options, training):
    random = [transforms.RandomResizedCrop(options.size, scale=(0.35, 1)), transforms.RandomHorizontalFlip()]
    plain = [transforms.Resize(options.size), transforms.CenterCrop(options.size)]
    dataset = datasets.ImageFolder(options.data, transforms.Compose([*(random if training else plain), transforms.ToTensor(),
                                                                     transforms.Normalize(MEAN, DEVIATION)]))
    return DataLoader(dataset, options.batch, shuffle=training, drop_last=training, num_workers=options.threads, persistent_workers=True)


def endless(batches):
    while True:
        yield from batches


def main():
    options = arguments()
    if options.measure == "name":
        answer_name(f"tuned torch {torch.__version__}")
        return
    torch.set_num_threads(options.threads)
    training = options.measure in ("lr-finder", "frozen", "unfrozen")
    batches = loader(options, training)
    model = network(options.arch, len(batches.dataset.classes)).to(memory_format=torch.channels_last)
    if options.measure in ("lr-finder", "frozen"):
        freeze(model)
    precision = (lambda: torch.autocast("cpu", torch.bfloat16)) if has_bfloat16() else nullcontext
    compiled = torch.compile(model) if hasattr(torch, "compile") else model
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], 1e-4, foreach=True)

    def step(x, y):
        with precision():
            loss = nn.functional.cross_entropy(compiled(x).float(), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()

    def infer(x, _):
        with torch.inference_mode(), precision():
            compiled(x).float().softmax(1)

    model.train(training)
    work = step if training else infer
    example = torch.randn(options.batch, 3, options.size, options.size).contiguous(memory_format=torch.channels_last)
    for _ in range(WARM_UP):
        work(example, torch.zeros(options.batch, dtype=torch.long))
    images = 0
    start = time.perf_counter()
    source = endless(batches) if options.measure == "lr-finder" else batches
    for number, (x, y) in enumerate(source, 1):
        work(x.contiguous(memory_format=torch.channels_last), y)
        images += len(x)
        if options.measure == "lr-finder" and number == options.steps:
            break
    answer(images, time.perf_counter() - start, precision="bfloat16" if has_bfloat16() else "float32")


if __name__ == "__main__":
    main()
