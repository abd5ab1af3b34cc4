"""Classifies images with model.onnx.

python predict.py IMAGE...   one line per image: file, label, probability
python predict.py --check    check that this machine gives the same predictions as the exporting one
Needs: pip install onnxruntime numpy pillow
"""
import sys

import onnxruntime

from preprocess import HERE, main

session = onnxruntime.InferenceSession(str(HERE / "model.onnx"), providers=["CPUExecutionProvider"])

sys.exit(main(lambda pixel_values: session.run(["logits"], {"pixel_values": pixel_values})[0]))
