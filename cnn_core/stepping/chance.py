"""Random numbers that Python and the browser draw alike: the same seed shows the same thing in both."""

from collections.abc import Iterator

LARGEST = 2**32


def uniform(seed: int) -> Iterator[float]:
    """Endless numbers in [0, 1), the same for the same seed; whole 32-bit arithmetic, as JavaScript has it, too.

    Reference:
        Ettinger, "mulberry32", 2017 (public domain): a counter in steps of a fixed number, its bits well mixed.

    >>> draws = uniform(7)
    >>> [round(next(draws), 6) for _ in range(3)]
    [0.011705, 0.061958, 0.976908]
    """
    state = seed
    while True:
        state = (state + 0x6D2B79F5) % LARGEST
        mixed = (state ^ (state >> 15)) * (state | 1) % LARGEST
        mixed ^= (mixed + (mixed ^ (mixed >> 7)) * (mixed | 61)) % LARGEST
        yield (mixed ^ (mixed >> 14)) / LARGEST
