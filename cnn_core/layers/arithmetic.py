"""Sums of products, kept as written: the same terms give the number and the text that explains it."""

from math import prod

Shape = tuple[int, ...]
"""(C, H, W) for an image, (F,) for a vector; never the batch."""

Terms = tuple[tuple[int, ...], ...]
"""A sum of products: ((5, 5, 1, 6), (6,)) is 5·5·1·6 + 6."""


def value(terms: Terms) -> int:
    """The sum of the products.

    >>> value(((5, 5, 1, 6), (6,)))
    156
    """
    return sum(prod(factors) for factors in terms)


def text(terms: Terms) -> str:
    """The sum as a learner would write it.

    >>> text(((5, 5, 1, 6), (6,)))
    '5·5·1·6 + 6'
    >>> text(())
    '0'
    """
    return " + ".join("·".join(map(str, factors)) for factors in terms) or "0"


def shape_text(shape: Shape) -> str:
    """A shape as people write it.

    >>> shape_text((3, 32, 32))
    '3×32×32'
    """
    return "×".join(map(str, shape))
