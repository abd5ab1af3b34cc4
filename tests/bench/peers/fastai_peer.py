# SPDX-License-Identifier: GPL-3.0-or-later
"""fast.ai at its defaults: float32, as many loader workers as it takes by itself, random weights (speed does not depend on them)."""

import tempfile
import time

import fastai
import torch
import torchvision.models
from fastai.callback.core import Callback
from fastai.data.block import CategoryBlock, DataBlock
from fastai.data.transforms import get_image_files, parent_label
from fastai.vision.augment import FlipItem, RandomResizedCrop
from fastai.vision.core import imagenet_stats
from fastai.vision.data import ImageBlock
from fastai.vision.learner import vision_learner
from fastai.data.transforms import Normalize
from fastai.metrics import error_rate
import fastai.callback.schedule  # noqa: F401  gives Learner its lr_find and fit_one_cycle

from workload import answer, answer_name, arguments


class Clock(Callback):
    """Counts the images of training and the seconds of its epochs, without validation."""

    def __init__(self):
        self.images = 0
        self.seconds = 0.0

    def before_train(self):
        self.start = time.perf_counter()

    def after_batch(self):
        if self.training:
            self.images += len(self.xb[0])

    def after_train(self):
        self.seconds += time.perf_counter() - self.start


def all_for_training(items):
    return list(range(len(items))), list(range(min(2, len(items))))


def learner_for(options, folder):
    block = DataBlock(blocks=(ImageBlock, CategoryBlock), get_items=get_image_files, get_y=parent_label, splitter=all_for_training,
                      item_tfms=[RandomResizedCrop(options.size, min_scale=0.35), FlipItem()],
                      batch_tfms=Normalize.from_stats(*imagenet_stats))
    loaders = block.dataloaders(options.data, bs=options.batch)
    learner = vision_learner(loaders, getattr(torchvision.models, options.arch), pretrained=False, metrics=error_rate, path=folder)
    learner.freeze()  # without pretrained weights fast.ai starts unfrozen
    return learner


def main():
    options = arguments()
    if options.measure == "name":
        answer_name(f"fast.ai {fastai.__version__}, torch {torch.__version__}")
        return
    torch.set_num_threads(options.threads)
    with tempfile.TemporaryDirectory() as folder:  # lr_find writes the weights to a file
        measure(options, learner_for(options, folder))


def measure(options, learner):
    workers = learner.dls.train.fake_l.num_workers
    clock = Clock()
    with learner.no_bar(), learner.no_logging():
        if options.measure == "lr-finder":
            start = time.perf_counter()
            learner.lr_find(start_lr=1e-7, end_lr=1e-4, num_it=options.steps, show_plot=False, suggest_funcs=())
            answer(options.steps * options.batch, time.perf_counter() - start, workers=workers)
            return
        if options.measure in ("frozen", "unfrozen"):
            if options.measure == "unfrozen":
                learner.unfreeze()
            learner.fit_one_cycle(1, 1e-3, cbs=clock)
            answer(clock.images, clock.seconds, workers=workers)
            return
        files = get_image_files(options.data)
        loader = learner.dls.test_dl(files, with_labels=options.measure == "validation")
        start = time.perf_counter()
        if options.measure == "validation":
            learner.validate(dl=loader)
        else:
            learner.get_preds(dl=loader)
        answer(len(files), time.perf_counter() - start, workers=workers)


if __name__ == "__main__":
    main()
