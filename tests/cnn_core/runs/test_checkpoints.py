"""Checkpoints: whole or not at all, exact, and suspicious of what they read."""

import errno
import json
import math
import shutil
from itertools import islice
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from cnn_core.architecture import ArchitectureSpec
from cnn_core.datasets import DATASETS, load_cached
from cnn_core.layers import LAYERS
from cnn_core.runs import checkpoints, saver
from cnn_core.runs.errors import CheckpointError
from cnn_core.runs.records import Row, StoredEvaluation
from cnn_core.runs.saver import Saver
from cnn_core.training.loop import Training, prepare, train
from cnn_core.training.spec import RunSpec, default_run


@pytest.fixture
def spec(tiny_architecture: ArchitectureSpec) -> RunSpec:
    return default_run(tiny_architecture, DATASETS["digits"].parse({})).model_copy(update={"epochs": 4})


@pytest.fixture
def training(spec: RunSpec) -> Training:
    return prepare(spec, load_cached(spec.dataset, None))


ROWS = (Row(1, 0, 2.5, 0.1, 1e-3, (0.5, math.inf)), Row(2, 0, 0.1 + 0.2, 0.2, 1e-3, (1e-7, 2.0)))
EVALUATIONS = (StoredEvaluation(2, 0, "validation", 0.5, 0.75, ((3, 1), (0, 4))),)


def test_a_resumed_run_gives_the_same_curve_bit_for_bit(spec: RunSpec, training: Training, tmp_path: Path) -> None:
    steps = train(training)
    list(islice(steps, 30))
    checkpoints.save(tmp_path / "a.safetensors", training)
    expected = [(one.step, one.loss, one.gradient_norms) for one in islice(steps, 60)]
    resumed = prepare(spec, load_cached(spec.dataset, None))
    resumed.load_state_tensors(checkpoints.load(tmp_path / "a.safetensors").tensors)
    assert [(one.step, one.loss, one.gradient_norms) for one in islice(train(resumed), 60)] == expected


def test_everything_comes_back(training: Training, tmp_path: Path) -> None:
    path = tmp_path / "latest.safetensors"
    size = checkpoints.save(path, training, ROWS, EVALUATIONS)
    loaded = checkpoints.load(path)
    assert path.stat().st_size == size
    assert (loaded.spec, loaded.step, loaded.rows, loaded.evaluations) == (training.spec, 0, ROWS, EVALUATIONS)


def test_a_model_answers_from_a_checkpoint_as_it_did_in_training(training: Training, tmp_path: Path) -> None:
    list(islice(train(training), 10))
    checkpoints.save(tmp_path / "latest.safetensors", training)
    loaded = checkpoints.load_model(tmp_path / "latest.safetensors")
    weights = training.model.state_dict()
    assert all(torch.equal(value, weights[name]) for name, value in loaded.model.state_dict().items())
    image = torch.rand(1, 1, 28, 28)
    assert not loaded.model.training
    # Training lays tensors out channels-last, so sums may round differently in the last bit.
    torch.testing.assert_close(loaded.model(image), training.model.eval()(image))
    assert (loaded.step, loaded.mean, loaded.std) == (10, training.dataset.mean, training.dataset.std)
    assert loaded.dataset == training.spec.dataset


