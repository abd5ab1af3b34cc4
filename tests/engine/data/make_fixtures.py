# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the small files of weights beside this script; needs torch (python3-torch) and is not part of a test run."""
import argparse
import collections
import datetime
import os
import pathlib

import numpy
import torch
from torch import nn

HERE = pathlib.Path(__file__).parent
BASE = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)


def state_dict():
    shared = torch.arange(10, dtype=torch.float32)
    tensors = collections.OrderedDict()
    tensors["a.weight"] = BASE.clone()
    tensors["a.half"] = BASE.half() / 8
    tensors["a.double"] = BASE.double() / 3
    tensors["a.bf16"] = (BASE / 4).bfloat16()
    tensors["b.transposed"] = BASE.clone().transpose(0, 2)
    tensors["b.shared0"] = shared[2:5]
    tensors["b.shared1"] = shared[::3]
    tensors["b.parameter"] = nn.Parameter(torch.tensor([1.5, -2.5]))
    tensors["c.int64"] = torch.tensor(7)
    tensors["c.int32"] = torch.tensor([1, -2], dtype=torch.int32)
    tensors["c.int16"] = torch.tensor([300, -2], dtype=torch.int16)
    tensors["c.int8"] = torch.tensor([1, -2], dtype=torch.int8)
    tensors["c.uint8"] = torch.tensor([1, 255], dtype=torch.uint8)
    tensors["c.bool"] = torch.tensor([True, False])
    tensors["c.empty"] = torch.zeros(0, 3)
    tensors["c.expanded"] = torch.tensor([2.0]).expand(3, 2)
    tensors._metadata = collections.OrderedDict({"": {"version": 1}})
    return tensors


class Scripted(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 2, 1, bias=False)
        self.layer1 = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
        self.sizes = [1, 2]
        self.flag = True
        with torch.no_grad():
            self.conv1.weight.copy_(torch.arange(6.0).reshape(2, 3, 1, 1))

    def forward(self, x):
        return self.layer1(self.conv1(x).mean([2, 3]))


def small_model():
    model = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
    with torch.no_grad():
        model[0].weight.copy_(torch.arange(6.0).reshape(2, 3))
    return model


def foreign():
    """What people keep beside their weights."""
    return {
        "args": argparse.Namespace(lr=0.1, layers=[1, 2]),
        "best": numpy.float64(0.5),
        "losses": numpy.arange(3, dtype=numpy.float32),
        "dtype": numpy.dtype("float32"),
        "path": pathlib.PurePosixPath("data/train"),
        "when": datetime.datetime(2020, 1, 2, 3, 4, 5),
        "set": {1, 2},
        "complex": 1 + 2j,
        "big": 2**80,
        "counter": collections.Counter("aab"),
        "default": collections.defaultdict(list, {"a": [1]}),
        "device": torch.device("cpu"),
        "type": torch.float16,
        "bytes": bytearray(b"x"),
        "model": small_model().state_dict(),
    }


class Call:
    """What an attacker would put into a file: unpickling it calls a function."""

    def __reduce__(self):
        return os.system, ("echo harmless",)


def main():
    checkpoint = {"epoch": 3, "lr": 0.1, "name": "x", "none": None, "model": state_dict(), "list": [torch.ones(2)]}
    torch.save(state_dict(), HERE / "zip.pth")
    torch.save(state_dict(), HERE / "legacy.pth", _use_new_zipfile_serialization=False)
    torch.save(checkpoint, HERE / "checkpoint.pth")
    torch.jit.script(Scripted()).save(str(HERE / "script.pt"), _extra_files={"note.txt": "hello"})
    torch.save(foreign(), HERE / "foreign.pth")
    torch.save(small_model(), HERE / "module.pth")
    hostile = {"w": torch.ones(2), "x": Call()}
    torch.save(hostile, HERE / "os-system.pth")
    torch.save(hostile, HERE / "os-system-legacy.pth", _use_new_zipfile_serialization=False)


if __name__ == "__main__":
    main()
