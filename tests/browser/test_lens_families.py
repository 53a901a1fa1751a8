"""Pooling and activations under the lens in a real browser: the switch, sliding, curves, every number torch's."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from cnn_core.stepping.picture import ValuesPicture
from cnn_core.stepping.scene import LensScene
from tests.browser.test_accessibility import GRAVE, NOT_OURS
from tests.browser.test_lens import cell, lit, open_lens, over, scene_of, show, values
from tests.ui.components.lens_oracle import assert_close, gradients

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


KINDS = ("transposed_convolution", "separable")


@pytest.fixture
def lens(app: Any, page: Page, settled: Callable[[Page], None]) -> Locator:
    """The lens of somebody new, on a small picture with a vertical bar."""
    return open_lens(page, app.url, settled)


def choose(lens: Locator, family: str) -> None:
    lens.locator(f".family [data-id={family}]").click()


def example(lens: Locator, text: str) -> None:
    lens.locator(".examples button", has_text=text).click()


def arithmetic(lens: Locator) -> str:
    return " ".join(lens.locator(".rows-line dl").inner_text().split())


def test_the_switch_keeps_the_picture_and_what_each_family_had(lens: Locator) -> None:
    before = scene_of(lens)
    lens.locator(".family [data-id=convolution]").focus()
    lens.page.keyboard.press("ArrowRight")
    assert scene_of(lens)["operation"]["kind"] == "max_pool"
    assert scene_of(lens)["picture"] == before["picture"]
    expect(lens.locator(".presets:visible")).to_have_count(0)
    lens.locator(".what [data-id=avg]").click()
    lens.page.keyboard.press("Tab")
    choose(lens, "convolution")
    assert scene_of(lens)["operation"] == before["operation"]
    expect(lens.locator(".kernel .cell")).to_have_count(9)
    choose(lens, "pooling")
    assert scene_of(lens)["operation"]["kind"] == "avg_pool"


def test_the_course_s_example_both_ways(lens: Locator) -> None:
    choose(lens, "pooling")
    example(lens, "maximum of")
    assert arithmetic(lens) == "max(1, 3, 2, 4) = 4"
    expect(lens.locator(".pytorch code")).to_have_text("nn.MaxPool2d(2)")
    expect(lens.locator(".term.wins")).to_have_text("4")
    assert values(lens)["winners"] == [3] and lit(lens, "window") > 0
    lens.locator(".direction [data-id=backward]").click()
    assert arithmetic(lens) == "dL/dX[2, 2] = 0 + 1 = 1"
    assert values(lens)["dx"] == [0, 0, 0, 1]
    lens.locator(".what [data-id=avg]").click()
    assert values(lens)["dx"] == [0.25] * 4
    lens.locator(".direction [data-id=forward]").click()
    assert arithmetic(lens) == "(1 + 3 + 2 + 4) / 4 = 2.5"


def test_the_picture_slides_and_the_pooling_forgives(lens: Locator) -> None:
    choose(lens, "pooling")
    example(lens, "points to slide")
    still = lit(lens, "input")
    lens.locator(".slide-pad button").first.focus()
    lens.page.keyboard.press("ArrowRight")
    said = lens.locator(".slide-said")
    expect(said).to_contain_text("16 of 64 values of the input (25%), 0 of 16 of the output (0%)")
    assert lit(lens, "input") > still
    assert cell(lens) == [0, 0, 0]  # the arrows slid the picture, not the cell
    lens.locator(".slide-pad button").last.click()
    expect(said).to_contain_text("14 of 16 of the output")
    lens.locator(".slide-back").click()
    assert lit(lens, "input") == still


def test_an_activation_on_the_convolution_with_its_dead_share(lens: Locator) -> None:
    choose(lens, "activation")
    assert scene_of(lens)["first"]["kind"] == "convolution"
    assert lens.locator(".pytorch code").inner_text() == "nn.Conv2d(1, 1, 3)\nnn.ReLU()"
    shown = values(lens)
    assert shown["input"] == [0, 4, 0] * 3 or min(shown["input"]) < 0  # Sobel's answer to the bar
    expect(lens.locator(".quiet-counts")).to_contain_text(f"{sum(each <= 0 for each in shown['input'])} of 9 values")
    lens.locator(".output .sheet").focus()
    lens.page.keyboard.press("Home")
    assert arithmetic(lens).startswith("f(4) = max(0, 4) = 4")
    box = lens.locator(".curve > svg").bounding_box()
    assert box is not None
    lens.page.mouse.move(box["x"] + 60, box["y"] + 100)
    expect(lens.locator(".arithmetic .where")).to_contain_text("on the curve")
    lens.locator(".direction [data-id=backward]").click()
    assert values(lens)["dx"] == [float(each > 0) for each in shown["input"]]


def test_a_parameter_and_the_temperature_move_everything(lens: Locator) -> None:
    choose(lens, "activation")
    example(lens, "from −3 to 3")
    lens.locator(".functions button", has_text="Leaky").click()
    slope = lens.locator(".control.parameter input")
    slope.focus()
    lens.page.keyboard.press("End")
    assert values(lens)["output"] == [-3, -2, -1, -0.5, 0, 0.5, 1, 2, 3]
    expect(lens.locator(".pytorch code")).to_have_text("nn.LeakyReLU(negative_slope=1.0)")
    example(lens, "softmax of")
    assert sum(values(lens)["output"]) == pytest.approx(1)
    expect(lens.locator(".total-share .share")).to_have_text("1")
    sure = values(lens)["output"][0]
    lens.locator(".control.temperature input").focus()
    lens.page.keyboard.press("ArrowRight")
    assert values(lens)["output"][0] < sure
    lens.locator(".channel-share").nth(2).click()
    assert cell(lens) == [2, 0, 0]


PICTURE = torch.randint(-3, 4, (3, 9, 8), generator=torch.Generator().manual_seed(0)).double()


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        (
            {"kind": "max_pool", "kernel_size": [3, 2], "stride": [2, 1], "padding": [1, 1]},
            lambda x: F.max_pool2d(x, (3, 2), (2, 1), (1, 1)),
        ),
        ({"kind": "avg_pool", "padding": [1, 0]}, lambda x: F.avg_pool2d(x, 2, 2, (1, 0))),
        ({"kind": "adaptive_max_pool", "output_size": [4, 3]}, lambda x: F.adaptive_max_pool2d(x, (4, 3))),
        ({"kind": "adaptive_avg_pool"}, lambda x: F.adaptive_avg_pool2d(x, 1)),
        ({"kind": "activation", "function": {"kind": "gelu"}}, F.gelu),
        (
            {"kind": "activation", "function": {"kind": "softmax"}, "temperature": 0.5},
            lambda x: torch.softmax(x / 0.5, 0),
        ),
    ],
    ids=lambda each: each["kind"] if isinstance(each, dict) else "",
)
def test_every_number_is_torchs(lens: Locator, operation: dict[str, Any], given: Callable[[Any], Any]) -> None:
    picture = ValuesPicture.parse({"kind": "values", "values": PICTURE.tolist()})
    show(lens, LensScene.parse({"operation": operation, "picture": picture, "direction": "backward"}))
    x = PICTURE.clone().requires_grad_()
    y = given(x)
    shown = values(lens)
    assert_close(torch.tensor(shown["output"]).reshape(y.shape), y)
    assert_close(torch.tensor(shown["dx"]).reshape(x.shape), gradients(y, torch.ones_like(y), x)[0])


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_phone_shows_families_and_kinds_whole_and_axe_finds_nothing(
    app: Any, new_page: Callable[..., Page], settled: Callable[[Page], None], dark: bool
) -> None:
    page = new_page(dark=dark, width=390)
    lens = open_lens(page, app.url, settled)
    for family, kind in (("pooling", None), ("activation", None), *(("convolution", each) for each in KINDS)):
        choose(lens, family)
        if kind:
            lens.locator(f".kinds [data-id={kind}]").click()
        wide = lens.evaluate("""node => [...node.querySelectorAll(
                '.sheet, .curve, .cell, .stepper, .arithmetic, .examples, .cost-panel')]
            .filter(each => each.getBoundingClientRect().right > innerWidth + 1).map(each => each.className)""")
        assert wide == []
        violations = Axe().run(page, NOT_OURS).response["violations"]
        assert not [(one["id"], one["nodes"][0]["html"]) for one in violations if one["impact"] in GRAVE]


def test_a_transposed_convolution_stamps_and_says_when_nothing_is_left(lens: Locator) -> None:
    page = lens.page
    lens.locator(".kinds [data-id=transposed_convolution]").click()
    lens.locator(".stride .stepper button").nth(1).click()
    assert values(lens)["shape"] == [1, 11, 11]
    expect(lens.locator(".formula-line")).to_contain_text("(5 − 1)·2 − 2·0 + 1·(3 − 1) + 0 + 1 = 11")
    expect(lens.locator(".pytorch code")).to_have_text("nn.ConvTranspose2d(1, 1, 3, stride=2)")
    page.mouse.move(*over(lens, "input", 2, 2, (5, 5)))
    expect(lens.locator(".arithmetic .where")).to_contain_text("multiplied by 1, into 9 outputs")
    page.mouse.move(*over(lens, "output", 5, 4, (11, 11)))
    assert len(lens.locator(".sums .term").all()) == 2  # a row between two stamps
    for _ in range(7):
        lens.locator(".padding .stepper button").nth(1).click()
    assert lens.evaluate("node => node.lens.problem().code") == "nothing_left"
    lens.locator(".problem button").click()
    assert lens.evaluate("node => node.lens.problem()") is None
    lens.locator(".kinds [data-id=convolution]").click()
    assert scene_of(lens)["operation"]["stride"] == [2, 2]


def test_a_separable_convolution_mixes_its_channels_and_says_what_it_costs(lens: Locator) -> None:
    colours = ValuesPicture.parse({"kind": "values", "values": PICTURE.tolist()})
    show(lens, LensScene(picture=colours))
    lens.locator(".kinds [data-id=separable]").click()
    expect(lens.locator(".cost-panel .separable td").first).to_have_text("3·3·3 + 3·1 = 30")
    expect(lens.locator(".cost-panel .ordinary td").first).to_have_text("3·3·3·1 = 27")
    for _ in range(3):
        lens.locator(".out_channels .stepper button").nth(1).click()
    expect(lens.locator(".cost-panel .share td").first).to_have_text("36%")  # 39 of 108
    assert scene_of(lens)["pointwise"] == [[1, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    before = values(lens)
    lens.locator(".weight .cell input").nth(1).fill("-2")
    after = values(lens)
    assert scene_of(lens)["pointwise"][0] == [1, -2, 1]
    area = len(after["output"]) // 4
    mixed = [y - 3 * z for y, z in zip(before["output"], before["middle"][area : 2 * area], strict=False)]
    assert after["output"][:area] == pytest.approx(mixed, abs=1e-5)
    lens.locator(".kernel:not(.weight) .cell input").nth(9).fill("5")
    assert values(lens)["weight"][9] == 5
    assert len(lens.locator(".rows-line dt").all()) == 4
    lens.locator(".direction [data-id=backward]").click()
    assert lens.locator(".gradient").count() == 6
    lens.locator(".kinds [data-id=convolution]").click()
    assert scene_of(lens)["operation"]["kind"] == "convolution"
    assert scene_of(lens)["kernel"] == {"preset": "sobel_x"}, "its own, not those of each channel"


def test_each_kind_of_convolution_offers_its_own_examples(lens: Locator) -> None:
    expect(lens.locator(".examples:visible")).to_have_count(0)
    lens.locator(".kinds [data-id=transposed_convolution]").click()
    expect(lens.locator(".examples button:visible")).to_have_count(2)
    example(lens, "four stamps")
    expect(lens.locator(".sums .result")).to_have_text("10")
    lens.locator(".kinds [data-id=separable]").click()
    example(lens, "three channels")
    assert values(lens)["shape"] == [2, 6, 6]
    expect(lens.locator(".rows-line .result")).to_have_text("4")
