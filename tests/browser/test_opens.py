"""Every page opens by its own address, in both languages, on a phone and on a laptop, and complains about nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PAGES = sorted(path.stem for path in (Path(__file__).resolve().parents[2] / "pages").glob("*/*.py"))
LOCALES = {"es": "es-ES", "en": "en-US"}


def address(page_id: str) -> str:
    return "" if page_id == "home" else page_id


@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "laptop"])
@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("page_id", PAGES)
def test_a_page_opens(
    app: Any, new_page: Callable[..., Page], settled: Callable[[Page], None], page_id: str, language: str, width: int
) -> None:
    page = new_page(locale=LOCALES[language], width=width)
    page.goto(f"{app.url}/{address(page_id)}")
    settled(page)
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
    expect(page.locator("[data-testid=stAlertContentError]")).to_have_count(0)
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"the page is {too_wide} px wider than the screen"


def test_the_language_follows_the_link(app: Any, page: Page, settled: Callable[[Page], None]) -> None:
    page.goto(f"{app.url}/?lang=es")
    settled(page)
    expect(page.get_by_text("Laboratorio").first).to_be_visible()
