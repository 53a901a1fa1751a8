"""Weights come out of a file as they went in, and out of no other file."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from cnn_core.weights import LARGEST_HEADER, WeightsError, load_weights, save_weights


def small_model() -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(8, 3))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "model.safetensors"
    save_weights(path, small_model())
    return path


def parts(content: bytes) -> tuple[dict[str, Any], bytes]:
    length = int.from_bytes(content[:8], "little")
    return json.loads(content[8 : 8 + length]), content[8 + length :]


def joined(header: Any, numbers: bytes) -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + numbers


def test_a_model_comes_back_as_it_was(tmp_path: Path) -> None:
    first, second = small_model(), small_model()
    save_weights(tmp_path / "model.safetensors", first)
    load_weights(tmp_path / "model.safetensors", second)
    for name, tensor in first.state_dict().items():
        assert torch.equal(second.state_dict()[name], tensor), name


def refused(path: Path, content: bytes) -> WeightsError:
    path.write_bytes(content)
    model = small_model()
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    with pytest.raises(WeightsError) as caught:
        load_weights(path, model)
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())
    return caught.value


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"nothing\.safetensors"):
        load_weights(tmp_path / "nothing.safetensors", small_model())


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 7, b"\xff" * 8, b"\x02" + b"\x00" * 7 + b"[]", b"\x02" + b"\x00" * 7 + b"{x"]
)
def test_what_is_no_weights_file_is_refused(saved: Path, content: bytes) -> None:
    assert refused(saved, content).code == "weights"


def test_a_header_of_other_shapes_is_refused(saved: Path) -> None:
    header, numbers = parts(saved.read_bytes())
    header["0.weight"]["shape"] = [2, 1, 9, 1]
    assert "0.weight" in str(refused(saved, joined(header, numbers)))


def test_a_name_too_many_and_a_name_too_few_are_refused(saved: Path) -> None:
    header, numbers = parts(saved.read_bytes())
    assert "no 0.bias" in str(refused(saved, joined({k: v for k, v in header.items() if k != "0.bias"}, numbers)))
    extra = header | {"more": header["0.bias"]}
    assert "no more" in str(refused(saved, joined(extra, numbers)))


def test_overlapping_places_are_refused(saved: Path) -> None:
    header, numbers = parts(saved.read_bytes())
    header["0.bias"]["data_offsets"] = [0, 8]
    assert refused(saved, joined(header, numbers)).code == "weights"


@pytest.mark.parametrize("place", [None, "x", [], [0], [0, "a"], [0.0, 8.0], [True, False], {"a": 1}])
def test_places_that_are_none_are_refused(saved: Path, place: Any) -> None:
    header, numbers = parts(saved.read_bytes())
    header["0.bias"]["data_offsets"] = place
    assert refused(saved, joined(header, numbers)).code == "weights"


@pytest.mark.parametrize("change", [lambda numbers: numbers[:-1], lambda numbers: numbers + b"\x00"])
def test_a_byte_too_few_or_too_many_is_refused(saved: Path, change: Any) -> None:
    header, numbers = parts(saved.read_bytes())
    assert refused(saved, joined(header, change(numbers))).code == "weights"


def test_numbers_that_are_not_finite_are_refused(tmp_path: Path) -> None:
    model = small_model()
    with torch.no_grad():
        model[0].weight[0, 0, 0, 0] = float("nan")
    save_weights(tmp_path / "model.safetensors", model)
    assert "finite" in str(refused(tmp_path / "model.safetensors", (tmp_path / "model.safetensors").read_bytes()))


def test_a_huge_file_is_not_read_whole(saved: Path) -> None:
    assert "at most" in str(refused(saved, b"\x00" * (2 * LARGEST_HEADER)))


@given(at=st.integers(0, 700), byte=st.integers(0, 255))
def test_a_changed_byte_is_refused_or_changes_one_finite_number(
    tmp_path_factory: pytest.TempPathFactory, at: int, byte: int
) -> None:
    path = tmp_path_factory.mktemp("weights") / "model.safetensors"
    save_weights(path, small_model())
    content = bytearray(path.read_bytes())
    content[at % len(content)] = byte
    path.write_bytes(content)
    model = small_model()
    try:
        load_weights(path, model)
    except WeightsError:
        return
    assert all(torch.isfinite(tensor).all() for tensor in model.state_dict().values())
