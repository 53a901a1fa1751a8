"""Which steps of a run are kept for the time machine: dense at the start, where most happens, then ever sparser."""

KEPT_BYTES = 64 * 2**20


def kept_steps(total_steps: int, checkpoint_bytes: int) -> list[int]:
    """The steps to keep, log-spaced, so many that all of them together stay below 64 MB (but at least the first).

    The last step needs none: it stays as the latest checkpoint.

    >>> kept_steps(100, 1_000_000)
    [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96]
    >>> kept_steps(100, 8_000_000)
    [0, 1, 2, 4, 8, 16, 32, 64]
    >>> kept_steps(100, 240_000_000)
    [0]
    """
    affordable = max(1, KEPT_BYTES // max(1, checkpoint_bytes))
    octaves = [0, *(2**power for power in range(total_steps.bit_length()) if 2**power < total_steps)]
    between = [step * 3 // 2 for step in octaves[2:] if step * 3 // 2 < total_steps]
    series = sorted([*octaves, *between])
    for choice in (series, octaves, octaves[:1] + octaves[1::2], octaves[:1] + octaves[1::4]):
        if len(choice) <= affordable:
            return choice
    return [0]
