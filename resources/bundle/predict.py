"""Classifies images with model.onnx.

python predict.py IMAGE...   a line an image: file, label, probability
python predict.py --check    whether this machine gives the same answers as the one that exported the model
Needs: pip install onnxruntime numpy pillow
"""
import sys

import onnxruntime

from preprocess import HERE, main

session = onnxruntime.InferenceSession(str(HERE / "model.onnx"), providers=["CPUExecutionProvider"])

sys.exit(main(lambda pixel_values: session.run(["logits"], {"pixel_values": pixel_values})[0]))
