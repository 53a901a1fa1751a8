"""Normalisation, dropout and fully connected layers under the lens, in a real browser."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import Locator, Page, expect

from cnn_core.stepping.operations import BatchNormSpec, DropoutOperationSpec, LinearOperationSpec
from cnn_core.stepping.picture import SamplePicture, ValuesPicture
from cnn_core.stepping.scene import LensScene
from tests.browser.test_lens import open_lens, scene_of, values
from tests.browser.test_lens import show as show_scene
from tests.ui.components.lens_oracle import assert_close

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

SMALL = ValuesPicture(values=[[[0, 1, 2], [3, 4, 5], [6, 7, 8]]])


@pytest.fixture
def lens(app: Any, page: Page, settled: Callable[[Page], None]) -> Locator:
    return open_lens(page, app.url, settled)


def go(lens: Locator, family: str) -> None:
    lens.locator(f".family [data-id={family}]").click()


def test_a_batch_is_normalised_and_remembered(lens: Locator) -> None:
    show_scene(lens, LensScene(picture=SMALL, operation=BatchNormSpec()))
    found = values(lens)
    x = torch.tensor(found["input"], dtype=torch.float64)
    assert_close(found["output"], F.batch_norm(x[None, None], None, None, training=True)[0, 0])
    lens.page.locator(".memory .once").click()
    memory = scene_of(lens)["memory"]
    assert_close([memory["mean"], memory["variance"]], torch.stack([0.1 * x.mean(), 0.9 + 0.1 * x.var()]))
    lens.locator(".phase [data-id=evaluation]").click()
    scale = lens.get_by_role("spinbutton", name="γ (scale)")
    scale.fill("2")
    expected = 2 * (x - memory["mean"]) / (memory["variance"] + 1e-5) ** 0.5
    assert_close(values(lens)["output"], expected)
    expect(lens.locator(".rows-line .result").last).not_to_be_empty()


def test_normalisation_takes_a_batch_of_the_same_data(lens: Locator) -> None:
    show_scene(lens, LensScene())
    go(lens, "normalization")
    assert values(lens)["shape"] == [4, 28, 28]
    assert {picture["dataset"] for picture in scene_of(lens)["batch"]} == {"digits"}
    lens.locator(".output .sheet").focus()
    lens.page.keyboard.press("PageDown")
    expect(lens.locator(".arithmetic .where")).to_contain_text("Picture 2")
    lens.locator(".direction [data-id=backward]").click()
    assert max(map(abs, values(lens)["dx"])) == 0, "gradients that are all alike cancel"
    go(lens, "convolution")
    assert values(lens)["shape"] == [1, 26, 26]


def test_pictures_of_a_batch_that_are_not_here_are_told(lens: Locator) -> None:
    here, away = SamplePicture(dataset="digits", index=1), SamplePicture(dataset="cifar10", index=1)
    show_scene(lens, LensScene(operation=BatchNormSpec(), batch=(away, here, away)))
    told = lens.locator(".operation .missing")
    expect(told).to_contain_text("Not here, of the 4 pictures of this batch: 2.")
    assert values(lens)["shape"][0] == 2
    lens.get_by_role("button", name="Others").click()
    expect(told).to_be_empty()
    assert values(lens)["shape"][0] == 4


def test_another_draw_drops_others_and_evaluation_none(lens: Locator) -> None:
    show_scene(lens, LensScene(picture=SMALL, operation=DropoutOperationSpec()))
    found = values(lens)
    assert set(found["mask"]) == {0, 2}
    assert found["output"] == [x * factor for x, factor in zip(found["input"], found["mask"], strict=True)]
    lens.get_by_role("button", name="Another draw").click()
    assert values(lens)["mask"] != found["mask"]
    expect(lens.locator(".means dt")).to_have_count(4)
    lens.locator(".direction [data-id=backward]").click()
    assert values(lens)["dx"] == values(lens)["mask"]
    lens.locator(".phase [data-id=evaluation]").click()
    assert values(lens)["output"] == found["input"]


def test_outputs_weights_and_counts_by_keyboard(lens: Locator) -> None:
    show_scene(lens, LensScene(picture=SMALL, operation=LinearOperationSpec(out_features=3)))
    keyboard = lens.page.keyboard
    lens.locator(".outputs [aria-checked=true]").focus()
    keyboard.press("ArrowDown")
    assert scene_of(lens)["cell"] == [1, 0, 0]
    expect(lens.locator(".outputs [aria-checked=true]")).to_be_focused()
    expect(lens.locator(".costs")).to_contain_text("3·(1·3·3) + 3 = 30")
    lens.locator(".dense .column").nth(1).locator(".sheet").focus()
    keyboard.press("ArrowRight")
    expect(lens.locator(".arithmetic .where")).to_contain_text("Row 1, column 2")
    weight = lens.locator(".weight-field input")
    weight.fill("0.5")
    found = values(lens)
    assert found["weight"][9 + 1] == 0.5
    x = torch.tensor(found["input"], dtype=torch.float64)
    assert_close(found["output"], torch.tensor(found["weight"], dtype=torch.float64).reshape(3, 9) @ x)
    lens.locator(".direction [data-id=backward]").click()
    assert_close(values(lens)["dw"], x.repeat(3))


def test_a_fully_connected_layer_steps_towards_the_wanted_values(lens: Locator) -> None:
    show_scene(lens, LensScene(picture=SMALL, operation=LinearOperationSpec(out_features=3), direction="backward"))
    lens.locator(".upstream [data-id=wanted]").click()
    assert scene_of(lens)["upstream"]["values"] == [[[1]], [[0]], [[0]]]
    field = lens.locator(".backward-bar .own input")
    field.fill("2")
    assert scene_of(lens)["upstream"]["values"] == [[[2]], [[0]], [[0]]]
    found = values(lens)
    y = torch.tensor(found["output"], dtype=torch.float64, requires_grad=True)
    loss = torch.nn.functional.mse_loss(y, torch.tensor([2.0, 0, 0], dtype=torch.float64))
    assert found["loss"] == pytest.approx(loss.item(), rel=1e-5)
    assert_close(found["db"], torch.autograd.grad(loss, y)[0])
    lens.locator(".backward-bar .step").click()
    assert values(lens)["loss"] == pytest.approx(found["loss"] / 4, rel=1e-4)
    expect(lens.locator(".loss")).to_contain_text("→")
    page = lens.page
    assert LensScene.from_json(json.dumps(scene_of(lens))).upstream.kind == "wanted", "the core reads it"
    show_scene(lens, LensScene(operation=LinearOperationSpec(out_features=3), direction="backward"))  # 28 × 28
    expect(lens.locator(".backward-bar .step")).to_be_hidden()
    expect(lens.locator(".blocked")).to_contain_text("more than 1,024 weights")
    expect(page.locator(".learn")).to_be_hidden()


def test_on_a_phone_nothing_is_wider_than_the_screen(lens: Locator) -> None:
    lens.page.set_viewport_size({"width": 390, "height": 844})
    for family in ("normalization", "dropout", "dense"):
        go(lens, family)
        overflow = lens.locator("section.lens").evaluate("node => node.scrollWidth - node.clientWidth")
        assert overflow <= 0, family
