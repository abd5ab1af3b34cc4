# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a bundle with the large libraries: python heavy.py BUNDLE [PHOTOGRAPH…]. Prints what each makes of the golden inputs,
and what Hugging Face's own preparation of the photographs changes."""
import importlib.util
import json
import pathlib
import sys

import numpy as np
import torch

bundle = pathlib.Path(sys.argv[1]).resolve()
preprocessing = json.loads((bundle / "preprocessing.json").read_text(encoding="utf-8"))
golden = json.loads((bundle / "golden" / "golden.json").read_text(encoding="utf-8"))["images"]
inputs = torch.from_numpy(np.concatenate([np.load(bundle / "golden" / item["input"]) for item in golden]))
wanted = torch.tensor([item["probabilities"] for item in golden], dtype=torch.float64)


def report(name, logits):
    probabilities = (logits.detach().double() / preprocessing["temperature"]).softmax(1)
    difference = (probabilities - wanted).abs().max().item()
    print(f"{name}: probabilities differ by at most {difference:.1e}")
    assert difference < 1e-4, name


with torch.no_grad():
    report(f"torch.jit.load, torch {torch.__version__}", torch.jit.load(str(bundle / "model.pt"), map_location="cpu").eval()(inputs))

    spec = importlib.util.spec_from_file_location("model", bundle / "model.py")
    model = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(model)
    report("model.py, model.safetensors", model.load(bundle / "model.safetensors")(inputs))
    pickled = bundle.parent / (bundle.name + ".pth")
    if pickled.exists():
        report("model.py, torch.load(weights_only=True)", model.load(pickled)(inputs))
    state = model.state(bundle / "model.safetensors")

    import torchvision

    arch = (bundle / "README.md").read_text(encoding="utf-8").split("- torchscript\n- ")[1].split("\n")[0]
    if "fc.weight" in state and hasattr(torchvision.models, arch):
        net = getattr(torchvision.models, arch)(weights=None, num_classes=len(model.CLASSES))
        net.load_state_dict(state)
        report(f"torchvision {torchvision.__version__}'s {arch}", net.eval()(inputs))

    if "head.4.weight" in state and "head.4.bias" not in state:  # fast.ai 2's head
        import fastai
        from fastai.vision.learner import create_vision_model

        net = create_vision_model(getattr(torchvision.models, arch), len(model.CLASSES), pretrained=False)
        net.load_state_dict(model.fastai_state(bundle / "model.safetensors"))
        report(f"fast.ai {fastai.__version__}'s vision model", net.eval()(inputs))

    from optimum.onnxruntime import ORTModelForImageClassification

    net = ORTModelForImageClassification.from_pretrained(bundle)
    report("Optimum's ORTModelForImageClassification", net(pixel_values=inputs).logits)
    assert [net.config.id2label[i] for i in range(len(model.CLASSES))] == model.CLASSES

    from transformers import AutoImageProcessor, pipeline

    sys.path.insert(0, str(bundle))
    import preprocess

    processor = AutoImageProcessor.from_pretrained(bundle)
    classify = pipeline("image-classification", model=net, image_processor=processor, top_k=len(model.CLASSES))
    for name, files in (("golden images", [bundle / "golden" / item["image"] for item in golden]), ("photographs", sys.argv[2:])):
        worst, changed = 0.0, 0
        for file in files:
            ours = preprocess.probabilities(net(pixel_values=torch.from_numpy(preprocess.pixel_values(file))).logits)[0]
            said = {row["label"]: row["score"] for row in classify(str(file), function_to_apply="none")}
            theirs = preprocess.probabilities([[said[label] for label in model.CLASSES]])[0]
            worst, changed = max(worst, np.abs(ours - theirs).max()), changed + int(ours.argmax() != theirs.argmax())
        print(f"pipeline(\"image-classification\") on {len(files)} {name}: probabilities differ by at most {worst:.1e}, {changed} decisions")
