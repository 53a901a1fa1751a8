"""Whatever holds a network brings it back: each way out of the laboratory, and other people's source."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings

from cnn_core.architecture import ArchitectureSpec, build_model, shapes
from cnn_core.errors import CnnCoreError
from cnn_core.exports.links import to_link
from cnn_core.exports.pytorch import sequential_source
from cnn_core.exports.weights import weights_bytes
from cnn_core.presets import PRESETS
from tests.cnn_core.architecture.strategies import networks
from tests.cnn_core.exports.plain_comments import COMMENTS
from ui.bringing import MOST, bring

IMAGE = (3, 32, 32)


def address(spec: ArchitectureSpec) -> bytes:
    return f"see https://lab.example/architecture?lang=es&network={to_link(spec)} !".encode()


def whole_file(spec: ArchitectureSpec) -> bytes:
    return weights_bytes(spec, build_model(spec, seed=0).state_dict())


WAYS: dict[str, Callable[[ArchitectureSpec], bytes]] = {
    "json": lambda spec: spec.to_json().encode(),
    "link": lambda spec: to_link(spec).encode(),
    "address": address,
    "safetensors": whole_file,
}


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("way", WAYS)
def test_every_way_out_leads_back(way: str, preset: str) -> None:
    spec = PRESETS[preset].build(IMAGE, 10)
    assert bring(WAYS[way](spec), (1, 8, 8)) == spec


@pytest.mark.parametrize("way", ["json", "link", "address"])
def test_the_longest_networks_come_back_by_every_way_that_takes_them(way: str) -> None:
    """2000 layers are 146 kB of JSON, and 900 characters of a link, which once did not open."""
    convolution = {"kind": "conv2d", "out_channels": 2, "kernel_size": 5, "padding": 2, "bias": False}
    layers = [{"kind": "parallel", "branches": [[convolution] * 9], "join": "add"}] * 199
    spec = ArchitectureSpec.parse({"name": "long", "input_shape": IMAGE, "layers": layers})
    assert bring(WAYS[way](spec)[:MOST], IMAGE) == spec


@settings(max_examples=40)
@given(spec=networks())
def test_a_random_network_comes_back_from_json_and_link(spec: ArchitectureSpec) -> None:
    assert bring(spec.to_json().encode(), IMAGE) == bring(to_link(spec).encode(), IMAGE) == spec


def test_the_header_of_a_file_of_weights_is_enough() -> None:
    spec = PRESETS["lenet5"].build((1, 28, 28), 10)
    content = whole_file(spec)
    header = 8 + int.from_bytes(content[:8], "little")
    assert bring(content[:header], IMAGE) == spec


def test_source_is_read_for_the_image_of_the_chosen_data() -> None:
    lenet = PRESETS["lenet5"].build(IMAGE, 10)
    brought = bring(sequential_source(lenet, COMMENTS).encode(), IMAGE)
    assert (brought.layers, brought.input_shape) == (lenet.layers, IMAGE)
    assert shapes(brought)[-1] == (10,)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   ",
        b"hello",
        b"\x80\x04\x95pickle",
        b"\x89PNG\r\n\x1a\n" + bytes(500),
        b"{",
        b'{"name": "x"}',
        b"[1, 2]",
        b"https://lab.example/architecture?network=aXXXXXXXX",
        (40).to_bytes(8, "little") + b'{"a": ' + bytes(50),
        (10**6).to_bytes(8, "little") + b"{" + bytes(100),
        b"import os\nos.system('true')",
        b"nn.Sequential(" * 1000,
        "nn.Sequential(nn.Linear(1, ⅷ))".encode(),
        b"\xff\xfe" + "nn.Sequential()".encode("utf-16-le"),
    ],
)
def test_what_is_no_network_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(CnnCoreError):
        bring(content, IMAGE)
