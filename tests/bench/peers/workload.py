# SPDX-License-Identifier: GPL-3.0-or-later
"""What cairn-bench asks of every peer: the command line, the images, and one line of JSON as the answer. The measure "name" asks for the
program's name and version only."""

import argparse
import json
import resource
import sys
from pathlib import Path

MEASURES = ("name", "lr-finder", "frozen", "unfrozen", "validation", "predict")


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--measure", choices=MEASURES, required=True)
    parser.add_argument("--arch", required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--size", type=int, required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--steps", type=int, required=True, help="of the learning-rate finder")
    return parser.parse_args()


def answer_name(program):
    json.dump({"program": program}, sys.stdout)
    print()


def answer(images, seconds, **more):
    """images: how many passed through in `seconds`. Memory is the largest resident set, in MiB, with that of the largest worker."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    json.dump({"images": images, "seconds": seconds, "peak_mib": own, "peak_worker_mib": worker, **more}, sys.stdout)
    print()
