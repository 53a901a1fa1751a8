"""What the lens is given: pictures where the lines say, kernels as they were learned, code with its lines."""

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from cnn_core.datasets import DATASETS, Cifar10Spec, DatasetCorruptError
from cnn_core.runs.checkpoints import LATEST, save
from cnn_core.stepping.grids import GRIDS
from cnn_core.stepping.kernels import kernel
from cnn_core.stepping.picture import GridPicture, PixelsPicture, SamplePicture, ValuesPicture
from cnn_core.training.spec import default_run
from cnn_core.training.state import prepare
from ui import choices, history, i18n, lens, lens_content, lens_pictures, models, scenes, storage


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVOLAB_HOME", str(tmp_path))
    monkeypatch.setenv("CONVOLAB_DATA", str(tmp_path / "data"))


def test_every_line_of_the_table_finds_its_bytes() -> None:
    lines, content = lens_pictures.table(lens_pictures.samples())
    end = 0
    for line in lines:
        assert line["offset"] == end
        assert line["label"]
        end += int(np.prod(line["shape"]))
    assert end == len(content)
    assert {line["dataset"] for line in lines if line["kind"] == "sample"} == {
        "digits",
        "shapes",
        "mnist",
        "fashion_mnist",
    }
    assert [line["id"] for line in lines if line["kind"] == "grid"] == list(GRIDS)


def test_a_grid_holds_its_numbers_and_a_sample_its_shades() -> None:
    lines, content = lens_pictures.table(lens_pictures.samples())
    for line in lines:
        part = np.frombuffer(content, np.uint8, int(np.prod(line["shape"])), line["offset"]).reshape(line["shape"])
        if line["kind"] == "grid":
            assert part[0].tolist() == [list(row) for row in GRIDS[line["id"]]]
        else:
            assert part.max() > 100, line["id"]


def test_the_samples_are_what_their_labels_say() -> None:
    network = models.shipped()
    digits = [one for one in lens_pictures.samples() if one.dataset == "mnist"]
    images = torch.tensor(np.stack([one.pixels for one in digits])) / 255
    mean, std = network.mean[0], network.std[0]
    answers = network.model((images - mean) / std).argmax(dim=1)
    assert answers.tolist() == [one.index for one in digits] == list(range(10))


def test_cifar_comes_from_its_files_where_they_are(real_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVOLAB_DATA", str(real_data))
    photos = [one for one in lens_pictures.samples() if one.dataset == "cifar10"]
    assert [one.index for one in photos] == list(range(10))
    assert all(one.pixels.shape == (3, 32, 32) for one in photos)


def test_damaged_photos_are_there_once_they_are_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Cifar10Spec, "available", lambda *_: True)

    def damaged(spec: Cifar10Spec, folder: Path) -> None:
        raise DatasetCorruptError(dataset=spec.kind, file="test_batch")

    def mended(*_: object) -> tuple[np.ndarray, np.ndarray]:
        return np.zeros((10, 3, 32, 32), np.uint8), np.arange(10)

    with monkeypatch.context() as first:
        first.setattr(Cifar10Spec, "read_test", damaged)
        assert "cifar10" not in {one.dataset for one in lens_pictures.samples()}
    monkeypatch.setattr(Cifar10Spec, "read_test", mended)
    assert "cifar10" in {one.dataset for one in lens_pictures.samples()}


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), -float("inf"), 1.1e6, -1.1e6])
def test_kernels_that_no_scene_could_hold_are_not_offered(wrong: float) -> None:
    model = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3))
    assert lens._first_kernels(model) is not None
    model[0].weight.data[1, 0, 2, 2] = wrong
    assert lens._first_kernels(model) is None


