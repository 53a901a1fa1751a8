"""The shell in a real browser: the workspace survives, the language stays, pictures answer, doors hold."""

import http.client
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser


def card(page: Page, name: str) -> Locator:
    return page.locator(f'.builder .card[aria-label^="{name},"]')


def ready_made(page: Page, preset: str) -> Locator:
    return page.locator(f"input[name=cards-network_cards][value={preset}]")


def test_the_network_answers_pointer_and_keyboard(app: Any, page: Page, settled: Callable[[Page], None]) -> None:
    page.goto(f"{app.url}/architecture?lang=en")
    settled(page)
    chosen = page.locator(".builder .chosen")
    page.locator(".builder .picture .volume", has_text="conv2").click()
    expect(chosen).to_contain_text("conv2")
    expect(card(page, "conv2")).to_have_attribute("aria-selected", "true")
    card(page, "conv2").focus()
    page.keyboard.press("ArrowDown")
    expect(chosen).to_contain_text("relu2")
    page.keyboard.press("End")
    expect(chosen).to_contain_text("84·10 + 10 = 850")
    expect(page.locator(".builder .picture .volume.active")).to_contain_text("fc3")


def test_a_choice_survives_a_reload_and_scripts_cannot_read_the_cookie(
    app: Any, page: Page, settled: Callable[[Page], None]
) -> None:
    page.goto(f"{app.url}/architecture?lang=en")
    settled(page)
    ready_made(page, "vgg_small").check()
    expect(card(page, "bn6")).to_have_count(1)
    page.reload()
    settled(page)
    expect(card(page, "bn6")).to_have_count(1)
    assert "convolab" not in page.evaluate("document.cookie")
    ours = [cookie for cookie in page.context.cookies() if cookie["name"] == "convolab_workspace"]
    assert ours and ours[0]["httpOnly"] and ours[0]["sameSite"] == "Lax"


def test_somebody_else_has_another_workspace(
    app: Any, new_page: Callable[..., Page], settled: Callable[[Page], None]
) -> None:
    mine, theirs = new_page(), new_page()
    for page in (mine, theirs):
        page.goto(f"{app.url}/architecture?lang=en")
        settled(page)
    ready_made(mine, "vgg_small").check()
    expect(card(mine, "bn6")).to_have_count(1)
    theirs.reload()
    settled(theirs)
    expect(card(theirs, "bn6")).to_have_count(0)


def test_a_language_that_was_asked_for_stays_in_the_link_and_in_the_document(
    app: Any, new_page: Callable[..., Page], settled: Callable[[Page], None]
) -> None:
    page = new_page(locale="es-ES")
    page.goto(app.url)
    settled(page)
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Open the black box.")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Architecture").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Architecture")
    page.wait_for_url("**/architecture?lang=en")


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", {"Host": "evil.example"}, 421),
        ("/_stcore/metrics", {}, 404),
        ("/_stcore/agent/openapi.json", {}, 404),
        ("/_stcore/upload_file/session/file", {}, 404),
        ("/api/runs/any/live?t=forged", {}, 404),
        ("/_stcore/health", {}, 200),
    ],
)
def test_the_doors_of_the_real_server(app: Any, path: str, headers: dict[str, str], status: int) -> None:
    connection = http.client.HTTPConnection(urlsplit(app.url).netloc, timeout=10)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == status
    assert "default-src 'self'" in answer.headers["content-security-policy"]
