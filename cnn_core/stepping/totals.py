"""Sums that grow while one watches: what a number had received before, and what it has now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from cnn_core.stepping.convolution import Array


@dataclass(frozen=True, slots=True)
class Share:
    """One product on its way into a sum.

    Attributes:
        index: of the sum: (out, in, row, column) of a weight, (channel, row, column) of a picture, (map,) of a bias.
        factor: what is multiplied by the number that is being handed on.
        product: the two multiplied.
        before: the sum until now.
        after: with this product.
    """

    index: tuple[int, ...]
    factor: float
    product: float
    before: float
    after: float


class RunningTotals:
    """As many sums as `shape` has places, all zero at first."""

    def __init__(self, shape: Sequence[int]) -> None:
        self.values: Array = np.zeros(tuple(shape))

    def add(self, index: tuple[int, ...], number: float, factor: float = 1.0) -> Share:
        """Add number·factor to one of the sums.

        >>> RunningTotals((2,)).add((1,), 3.0, factor=2.0)
        Share(index=(1,), factor=2.0, product=6.0, before=0.0, after=6.0)
        """
        before = float(self.values[index])
        self.values[index] = before + number * factor
        return Share(index, factor, number * factor, before, float(self.values[index]))


def totals(shape: Sequence[int], shares: Iterable[Share]) -> Array:
    """What has gathered in the end: the last `after` of every sum."""
    values = np.zeros(tuple(shape))
    for share in shares:
        values[share.index] = share.after
    return values