@pytest.mark.parametrize("damage", ["empty", "cut", "long_header", "text", "bad_json", "other_format", "folder"])
def test_what_is_not_a_whole_checkpoint_is_refused(training: Training, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "latest.safetensors"
    checkpoints.save(path, training)
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    if damage == "other_format":
        save_file({"model/x": torch.zeros(1)}, path)
    elif damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes(
            {
                "empty": b"",
                "cut": data[:-100],
                "long_header": (2**40).to_bytes(8, "little") + data[8:],
                "text": b"not a checkpoint at all",
                "bad_json": data[:8] + b"x" * length + data[8 + length :],
            }[damage]
        )
    for read in (checkpoints.load, checkpoints.load_model):
        with pytest.raises(CheckpointError):
            read(path)


def test_weights_of_another_network_are_refused(training: Training, tmp_path: Path) -> None:
    path = tmp_path / "latest.safetensors"
    checkpoints.save(path, training)
    tensors = checkpoints.load(path).tensors
    tensors["model/conv1.weight"] = torch.zeros(4, 1, 3, 3)
    facts = {"format": checkpoints.FORMAT, "spec": training.spec.to_json(), "step": "0"}
    save_file(tensors, path, {**facts, "mean": json.dumps([0.5]), "std": json.dumps([0.5])})
    with pytest.raises(CheckpointError, match=r"conv1\.weight"):
        checkpoints.load_model(path)


def test_a_damaged_latest_one_falls_back_to_the_newest_kept_one(training: Training, tmp_path: Path) -> None:
    for step in (1, 8):
        training.step = step
        checkpoints.save(checkpoints.kept_path(tmp_path, step), training)
    (tmp_path / checkpoints.LATEST).write_bytes(b"cut off")
    found = checkpoints.newest(tmp_path)
    assert found is not None and found.step == 8
    assert checkpoints.newest(tmp_path / "nothing") is None


def test_a_full_disk_leaves_the_last_checkpoint_and_no_litter(
    training: Training, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saving = Saver(tmp_path, training)
    saving.save(training, (), ())

    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    training.step = 5
    monkeypatch.setattr(Path, "write_bytes", full)
    saving.save(training, (), ())
    assert checkpoints.load(tmp_path / checkpoints.LATEST).step == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    with pytest.raises(OSError, match="No space"):
        saving.save(training, (), (), insist=True)


def test_a_folder_removed_under_a_running_run_is_made_again(training: Training, tmp_path: Path) -> None:
    saving = Saver(tmp_path / "run", training)
    shutil.rmtree(tmp_path / "run")
    saving.save(training, ROWS, EVALUATIONS)
    assert checkpoints.load(tmp_path / "run" / checkpoints.LATEST).step == 0
    assert list(checkpoints.kept(tmp_path / "run")) == [0]


def test_weights_that_are_not_finite_never_replace_good_ones(training: Training, tmp_path: Path) -> None:
    saving = Saver(tmp_path, training)
    saving.save(training, (), ())
    with torch.no_grad():
        next(training.model.parameters()).fill_(math.nan)
    training.step = 3
    saving.save(training, (), ())
    assert checkpoints.load(tmp_path / checkpoints.LATEST).step == 0


def test_a_buffer_that_is_not_finite_never_replaces_good_ones(spec: RunSpec, tmp_path: Path) -> None:
    layers = spec.architecture.layers
    normalised = spec.architecture.model_copy(
        update={"layers": (layers[0], LAYERS["batch_norm2d"].parse({"kind": "batch_norm2d"}), *layers[1:])}
    )
    training = prepare(spec.model_copy(update={"architecture": normalised}), load_cached(spec.dataset, None))
    saving = Saver(tmp_path, training)
    saving.save(training, (), ())
    next(training.model.buffers()).fill_(math.inf)
    training.step = 3
    saving.save(training, (), ())
    assert checkpoints.load(tmp_path / checkpoints.LATEST).step == 0


def test_saving_takes_a_fiftieth_of_the_time_at_most(
    training: Training, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([100.0, 100.0, 102.0])  # a disk on which a checkpoint takes two seconds
    monkeypatch.setattr(saver.time, "perf_counter", lambda: next(times))
    saving = Saver(tmp_path, training)
    saving.save(training, (), ())
    assert not saving.due(7, 102.0 + 99.0) and saving.due(7, 102.0 + 100.0)


def test_drafts_of_a_killed_process_are_swept_away(training: Training, tmp_path: Path) -> None:
    draft = tmp_path / f".{checkpoints.LATEST}.12345"
    draft.write_bytes(b"half")
    checkpoints.save(tmp_path / checkpoints.LATEST, training)
    Saver(tmp_path, training)
    assert [path.name for path in tmp_path.iterdir()] == [checkpoints.LATEST]


def test_a_file_that_somebody_reads_is_replaced_the_next_time(
    training: Training, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saver, "_PASSING", {errno.EACCES})  # as on Windows
    saving = Saver(tmp_path, training)
    saving.save(training, (), ())
    training.step = 5
    with monkeypatch.context() as reading:
        reading.setattr(Path, "replace", _somebody_reads)
        saving.save(training, (), ())
        with pytest.raises(PermissionError):
            saving.save(training, (), (), insist=True)
    assert checkpoints.load(tmp_path / checkpoints.LATEST).step == 0
    saving.save(training, (), ())
    assert checkpoints.load(tmp_path / checkpoints.LATEST).step == 5


def _somebody_reads(*_: object) -> None:
    raise PermissionError(errno.EACCES, "Permission denied")


def test_kept_steps_are_due_whatever_the_time(training: Training, tmp_path: Path) -> None:
    saving = Saver(tmp_path, training)
    assert saving.due(0, 0.0) and saving.due(12, 0.0) and not saving.due(13, 0.0)
    saving.save(training, (), ())
    assert not saving.due(0, 0.0), "kept once"
    assert (tmp_path / "step_00000000.safetensors").exists()
