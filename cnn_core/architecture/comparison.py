"""Two networks beside each other: which layers correspond, and what is different about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cnn_core.layers import LayerSpec

Standing = Literal["same", "changed", "only_left", "only_right"]

_SAME, _ALIKE = 2, 1


@dataclass(frozen=True, slots=True)
class Pairing:
    """One line of the comparison.

    Attributes:
        left: 0-based place of the layer in the first network; None where only the second has it.
        right: its place in the second; None where only the first has it.
        fields: names of the fields that differ, in the layer's order; empty where the two are equal.
    """

    left: int | None
    right: int | None
    fields: tuple[str, ...] = ()

    @property
    def standing(self) -> Standing:
        """What this line says: the same layer, a changed one, or one that only one network has."""
        if self.right is None:
            return "only_left"
        if self.left is None:
            return "only_right"
        return "changed" if self.fields else "same"


def compare(one: Sequence[LayerSpec], other: Sequence[LayerSpec]) -> tuple[Pairing, ...]:
    """The layers of two networks, paired in order so that as many as possible are the same.

    It is a longest common subsequence, in which two layers of one kind count for half of two that are equal.

    Args:
        one: layers of the first network.
        other: layers of the second.

    Returns:
        Every layer of both exactly once, in order; what only one of them has stands where it would be.

    Reference: Wagner, Fischer, "The String-to-String Correction Problem", Journal of the ACM 21, 1974.

    >>> from cnn_core.layers import Conv2dSpec, FlattenSpec, LinearSpec
    >>> left = [Conv2dSpec(out_channels=6, kernel_size=5), FlattenSpec(), LinearSpec(out_features=10)]
    >>> right = [Conv2dSpec(out_channels=6, kernel_size=3), FlattenSpec(), *[LinearSpec(out_features=10)] * 2]
    >>> [each.standing for each in compare(left, right)], compare(left, right)[0].fields
    (['changed', 'same', 'same', 'only_right'], ('kernel_size',))
    """
    ours, theirs = [_sign(layer) for layer in one], [_sign(layer) for layer in other]
    worth = _worths(ours, theirs)
    pairings, left, right = list[Pairing](), 0, 0
    while left < len(one) and right < len(other):
        likeness = _likeness(ours[left], theirs[right])
        if likeness and worth[left][right] == likeness + worth[left + 1][right + 1]:
            pairings.append(Pairing(left, right, _differing(one[left], other[right])))
            left, right = left + 1, right + 1
        elif worth[left][right] == worth[left + 1][right]:
            pairings.append(Pairing(left, None))
            left += 1
        else:
            pairings.append(Pairing(None, right))
            right += 1
    rest = [Pairing(at, None) for at in range(left, len(one))]
    return (*pairings, *rest, *(Pairing(None, at) for at in range(right, len(other))))


_Sign = tuple[str, str]  # kind and JSON: quicker to compare than the layers themselves


def _sign(layer: LayerSpec) -> _Sign:
    return layer.kind, layer.to_json()


def _worths(one: Sequence[_Sign], other: Sequence[_Sign]) -> list[list[int]]:
    """How much pairing can be made of what follows: an entry for each place in the one and in the other."""
    worth = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for left in reversed(range(len(one))):
        for right in reversed(range(len(other))):
            paired = _likeness(one[left], other[right]) + worth[left + 1][right + 1]
            worth[left][right] = max(paired, worth[left + 1][right], worth[left][right + 1])
    return worth


def _likeness(one: _Sign, other: _Sign) -> int:
    if one[0] != other[0]:
        return 0
    return _SAME if one == other else _ALIKE


def _differing(one: LayerSpec, other: LayerSpec) -> tuple[str, ...]:
    return tuple(name for name in type(one).model_fields if getattr(one, name) != getattr(other, name))
