"""Two networks beside each other: what is different is said in words, and no name is taken for markup."""

import re

import pytest

from cnn_core.architecture import ArchitectureSpec
from cnn_core.presets import PRESETS
from ui import i18n
from ui.comparing import table

CONV = {"kind": "conv2d", "out_channels": 6, "kernel_size": 5}
RELU = {"kind": "activation", "function": "relu"}
FLAT = {"kind": "flatten"}


def network(*layers: dict[str, object], name: str = "x") -> ArchitectureSpec:
    return ArchitectureSpec.parse({"name": name, "input_shape": (1, 8, 8), "layers": layers})


def said(one: ArchitectureSpec, other: ArchitectureSpec, language: str = "en") -> str:
    with i18n.speaking(language):
        return re.sub(r"<[^>]+>", " ", table(one, other))


def test_a_changed_field_is_said_with_both_values() -> None:
    text = said(network(CONV, RELU, FLAT), network({**CONV, "kernel_size": 3}, {**RELU, "function": "tanh"}, FLAT))
    assert "Kernel size: 5 → 3" in text and "Activation function: ReLU → Hyperbolic tangent" in text
    assert "The same: 1; changed: 2; only on the left: 0; only on the right: 0." in text


def test_the_totals_stand_beside_each_other_with_their_ratio() -> None:
    lenet, mlp = (PRESETS[preset].build((1, 28, 28), 10) for preset in ("lenet5", "mlp"))
    text = said(lenet, mlp)
    assert "61,706" in text and re.search(r"Parameters · ×[\d.]+", text)


def test_a_network_that_does_not_fit_can_be_compared() -> None:
    text = said(network(FLAT), network(FLAT, CONV))
    assert "does not fit yet" in text
    assert re.search(r"1\s+Layers · ×2\s+2", text), "all of them, also those that do not fit"
    assert "Multiply-adds" not in text, "sums up to somewhere are no totals"


def test_numbers_are_written_as_in_the_language() -> None:
    one, other = (network({"kind": "dropout", "p": p}, FLAT) for p in (0.25, 0.5))
    assert "0,25 → 0,5" in said(one, other, "es")


def test_blocks_say_what_is_different_inside() -> None:
    bodies: list[list[dict[str, object]]] = [[CONV, RELU], [{**CONV, "kernel_size": 3}, FLAT]]
    one, other = (network({"kind": "repeat", "layers": body, "times": 2}) for body in bodies)
    assert "inside: conv1: Kernel size: 5 → 3; relu1 only on the left; flatten only on the right" in said(one, other)
    one, other = (network({"kind": "parallel", "branches": [[RELU], *more]}) for more in ([], [[FLAT]]))
    assert "branch 1: the same; branch 2: flatten only on the right" in said(one, other)


def test_a_name_is_no_markup() -> None:
    one = network(FLAT, name="a 'quoted' one")
    with i18n.speaking("en"):
        assert "a &#x27;quoted&#x27; one" in table(one, one)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("preset_id", PRESETS)
def test_every_ready_made_network_is_the_same_as_itself(preset_id: str, language: str) -> None:
    spec = PRESETS[preset_id].build((3, 32, 32), 10)
    with i18n.speaking(language):
        assert 'class="changed"' not in table(spec, spec) and 'class="only' not in table(spec, spec)
