"""Small pictures for cards: a data set's images, a network's outline, a run's curve; each as an address for `<img>`."""

import base64
import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from cnn_core.architecture import ArchitectureSpec, LedgerRow, ledger
from ui import theme
from ui.layer_texts import VOLUMES
from ui.settings import ROOT

_SAMPLES = ROOT / "assets" / "samples"


@lru_cache(maxsize=16)
def samples(kind: str) -> str:
    """One image of each class of a data set; empty where the licence lets us ship none."""
    path = _SAMPLES / f"{kind}.png"
    return _address("image/png", path.read_bytes()) if path.is_file() else ""


@lru_cache(maxsize=64)
def outline(spec: ArchitectureSpec) -> str:
    """A network from the side: a bar a layer, as high as its maps and as thick as its channels are many.

    Of a block its first branch is drawn: the way through its layers.
    """
    blocks, left = [], 0.0
    for row in _through(ledger(spec)):
        family = VOLUMES.get(row.kind, "")
        if family not in _TONES:
            continue
        maps = len(row.output_shape) == 3
        height = 12 + 88 * (row.output_shape[1] / spec.input_shape[1] if maps else math.log2(row.output_shape[0]) / 12)
        width = 3 + 2.4 * math.log2(1 + row.output_shape[0]) if maps else 7
        colour = theme.scale("categorical")[_TONES[family]]
        box = f'x="{left:.1f}" y="{(100 - height) / 2:.1f}" width="{width:.1f}" height="{height:.1f}"'
        blocks.append(f'<rect {box} rx="2" fill="{colour}"/>')
        left += width + 4
    return _svg(f"0 0 {max(left - 4, 1):.1f} 100", "".join(blocks))


def _through(rows: Iterable[LedgerRow]) -> Iterator[LedgerRow]:
    for row in rows:
        way = next((branch.rows for branch in row.inside if branch.rows), ())
        yield from _through(way) if way else (row,)


_TONES = {"convolution": 0, "pooling": 1, "dense": 2}


def curve(losses: Sequence[float]) -> str:
    """A loss curve without axes; empty when there is nothing to draw."""
    known = [loss for loss in losses if math.isfinite(loss)]
    if len(known) < 2:
        return ""
    top = max(known)
    points = " ".join(
        f"{index / (len(known) - 1) * 200:.1f},{66 - loss / top * 60 if top > 0 else 66:.1f}"
        for index, loss in enumerate(known)
    )
    colour = theme.scale("categorical")[0]
    line = f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-linejoin="round"/>'
    return _svg("-6 -4 212 80", line)


def smooth(values: Sequence[float], pieces: int) -> list[float]:
    """The means of about `pieces` equal stretches, so that a small picture shows the course and not the noise."""
    cuts = [round(index * len(values) / pieces) for index in range(pieces + 1)]
    return [sum(values[start:end]) / (end - start) for start, end in pairwise(cuts) if end > start]


def _svg(view_box: str, inside: str) -> str:
    text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view_box}">{inside}</svg>'
    return _address("image/svg+xml", text.encode())


def _address(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
