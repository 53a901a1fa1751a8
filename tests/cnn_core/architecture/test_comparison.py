"""Two networks beside each other: every layer once, in order, and as many as possible with their like."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.architecture import ArchitectureSpec
from cnn_core.architecture.comparison import Pairing, compare
from cnn_core.layers import LayerSpec
from cnn_core.presets import PRESETS

FEW: list[dict[str, Any]] = [
    {"kind": "flatten"},
    {"kind": "max_pool2d"},
    {"kind": "max_pool2d", "kernel_size": 3},
    {"kind": "conv2d", "out_channels": 4},
    {"kind": "conv2d", "out_channels": 8},
    {"kind": "conv2d", "out_channels": 8, "kernel_size": 5, "padding": 2},
]
STACKS = st.lists(st.sampled_from(FEW), min_size=1, max_size=7).map(
    lambda stack: ArchitectureSpec.parse({"name": "x", "input_shape": (1, 8, 8), "layers": stack}).layers
)


def layers(*stack: dict[str, Any]) -> tuple[LayerSpec, ...]:
    return ArchitectureSpec.parse({"name": "x", "input_shape": (1, 8, 8), "layers": stack}).layers


def worth(one: Sequence[LayerSpec], other: Sequence[LayerSpec]) -> int:
    """By trying everything."""

    @lru_cache
    def best(left: int, right: int) -> int:
        if left == len(one) or right == len(other):
            return 0
        alike = one[left].kind == other[right].kind
        paired = (1 + (one[left] == other[right])) + best(left + 1, right + 1) if alike else 0
        return max(paired, best(left + 1, right), best(left, right + 1))

    return best(0, 0)


@given(one=STACKS, other=STACKS)
def test_every_layer_stands_there_once_in_order_and_the_pairs_are_the_best(
    one: tuple[LayerSpec, ...], other: tuple[LayerSpec, ...]
) -> None:
    found = compare(one, other)
    assert [each.left for each in found if each.left is not None] == list(range(len(one)))
    assert [each.right for each in found if each.right is not None] == list(range(len(other)))
    pairs = [(one[each.left], other[each.right], each) for each in found if each.left is not None is not each.right]
    for left, right, each in pairs:
        assert left.kind == right.kind and (left == right) == (each.standing == "same") == (not each.fields)
        assert all(getattr(left, name) != getattr(right, name) for name in each.fields)
    assert sum(1 + (left == right) for left, right, _ in pairs) == worth(one, other)


@given(one=STACKS, other=STACKS)
def test_seen_from_the_other_side_as_much_is_the_same(one: tuple[LayerSpec, ...], other: tuple[LayerSpec, ...]) -> None:
    def mirrored(found: Sequence[Pairing]) -> int:
        return sum({"same": 2, "changed": 1}.get(each.standing, 0) for each in found)

    assert mirrored(compare(one, other)) == mirrored(compare(other, one))


@pytest.mark.parametrize("preset_id", PRESETS)
def test_a_network_is_the_same_as_itself(preset_id: str) -> None:
    spec = PRESETS[preset_id].build((3, 32, 32), 10)
    assert {each.standing for each in compare(spec.layers, spec.layers)} == {"same"}


def test_one_layer_more_moves_nothing_else() -> None:
    conv, pool, flat = FEW[3], FEW[1], FEW[0]
    found = compare(layers(conv, pool, flat), layers(conv, {"kind": "batch_norm2d"}, pool, flat))
    assert [each.standing for each in found] == ["same", "only_right", "same", "same"]


def test_a_changed_field_is_named() -> None:
    found = compare(layers(FEW[4]), layers(FEW[5]))
    assert found == (Pairing(0, 0, ("kernel_size", "padding")),)


def test_nothing_is_in_common_with_nothing() -> None:
    assert compare((), layers(FEW[0])) == (Pairing(None, 0),) and compare((), ()) == ()
