"""The picture under the lens in a real browser: every way to one, what is wrong with one, and how it comes back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
WAYS = ("samples", "grids", "draw", "own", "camera", "edit")


@pytest.fixture
def part(app: Any, page: Page, settled: Callable[[Page], None]) -> Locator:
    """The chooser of somebody new."""
    page.goto(f"{app.url}/convolution")
    settled(page)
    part = page.locator(".picture-part")
    expect(part.locator(".picture-now b")).to_have_text("4 · 28 × 28", timeout=15_000)  # a hundred modules, all new
    return part


def go(part: Locator, way: str) -> None:
    if part.locator(".picture-now").get_attribute("aria-expanded") == "false":
        part.locator(".picture-now").click()
    part.locator(f".ways [data-id={way}]").click()


def name(part: Locator) -> Locator:
    return part.locator(".picture-now b")


def kept(page: Page) -> None:
    """Wait until Python knows: it writes the scene into the address."""
    before = page.url
    page.wait_for_function("before => location.href !== before", arg=before)


def test_a_sample_in_another_size_comes_back_by_the_link_alone(
    app: Any, part: Locator, new_page: Callable[..., Page], settled: Callable[[Page], None]
) -> None:
    go(part, "samples")
    heart = part.locator("button.thumbnail[title=heart]")
    heart.click()
    expect(name(part)).to_have_text("heart · 3 × 32 × 32")
    kept(part.page)
    expect(heart).to_be_focused()
    size = part.locator(".picture-size input")
    size.fill("16")
    expect(name(part)).to_have_text("heart · 3 × 16 × 16")
    kept(part.page)
    stranger = new_page()
    stranger.goto(part.page.url)
    settled(stranger)
    expect(stranger.locator(".picture-part .picture-now b")).to_have_text("heart · 3 × 16 × 16")


def test_grey_makes_one_channel_and_colour_three_again(part: Locator) -> None:
    go(part, "samples")
    part.locator("button.thumbnail[title=star]").click()
    part.locator(".colours [data-id=grey]").click()
    expect(name(part)).to_have_text("star · 32 × 32")
    part.locator(".colours [data-id=colour]").click()
    expect(name(part)).to_have_text("star · 3 × 32 × 32")


def test_a_grid_is_typed_into_and_what_is_no_number_is_told_there(part: Locator) -> None:
    go(part, "grids")
    part.locator("button.empty").click()
    expect(name(part)).to_have_text("your own grid · 5 × 5")
    value, note = part.locator("input.value"), part.locator(".editor .note-line")
    value.fill("two")
    expect(note).to_have_text("That is no number. Write it with digits, like −1.5.")
    value.fill("2000000")
    expect(note).to_have_text("Numbers may go from −1,000,000 to 1,000,000.")
    value.fill("-2.5")
    expect(note).to_be_empty()
    value.press("Enter")
    expect(part.locator(".editor .name")).to_have_text("Row 1, column 2")
    part.locator(".cells").press("ArrowLeft")
    expect(value).to_have_value("-2.5")


def test_the_keyboard_alone_edits_a_cell(part: Locator) -> None:
    go(part, "grids")
    part.locator("button.thumbnail[title='An edge']").click()
    go(part, "edit")
    cells = part.locator(".cells")
    cells.focus()
    cells.press("End")
    cells.press("ArrowDown")
    cells.press("7")
    expect(part.locator("input.value")).to_be_focused()
    part.page.keyboard.press("Enter")
    expect(cells).to_be_focused()
    cells.press("ArrowUp")
    cells.press("End")
    expect(part.locator("input.value")).to_have_value("7")


def test_a_typed_number_stays_in_its_cell_whatever_comes_next(part: Locator) -> None:
    go(part, "grids")
    part.locator("button.empty").click()
    cells, label = part.locator(".cells"), part.locator(".editor .name")
    side = (cells.bounding_box() or {"width": 0})["width"] / 5
    cells.click(position={"x": 2.5 * side, "y": 0.5 * side})
    part.page.keyboard.press("7")
    cells.click(position={"x": 4.5 * side, "y": 0.5 * side})
    expect(label).to_have_text("Row 1, column 5")
    expect(part.locator("input.value")).to_have_value("0")
    cells.click(position={"x": 2.5 * side, "y": 0.5 * side})
    expect(part.locator("input.value")).to_have_value("7")
    part.page.keyboard.press("3")
    part.page.keyboard.press("Tab")
    expect(label).to_have_text("Row 1, column 4")
    part.page.keyboard.press("4")
    cells.press("ArrowUp")
    expect(part.locator("input.value")).to_have_value("4")
    cells.press("ArrowLeft")
    expect(part.locator("input.value")).to_have_value("3")


def test_pixels_take_shares_of_white_only(part: Locator) -> None:
    go(part, "edit")
    part.locator("input.value").fill("1.5")
    expect(part.locator(".editor .note-line")).to_contain_text("Pixels go from 0 (black) to 1 (white).")
    part.locator("input.value").fill("0.5")
    expect(name(part)).to_have_text("your own · 28 × 28")


def test_a_picture_of_ones_own_is_read_and_a_broken_one_is_told(part: Locator, tmp_path: Path) -> None:
    go(part, "own")
    (tmp_path / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    part.locator("input[type=file]").set_input_files(tmp_path / "cut.png")
    expect(part.locator(".own .note-line.wrong")).to_contain_text("The file ends in the middle of the picture.")
    Image.linear_gradient("L").resize((600, 300)).save(tmp_path / "wide.png")
    part.locator("input[type=file]").set_input_files(tmp_path / "wide.png")
    expect(name(part)).to_have_text("your own · 16 × 32")
    expect(part.locator(".own .note-line")).to_be_empty()


def test_the_size_set_while_a_picture_is_being_read_is_the_size_it_gets(part: Locator, tmp_path: Path) -> None:
    go(part, "own")
    part.page.evaluate(
        """() => {
            const read = window.createImageBitmap;
            window.createImageBitmap = async (...given) => {
                await new Promise((ready) => (window.readOn = ready));
                return read(...given);
            };
        }"""
    )
    Image.linear_gradient("L").resize((90, 90)).save(tmp_path / "ramp.png")
    part.locator("input[type=file]").set_input_files(tmp_path / "ramp.png")
    part.page.wait_for_function("!!window.readOn")
    part.locator(".picture-size input").fill("64")
    part.page.evaluate("window.readOn()")
    expect(name(part)).to_have_text("your own · 64 × 64")


def test_a_photo_taken_with_the_camera_on_its_side_stands_upright(part: Locator, tmp_path: Path) -> None:
    go(part, "own")
    turned = Image.Exif()
    turned[0x0112] = 6  # orientation: a quarter turn clockwise
    Image.linear_gradient("L").resize((600, 300)).save(tmp_path / "turned.jpg", exif=turned)
    part.locator("input[type=file]").set_input_files(tmp_path / "turned.jpg")
    expect(name(part)).to_have_text("your own · 32 × 16")


def test_a_picture_larger_than_the_link_survives_a_reload(
    part: Locator, tmp_path: Path, settled: Callable[[Page], None]
) -> None:
    go(part, "own")
    Image.effect_noise((90, 90), 90).save(tmp_path / "noise.png")
    part.locator("input[type=file]").set_input_files(tmp_path / "noise.png")
    part.locator(".picture-size input").fill("64")
    expect(name(part)).to_have_text("your own · 64 × 64")
    kept(part.page)
    assert len(part.page.url) < 2000
    part.page.reload()
    settled(part.page)
    expect(name(part)).to_have_text("your own · 64 × 64")


def test_a_drawing_lies_under_the_lens_while_the_pen_moves(part: Locator) -> None:
    go(part, "draw")
    box = part.locator(".sketch canvas").bounding_box()
    assert box is not None and box["width"] > 250, "large enough to draw on"
    mouse = part.page.mouse
    mouse.move(box["x"] + 40, box["y"] + 40)
    mouse.down()
    mouse.move(box["x"] + 200, box["y"] + 200, steps=8)
    expect(name(part)).to_have_text("your own · 28 × 28")
    mouse.up()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("NotAllowedError", "The browser may not use the camera."),
        ("NotFoundError", "There is no camera here."),
        ("NotReadableError", "The camera does not answer"),
        ("SecurityError", "Browsers give the camera only to https pages"),
    ],
)
def test_every_refusal_of_the_camera_has_its_sentence_and_can_be_tried_again(
    part: Locator, error: str, sentence: str
) -> None:
    go(part, "camera")
    part.page.evaluate(
        """error => {
            let answer = null;
            window.refuse = () => answer(new DOMException("", error));
            navigator.mediaDevices.getUserMedia = () => new Promise((_, refuse) => (answer = refuse));
        }""",
        error,
    )
    note = part.locator(".camera .note-line")
    for _ in range(2):
        part.locator(".camera .take").click()
        expect(note).to_contain_text("The browser may ask now")
        part.page.evaluate("() => window.refuse()")
        expect(note).to_contain_text(sentence)
        expect(note).to_have_class("note-line wrong")


def test_a_camera_that_may_not_be_used_leaves_the_other_ways(part: Locator) -> None:
    go(part, "camera")
    part.locator(".camera .take").click()
    expect(part.locator(".camera .note-line.wrong")).to_contain_text("choose a file", ignore_case=True)
    go(part, "own")
    expect(part.locator("button.choose")).to_be_visible()


def test_a_damaged_link_is_told_until_the_learner_goes_on(
    app: Any, page: Page, settled: Callable[[Page], None]
) -> None:
    page.goto(f"{app.url}/convolution?scene=nonsense")
    settled(page)
    told = page.get_by_text("The link is damaged or from another version")
    expect(told).to_be_visible()
    part = page.locator(".picture-part")
    expect(name(part)).to_have_text("4 · 28 × 28")
    go(part, "grids")
    part.locator("button.thumbnail[title=Cross]").click()
    expect(told).to_have_count(0)


def test_back_leads_to_the_page_before_however_much_was_changed(part: Locator, settled: Callable[[Page], None]) -> None:
    page = part.page
    page.get_by_role("link", name="Architecture").first.click()
    expect(page.get_by_role("heading", name="Architecture")).to_be_visible()
    page.get_by_role("link", name="One layer under the lens").first.click()
    go(part, "grids")
    for grid in ("Cross", "Ramp"):
        part.locator(f"button.thumbnail[title={grid}]").click()
        kept(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Architecture")).to_be_visible()
    assert "scene=" not in page.url


def test_an_error_that_nobody_foresaw_is_told_and_the_chooser_goes_on(
    app: Any, browser: Browser, settled: Callable[[Page], None], tmp_path: Path
) -> None:
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(f"uncaught: {error}"))
        page.goto(f"{app.url}/convolution")
        settled(page)
        part = page.locator(".picture-part")
        go(part, "own")
        Image.linear_gradient("L").save(tmp_path / "good.png")
        page.evaluate(
            """() => {
                const draw = OffscreenCanvas.prototype.getContext;
                OffscreenCanvas.prototype.getContext = function (...kind) {
                    OffscreenCanvas.prototype.getContext = draw;
                    throw new Error("out of canvases");
                };
            }"""
        )
        part.locator("input[type=file]").set_input_files(tmp_path / "good.png")
        note = part.locator(".own .note-line")
        expect(note).to_contain_text("The picture could not be used, and we did not expect that.")
        assert [text for text in said if "out of canvases" in text and "uncaught" not in text]
        part.locator("input[type=file]").set_input_files(tmp_path / "good.png")
        expect(name(part)).to_have_text("your own · 32 × 32")
        expect(note).to_be_empty()
    finally:
        context.close()


def test_another_language_renames_the_picture_and_the_shelf(part: Locator, settled: Callable[[Page], None]) -> None:
    go(part, "samples")
    part.locator("button.thumbnail[title=heart]").click()
    expect(name(part)).to_have_text("heart · 3 × 32 × 32")
    kept(part.page)
    part.page.get_by_text("Español", exact=True).click()
    expect(name(part)).to_have_text("corazón · 3 × 32 × 32")
    go(part, "samples")
    part.locator("button.thumbnail[title=estrella]").click()
    expect(name(part)).to_have_text("estrella · 3 × 32 × 32")
    part.page.get_by_text("English", exact=True).click()
    expect(name(part)).to_have_text("star · 3 × 32 × 32")
    go(part, "samples")
    expect(part.locator("button.thumbnail[aria-pressed=true]")).to_have_attribute("title", "star")


def desk(page: Page) -> float:
    """How far the stage lies below the lens's beginning."""
    stage, lens = (page.locator(f".lens-host {part}").bounding_box() for part in (".desk", ".family"))
    assert stage and lens
    return stage["y"] - lens["y"]


