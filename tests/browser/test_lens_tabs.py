"""Two tabs of one learner under the lens: each keeps what was done in it."""

from collections.abc import Callable
from typing import Any

import pytest
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
