"""The window's arithmetic where the property tests rarely look."""

import pytest

from cnn_core.layers.convolution import Conv2dSpec
from cnn_core.layers.errors import KernelTooLargeError
from cnn_core.layers.window import Window


def test_same_padding_puts_the_odd_pixel_behind() -> None:
    window = Conv2dSpec(out_channels=1, kernel_size=4, padding="same").window()
    assert (window.padding, window.padding_after) == ((1, 1), (2, 2))
    assert window.output_size((9, 9)) == (9, 9)


@pytest.mark.parametrize(
    ("window", "size", "text"),
    [
        (Window(kernel=(5, 5), padding=(2, 2)), (28, 28), "⌊(28 + 2·2 − 5) / 1⌋ + 1 = 28"),
        (Window(kernel=(3, 3), stride=(2, 2), dilation=(2, 2)), (9, 9), "⌊(9 − (2·(3 − 1) + 1)) / 2⌋ + 1 = 3"),
        (Window(kernel=(4, 4), padding=(1, 1), padding_after=(2, 2)), (9, 9), "⌊(9 + 3 − 4) / 1⌋ + 1 = 9"),
        (Window(kernel=(3, 1)), (8, 8), "⌊(8 − 3) / 1⌋ + 1 = 6 × ⌊(8 − 1) / 1⌋ + 1 = 8"),
        (Window(kernel=(9, 9)), (4, 4), "⌊(4 − 9) / 1⌋ + 1 = −4"),
    ],
)
def test_the_arithmetic_is_written_as_people_write_it(window: Window, size: tuple[int, int], text: str) -> None:
    assert window.output_size_text(size) == text


def test_the_largest_kernel_fits_into_one_pixel_with_a_padding_within_its_bounds() -> None:
    layer = Conv2dSpec(out_channels=1, kernel_size=15, dilation=8)
    with pytest.raises(KernelTooLargeError) as caught:
        layer.output_shape((1, 1, 1))
    padding = next(fix["fields"]["padding"] for fix in caught.value.params["fixes"] if "padding" in fix["fields"])
    assert Conv2dSpec(out_channels=1, kernel_size=15, dilation=8, padding=padding).output_shape((1, 1, 1)) == (1, 1, 1)