def test_on_a_wide_screen_the_chooser_lies_over_the_stage_and_closes_like_a_menu(part: Locator) -> None:
    page = part.page
    before = desk(page)
    button, panel = part.locator(".picture-now"), part.locator(".picture-panel")
    button.click()
    expect(panel).to_be_visible()
    expect(part.locator(".ways [data-id=samples]")).to_be_focused()
    assert desk(page) == before, "the stage stays where it is"
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    part.locator("button.thumbnail[title=heart]").click()
    expect(panel).to_be_visible()
    page.locator(".lens-host .facts").click()
    expect(panel).to_be_hidden()
    button.click()
    page.get_by_role("link", name="Architecture").first.focus()
    expect(panel).to_be_hidden()


def test_on_a_phone_the_chooser_pushes_and_stays(
    app: Any, new_page: Callable[..., Page], settled: Callable[[Page], None]
) -> None:
    page = new_page(width=390, height=844)
    page.goto(f"{app.url}/convolution")
    settled(page)
    part = page.locator(".picture-part")
    panel = part.locator(".picture-panel")
    part.locator(".picture-now").click()
    facts = page.locator(".lens-host .facts")
    box, place = panel.bounding_box(), facts.bounding_box()
    assert box and place and place["y"] >= box["y"] + box["height"]
    facts.click()
    expect(panel).to_be_visible()
    part.locator(".ways [data-id=samples]").focus()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
