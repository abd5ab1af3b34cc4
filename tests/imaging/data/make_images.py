# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the small images beside this script; needs Pillow (with AVIF), pillow-heif and pillow-jxl-plugin, and is not part of a test run."""
import pathlib

import pillow_heif
import pillow_jxl  # noqa: F401 (registers itself)
from PIL import Image, ImageCms

HERE = pathlib.Path(__file__).parent
COLORS = [(200, 30, 30), (30, 180, 40), (40, 50, 200), (200, 200, 60)]
pillow_heif.register_heif_opener()


def quarters(mode="RGB"):
    """64 × 48 pixels: red and green above, blue and yellow below."""
    image = Image.new("RGB", (64, 48))
    for index, color in enumerate(COLORS):
        x, y = 32 * (index % 2), 24 * (index // 2)
        image.paste(color, (x, y, x + 32, y + 24))
    return image.convert(mode)


def main():
    image = quarters()
    image.save(HERE / "quarters.avif", quality=90, subsampling="4:4:4")
    image.save(HERE / "quarters.heic", quality=90, chroma=444)
    image.save(HERE / "quarters.jxl", lossless=True)
    quarters("L").save(HERE / "gray.jxl", lossless=True)
    seen = quarters("RGBA")
    seen.paste((0, 0, 0, 0), (0, 0, 32, 24))
    seen.save(HERE / "alpha.avif", quality=90, subsampling="4:4:4")
    seen.save(HERE / "alpha.jxl", lossless=True)
    lab = ImageCms.profileToProfile(image, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB")
    lab.save(HERE / "lab.tif", compression="tiff_lzw")


if __name__ == "__main__":
    main()
