"""A training run as one Python script that needs PyTorch only, and draws the same curve."""

from dataclasses import asdict
from string import Template
from typing import Any

from cnn_core.architecture import ledger, totals
from cnn_core.exports.comments import Comments
from cnn_core.exports.pytorch import header, imports, model_lines
from cnn_core.exports.script_parts import DATA, NORMALISER, SCHEDULES, TRAINING
from cnn_core.training.machine import BFLOAT16_PAYS_FROM
from cnn_core.training.spec import RunSpec

_STANDARD = ["import math", "import zlib", "from collections import OrderedDict", "", "import numpy as np"]

DEVICES: dict[str, str] = {
    "auto": '"cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"',
    "cpu": '"cpu"',
    "cuda": '"cuda" if torch.cuda.is_available() else "cpu"',
    "mps": '"mps" if torch.backends.mps.is_available() else "cpu"',
}

_FAST = (
    '(DEVICE.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)) or (\n'
    '    DEVICE.type == "cpu" and (torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())\n)'
)

_SGD = """SGD(
        {weights}, momentum={momentum}, nesterov={nesterov}, weight_decay={weight_decay}, fused=True
    )"""
_ADAM = "Adam({weights}, betas=({beta1}, {beta2}), eps={epsilon}, fused=True)"
_ADAMW = """AdamW(
        {weights}, betas=({beta1}, {beta2}), eps={epsilon}, weight_decay={weight_decay}, fused=True
    )"""
OPTIMIZERS: dict[str, str] = {"sgd": _SGD, "adam": _ADAM, "adamw": _ADAMW}
"""How each optimiser is written; {names} are its fields, but {weights}: what it moves, and how far."""

_WEIGHTS = "model.parameters(), lr=LEARNING_RATE"

LOSSES: dict[str, str] = {"cross_entropy": "nn.CrossEntropyLoss(label_smoothing={label_smoothing})"}


def script_source(run: RunSpec, comments: Comments) -> str:
    """The script; on the same machine with as many threads it repeats the run step by step.

    It downloads the data where it must. Drawn data sets are drawn by this laboratory, which it then imports.

    Raises:
        ShapeError: a layer does not fit.
    """
    data_imports, packages, data = DATA[run.dataset.kind]
    schedule = SCHEDULES[run.schedule.kind]
    parts = [data, schedule, NORMALISER, TRAINING]
    text = "\n\n".join(part.strip("\n") + "\n" for part in parts)
    written = Template(text).substitute(_values(run, comments))
    network = _network(run, comments)
    needed = [*imports(["torch. nn.", *network]), *data_imports]
    opening = [*header(run.architecture, comments, f"torch, {packages}"), "", *_STANDARD, *needed, ""]
    return "\n".join([*opening, *_settings(run, comments), "", *network, "", "", written])


def _settings(run: RunSpec, comments: Comments) -> list[str]:
    return [
        f"SEED = {run.seed}",
        f"EPOCHS = {run.epochs}",
        f"BATCH_SIZE = {run.batch_size}",
        f"LEARNING_RATE = {run.optimizer.learning_rate!r}  # {comments.highest}",
        f"DEVICE = torch.device({DEVICES[run.device]})",
        f"BFLOAT16 = {_bfloat16(run)}  # {comments.precision}",
    ]


def _bfloat16(run: RunSpec) -> str:
    if run.precision != "auto":
        return str(run.precision == "bfloat16")
    return _FAST if totals(ledger(run.architecture)).multiply_adds >= BFLOAT16_PAYS_FROM else "False"


def _network(run: RunSpec, comments: Comments) -> list[str]:
    """The model, drawn from the seed: where it is built, or where its weights are drawn anew."""
    seeded = f"torch.manual_seed(SEED)  # {comments.seeded}"
    lines = model_lines(run.architecture, comments)
    first = lines.index("for layer in model.modules():") if run.architecture.initialization != "default" else None
    start = lines.index("model = nn.Sequential(OrderedDict(") if first is None else first
    moved = "model.to(DEVICE, memory_format=torch.channels_last)"
    return [*lines[:start], seeded, *lines[start:], moved]


def _values(run: RunSpec, comments: Comments) -> dict[str, Any]:
    """Every $name: the sentences, and what the run has chosen."""
    optimizer = run.optimizer.model_dump()
    # Nesterov's form needs a momentum, here as in the laboratory.
    optimizer["nesterov"] = bool(optimizer.get("nesterov")) and optimizer.get("momentum", 0) > 0
    return {
        **asdict(comments),
        **run.schedule.model_dump(exclude={"kind"}),
        "validation": run.dataset.sizes.validation,
        "test": run.dataset.sizes.test,
        "data_seed": run.dataset.seed,
        "optimizer": "torch.optim." + OPTIMIZERS[run.optimizer.kind].format(**optimizer, weights=_WEIGHTS),
        "loss": LOSSES[run.loss.kind].format(**run.loss.model_dump()),
    }
