"""The loops that are compared, and the process each of them runs in.

`python -m benchmarks.loops NAME CASE PRECISION THREADS` trains only while it is asked to: every line on its standard
input is a number of seconds, every answer the images per second over that time.
"""

import sys
import time
from collections.abc import Iterator

import torch
from torch.utils.data import DataLoader

from benchmarks.cases import BATCH_SIZE, CASES, Case, data_folder
from cnn_core.architecture import build_model
from cnn_core.datasets import normalise
from cnn_core.training.loop import prepare, train
from cnn_core.training.machine import set_up
from cnn_core.training.probes import GradientNorms, Moment, accuracy, loss, read


def textbook(case: Case, precision: str) -> Iterator[None]:
    """What most first scripts look like: a data set of PIL images, a `DataLoader`, Adam, `.item()` at every step."""
    del precision  # a textbook knows float32 only
    spec = case.spec("float32")
    model = build_model(spec.architecture, seed=0)
    loader = DataLoader(
        case.textbook_images(case.dataset.load(data_folder())), batch_size=spec.batch_size, shuffle=True
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_function = torch.nn.CrossEntropyLoss()
    while True:
        for images, labels in loader:
            optimizer.zero_grad()
            logits = model(images)
            loss_ = loss_function(logits, labels)
            loss_.backward()
            optimizer.step()
            loss_.item()
            (logits.argmax(1) == labels).float().mean().item()
            yield


def bare(case: Case, precision: str, probed: bool = False) -> Iterator[None]:
    """Our own means and nothing else: no probe, no row, no checkpoint, no look at whether to stop."""
    spec = case.spec(precision)
    data = case.dataset.load(data_folder())
    model = build_model(spec.architecture, seed=0).to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    loss_function = torch.nn.CrossEntropyLoss()
    measures = {"loss": loss, "accuracy": accuracy, "gradients": GradientNorms(model).squares}
    while True:
        order = torch.randperm(len(data.train))
        for start in range(0, len(data.train) - spec.batch_size + 1, spec.batch_size):
            chosen = order[start : start + spec.batch_size]
            images = normalise(data.train.images.index_select(0, chosen), data.mean, data.std)
            images = images.contiguous(memory_format=torch.channels_last)
            labels = data.train.labels.index_select(0, chosen)
            with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bfloat16"):
                logits = model(images)
                loss_ = loss_function(logits, labels)
            model.zero_grad()
            loss_.backward()
            if probed:
                read(measures, Moment(model, images, labels, logits, loss_))
            optimizer.step()
            yield


def bare_with_probes(case: Case, precision: str) -> Iterator[None]:
    """The bare loop with the three probes of every run: the difference is what they cost."""
    return bare(case, precision, probed=True)


def our_loop(case: Case, precision: str) -> Iterator[None]:
    """`train` itself, as a run's worker calls it, without the worker."""
    for _ in train(prepare(case.spec(precision), case.dataset.load(data_folder()))):
        yield


LOOPS = {loop.__name__: loop for loop in (textbook, bare, bare_with_probes, our_loop)}


def main(name: str, case: str, precision: str, threads: str) -> None:
    if name == "textbook":
        torch.set_num_threads(int(threads))
    else:
        set_up(int(threads))
    steps = LOOPS[name](CASES[case], precision)
    for _ in range(10):
        next(steps)
    print("ready", flush=True)
    for line in sys.stdin:
        print(images_per_second(steps, float(line)), flush=True)


def images_per_second(steps: Iterator[None], seconds: float) -> float:
    done, began = 0, time.perf_counter()
    while (now := time.perf_counter()) < began + seconds:
        next(steps)
        done += 1
    return done * BATCH_SIZE / (now - began)


if __name__ == "__main__":
    main(*sys.argv[1:])
