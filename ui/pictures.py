"""Arrays as small pictures inside a page: PNG bytes in a data address, every pixel of the array one pixel."""

import base64
import io
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image

from ui import theme

Bytes = npt.NDArray[np.uint8]


def grey(plane: npt.NDArray[np.uint8]) -> str:
    """A plane of grey values, uint8 (H, W), as an address for `<img>`."""
    return _address(plane)


def signed(plane: npt.NDArray[np.floating], reach: float) -> str:
    """Values from -`reach` to `reach`, (H, W), in the diverging scale centred on zero, as an address for `<img>`."""
    share = np.clip((plane / reach if reach > 0 else plane * 0) / 2 + 0.5, 0, 1)
    return _address(_diverging()[np.rint(share * 255).astype(np.uint8)])


@lru_cache(maxsize=1)
def _diverging() -> Bytes:
    """The theme's ten colours, blended to 256; (256, 3)."""
    stops = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in theme.scale("diverging")])
    at = np.linspace(0, len(stops) - 1, 256)
    channels = [np.interp(at, np.arange(len(stops)), stops[:, channel]) for channel in range(3)]
    return np.rint(np.stack(channels, axis=1)).astype(np.uint8)


def _address(pixels: Bytes) -> str:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
