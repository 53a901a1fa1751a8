"""The lens alone on a whole screen, as a class sees it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_lens import open_lens

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

SCREENS = [(1280, 720), (1920, 1080)]


@pytest.fixture
def lens(app: Any, page: Page, settled: Callable[[Page], None]) -> Locator:
    return open_lens(page, app.url, settled)


def test_the_projector_shows_the_lens_alone_and_escape_leaves(lens: Locator) -> None:
    lens.locator(".project-button").click()
    expect(lens.locator(".lens.projected")).to_be_visible()
    expect(lens.locator(".operation")).to_be_hidden()
    lens.page.wait_for_function("() => document.fullscreenElement !== null")
    lens.page.evaluate("() => document.exitFullscreen()")
    expect(lens.locator(".lens.projected")).to_have_count(0)


@pytest.mark.parametrize("screen", SCREENS)
def test_on_a_projector_no_family_loses_its_player_or_is_cut_at_the_sides(
    lens: Locator, screen: tuple[int, int]
) -> None:
    width, height = screen
    lens.page.set_viewport_size({"width": width, "height": height})
    lens.locator(".project-button").click()
    expect(lens.locator(".lens.projected")).to_be_visible()
    for family in lens.locator(".family button").all():
        family.click()
        play = lens.locator("button.play").bounding_box()
        assert play is not None
        assert play["y"] + play["height"] <= height
        for part in lens.locator(".stage > :visible").all():
            box = part.bounding_box()
            assert box is not None
            assert box["x"] >= 0 and box["x"] + box["width"] <= width, family.inner_text()
