"""`python -m benchmarks`: one table. `--help` tells how to make it shorter."""

import argparse
import os
import sys
import time

from benchmarks.cases import BATCH_SIZE, CASES, data_folder
from benchmarks.throughput import Throughput, measure

WHAT = [("lenet5", "float32"), ("vgg_small", "float32"), ("vgg_small", "bfloat16")]
HEADER = ("network", "precision", "threads", "textbook", "bare", "train()", "runner", "bare/textbook", "runner/bare")


def main() -> None:
    options = _options()
    began = time.monotonic()
    print(_machine(), flush=True)
    print(_row((*HEADER, "probes")))
    print(_row(("---",) * (len(HEADER) + 1)), flush=True)
    for case, precision in WHAT:
        for threads in options.threads:
            if case in options.cases and threads <= (os.cpu_count() or 1):
                result = measure(
                    case,
                    precision,
                    threads,
                    seconds=options.seconds,
                    rounds=options.rounds,
                    with_runner=not options.no_runner,
                )
                print(_row(_cells(result)), flush=True)
    if not options.no_screen:
        from benchmarks import builder, lens, screen

        print("\n" + screen.table(options.port), flush=True)
        print("\n" + lens.table(options.port), flush=True)
        print("\n" + builder.table(options.port), flush=True)
    print(f"\nmeasured in {time.monotonic() - began:.0f} s")


def _cells(result: Throughput) -> tuple[str, ...]:
    has_runner = "runner" in result.turns
    return (
        CASES[result.case].title,
        result.precision,
        str(result.threads),
        *(f"{result.median(name):,.0f}" for name in ("textbook", "bare", "our_loop")),
        f"{result.median('runner'):,.0f}" if has_runner else "",
        f"{result.ratio('bare', 'textbook'):.2f}",
        f"{result.ratio('runner', 'bare'):.2f}" if has_runner else "",
        f"{(1 - result.ratio('bare_with_probes', 'bare')) * 100:.1f} %",
    )


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


def _machine() -> str:
    import torch

    from cnn_core.training.machine import has_fast_bfloat16

    fast = "with" if has_fast_bfloat16(torch.device("cpu")) else "without"
    data = "real data" if data_folder() else "embedded data (set CONVOLAB_DATA for the real ones)"
    return (
        f"Images per second, batch {BATCH_SIZE}, medians; {os.cpu_count()} cores {fast} bfloat16 in hardware, "
        f"torch {torch.__version__}, Python {sys.version.split()[0]}, {data}.\n"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="How fast training and screen are.")
    parser.add_argument("--seconds", type=float, default=2.0, help="of one turn (default 2)")
    parser.add_argument("--rounds", type=int, default=7, help="turns of each loop (default 7)")
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--no-runner", action="store_true", help="leave the runner out")
    parser.add_argument("--no-screen", action="store_true", help="leave out what needs the app and Chromium")
    parser.add_argument("--port", type=int, help="of the app while the screen is measured (default: a free one)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