def test_shapes_of_pictures_and_of_those_that_are_not_here() -> None:
    data = base64.b64encode(bytes(75)).decode()
    assert lens_pictures.shape(SamplePicture(dataset="shapes", index=1)) == (3, 32, 32)
    assert lens_pictures.shape(SamplePicture(dataset="mnist", index=1, size=12)) == (1, 12, 12)
    assert lens_pictures.shape(GridPicture(id="one_window")) == (1, 2, 2)
    assert lens_pictures.shape(PixelsPicture(shape=(3, 5, 5), data=data)) == (3, 5, 5)
    assert lens_pictures.shape(ValuesPicture(values=(((1.0, 2.0),),))) == (1, 1, 2)
    assert lens_pictures.shape(SamplePicture(dataset="cifar10", index=1)) is None
    assert lens_pictures.shape(SamplePicture(dataset="mnist", index=10)) is None
    assert lens_pictures.shape(GridPicture(id="nothing")) is None


def test_the_first_sight_is_a_strong_edge() -> None:
    picture = scenes.FIRST.picture
    image = next(one for one in lens_pictures.samples() if (one.dataset, one.index) == (picture.dataset, picture.index))
    maps = F.conv2d(torch.tensor(image.pixels[None] / 255.0), torch.tensor(kernel("sobel_x"))[None, None])
    _, row, column = scenes.FIRST.cell
    assert maps[0, 0, row, column] > 0.6 * maps.max()


def test_the_learned_kernels_are_the_networks_own() -> None:
    lines, content = lens._learned()
    weight = models.shipped().model[0].weight.detach().numpy()
    values = np.frombuffer(content, "<f4", int(np.prod(lines[0]["shape"])), lines[0]["offset"])
    assert lines[0]["id"] == "shipped"
    assert np.array_equal(values.reshape(lines[0]["shape"]), weight)


def test_the_learners_own_run_gives_its_kernels_once_it_has_a_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digits = DATASETS["digits"]()
    spec = default_run(choices.preset("lenet5", digits), digits)
    run = storage.store().run(storage.store().submit("mine", spec))
    monkeypatch.setattr(history, "current", lambda: run)
    assert [bank.id for bank in lens._banks()] == ["shipped"]
    training = prepare(spec, digits.load(), torch.device("cpu"))
    (tmp_path / "runs" / run.id).mkdir(parents=True)
    save(tmp_path / "runs" / run.id / LATEST, training)
    _, own = lens._banks()
    assert own.label == "Tu entrenamiento: LeNet-5 · Dígitos (incluidos)"
    assert np.array_equal(own.values, training.model[0].weight.detach().numpy())
    (tmp_path / "runs" / run.id / LATEST).write_bytes(b"cut")
    assert [bank.id for bank in lens._banks()] == ["shipped"]


def read(language: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(lens_content.content(language).plain)
    return found


def test_kernels_activations_code_and_words_are_all_there() -> None:
    found = read("es")
    assert [one["id"] for one in found["kernels"]][:2] == ["identity", "mean"]
    assert all(len(one["values"]) in (0, np.prod(one["shape"])) for one in found["kernels"])
    assert all(one["label"] and one["formula"] for one in found["activations"])
    shown = found["code"]["convolution"]
    assert shown["source"].startswith("def convolution_steps")
    assert all(1 <= line <= len(shown["source"].splitlines()) for line in shown["lines"].values())
    assert {"picture", "controls"} <= found["texts"].keys()
    last = found["pictures"][-1]
    assert len(base64.b64decode(found["pixels"])) == last["offset"] + np.prod(last["shape"])


def test_each_language_has_its_own_words_under_its_own_address() -> None:
    assert read("es")["texts"]["picture"]["title"] == "Imagen"
    assert read("en")["texts"]["picture"]["title"] == "Picture"
    assert read("es")["pixels"] == read("en")["pixels"]
    with i18n.speaking("en"):
        address = lens_content.address()
    assert address == f"assets/lens/{lens_content.content('en').hash}/en.json"
    assert lens_content.content("es").hash not in address


def test_photos_that_have_come_since_have_another_address(real_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = lens_content.address()
    monkeypatch.setenv("CONVOLAB_DATA", str(real_data))
    assert lens_content.address() != before
    assert "cifar10" in {line.get("dataset") for line in read("es")["pictures"]}


def test_a_run_of_the_page_sends_a_few_kilobytes() -> None:
    data = lens.data(scenes.FIRST)
    assert len(json.dumps(data | {"weights": base64.b64encode(data["weights"]).decode()})) < 3000
