"""The exported script trains by itself, and its curve is the laboratory's."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from cnn_core.architecture import ArchitectureSpec
from cnn_core.datasets import DATASETS
from cnn_core.exports import script, script_parts
from cnn_core.exports.script import script_source
from cnn_core.initialization import INITIALIZATIONS
from cnn_core.losses import LOSSES
from cnn_core.optimizers import OPTIMIZERS
from cnn_core.schedules import SCHEDULES
from cnn_core.training.loop import prepare, train
from cnn_core.training.machine import has_fast_bfloat16
from cnn_core.training.spec import RunSpec
from tests.cnn_core.exports.interpreter import in_fresh_interpreter
from tests.cnn_core.exports.plain_comments import COMMENTS

ROOT = Path(__file__).resolve().parents[3]
LAYERS = [
    {"kind": "conv2d", "out_channels": 4, "stride": 2},
    {"kind": "residual", "layers": [{"kind": "conv2d", "out_channels": 4, "padding": 1}, {"kind": "batch_norm2d"}]},
    {"kind": "dropout", "p": 0.2},
    {"kind": "max_pool2d"},
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 10},
]
# In the script's own folder, as a learner would; the losses are printed with all their digits.
PROGRAM = "import json, runpy; print(json.dumps(runpy.run_path('script.py')['train']()))"


def network(shape: tuple[int, int, int], initialization: str = "default") -> ArchitectureSpec:
    fields = {"name": "small", "input_shape": shape, "layers": LAYERS, "initialization": initialization}
    return ArchitectureSpec.parse(fields)


def a_run(dataset: str = "digits", initialization: str = "default", **more: Any) -> RunSpec:
    architecture = network(DATASETS[dataset].image_shape, initialization)
    fields = {"architecture": architecture, "dataset": {"kind": dataset, "seed": 2}, "seed": 5, "batch_size": 128}
    return RunSpec.parse({**fields, "device": "cpu", **more})


def namespace(run: RunSpec) -> dict[str, Any]:
    found: dict[str, Any] = {"__name__": "exported"}
    with torch.random.fork_rng():
        exec(script_source(run, COMMENTS), found)
    return found


def test_every_choice_has_its_source() -> None:
    assert script_parts.DATA.keys() == DATASETS.keys()
    assert script_parts.SCHEDULES.keys() == SCHEDULES.keys()
    assert script.OPTIMIZERS.keys() == OPTIMIZERS.keys()
    assert script.LOSSES.keys() == LOSSES.keys()


@pytest.mark.parametrize(
    "run",
    [
        a_run(epochs=2, batch_size=256),
        a_run(
            initialization="he_normal",
            batch_size=256,
            optimizer={"kind": "sgd", "nesterov": True, "weight_decay": 1e-3},
            schedule={"kind": "constant"},
            loss={"kind": "cross_entropy", "label_smoothing": 0.1},
        ),
    ],
    ids=["adam", "sgd"],
)
def test_in_a_fresh_interpreter_it_draws_the_laboratory_s_curve(run: RunSpec, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(script_source(run, COMMENTS), "utf-8")
    received = in_fresh_interpreter(PROGRAM, folder=tmp_path)
    expected = [step.loss for step in train(prepare(run, run.dataset.load(None)))]
    assert len(received) == len(expected) >= 5
    assert received == pytest.approx(expected, rel=1e-4)
    assert received[:3] == pytest.approx(expected[:3], rel=1e-6)


def test_run_as_a_program_it_tells_how_it_goes(tmp_path: Path) -> None:
    text = script_source(a_run(optimizer={"kind": "adamw"}), COMMENTS)
    program = text + "\nimport json\nprint(json.dumps(accuracy.__doc__))"
    assert in_fresh_interpreter(program, folder=tmp_path) == COMMENTS.accuracy


@pytest.mark.parametrize("rule", INITIALIZATIONS)
def test_the_first_weights_are_the_laboratory_s(rule: str) -> None:
    run = a_run(initialization=rule)
    with torch.random.fork_rng():
        expected = prepare(run, run.dataset.load(None)).model.state_dict()
    exported = namespace(run)["model"].state_dict()
    assert all(torch.equal(exported[name], tensor) for name, tensor in expected.items())


@pytest.mark.parametrize("kind", DATASETS)
def test_the_data_are_the_laboratory_s(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, folder = a_run(kind), None
    if not run.dataset.embedded:
        folder = request.getfixturevalue("real_data")
        (tmp_path / "data").symlink_to(folder, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    found, expected = namespace(run), run.dataset.load(folder)
    parts = found["load_data"]()
    for (images, labels), part in zip(parts, (expected.train, expected.validation, expected.test), strict=True):
        assert torch.equal(images, part.images)
        assert torch.equal(labels, part.labels)


def test_where_a_large_network_gains_bfloat16_is_asked_for() -> None:
    assert namespace(a_run())["BFLOAT16"] is False
    assert namespace(a_run(precision="bfloat16"))["BFLOAT16"] is True
    large = a_run().architecture.model_dump(mode="json")
    large["layers"] = [{"kind": "conv2d", "out_channels": 128, "padding": 1}] * 3 + large["layers"]
    run = RunSpec.parse(a_run().model_dump(mode="json") | {"architecture": large})
    assert namespace(run)["BFLOAT16"] == has_fast_bfloat16(torch.device("cpu"))


@pytest.mark.parametrize("kind", DATASETS)
def test_lines_are_short(kind: str) -> None:
    source = script_source(a_run(kind), COMMENTS)
    assert json.dumps(source)
    assert max(map(len, source.splitlines())) <= 120
