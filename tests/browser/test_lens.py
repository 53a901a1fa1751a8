"""The lens in a real browser: pointer, keyboard and touch, settings that are impossible, every number against torch."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st
from playwright.sync_api import Locator, Page, Route, expect

from cnn_core.stepping.operations import ConvolutionSpec, SeparableSpec
from cnn_core.stepping.picture import GridPicture, ValuesPicture
from cnn_core.stepping.scene import LensScene, OnesUpstream, ValuesKernel, ValuesUpstream
from tests.ui.components.lens_oracle import assert_close, forward, gradients
from tests.ui.components.lens_settings import SEEDS, Setting, numbers, possible, spec
from ui import lens_pictures, scene_link

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

MOST_TYPED = 1024  # numbers of a gradient; the lens lets nobody type more
BARS = [[[0, 0, 1, 1, 0], [0, 0, 1, 1, 0], [0, 0, 1, 1, 0], [0, 0, 1, 1, 0], [0, 0, 1, 1, 0]]]


@pytest.fixture
def lens(app: Any, page: Page, settled: Callable[[Page], None]) -> Locator:
    """The lens of somebody new, on a small picture with a vertical bar."""
    return open_lens(page, app.url, settled)


def open_lens(page: Page, url: str, settled: Callable[[Page], None]) -> Locator:
    page.goto(f"{url}/convolution")
    settled(page)
    found = page.locator(".lens-host")
    found.locator(".output .sheet").wait_for()
    show(found, LensScene(picture=ValuesPicture(values=BARS)))
    return found


def show(lens: Locator, scene: LensScene) -> None:
    lens.evaluate("(node, text) => node.lens.show(text)", scene.to_json())


def values(lens: Locator) -> dict[str, Any]:
    found: dict[str, Any] = lens.evaluate("node => node.lens.values()")
    return found


def scene_of(lens: Locator) -> dict[str, Any]:
    found: dict[str, Any] = lens.evaluate("node => node.lens.scene()")
    return found


def cell(lens: Locator) -> list[int]:
    found: list[int] = scene_of(lens)["cell"]
    return found


def over(lens: Locator, plane: str, row: float, column: float, shape: tuple[int, int]) -> tuple[float, float]:
    """Where on the page the middle of a plane's cell lies."""
    sheet = lens.locator(f".{plane} .sheet").first
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    rows, columns = shape
    return box["x"] + (column + 0.5) * box["width"] / columns, box["y"] + (row + 0.5) * box["height"] / rows


def lit(lens: Locator, plane: str) -> int:
    """How many pixels of a plane's marks are painted."""
    return painted(lens.locator(f".{plane} canvas.lights").first)


def painted(canvas: Locator) -> int:
    count: int = canvas.evaluate(
        """canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
            .filter((part, index) => index % 4 === 3 && part > 0).length"""
    )
    return count


def test_pointing_at_an_output_writes_its_arithmetic(lens: Locator) -> None:
    lens.page.mouse.move(*over(lens, "output", 1, 0, (3, 3)))
    assert cell(lens) == [0, 1, 0]
    expect(lens.locator(".arithmetic .where")).to_have_text("Output in row 2, column 1")
    expect(lens.locator(".sums .result")).to_have_text("4")
    terms = lens.locator(".sums .term").all_inner_texts()
    assert len(terms) == 9
    assert terms[2] == "1·1" and terms[0] == "0·(−1)"
    assert painted(lens.locator(".kernel canvas.ink")) > 0
    assert lit(lens, "input") > 0 and lit(lens, "output") > 0


def test_a_click_pins_and_escape_lets_go(lens: Locator) -> None:
    mouse = lens.page.mouse
    mouse.click(*over(lens, "output", 2, 2, (3, 3)))
    mouse.move(*over(lens, "output", 0, 0, (3, 3)))
    assert cell(lens) == [0, 2, 2]
    expect(lens.locator(".spoken")).to_contain_text("row 3, column 3")
    lens.locator(".output .sheet").focus()
    lens.page.keyboard.press("Escape")
    mouse.move(*over(lens, "output", 0, 1, (3, 3)))
    assert cell(lens) == [0, 0, 1]


def test_an_input_cell_and_a_weight_say_where_they_are_used(lens: Locator) -> None:
    mouse = lens.page.mouse
    mouse.move(*over(lens, "input", 2, 2, (5, 5)))
    expect(lens.locator(".arithmetic .where")).to_contain_text("takes part in 9 outputs")
    assert painted(lens.locator(".kernel canvas.ink")) == 0
    mouse.move(*over(lens, "input", 0, 0, (5, 5)))
    expect(lens.locator(".arithmetic .where")).to_contain_text("takes part in one output.")
    lens.locator(".kernel .cell").nth(4).hover()
    expect(lens.locator(".arithmetic .where")).to_contain_text("applied in 9 places")


