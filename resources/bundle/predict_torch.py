"""Classifies images with model.pt.

python predict_torch.py IMAGE...   a line an image: file, label, probability
python predict_torch.py --check    whether this machine gives the same answers as the one that exported the model
Needs: pip install torch numpy pillow
"""
import sys

import torch

from preprocess import HERE, main

model = torch.jit.load(str(HERE / "model.pt"), map_location="cpu").eval()


def run(pixel_values):
    with torch.no_grad():
        return model(torch.from_numpy(pixel_values)).numpy()


sys.exit(main(run))
