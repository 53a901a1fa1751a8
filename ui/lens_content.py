"""What the lens shows everybody alike: pictures, kernels, activations, code and words, one file in each language.

The browser fetches it once and keeps it (`ui.web.assets`); a run of the page names only its address. Nothing of a
learner's own is in it: that travels with the page.
"""

import base64
import gzip
import hashlib
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from cnn_core.activations import ACTIVATIONS
from cnn_core.stepping.algorithms import ALGORITHMS
from cnn_core.stepping.kernels import KERNELS
from cnn_core.stepping.learning import learning_steps
from cnn_core.stepping.listing import listing
from ui import i18n, lens_pictures
from ui.components.lens import texts
from ui.components.lens.picture import chooser_texts


@dataclass(frozen=True)
class Content:
    """The file: its JSON, the same packed by gzip, and the hash that stands in its address."""

    plain: bytes
    packed: bytes
    hash: str


def address() -> str:
    """Where the browser finds it, in the language being spoken."""
    language = i18n.language()
    return f"assets/lens/{content(language).hash}/{language}.json"


def content(language: str) -> Content:
    """The file in this language, as it is now: photographs may have come since the last time."""
    return _content(language, lens_pictures.samples())


@lru_cache(maxsize=8)
def _content(language: str, samples: tuple[lens_pictures.Sample, ...]) -> Content:
    with i18n.speaking(language):
        plain = json.dumps(_facts(samples), ensure_ascii=False, separators=(",", ":")).encode()
    return Content(plain, gzip.compress(plain, 6, mtime=0), hashlib.sha256(plain).hexdigest()[:16])


def _facts(samples: tuple[lens_pictures.Sample, ...]) -> dict[str, Any]:
    pictures, pixels = lens_pictures.table(samples)
    return {
        "pictures": pictures,
        "pixels": base64.b64encode(pixels).decode(),
        "kernels": _kernels(),
        "activations": _activations(),
        "code": _code(),
        "texts": texts() | {"picture": chooser_texts()},
    }


def _kernels() -> list[dict[str, Any]]:
    """The table of kernels; the random one has no values, the browser draws it."""
    return [
        {
            "id": name,
            "label": i18n.term(f"kernel_{name}").label,
            "help": i18n.term(f"kernel_{name}").help,
            "shape": [len(kernel.values), len(kernel.values[0])] if kernel.values else [3, 3],
            "values": [value for row in kernel.values for value in row],
        }
        for name, kernel in KERNELS.items()
    ]


def _activations() -> list[dict[str, Any]]:
    return [
        {"kind": kind, "label": i18n.term(kind).label, "help": i18n.term(kind).help, "formula": activation.formula}
        for kind, activation in ACTIVATIONS.items()
    ]


def _code() -> dict[str, dict[str, Any]]:
    """The algorithms beside the picture, forwards by the operation's kind, with the line of each moment."""
    functions = {kind: one.forward for kind, one in ALGORITHMS.items()}
    functions |= {f"{kind}_backward": one.backward for kind, one in ALGORITHMS.items()}
    functions |= {"learning": learning_steps}
    return {name: asdict(listing(function)) for name, function in functions.items()}
