"""Sums of products, kept as written: the same terms give the number and the text that explains it."""

from collections import Counter
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
    """The sum as a learner would write it; what stands there several times is counted, as in a block.

    >>> text(((5, 5, 1, 6), (6,)))
    '5·5·1·6 + 6'
    >>> text(((3, 3, 8, 8), (2, 8), (3, 3, 8, 8), (2, 8)))
    '2·(3·3·8·8) + 2·(2·8)'
    >>> text(())
    '0'
    """
    counted = Counter(terms)
    products = {term: "·".join(map(str, term)) for term in counted}
    return " + ".join(f"{n}·({products[term]})" if n > 1 else products[term] for term, n in counted.items()) or "0"


def shape_text(shape: Shape) -> str:
    """A shape as people write it.

    >>> shape_text((3, 32, 32))
    '3×32×32'
    """
    return "×".join(map(str, shape))


def both(height: str, width: str) -> str:
    """The arithmetic of a map's two sides: once where they agree.

    >>> both("14·2 = 28", "14·2 = 28"), both("14·2 = 28", "7·2 = 14")
    ('14·2 = 28', '14·2 = 28 × 7·2 = 14')
    """
    return height if height == width else f"{height} × {width}"
