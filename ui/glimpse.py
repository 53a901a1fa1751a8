"""A glimpse inside a trained network: one real digit, the maps it wakes, the answer. Every pixel is computed here."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from cnn_core.datasets import DATASETS, ImageSet, normalise
from cnn_core.training.evaluation import evaluate
from cnn_core.zoo import ShippedModel
from ui import i18n, models, pictures
from ui.i18n import percent, t

# The layers whose maps are shown, before the activation, and in how many columns.
_COLUMNS = {"conv1": 2, "conv2": 4}


@dataclass(frozen=True)
class Glimpse:
    """What the network made of one image.

    Attributes:
        image: uint8 (H, W).
        label: what it shows.
        maps: by layer, float32 (C, H, W).
        probabilities: of the ten digits.
    """

    image: npt.NDArray[np.uint8]
    label: int
    maps: dict[str, npt.NDArray[np.float32]]
    probabilities: tuple[float, ...]


@lru_cache(maxsize=1)
def digits() -> ImageSet:
    """The test part of the embedded digits, which come with the package and belong to no training of this model."""
    return DATASETS["digits"]().load().test


def look(shipped: ShippedModel, image: Tensor, label: int) -> Glimpse:
    """Send one image, uint8 (1, H, W), through the network and keep the maps on the way."""
    maps = {}
    with torch.inference_mode():
        value = normalise(image[None], shipped.mean, shipped.std)
        for name, layer in shipped.model.named_children():
            value = layer(value)
            if name in _COLUMNS:
                maps[name] = value[0].numpy().copy()
        probabilities = tuple(torch.softmax(value[0], 0).tolist())
    return Glimpse(image[0].numpy(), label, maps, probabilities)


@lru_cache(maxsize=1)
def share_right() -> float:
    """The share of `digits` that the shipped network reads as they were meant, [0, 1]; counted, not remembered."""
    shipped = models.shipped()
    return evaluate(shipped.model, digits(), mean=shipped.mean, std=shipped.std).accuracy


def figure(glimpse: Glimpse) -> str:
    """The glimpse as HTML for `st.html`: pictures and numbers of ours only."""
    columns = [_column(t("a handwritten digit"), _image(glimpse))]
    for name, maps in glimpse.maps.items():
        columns.append(_column(t("{count} maps of {layer}", count=len(maps), layer=name), _maps(name, maps)))
    columns.append(_column(_verdict(glimpse), _bars(glimpse.probabilities)))
    return f'<div class="glimpse">{"".join(columns)}</div>'


def _column(caption: str, inside: str) -> str:
    return f"<figure>{inside}<figcaption>{escape(caption)}</figcaption></figure>"


def _verdict(glimpse: Glimpse) -> str:
    """Whether the answer is right; a wrong one is shown like any other."""
    said = max(range(len(glimpse.probabilities)), key=glimpse.probabilities.__getitem__)
    if said == glimpse.label:
        return t("the answer: {digit}, and it is right", digit=said)
    return t("the answer: {digit}, but it was a {label}", digit=said, label=glimpse.label)


def _image(glimpse: Glimpse) -> str:
    height, width = glimpse.image.shape
    alt = t("A handwritten {digit}, {height} × {width} pixels", digit=glimpse.label, height=height, width=width)
    return f'<img class="digit" src="{pictures.grey(glimpse.image)}" alt="{escape(alt)}">'


def _maps(name: str, maps: npt.NDArray[np.float32]) -> str:
    largest = float(np.abs(maps).max())
    images = "".join(
        f'<img src="{pictures.signed(plane, largest)}" alt="{escape(t("Map {number}", number=index + 1))}">'
        for index, plane in enumerate(maps)
    )
    reach = escape(i18n.number(largest, 1))
    scale = f'<span class="scale"><i>−{reach}</i><b></b><i>{reach}</i></span>'
    return f'<div class="maps" style="--columns:{_COLUMNS[name]}">{images}</div>{scale}'


def _bars(probabilities: Sequence[float]) -> str:
    best = max(range(len(probabilities)), key=probabilities.__getitem__)
    lines = (
        f"<li{' class=best' if digit == best else ''}><b>{digit}</b>"
        f'<span><i style="width:{100 * share:.1f}%"></i></span><em>{escape(_chance(share))}</em></li>'
        for digit, share in enumerate(probabilities)
    )
    return f'<ol class="bars">{"".join(lines)}</ol>'


def _chance(share: float) -> str:
    """A probability; a softmax is never certain of anything, so rounding must not say so."""
    if share >= 0.9995:
        return f">\N{NO-BREAK SPACE}{percent(0.999)}"
    return f"<\N{NO-BREAK SPACE}{percent(0.001)}" if share < 0.0005 else percent(share)
