"""What a print in grey, or an eye that sees no hue, still tells apart."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from cnn_core.stepping.picture import SamplePicture
from cnn_core.stepping.scene import LensScene
from tests.browser.test_lens import open_lens, show, values

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

INKED = """(canvas, [row, column, rows, columns]) => {
    const [x, y] = [(column + 0.5) * canvas.width / columns, (row + 0.5) * canvas.height / rows];
    return canvas.getContext("2d").getImageData(Math.floor(x), Math.floor(y), 1, 1).data[3] > 0;
}"""


def test_a_negative_value_is_told_from_a_positive_one_without_colour(
    app: Any, page: Page, settled: Callable[[Page], None]
) -> None:
    lens = open_lens(page, app.url, settled)
    show(lens, LensScene(picture=SamplePicture(dataset="digits", index=0, size=28)))
    found = values(lens)
    output = np.array(found["output"]).reshape(found["shape"])[0]
    numbers = lens.locator(".output canvas.numbers")
    inked = [
        numbers.evaluate(INKED, [*map(int, np.unravel_index(at, output.shape)), *output.shape])
        for at in (output.argmin(), output.argmax())
    ]
    assert output.min() < 0 < output.max()
    assert inked == [True, False]
