"""Classifies images with model.pt.

python predict_torch.py IMAGE...   one line per image: file, label, probability
python predict_torch.py --check    check that this machine gives the same predictions as the exporting one
Needs: pip install torch numpy pillow
"""
import sys

import torch

from preprocess import HERE, main

model = torch.jit.load(str(HERE / "model.pt"), map_location="cpu").eval()


def run(pixel_values):
    # As it is written: the compiler of Debian 13's torch 2.6 does not end for models that are run often.
    with torch.no_grad(), torch.jit.optimized_execution(False):
        return model(torch.from_numpy(pixel_values)).numpy()


sys.exit(main(run))
