"""A layer's settings in a few signs, as figures in papers write them: "3×3, 64, /2"."""

from collections.abc import Callable
from typing import Any

from cnn_core.layers import LayerSpec
from ui import i18n


def signature(layer: LayerSpec) -> str:
    """The numbers that tell this layer from others of its kind; empty where it has none worth a figure."""
    found = ((write, getattr(layer, name, None)) for name, write in _WRITTEN.items())
    texts = [write(value) for write, value in found if value is not None]
    return ", ".join(text for text in texts if text)


def _size(value: Any) -> str:
    height, width = value if isinstance(value, tuple | list) else (value, value)
    return f"{height}×{width}"


def _stride(value: Any) -> str:
    return "" if value in (1, None) else f"/{_size(value) if isinstance(value, tuple | list) else value}"


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "kernel_size": _size,
    "output_size": _size,
    "out_channels": str,
    "channels": str,
    "out_features": str,
    "growth": lambda value: f"+{value}",
    "times": lambda value: f"×{value}",
    "scale_factor": lambda value: f"×{value}",
    "stride": _stride,
    "p": lambda value: i18n.percent(value, 0),
}
