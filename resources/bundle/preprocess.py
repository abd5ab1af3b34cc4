"""How an image file becomes the network's input, and its output a line; the steps are those of preprocessing.json."""
import hashlib
import json
import pathlib
import sys

import numpy as np
from PIL import Image, ImageOps

HERE = pathlib.Path(__file__).resolve().parent
SPEC = json.loads((HERE / "preprocessing.json").read_text(encoding="utf-8"))
CLASSES = SPEC["classes"]


def rgb(image):
    """Upright, 8 bits a channel, transparency over white."""
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I;16"):
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info:
        pixels = np.asarray(image.convert("RGBA")).astype(np.int32)
        alpha = pixels[..., 3:]
        return Image.fromarray(((pixels[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8))
    return image.convert("RGB")


def square(image):
    """The part of the image that the network sees."""
    width, height = image.size
    if SPEC["resize"] == "crop":
        side = min(width, height)
        left, top = (width - side) // 2, (height - side) // 2
        return image.crop((left, top, left + side, top + side))
    if SPEC["resize"] == "pad":
        side = max(width, height)
        canvas = Image.new("RGB", (side, side))
        canvas.paste(image, ((side - width) // 2, (side - height) // 2))
        return canvas
    return image


def pixel_values(file):
    """1 x 3 x size x size, float32."""
    with Image.open(file) as image:
        small = square(rgb(image)).resize((SPEC["size"], SPEC["size"]), Image.Resampling.BILINEAR)
    pixels = np.asarray(small).astype(np.float32) / np.float32(255)
    pixels = (pixels - np.float32(SPEC["mean"])) / np.float32(SPEC["std"])
    return np.ascontiguousarray(pixels.transpose(2, 0, 1)[None])


def probabilities(logits):
    logits = np.asarray(logits, dtype=np.float64) / SPEC["temperature"]
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def changed_files():
    """Names of files of this folder that are not what was exported."""
    names = []
    for line in (HERE / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ", 1)
        file = HERE / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            names.append(name)
    return names


def check(run):
    """Compares what this machine makes of the golden images with what the exporting one made of them."""
    changed = changed_files()
    for name in changed:
        print(f"{name} was changed, or is missing.")
    golden = json.loads((HERE / "golden" / "golden.json").read_text(encoding="utf-8"))
    same = not changed
    for item in golden["images"]:
        wanted = np.array(item["probabilities"])
        stored = np.load(HERE / "golden" / item["input"])
        made = pixel_values(HERE / "golden" / item["image"])
        from_input = probabilities(run(stored))[0]
        input_differs = np.abs(from_input - wanted).max()
        file_differs = np.abs(probabilities(run(made))[0] - wanted).max()
        pixels_differ = np.abs(made - stored).max()
        # Small probabilities say as much: near 1 a wrong temperature hardly shows.
        scale_differs = np.abs(np.log(from_input + 1e-9) - np.log(wanted + 1e-9)).max()
        same = bool(same and max(input_differs, file_differs) <= golden["tolerance"] and scale_differs <= 0.01
                    and pixels_differ <= golden["pixel_tolerance"] and CLASSES[int(wanted.argmax())] == item["label"])
        print(f"golden/{item['image']}: probabilities differ by {input_differs:.1e} from the stored input, "
              f"by {file_differs:.1e} from the image; pixels by {pixels_differ:.1e}")
    print("This machine gives the same predictions." if same else "This machine gives DIFFERENT predictions.")
    return 0 if same else 1


def main(run):
    """`run`: pixel values (N x 3 x size x size) to logits (N x classes)."""
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")  # labels and names of any script, into a pipe, too
    arguments = sys.argv[1:]
    if not arguments:
        print(f"usage: {pathlib.Path(sys.argv[0]).name} --check | IMAGE...", file=sys.stderr)
        return 2
    if arguments == ["--check"]:
        return check(run)
    failed = 0
    for file in arguments:
        try:
            row = probabilities(run(pixel_values(file)))[0]
        except Exception as error:  # Pillow raises many kinds; the other images go on
            failed += 1
            print(f"{file}: {error}", file=sys.stderr)
            continue
        best = int(row.argmax())
        print(f"{file}\t{' '.join(CLASSES[best].splitlines())}\t{row[best]:.6f}")
    return 1 if failed else 0