def test_everything_by_keyboard(lens: Locator) -> None:
    keyboard = lens.page.keyboard
    lens.locator(".output .sheet").focus()
    for key, expected in [
        ("Home", [0, 0, 0]),
        ("ArrowRight", [0, 0, 1]),
        ("ArrowDown", [0, 1, 1]),
        (".", [0, 1, 2]),
        (",", [0, 1, 1]),
        ("ArrowLeft", [0, 1, 0]),
        ("ArrowUp", [0, 0, 0]),
        ("ArrowUp", [0, 0, 0]),
        ("End", [0, 2, 2]),
    ]:
        keyboard.press(key)
        assert cell(lens) == expected, key
    keyboard.press("+")
    expect(lens.locator(".zoom [aria-checked=true]")).to_have_text("Window")
    keyboard.press("+")
    expect(lens.locator(".zoom [aria-checked=true]")).to_have_text("Arithmetic")
    assert cell(lens) == [0, 2, 2], "a zoom keeps the place"
    keyboard.press("-")
    keyboard.press("-")
    expect(lens.locator(".zoom [aria-checked=true]")).to_have_text("Whole map")


def test_who_wants_less_motion_gets_one_cell_a_press_and_is_told(lens: Locator) -> None:
    expect(lens.locator(".calm-note")).to_be_hidden()
    lens.page.emulate_media(reduced_motion="reduce")
    play = lens.locator(".transport .play")
    lens.locator(".transport .first").click()
    for place in ([0, 0, 1], [0, 0, 2]):
        play.click()
        assert cell(lens) == place
    expect(lens.locator(".calm-note")).to_have_text("Less motion is asked for: one cell a press")
    expect(play).to_have_attribute(
        "title", "One cell on (space): your system asks for less motion, so nothing plays by itself"
    )
    expect(lens.locator(".speed")).to_be_hidden()
    lens.locator(".transport .last").click()
    play.click()
    assert cell(lens) == [0, 0, 0], "after the last the first"
    lens.page.reload()
    expect(lens.locator(".calm-note")).to_be_visible()
    expect(lens.locator(".speed")).to_be_hidden()


def test_it_plays_to_the_end_and_stops(lens: Locator) -> None:
    lens.locator(".speed input").fill("9")
    lens.locator(".transport .first").click()
    lens.locator(".transport .play").click()
    expect(lens.locator(".jump input").nth(1)).to_have_value("3")
    expect(lens.locator(".transport .play")).to_have_attribute("aria-label", "Play")
    assert cell(lens) == [0, 2, 2]


def test_scrubbing_and_jumping(lens: Locator) -> None:
    lens.locator(".scrub").fill("5")
    assert cell(lens) == [0, 1, 2]
    row = lens.locator(".jump input").first
    row.fill("3")
    row.press("Enter")
    assert cell(lens) == [0, 2, 2]


def test_a_weight_that_is_typed_changes_the_output_at_once(lens: Locator) -> None:
    before = values(lens)["output"]
    middle = lens.locator(".kernel .cell input").nth(4)
    middle.fill("1/2")
    after = values(lens)
    assert after["weight"][4] == 0.5
    assert after["output"] != before
    middle.fill("nonsense")
    expect(middle).to_have_attribute("aria-invalid", "true")
    assert values(lens)["weight"][4] == 0.5
    middle.fill("1")
    middle.press("ArrowUp")
    assert values(lens)["weight"][4] == pytest.approx(1.1)
    middle.press("ArrowRight")
    lens.page.keyboard.type("7")
    assert values(lens)["weight"][5] == 7


def test_a_weight_is_dragged(lens: Locator) -> None:
    box = lens.locator(".kernel .cell").first.bounding_box()
    assert box is not None
    mouse = lens.page.mouse
    mouse.move(box["x"] + 20, box["y"] + 40)
    mouse.down()
    mouse.move(box["x"] + 20, box["y"] - 10, steps=5)
    mouse.up()
    assert values(lens)["weight"][0] == pytest.approx(-1 + 50 * 0.02, abs=0.05)


