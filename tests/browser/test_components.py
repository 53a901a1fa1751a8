"""What holds for every component of ours, however its modules reach the browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_data_that_changes_while_the_module_is_still_on_its_way_leaves_the_component_there(
    app: Any, page: Page, settled: Callable[[Page], None]
) -> None:
    """Streamlit then calls the component twice and cleans up after the first call only when the second has drawn."""
    held: list[Route] = []
    page.route("**/assets/components/*/drawing_pad/index.js", lambda route: held.append(route))
    page.goto(f"{app.url}/training")
    settled(page)
    expect(page.locator(".drawing-pad")).to_have_count(0)
    epochs = page.locator("[class*=st-key-recipe_digits_epochs] input")
    epochs.fill("3")
    epochs.press("Enter")
    settled(page)
    page.wait_for_timeout(300)  # the page's news has reached the component's loader
    assert held, "the module was not asked for"
    for route in held:
        route.continue_()
    expect(page.locator(".drawing-pad canvas.ink")).to_be_visible()
    page.wait_for_timeout(500)  # the clean-up comes late
    expect(page.locator(".drawing-pad canvas.ink")).to_be_visible()
