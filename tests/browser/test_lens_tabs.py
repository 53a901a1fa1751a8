"""Two tabs of one learner under the lens: each keeps what was done in it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.test_lens import values

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

SAVED = 1500  # ms: the lens tells Python 600 ms after the last change


def test_a_tab_keeps_its_own_scene_whatever_the_other_does(
    app: Any, page: Page, settled: Callable[[Page], None]
) -> None:
    other = page.context.new_page()
    lenses = []
    for tab in (page, other):
        tab.goto(f"{app.url}/convolution")
        settled(tab)
        lenses.append(tab.locator(".lens-host"))
        lenses[-1].locator(".output .sheet").wait_for()
    mine, theirs = lenses
    mine.locator(".presets button", has_text="Sharpen").click()
    page.wait_for_timeout(SAVED)
    middle = theirs.locator(".kernel .cell input").nth(4)
    middle.fill("42")
    middle.press("Enter")
    other.wait_for_timeout(SAVED)
    settled(other)
    first = theirs.locator(".kernel .cell input").first
    first.fill("1")
    other.wait_for_timeout(SAVED)
    assert [values(theirs)["weight"][at] for at in (0, 4)] == [1, 42]
    expect(mine.locator(".presets [aria-pressed=true]")).to_contain_text("Sharpen")


def test_a_picture_too_large_for_a_link_outlives_another_tabs_choice(
    app: Any, page: Page, settled: Callable[[Page], None], tmp_path: Path
) -> None:
    Image.linear_gradient("L").resize((300, 300)).save(tmp_path / "own.png")
    page.goto(f"{app.url}/convolution")
    settled(page)
    part = page.locator(".picture-part")
    part.locator(".picture-now").click()
    part.locator(".ways [data-id=own]").click()
    part.locator("input[type=file]").set_input_files(tmp_path / "own.png")
    expect(part.locator(".picture-now b")).to_have_text("your own · 32 × 32")
    page.keyboard.press("Escape")
    part.locator(".picture-size input").fill("64")
    part.locator(".picture-size input").press("Enter")
    expect(part.locator(".picture-now b")).to_have_text("your own · 64 × 64")
    page.wait_for_timeout(SAVED)
    other = page.context.new_page()
    other.goto(f"{app.url}/convolution?lang=en")
    settled(other)
    other.locator(".lens-host .presets button", has_text="Sharpen").click()
    other.locator(".picture-size input").fill("20")
    other.locator(".picture-size input").press("Enter")
    other.wait_for_timeout(SAVED)
    page.reload()
    expect(part.locator(".picture-now b")).to_have_text("your own · 64 × 64")
