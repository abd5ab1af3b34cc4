"""Reads a bundle with the large libraries: python heavy.py BUNDLE. Prints what each makes of the golden inputs."""
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

    from PIL import Image
    from transformers import AutoImageProcessor

    processor = AutoImageProcessor.from_pretrained(bundle)
    images = [Image.open(bundle / "golden" / item["image"]).convert("RGB") for item in golden]
    pixels = processor(images=images, return_tensors="pt")["pixel_values"]
    probabilities = (net(pixel_values=pixels).logits.double() / preprocessing["temperature"]).softmax(1)
    print(f"with Hugging Face's processor: probabilities differ by at most {(probabilities - wanted).abs().max().item():.1e}")
