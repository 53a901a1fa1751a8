"""The drawing pad in a real browser: mouse, touch and keyboard, an answer at every stroke, ink that stays."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture
def pad(app: Any, page: Page, settled: Callable[[Page], None]) -> Locator:
    """The pad of somebody new, before any training."""
    return open_pad(page, app.url, settled)


def open_pad(page: Page, url: str, settled: Callable[[Page], None]) -> Locator:
    page.goto(f"{url}/training")
    settled(page)
    pad = page.locator(".drawing-pad")
    pad.locator("canvas.ink").scroll_into_view_if_needed()
    return pad


def one(pad: Locator) -> None:
    """A vertical stroke with the mouse."""
    box = pad.locator("canvas.ink").bounding_box()
    assert box is not None
    x, y, side = box["x"] + box["width"] / 2, box["y"], box["height"]
    mouse = pad.page.mouse
    mouse.move(x, y + 0.2 * side)
    mouse.down()
    mouse.move(x, y + 0.8 * side, steps=12)
    mouse.up()


def shares(pad: Locator) -> list[float]:
    # "< 0.1%" counts as 0.1 %, "> 99.9%" as 99.9 %.
    return [float(text.strip("<>%\u00a0 ")) / 100 for text in pad.locator(".share").all_inner_texts() if text]


def test_a_stroke_is_answered_with_ten_probabilities(pad: Locator) -> None:
    expect(pad.locator(".hint")).to_be_visible()
    expect(pad.locator(".source")).to_contain_text("LeNet-5")
    one(pad)
    expect(pad.locator(".digit")).to_have_text("1")
    expect(pad.locator(".hint")).to_be_hidden()
    assert sum(shares(pad)) == pytest.approx(1, abs=0.01)
    assert shares(pad)[1] > 0.5
    expect(pad.locator(".bars .best b")).to_have_text("1")


def test_the_preview_is_what_the_network_saw(pad: Locator) -> None:
    one(pad)
    expect(pad.locator(".digit")).to_have_text("1")
    columns = pad.locator(".seen canvas").evaluate(
        """canvas => {
            const { data } = canvas.getContext('2d').getImageData(0, 0, 28, 28);
            const lit = [];
            for (let x = 0; x < 28; x += 1) {
                let sum = 0;
                for (let y = 0; y < 28; y += 1) sum += data[4 * (28 * y + x)];
                lit.push(sum);
            }
            return lit;
        }"""
    )
    middle = sum(columns[11:17])
    assert middle > 0.95 * sum(columns) > 0, "a vertical stroke is a bright bar in the middle"


def test_it_answers_while_the_pen_still_draws(pad: Locator) -> None:
    box = pad.locator("canvas.ink").bounding_box()
    assert box is not None
    mouse = pad.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + 0.2 * box["height"])
    mouse.down()
    mouse.move(box["x"] + box["width"] / 2, box["y"] + 0.8 * box["height"], steps=12)
    expect(pad.locator(".bars .best")).to_have_count(1)
    mouse.up()


def test_undo_and_clear(pad: Locator) -> None:
    expect(pad.locator(".undo")).to_be_disabled()
    one(pad)
    expect(pad.locator(".bars .best")).to_have_count(1)
    pad.locator("canvas.ink").press("Control+z")
    expect(pad.locator(".bars .best")).to_have_count(0)
    expect(pad.locator(".digit")).to_have_text("?")
    one(pad)
    expect(pad.locator(".bars .best")).to_have_count(1)
    pad.locator(".clear").click()
    expect(pad.locator(".digit")).to_have_text("?")
    expect(pad.locator(".clear")).to_be_disabled()


def test_the_keyboard_alone_can_draw(pad: Locator) -> None:
    canvas = pad.locator("canvas.ink")
    canvas.focus()
    for _ in range(8):
        canvas.press("ArrowUp")
    canvas.press(" ")
    expect(pad.locator(".cursor")).to_have_class("cursor down")
    for _ in range(17):
        canvas.press("ArrowDown")
    canvas.press(" ")
    expect(pad.locator(".digit")).to_have_text("1")


def test_touch_draws_and_does_not_scroll(app: Any, browser: Browser, settled: Callable[[Page], None]) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 844}, locale="en-US")
    page = context.new_page()
    pad = open_pad(page, app.url, settled)
    box = pad.locator("canvas.ink").bounding_box()
    assert box is not None
    touch = context.new_cdp_session(page)

    def send(kind: str, share: float) -> None:
        at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + share * box["height"]}
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [] if kind == "touchEnd" else [at]})

    before = pad.locator("canvas.ink").bounding_box()
    send("touchStart", 0.2)
    for share in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        send("touchMove", share)
    send("touchEnd", 0.8)
    expect(pad.locator(".digit")).to_have_text("1")
    assert pad.locator("canvas.ink").bounding_box() == before
    context.close()


def test_the_drawing_is_still_there_after_a_reload(pad: Locator, settled: Callable[[Page], None]) -> None:
    one(pad)
    expect(pad.locator(".digit")).to_have_text("1")
    page = pad.page
    page.wait_for_timeout(300)
    page.reload()
    settled(page)
    again = page.locator(".drawing-pad")
    expect(again.locator(".digit")).to_have_text("1")
    expect(again.locator(".hint")).to_be_hidden()


def test_the_pads_own_questions_keep_nothing(pad: Locator) -> None:
    kept: list[bool] = []
    pad.page.on(
        "request", lambda request: kept.append("keep=1" in request.url) if "api/answer" in request.url else None
    )
    one(pad)
    expect(pad.locator(".digit")).to_have_text("1")
    pad.page.wait_for_timeout(500)
    assert kept.count(True) == 1, "one stroke, one drawing to keep"
    assert kept[-1], "and it is the finished one"
    expect(pad.locator(".spoken")).to_contain_text("1, ")
