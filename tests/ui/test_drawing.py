"""The pictures for slides: whole SVG that stands alone, everything inside the paper, what repeats drawn once."""

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from cnn_core.architecture import ArchitectureSpec
from cnn_core.presets import PRESETS
from tests.cnn_core.architecture.strategies import networks
from ui import i18n
from ui.drawing import block_diagram, volume_row

SVG = "{http://www.w3.org/2000/svg}"
BOTH = pytest.mark.parametrize("draw", [block_diagram, volume_row])
Draw = Callable[[ArchitectureSpec], str]


def network(*layers: Any) -> ArchitectureSpec:
    return ArchitectureSpec.parse({"name": "Ana's net", "input_shape": (3, 16, 16), "layers": list(layers)})


def texts(picture: str) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(picture).iter(f"{SVG}text")]


def boxes(node: ElementTree.Element, x: float = 0, y: float = 0) -> list[tuple[float, float, float, float]]:
    """Every rectangle's corners, with all movements on the way to it."""
    if found := re.match(r"translate\(([-\d.]+) ([-\d.]+)\)", node.get("transform", "")):
        x, y = x + float(found[1]), y + float(found[2])
    own = []
    if node.tag == f"{SVG}rect":
        own = [(x, y, x + float(node.get("width", 0)), y + float(node.get("height", 0)))]
    return own + [corner for child in node for corner in boxes(child, x, y)]


@BOTH
@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_a_picture_that_stands_alone(preset: str, language: str, draw: Draw) -> None:
    with i18n.speaking(language):
        root = ElementTree.fromstring(draw(PRESETS[preset].build((3, 32, 32), 10)))
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {
        *("svg", "title", "g", "rect", "path", "polygon", "circle", "text")
    }
    assert root.findtext(f"{SVG}title")
    assert not any("href" in name or "style" in name for node in root.iter() for name in node.attrib)


@BOTH
@settings(max_examples=30)
@given(spec=networks())
def test_a_network_of_any_layers_can_be_drawn(draw: Draw, spec: ArchitectureSpec) -> None:
    assert texts(draw(spec))


@given(spec=networks())
@settings(max_examples=30)
def test_every_box_lies_on_the_paper(spec: ArchitectureSpec) -> None:
    paper, *others = boxes(ElementTree.fromstring(block_diagram(spec)))
    for left, top, right, bottom in others:
        assert paper[0] <= left < right <= paper[2]
        assert paper[1] <= top < bottom <= paper[3]


@BOTH
def test_a_name_is_text_and_nothing_else(draw: Draw) -> None:
    assert "Ana&#x27;s net" in draw(network({"kind": "flatten"})) or "Ana's net" in draw(network({"kind": "flatten"}))


def test_what_repeats_is_drawn_once_and_says_how_often() -> None:
    pair = [{"kind": "conv2d", "out_channels": 3, "padding": 1}, {"kind": "activation", "function": "relu"}]
    with i18n.speaking("en"):
        said = texts(block_diagram(network(*pair * 4)))
    assert "× 4" in said
    assert said.count("Convolution 3×3, 3") == 1


def test_branches_meet_in_the_sign_of_their_join() -> None:
    body = [{"kind": "conv2d", "out_channels": 3, "padding": 1}]
    blocks = [{"kind": "residual", "layers": body}, {"kind": "parallel", "branches": [body, []]}]
    said = texts(block_diagram(network(*blocks, {"kind": "squeeze_excitation"})))
    assert [sign for sign in said if sign in ("+", "‖", "×")] == ["+", "‖", "×"]


def test_what_works_on_each_value_stands_below_the_volume_it_works_on() -> None:
    said = texts(volume_row(network({"kind": "conv2d", "out_channels": 4}, {"kind": "activation", "function": "tanh"})))
    assert said[2:] == ["conv1", "4×14×14", "+ tanh1"]
