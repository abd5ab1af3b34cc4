# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a bundle as other programs do: python light.py BUNDLE. Prints what it finds; ends with an error where anything is not as it should be."""
import ast
import csv
import hashlib
import html
import json
import re
import pathlib
import sys

import cv2
import numpy as np
import onnx
import onnxruntime
import safetensors.numpy
import yaml
from markdown_it import MarkdownIt

bundle = pathlib.Path(sys.argv[1])
preprocessing = json.loads((bundle / "preprocessing.json").read_text(encoding="utf-8"))
classes = preprocessing["classes"]
golden = json.loads((bundle / "golden" / "golden.json").read_text(encoding="utf-8"))["images"]
inputs = np.concatenate([np.load(bundle / "golden" / item["input"]) for item in golden])
wanted = np.array([item["probabilities"] for item in golden])


def probabilities(logits):
    logits = np.asarray(logits, dtype=np.float64) / preprocessing["temperature"]
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def report(name, actual):
    difference = np.abs(actual - wanted).max()
    print(f"{name}: probabilities differ by at most {difference:.1e}")
    assert difference < 1e-4, name


model = onnx.load(bundle / "model.onnx")
onnx.checker.check_model(model, full_check=True)
assert model.ir_version == 7 and model.opset_import[0].version == 13
metadata = {entry.key: entry.value for entry in model.metadata_props}
assert list(ast.literal_eval(metadata["names"]).values()) == classes
assert [json.loads(metadata["id2label"])[str(i)] for i in range(len(classes))] == classes
print(f"onnx.checker {onnx.__version__}: full check passed")

session = onnxruntime.InferenceSession(str(bundle / "model.onnx"), providers=["CPUExecutionProvider"])
report(f"onnxruntime {onnxruntime.__version__}, batch of {len(inputs)}", probabilities(session.run(["logits"], {"pixel_values": inputs})[0]))
rows = [probabilities(session.run(["logits"], {"pixel_values": inputs[i:i + 1]})[0])[0] for i in range(len(inputs))]
report(f"onnxruntime {onnxruntime.__version__}, one by one", np.array(rows))

net = cv2.dnn.readNetFromONNX(str(bundle / "model.onnx"))
for count in (1, 2, 4):
    net.setInput(inputs[:count])
    difference = np.abs(probabilities(net.forward()) - wanted[:count]).max()
    print(f"OpenCV {cv2.__version__}, batch of {count}: probabilities differ by at most {difference:.1e}")
    assert difference < 1e-4

pixels_model = bundle.parent / "pixels.onnx"
if pixels_model.exists():
    onnx.checker.check_model(onnx.load(pixels_model), full_check=True)
    mean, std = (np.array(preprocessing[key]).reshape(1, 3, 1, 1) for key in ("mean", "std"))
    pixels = np.rint((inputs * std + mean) * 255).astype(np.uint8).transpose(0, 2, 3, 1)
    session = onnxruntime.InferenceSession(str(pixels_model), providers=["CPUExecutionProvider"])
    report("with preprocessing inside, batch", session.run(["probabilities"], {"image": np.ascontiguousarray(pixels)})[0])

weights = safetensors.numpy.load_file(bundle / "model.safetensors")
assert weights["conv1.weight"].shape == (64, 3, 7, 7)
print(f"safetensors {safetensors.__version__}: {len(weights)} tensors")
assert (bundle / "labels.txt").read_text(encoding="utf-8").split("\n")[:-1] == [" ".join(name.splitlines()) for name in classes]
assert [json.loads((bundle / "config.json").read_text(encoding="utf-8"))["id2label"][str(i)] for i in range(len(classes))] == classes


def text(name):
    return (bundle / name).read_text(encoding="utf-8")


# Every text, by a parser of its format: class names with quotes, line breaks, markup and emoji stay what they are.
for name in bundle.rglob("*.json"):
    json.loads(name.read_text(encoding="utf-8"))
for name in bundle.glob("*.py"):
    compile(name.read_text(encoding="utf-8"), name.name, "exec")
names = next(node for node in ast.parse(text("model.py")).body if isinstance(node, ast.Assign) and node.targets[0].id == "CLASSES")
assert list(ast.literal_eval(names.value.args[0].func.value).values()) == classes
label2id = json.loads(text("config.json"))["label2id"]
assert [label2id[name] for name in classes] == list(range(len(classes)))
_, front, body = text("README.md").split("---\n", 2)
card = yaml.safe_load(front)
assert card["pipeline_tag"] == "image-classification", card
if "model-index" in card:
    result = card["model-index"][0]["results"][0]
    assert card["model-index"][0]["name"].startswith(result["dataset"]["name"] + ", "), card
    assert 0 <= result["metrics"][0]["value"] <= 1, card
page = MarkdownIt("commonmark", {"html": True}).enable("table").render(body)
tags = set(re.findall(r"<\s*/?\s*([A-Za-z][A-Za-z0-9]*)", page))
assert tags <= {"h1", "h2", "p", "em", "strong", "code", "pre", "table", "thead", "tbody", "tr", "th", "td"}, tags
shown = html.unescape(re.sub(r"<[^>]*>", "", page))
for name in classes[:50]:  # the card names no more
    assert " ".join(name.split()) in shown, name
if (bundle / "ATTRIBUTION.csv").exists():
    rows = list(csv.reader(text("ATTRIBUTION.csv").splitlines(True)))
    assert len(rows) > 1 and len({len(row) for row in rows}) == 1, rows
sums = dict(reversed(line.split("  ", 1)) for line in text("SHA256SUMS").splitlines())
for name, wanted_sum in sums.items():
    assert hashlib.sha256((bundle / name).read_bytes()).hexdigest() == wanted_sum, name
print(f"texts: {len(sums)} files parsed and summed up")