def test_ready_made_kernels_and_several_maps(lens: Locator) -> None:
    lens.locator(".preset", has_text="Identity").click()
    assert values(lens)["output"] == [0, 1, 1, 0, 1, 1, 0, 1, 1]
    lens.locator(".out_channels .stepper button").nth(1).click()
    expect(lens.locator(".maps [role=tab]")).to_have_count(2)
    lens.locator(".maps [role=tab]").nth(1).click()
    assert cell(lens)[0] == 1
    lens.locator(".preset", has_text="Identity").click()
    shown = values(lens)["output"]
    assert shown[:9] == shown[9:]


@pytest.mark.parametrize(
    ("press", "code"),
    [
        ([".stride .stepper button >> nth=1", ".padding .toggle"], "same_padding_stride"),
        ([".groups .stepper button >> nth=1"], "groups"),
        ([".kernel_size .stepper button >> nth=1"] * 3, "kernel_too_large"),
    ],
)
def test_an_impossible_setting_is_met_with_a_way_out(lens: Locator, press: list[str], code: str) -> None:
    for button in press:
        lens.locator(button).click()
    assert lens.evaluate("node => node.lens.problem().code") == code
    box = lens.locator(".problem")
    expect(box).to_be_visible()
    assert "{" not in box.inner_text()
    expect(lens.locator(".control.wrong").first).to_be_visible()
    expect(lens.locator(".output canvas.pixels")).to_be_visible()  # the last possible picture stays
    box.locator("button").first.click()
    expect(box).to_be_hidden()
    assert lens.evaluate("node => node.lens.problem()") is None


def test_the_chosen_kernel_keeps_the_keyboard(lens: Locator) -> None:
    buttons = lens.locator(".presets button")
    buttons.nth(1).focus()
    lens.page.keyboard.press("Enter")
    expect(buttons.nth(1)).to_have_attribute("aria-pressed", "true")
    expect(buttons.nth(1)).to_be_focused()
    expect(lens.locator(".presets button[aria-pressed=true]")).to_have_count(1)


def test_a_link_to_an_impossible_setting_shows_the_way_out(
    app: Any, page: Page, settled: Callable[[Page], None]
) -> None:
    scene = LensScene(operation=ConvolutionSpec(kernel_size=(5, 5)), picture=ValuesPicture(values=[[[1, 2], [3, 4]]]))
    page.goto(f"{app.url}/convolution?scene={scene_link.packed(scene)}")
    settled(page)
    lens = page.locator(".lens-host")
    expect(lens.locator(".output canvas.pixels")).to_be_visible()
    assert lens.evaluate("node => node.lens.problem().code") == "kernel_too_large"
    lens.locator(".output .sheet").focus()
    page.keyboard.press("ArrowRight")  # the cell stays, without an error on the console
    lens.locator("[data-id=pooling]").click()
    assert scene_of(lens)["operation"]["kind"] == "max_pool"
    assert lens.evaluate("node => node.lens.problem()") is None


def test_a_number_out_of_bounds_is_said_where_it_was_typed(lens: Locator) -> None:
    stride = lens.locator(".stride .stepper input").first
    stride.fill("0")
    expect(lens.locator(".stride .note").first).to_have_text("from 1 to 8")
    stride.blur()
    expect(stride).to_have_value("1")


def test_the_size_and_the_line_of_pytorch_follow(lens: Locator) -> None:
    lens.locator(".stride .stepper button").nth(1).click()
    expect(lens.locator(".formula-line")).to_contain_text("⌊(5 + 2·0 − 1·(3 − 1) − 1) / 2⌋ + 1 = 2")
    expect(lens.locator(".formula .changed").first).to_be_visible()
    expect(lens.locator(".pytorch code")).to_have_text("nn.Conv2d(1, 1, 3, stride=2)")


def test_backwards_totals_gather_and_a_step_lowers_the_loss(lens: Locator) -> None:
    lens.locator(".direction button").nth(1).click()
    lens.locator(".transport .last").click()
    whole = values(lens)
    lens.locator(".gradient .cell").first.hover()
    gathered = lens.locator(".backward-line .result").first
    expect(gathered).to_have_text(f"{whole['dw'][0]:g}".replace("-", "−"))
    lens.locator(".upstream button").nth(2).click()
    before = values(lens)["loss"]
    lens.locator(".backward-bar .step").click()
    assert values(lens)["loss"] < before
    expect(lens.locator(".loss")).to_contain_text("→")


