"""Padding, upsampling and adaptive pooling: their arithmetic in words, their limits, their neighbours by hand."""

from typing import Any

import pytest
import torch

from cnn_core.layers import AdaptiveAvgPool2dSpec, LayerSpec, PadSpec, Shape, UpsampleSpec
from cnn_core.layers.errors import SideTooLargeError


@pytest.mark.parametrize(
    ("layer", "shape", "text"),
    [
        (PadSpec(padding=2), (3, 28, 28), "28 + 2·2 = 32"),
        (PadSpec(padding=(0, 3)), (3, 28, 28), "28 + 2·0 = 28 × 28 + 2·3 = 34"),
        (UpsampleSpec(), (3, 14, 14), "14·2 = 28"),
        (UpsampleSpec(scale_factor=3), (3, 4, 5), "4·3 = 12 × 5·3 = 15"),
        (AdaptiveAvgPool2dSpec(output_size=7), (3, 14, 14), "14 / 2 = 7"),
        (AdaptiveAvgPool2dSpec(output_size=5), (3, 14, 14), "5"),
        (AdaptiveAvgPool2dSpec(output_size=(1, 3)), (3, 8, 8), "8 / 8 = 1 × 3"),
    ],
)
def test_the_size_is_written_as_people_write_it(layer: LayerSpec, shape: Shape, text: str) -> None:
    assert layer.output_shape_text(shape) == text


def test_uneven_windows_overlap_and_a_small_map_is_repeated() -> None:
    image = torch.tensor([[[[1.0, 2.0, 3.0, 4.0, 5.0]]]])
    pooled = AdaptiveAvgPool2dSpec(output_size=(1, 3)).build((1, 1, 5))(image)
    assert pooled.flatten().tolist() == [1.5, 3.0, 4.5]
    repeated = AdaptiveAvgPool2dSpec(output_size=(1, 10)).build((1, 1, 5))(image)
    assert repeated.flatten().tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_the_nearest_px_is_repeated_or_the_neighbours_are_blended() -> None:
    image = torch.tensor([[[[0.0, 4.0], [0.0, 4.0]]]])
    nearest, bilinear = (UpsampleSpec.parse({"mode": mode}).build((1, 2, 2))(image) for mode in ("nearest", "bilinear"))
    assert nearest[0, 0, 0].tolist() == [0, 0, 4, 4]
    assert bilinear[0, 0, 0].tolist() == [0, 1, 3, 4]


@pytest.mark.parametrize(
    ("scale", "side", "fixes"),
    [
        (4, 300, [{"op": "set", "fields": {"scale_factor": 3}}]),
        (3, 512, [{"op": "set", "fields": {"scale_factor": 2}}]),
        (2, 513, [{"op": "remove"}]),
    ],
)
def test_enlarging_ends_at_1024_px(scale: int, side: int, fixes: list[dict[str, Any]]) -> None:
    with pytest.raises(SideTooLargeError, match=rf"at most 1024 px of width; received {side * scale} ") as caught:
        UpsampleSpec(scale_factor=scale).output_shape((1, 2, side))
    assert caught.value.params["fixes"] == fixes
