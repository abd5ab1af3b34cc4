# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts here share: programs, a drawn project, comparisons. Sourced, from a folder for everything that they make.
cli="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/build/release/bin/cairn-cli"
[[ -x "$cli" ]] || { echo "Build cairn-cli and cairn_engine first: there is no $cli" >&2; exit 1; }
work=$(mktemp --directory)
settings=(--arch resnet18 --weights none --preset from-scratch --size 64 --seed 7 --epochs "${EPOCHS:-4}")

say() { echo "== $*"; }
fail() { echo "FAILED: $*" >&2; exit 1; }

# The drawn sample, so small that an epoch takes seconds.
make_project() { "$cli" sample "$1" --per-class 20 >/dev/null && "$cli" split "$1" --valid 0.2 >/dev/null; }

state_of() { "$cli" runs "$1" --json | grep "\"run\":$2[,}]" | grep --only-matching '"state":"[a-z]*"'; }

# The loss of every step of a run, each once, in their order.
losses_of() { grep '"event":"batch"' "$1/runs/$2/metrics.jsonl" | sed 's/.*"loss":\([^,}]*\).*/\1/'; }

same_weights() { cmp --quiet "$1/runs/$2/best.safetensors" "$3/runs/$4/best.safetensors"; }

# Waits, at most so many seconds, until a command succeeds.
wait_until() {
    local deadline=$((SECONDS + $1))
    until "${@:2}"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.2
    done
}
