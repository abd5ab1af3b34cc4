# SPDX-License-Identifier: GPL-3.0-or-later
"""What this processor can do at most: GFLOP/s of torch's product of two N×N matrices, in bfloat16 and float32. ceiling.py [THREADS [N]]"""

import sys
import time

import torch

REPEAT = 4


def main():
    torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    side = int(sys.argv[2]) if len(sys.argv) > 2 else 2048
    for precision in (torch.bfloat16, torch.float32):
        left, right = (torch.randn(side, side).to(precision) for _ in range(2))
        left @ right  # the first one makes the kernel
        start = time.perf_counter()
        for _ in range(REPEAT):
            left @ right
        seconds = (time.perf_counter() - start) / REPEAT
        print(f"{precision}: {2 * side**3 / seconds / 1e9:.0f} GFLOP/s")


if __name__ == "__main__":
    main()