def test_the_gradient_of_one_cell_is_typed(lens: Locator) -> None:
    lens.locator(".direction button").nth(1).click()
    lens.locator(".upstream button").nth(1).click()
    lens.page.mouse.click(*over(lens, "output", 1, 1, (3, 3)))
    lens.page.keyboard.type("3")
    upstream = scene_of(lens)["upstream"]
    assert upstream["kind"] == "values"
    assert upstream["values"] == [[[1, 1, 1], [1, 3, 1], [1, 1, 1]]]
    assert values(lens)["db"] == [11]


def test_the_code_is_beside_it_with_its_line_marked(lens: Locator) -> None:
    lens.locator(".code-button").click()
    expect(lens.locator(".lines .current")).to_have_count(1)
    lens.locator(".kernel .cell").first.hover()
    expect(lens.locator(".lines .current")).to_contain_text("x * w")


def test_what_was_chosen_is_kept(lens: Locator, settled: Callable[[Page], None]) -> None:
    page = lens.page
    lens.locator(".padding .toggle").click()
    page.wait_for_timeout(1200)
    settled(page)
    page.reload()
    settled(page)
    expect(page.locator(".lens-host .pytorch code")).to_contain_text("padding='same'")


@pytest.mark.parametrize("locale", ["es-ES", "en-US"])
def test_nothing_leaves_a_phone(
    app: Any, new_page: Callable[..., Page], settled: Callable[[Page], None], locale: str
) -> None:
    page = new_page(locale=locale, width=390, height=844)
    lens = open_lens(page, app.url, settled)
    for picture in (ValuesPicture(values=BARS), ValuesPicture(values=BARS * 3)):
        for direction in ("forward", "backward"):
            show(lens, LensScene(picture=picture, direction=direction))
            wide = lens.evaluate("""node => [...node.querySelectorAll('.sheet, .cell, .stepper, .arithmetic')]
                .filter(each => each.getBoundingClientRect().right > innerWidth + 1).map(each => each.className)""")
            assert wide == []


def test_a_finger_moves_and_pins(app: Any, browser: Any, settled: Callable[[Page], None]) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, locale="en-US")
    try:
        lens = open_lens(context.new_page(), app.url, settled)
        lens.page.touchscreen.tap(*over(lens, "output", 1, 2, (3, 3)))
        assert cell(lens) == [0, 1, 2]
        expect(lens.locator(".pin")).to_have_attribute("aria-pressed", "true")
    finally:
        context.close()


@pytest.fixture(scope="module")
def shared_lens(app: Any, browser: Any) -> Any:
    """One lens for all random settings."""
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.goto(f"{app.url}/convolution")
    found = page.locator(".lens-host")
    found.locator(".output .sheet").wait_for()
    yield found
    context.close()


@rules(max_examples=50, suppress_health_check=list(HealthCheck), deadline=None)
@given(setting=possible("convolution", "transposed_convolution"), seed=SEEDS, backward=st.booleans())
def test_every_number_is_torchs(shared_lens: Locator, setting: Setting, seed: int, backward: bool) -> None:
    op, shape = setting
    weights = spec(op).weight_shape(shape)
    assert weights is not None
    shapes = (shape, weights, (op["out_channels"],))
    x, weight, bias = (numbers(each, seed + index).requires_grad_() for index, each in enumerate(shapes))
    y = forward(op, x, weight, bias if op["bias"] else None)
    upstream = numbers(tuple(y.shape), seed + 3) if y.numel() <= MOST_TYPED else torch.ones_like(y)
    scene = LensScene(
        operation=spec(op),
        picture=ValuesPicture(values=x.tolist()),
        kernel=ValuesKernel(values=weight.tolist()),
        bias=tuple(bias.tolist()),
        direction="backward" if backward else "forward",
        upstream=ValuesUpstream(values=upstream.tolist()) if y.numel() <= MOST_TYPED else OnesUpstream(),
    )
    show(shared_lens, scene)
    shown = values(shared_lens)
    assert_close(torch.tensor(shown["output"]).reshape(shown["shape"]), y)
    assert shown["sum"] == pytest.approx(y[0, 0, 0].item(), abs=1e-5 * y.abs().max().item() + 1e-9)
    if backward:
        for name, gradient in zip(("dx", "dw", "db"), gradients(y, upstream, x, weight, bias), strict=True):
            if name == "db" and not op["bias"]:
                continue
            assert_close(torch.tensor(shown[name]).reshape(gradient.shape), gradient)


