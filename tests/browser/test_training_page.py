"""The live view in a real browser: curves that move, a zoom that stays, controls by mouse and keyboard."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

TEXTS = {"en-US": ("Start training", "Paused"), "es-ES": ("Entrenar", "En pausa")}


def start(page: Page, url: str, settled: Callable[[Page], None], locale: str = "en-US") -> Locator:
    """A new run of the embedded digits with epochs enough to stay with us, after its first points."""
    page.goto(f"{url}/training")
    settled(page)
    epochs = page.locator("[class*=st-key-recipe_digits_epochs] input")
    epochs.fill("200")
    epochs.press("Enter")
    settled(page)
    page.get_by_role("button", name=TEXTS[locale][0]).click()
    run = page.locator(".live-run section.run")
    expect(run).to_have_attribute("data-state", "running", timeout=60_000)
    until(lambda: points(run) > 5)
    return run


def stop(run: Locator) -> None:
    """Leave no run behind that takes the cores from the next test."""
    if run.get_attribute("data-state") not in ("done", "failed", "cancelled"):
        run.locator("button.halt").click()
    expect(run).to_have_attribute("data-state", "cancelled")


def points(run: Locator) -> int:
    return int(run.locator(".loss .frame").evaluate("frame => frame.data?.[0]?.x.length ?? 0"))


def step(run: Locator) -> int:
    text = run.locator(".progress").inner_text()
    return int("".join(sign for sign in text.split("·")[0].split(" of ")[0].split(" de ")[0] if sign.isdigit()))


def until(good: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not good():
        assert time.monotonic() < deadline, f"still not so after {seconds} s"
        time.sleep(0.02)


@pytest.mark.parametrize("locale", ["en-US", "es-ES"])
def test_keys_pause_step_and_resume(
    app: Any, new_page: Callable[..., Page], settled: Callable[[Page], None], locale: str
) -> None:
    page = new_page(locale=locale)
    run = start(page, app.url, settled, locale)
    run.focus()
    page.keyboard.press(" ")
    expect(run).to_have_attribute("data-state", "paused", timeout=5000)
    expect(run.locator("h2")).to_have_text(TEXTS[locale][1])
    expect(run.locator(".spoken")).to_have_text(TEXTS[locale][1])
    stood = step(run)
    page.keyboard.press(".")
    until(lambda: step(run) == stood + 1)
    page.wait_for_timeout(400)
    assert step(run) == stood + 1, "one step was more than one"
    page.keyboard.press(" ")
    until(lambda: step(run) > stood + 5)
    stop(run)


def test_stop_does_not_wait_for_a_word_without_effect(app: Any, browser: Any, settled: Callable[[Page], None]) -> None:
    context = browser.new_context(locale="en-US")  # of its own: one request is cut off
    page = context.new_page()
    run = start(page, app.url, settled)
    page.route("**/control?*", lambda route: None)  # the word "pause" never arrives, and nobody says so
    run.locator("button.play").click()
    expect(run).to_have_attribute("data-state", "pausing")
    page.unroute("**/control?*")
    run.locator("button.halt").click()
    expect(run).to_have_attribute("data-state", "cancelled")
    context.close()


def test_the_learning_rate_can_be_changed(app: Any, page: Page, settled: Callable[[Page], None]) -> None:
    run = start(page, app.url, settled)
    rate = run.locator(".rate input")
    rate.fill("0.003")
    rate.press("Enter")
    newest = "async address => (await (await fetch(address)).json()).run.learning_rate"
    with page.expect_request("**/live?*") as asked:
        pass
    until(lambda: page.evaluate(newest, asked.value.url) == 0.003)
    run.locator(".halve").click()
    until(lambda: page.evaluate(newest, asked.value.url) == 0.0015)
    expect(rate).to_have_value("0.0015")
    rate.fill("nonsense")
    rate.press("Enter")
    rate.blur()
    expect(rate).to_have_value("0.0015")
    stop(run)
    expect(rate).to_be_hidden()


def test_a_paused_run_is_not_drawn_again(app: Any, page: Page, settled: Callable[[Page], None]) -> None:
    run = start(page, app.url, settled)
    run.locator("button.play").click()
    expect(run).to_have_attribute("data-state", "paused")
    page.wait_for_timeout(1500)
    drawn = run.locator(".loss .frame").evaluate(
        """frame => new Promise(resolve => {
            let count = 0;
            frame.on('plotly_afterplot', () => { count += 1; });
            setTimeout(() => resolve(count), 3000);
        })"""
    )
    assert drawn == 0
    stop(run)


def test_a_zoom_stays_while_points_come(app: Any, page: Page, settled: Callable[[Page], None]) -> None:
    run = start(page, app.url, settled)
    frame = run.locator(".loss .frame")
    frame.evaluate("frame => frame.scrollIntoView({ block: 'center' })")
    box = frame.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.7 * box["height"], steps=5)
    page.mouse.up()
    ranges = "frame => JSON.stringify([frame.layout.xaxis.range, frame.layout.yaxis.range])"
    until(
        lambda: frame.evaluate("frame => frame._fullLayout.xaxis.autorange !== true && frame.layout.xaxis.range[0] > 0")
    )
    zoomed, had = frame.evaluate(ranges), points(run)
    until(lambda: points(run) > 2 * had + 100)  # the axis has been given more room meanwhile
    assert frame.evaluate(ranges) == zoomed, "new points moved the zoom"
    page.mouse.dblclick(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    until(lambda: frame.evaluate("frame => frame.layout.xaxis.range[0]") == 0)
    stop(run)


def test_the_curves_are_drawn_again_in_place(app: Any, page: Page, settled: Callable[[Page], None]) -> None:
    """No flicker: the same plot, the same elements, and no rerun of the page while it moves."""
    run = start(page, app.url, settled)
    frame = run.locator(".loss .frame")
    frame.evaluate("frame => { frame.querySelector('svg').marked = true; }")
    updates = frame.evaluate(
        """frame => new Promise(resolve => {
            let count = 0;
            frame.on('plotly_afterplot', () => { count += 1; });
            setTimeout(() => resolve(count), 3000);
        })"""
    )
    assert updates >= 6, f"{updates} updates in 3 s"
    assert frame.evaluate("frame => frame.querySelector('svg').marked === true")
    stop(run)


def test_smoothing_log_axis_and_lines_are_the_learners(app: Any, page: Page, settled: Callable[[Page], None]) -> None:
    run = start(page, app.url, settled)
    run.locator(".log input").check()
    frame = run.locator(".loss .frame")
    until(lambda: frame.evaluate("frame => frame.layout.yaxis.type") == "log")
    run.locator(".smooth input").fill("0")
    until(lambda: frame.evaluate("f => JSON.stringify(f.data[0].y) === JSON.stringify(f.data[1].y)"))
    first = run.locator(".norms .legend button").first
    first.click()
    expect(first).to_have_attribute("aria-pressed", "false")
    until(lambda: run.locator(".norms .frame").evaluate("frame => frame.data[0].visible") is False)
    stop(run)


def test_a_lost_connection_is_said_and_found_again(app: Any, browser: Any, settled: Callable[[Page], None]) -> None:
    context = browser.new_context(locale="en-US")  # of its own: the fixture's pages may not complain, this one must
    page = context.new_page()
    run = start(page, app.url, settled)
    page.route("**/live?*", lambda route: route.abort())
    expect(run.locator(".notice")).to_contain_text("The connection is lost", timeout=10_000)
    page.unroute("**/live?*")
    expect(run.locator(".notice")).to_be_hidden(timeout=15_000)
    stop(run)
    context.close()


def test_a_phone_sees_everything_below_one_another(
    app: Any, new_page: Callable[..., Page], settled: Callable[[Page], None]
) -> None:
    page = new_page(width=390)
    page.goto(f"{app.url}/training")
    settled(page)
    page.locator(".live-run .frame").first.wait_for()
    boxes = [page.locator(f".live-run .{name}").bounding_box() for name in ("loss", "accuracy", "norms")]
    tops = [box["y"] for box in boxes if box]
    assert tops == sorted(tops)
    assert len(set(tops)) == 3
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways"
