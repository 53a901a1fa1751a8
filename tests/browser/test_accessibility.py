"""What axe-core can tell about every page: nothing serious, on paper and in the dark."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.test_opens import PAGES, address

pytestmark = pytest.mark.browser

# Streamlit puts the groups of its menu into a list without being items of it.
NOT_OURS = {"exclude": [["[data-testid=stSidebarNav]"]]}
GRAVE = {"serious", "critical"}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("page_id", PAGES)
def test_nothing_serious(
    app: Any, new_page: Callable[..., Page], settled: Callable[[Page], None], page_id: str, dark: bool
) -> None:
    page = new_page(dark=dark)
    page.goto(f"{app.url}/{address(page_id)}")
    settled(page)
    page.wait_for_load_state("networkidle")  # the components have come, too
    violations = Axe().run(page, NOT_OURS).response["violations"]
    found = [one for one in violations if one["impact"] in GRAVE]
    told = [f"{one['id']}: {one['help']}\n" + "\n".join(f"  {node['html']}" for node in one["nodes"]) for one in found]
    assert not found, "\n".join(told)