@rules(max_examples=30, suppress_health_check=list(HealthCheck), deadline=None)
@given(setting=possible("separable"), seed=SEEDS, backward=st.booleans())
def test_both_steps_of_a_separable_convolution_are_torchs(
    shared_lens: Locator, setting: Setting, seed: int, backward: bool
) -> None:
    op, shape = setting
    operation = SeparableSpec.parse(op)
    depthwise, pointwise = operation.depthwise(shape[0]), operation.pointwise()
    shapes = (shape, depthwise.weight_shape(shape), (op["out_channels"], shape[0], 1, 1), (op["out_channels"],))
    x, weight, mixing, bias = (numbers(each, seed + index).requires_grad_() for index, each in enumerate(shapes))
    middle = forward(json.loads(depthwise.to_json()), x, weight, None)
    y = forward(json.loads(pointwise.to_json()), middle, mixing, bias if op["bias"] else None)
    upstream = numbers(tuple(y.shape), seed + 4)
    scene = LensScene(
        operation=operation,
        picture=ValuesPicture(values=x.tolist()),
        kernel=ValuesKernel(values=weight.tolist()),
        pointwise=mixing[:, :, 0, 0].tolist(),
        bias=tuple(bias.tolist()),
        direction="backward" if backward else "forward",
        upstream=ValuesUpstream(values=upstream.tolist()),
    )
    show(shared_lens, scene)
    shown = values(shared_lens)
    assert_close(torch.tensor(shown["middle"]).reshape(middle.shape), middle)
    assert_close(torch.tensor(shown["output"]).reshape(y.shape), y)
    if backward:
        expected = gradients(y, upstream, x, weight, mixing, middle)
        for name, gradient in zip(("dx", "dw", "dpointwise", "dmiddle"), expected, strict=True):
            assert_close(torch.tensor(shown[name]).reshape(gradient.shape), gradient)


def test_a_grid_of_the_table_is_there(lens: Locator) -> None:
    grids, _ = lens_pictures.table(())
    first = next(each for each in grids if each["kind"] == "grid")
    show(lens, LensScene(picture=GridPicture(id=first["id"])))
    assert scene_of(lens)["picture"] == {"id": first["id"], "kind": "grid"}


def test_a_server_that_does_not_answer_is_said_and_asked_again(
    app: Any, page: Page, settled: Callable[[Page], None]
) -> None:
    asked = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=200, body="not JSON") if len(asked) == 1 else route.continue_()

    page.route("**/assets/lens/**", answer)
    page.goto(f"{app.url}/convolution")
    settled(page)
    told = page.get_by_role("alert")
    expect(told).to_contain_text("The server does not answer, so the lens is still empty.")
    told.get_by_role("button", name="Try again").click()
    page.locator(".lens-host .output .sheet").wait_for()
    expect(told).to_have_count(0)


def test_the_input_is_walked_by_keyboard_and_read_out(lens: Locator) -> None:
    lens.locator(".input .sheet").focus()
    lens.page.keyboard.press("ArrowRight")
    expect(lens.locator(".spoken")).to_contain_text("takes part in 9 outputs")
    expect(lens.locator(".sums")).to_be_hidden()
    for _ in range(4):
        lens.page.keyboard.press("ArrowLeft")
        lens.page.keyboard.press("ArrowUp")
    expect(lens.locator(".spoken")).to_contain_text("takes part in one output.")
    assert cell(lens) == [0, 0, 0]
    lens.page.keyboard.press("Tab")
    expect(lens.locator(".sums .result")).to_be_visible()


def test_tab_goes_on_after_a_typed_weight_and_leaves_the_kernel_otherwise(lens: Locator) -> None:
    lens.locator(".kernel .cell input").first.focus()
    lens.page.keyboard.type("5")
    lens.page.keyboard.press("Tab")
    lens.page.keyboard.type("6")
    assert values(lens)["weight"][:2] == [5, 6]
    lens.locator(".kernel .cell input").nth(4).focus()
    lens.page.keyboard.press("Tab")
    expect(lens.locator(".bias-box input")).to_be_focused()


@pytest.mark.parametrize(("typed", "told"), [("abc", "That is no number"), ("9999999", "from -1000000 to 1000000")])
def test_a_wrong_weight_is_met_where_it_was_typed(lens: Locator, typed: str, told: str) -> None:
    middle = lens.locator(".kernel .cell input").nth(4)
    before = values(lens)["weight"]
    middle.fill(typed)
    assert told in middle.evaluate("input => input.validationMessage")
    expect(middle).to_have_attribute("aria-invalid", "true")
    middle.press("Enter")
    assert middle.evaluate("input => input.validationMessage") == ""
    assert values(lens)["weight"] == before
