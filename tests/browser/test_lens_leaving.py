"""A change made in the last moment before the lens is left: it comes back, however it was left."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture
def page(app: Any, page: Page, settled: Callable[[Page], None]) -> Page:
    """The lens of somebody new, once its scene stands in the address."""
    page.goto(f"{app.url}/convolution")
    settled(page)
    page.wait_for_function("() => location.search.includes('scene=')")
    return page


def choose(page: Page, name: str) -> None:
    """By a click that needs no pointer: one that leaves the lens would tell Python at once."""
    page.locator(".lens-host .preset").filter(has_text=name).evaluate("button => button.click()")


def kernel(page: Page, name: str) -> Locator:
    return page.locator(".lens-host .preset[aria-pressed=true]").filter(has_text=name)


def test_by_a_reload(page: Page) -> None:
    choose(page, "Sharpen")
    page.reload()
    expect(kernel(page, "Sharpen")).to_be_visible()
    page.wait_for_timeout(1500)  # Python is told, and the address follows
    page.reload()
    expect(kernel(page, "Sharpen")).to_be_visible()


def test_by_closing_the_page(app: Any, page: Page) -> None:
    choose(page, "Emboss")
    page.close()
    again = page.context.new_page()
    again.goto(f"{app.url}/convolution")
    expect(kernel(again, "Emboss")).to_be_visible()


def test_by_another_page_of_ours_and_back(page: Page) -> None:
    choose(page, "Laplacian")
    page.get_by_role("link", name="Architecture").first.evaluate("link => link.click()")
    expect(page.get_by_role("heading", name="Architecture")).to_be_visible()
    page.get_by_role("link", name="One layer under the lens").first.click()
    expect(kernel(page, "Laplacian")).to_be_visible()


def test_a_link_opened_later_in_the_same_tab_shows_what_it_holds(page: Page) -> None:
    first = page.url
    choose(page, "Gaussian")
    page.wait_for_function("before => location.href !== before", arg=first)
    choose(page, "Mean")
    page.goto("about:blank")
    page.goto(first)
    expect(kernel(page, "Sobel, vertical edges")).to_be_visible()
