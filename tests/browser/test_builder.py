"""The builder as a learner uses it: by keyboard, by pointer, on a phone, across a reload."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from cnn_core.presets import PRESETS

pytestmark = pytest.mark.browser


@pytest.fixture
def builder(app: Any, new_page: Callable[..., Page], settled: Callable[[Page], None]) -> Callable[..., Page]:
    """A function that opens the page of the builder as somebody new."""

    def open_builder(**options: Any) -> Page:
        page = new_page(**options)
        page.goto(f"{app.url}/architecture")
        settled(page)
        expect(cards(page).last).to_have_attribute("aria-label", "fc3, Dense layer, gives 10")
        return page

    return open_builder


def cards(page: Page) -> Locator:
    return page.locator(".builder .card")


def names(page: Page) -> list[str]:
    return [card.get_attribute("aria-label").split(",")[0] for card in cards(page).all()]  # type: ignore[union-attr]


def button(page: Page, name: str) -> Locator:
    return page.locator(".builder").get_by_role("button", name=name, exact=True)


def add(page: Page, letters: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(letters)
    page.keyboard.press("Enter")


def said(page: Page) -> Locator:
    return page.locator(".builder .spoken[aria-live]")


def test_lenet_is_built_from_nothing_by_keyboard_with_an_error_mended_on_the_way(builder: Callable[..., Page]) -> None:
    page = builder()
    button(page, "Start from nothing").click()
    expect(cards(page)).to_have_count(0)
    for channels, padding in [("6", "2"), ("16", "0")]:
        add(page, "conv2d")
        page.keyboard.type(channels)  # a digit on a card begins its first number
        page.keyboard.press("Tab")
        page.keyboard.type("5")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.type(padding)
        page.keyboard.press("Escape")
        add(page, "relu")
        add(page, "max pool")
    for features in ("120", "84", "10"):
        add(page, "dense")
        page.keyboard.type(features)
        page.keyboard.press("Escape")
        if features != "10":
            add(page, "relu")
    broken = page.locator(".card.broken")
    expect(broken).to_have_attribute("aria-label", "fc1, Dense layer")
    expect(page.locator(".card.waits").first).to_contain_text("waits for fc1")
    while broken.count() and not broken.evaluate("card => card.matches('.selected')"):
        page.keyboard.press("ArrowUp")
    broken.get_by_role("button", name="Insert “Flatten” before fc1").click()
    expect(page.locator(".builder .sums")).to_contain_text("61,706")
    lenet = PRESETS["lenet5"].build((1, 28, 28), 10)
    expect(page.locator(".st-key-strip")).to_contain_text("61,706")
    assert names(page)[-6:] == ["flatten", "fc1", "relu3", "fc2", "relu4", "fc3"]
    assert len(names(page)) == len(lenet.layers)


def test_undo_and_redo_walk_through_what_was_done(builder: Callable[..., Page]) -> None:
    page = builder()
    before = names(page)
    cards(page).nth(1).focus()
    page.keyboard.press("Delete")
    page.keyboard.press("Control+d")
    page.keyboard.press("Alt+ArrowDown")
    changed = names(page)
    assert changed != before
    for _ in range(3):
        page.keyboard.press("Control+z")
    assert names(page) == before
    expect(said(page)).to_have_text("Undone")
    for _ in range(3):
        page.keyboard.press("Control+Shift+z")
    assert names(page) == changed
    assert button(page, "Redo").is_disabled()


def test_a_move_is_said_and_the_focus_goes_along(builder: Callable[..., Page]) -> None:
    page = builder()
    cards(page).nth(3).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(said(page)).to_have_text("conv2 moved to place 3")
    expect(cards(page).nth(2)).to_be_focused()
    assert names(page)[2:4] == ["conv2", "pool1"]


def test_arrow_keys_walk_enter_goes_in_and_escape_comes_back(builder: Callable[..., Page]) -> None:
    page = builder()
    cards(page).first.focus()
    page.keyboard.press("ArrowDown")
    expect(cards(page).nth(1)).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    first = cards(page).first.locator("input").first
    expect(first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(first).to_have_value("7")
    page.keyboard.press("Escape")
    expect(cards(page).first).to_be_focused()
    expect(cards(page).first).to_have_attribute("aria-label", "conv1, Convolution, gives 7×28×28")


def test_a_number_out_of_bounds_is_refused_where_it_is_typed(builder: Callable[..., Page]) -> None:
    page = builder()
    number = cards(page).first.locator("input").first
    number.fill("5000")
    expect(cards(page).first).to_contain_text("From 1 to 1024.")
    page.keyboard.press("Escape")
    expect(number).to_have_value("6")


def test_a_reload_keeps_the_network_and_what_can_be_undone(builder: Callable[..., Page]) -> None:
    page = builder()
    cards(page).last.focus()
    page.keyboard.press("Control+d")
    page.reload()
    expect(cards(page)).to_have_count(13)
    button(page, "Undo").click()
    expect(cards(page)).to_have_count(12)


def test_a_change_just_before_leaving_reaches_the_workspace(
    app: Any, builder: Callable[..., Page], settled: Callable[[Page], None]
) -> None:
    page = builder()
    name = page.locator(".builder .title")
    name.fill("Mine for good")
    page.goto(f"{app.url}/training")
    settled(page)
    expect(page.locator(".st-key-strip")).to_contain_text("Mine for good")


def test_a_change_just_before_a_link_is_followed_is_there_behind_it(
    builder: Callable[..., Page], settled: Callable[[Page], None]
) -> None:
    page = builder()
    page.locator(".builder .title").fill("Just now")
    page.get_by_role("link", name="Train this network").click()
    expect(page.locator("h1")).to_contain_text("Training")
    settled(page)
    expect(page.locator(".st-key-strip")).to_contain_text("Just now")
    page.go_back()
    expect(page.locator(".builder .title")).to_have_value("Just now")


def test_a_preset_comes_in_and_undo_brings_the_own_network_back(builder: Callable[..., Page]) -> None:
    page = builder()
    page.locator(".builder .title").fill("Mine")
    page.locator("input[name=cards-network_cards][value=vgg_small]").check(force=True)
    expect(page.locator(".builder .title")).to_have_value("VGG-small")
    button(page, "Undo").click()
    expect(page.locator(".builder .title")).to_have_value("Mine")
    expect(page.locator(".st-key-strip")).to_contain_text("Mine")


def test_two_tabs_the_last_change_wins_and_each_keeps_what_it_shows(
    app: Any, builder: Callable[..., Page], settled: Callable[[Page], None]
) -> None:
    page = builder()
    other = page.context.new_page()
    other.goto(f"{app.url}/architecture")
    settled(other)
    expect(cards(other)).to_have_count(12)
    other.locator(".builder .title").fill("The other")
    expect(other.locator(".st-key-strip")).to_contain_text("The other")
    cards(page).last.focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".builder .title")).to_have_value("LeNet-5")
    page.locator(".builder .title").fill("The last")
    expect(page.locator(".st-key-strip")).to_contain_text("The last")
    expect(other.locator(".builder .title")).to_have_value("The other")


def test_a_card_is_dragged_by_its_handle(builder: Callable[..., Page]) -> None:
    page = builder(height=1400)  # nothing is near the edge, where the page would scroll along
    cards(page).first.scroll_into_view_if_needed()
    card = cards(page).nth(1)
    card.hover()
    handle, target = card.locator(".handle").bounding_box(), cards(page).nth(3).bounding_box()
    assert handle and target
    page.mouse.move(handle["x"] + 8, handle["y"] + 20)
    page.mouse.down()
    page.mouse.move(handle["x"] + 8, handle["y"] + 60, steps=4)
    page.mouse.move(handle["x"] + 8, target["y"] + target["height"] - 2, steps=6)
    page.mouse.up()
    assert names(page)[:4] == ["conv1", "pool1", "conv2", "relu1"]
    expect(said(page)).to_have_text("relu1 moved to place 4")


def test_layers_are_copied_as_text_and_pasted(builder: Callable[..., Page]) -> None:
    page = builder()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    cards(page).first.focus()
    page.keyboard.press("Control+c")
    assert json.loads(page.evaluate("navigator.clipboard.readText()")) == {
        "kind": "conv2d", "out_channels": 6, "kernel_size": 5, "padding": 2,
    }  # fmt: skip
    page.keyboard.press("Control+v")
    assert names(page)[:3] == ["conv1", "conv2", "relu1"]
    page.evaluate("navigator.clipboard.writeText('no layer')")
    page.keyboard.press("Control+v")
    expect(said(page)).to_contain_text("is no layer")
    assert len(names(page)) == 13


def test_a_block_is_opened_and_changed_inside(builder: Callable[..., Page]) -> None:
    page = builder()
    cards(page).nth(2).focus()
    add(page, "residual")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    inner = page.locator(".card .card").first
    expect(inner).to_be_focused()
    page.keyboard.type("8")
    page.keyboard.press("Escape")
    expect(inner).to_have_attribute("aria-label", "conv1, Convolution, gives 8×14×14")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(inner).to_be_hidden()


def test_a_card_is_dragged_into_a_block(builder: Callable[..., Page]) -> None:
    page = builder(height=1400)
    cards(page).nth(2).focus()
    add(page, "parallel")
    page.keyboard.press("ArrowRight")
    block = page.locator(".card.block")
    expect(block.locator(".card")).to_have_count(2)
    card = cards(page).nth(1)
    card.hover()
    handle, target = card.locator("> .row > .handle").bounding_box(), block.locator(".card").last.bounding_box()
    assert handle and target
    page.mouse.move(handle["x"] + 8, handle["y"] + 20)
    page.mouse.down()
    page.mouse.move(handle["x"] + 8, handle["y"] + 60, steps=4)
    page.mouse.move(handle["x"] + 8, target["y"] + target["height"] - 8, steps=6)
    page.mouse.up()
    expect(block.locator(".card")).to_have_count(3)
    expect(block.locator(".branch").nth(1).locator(".card").last).to_have_attribute(
        "aria-label", "relu1, ReLU, gives 16×14×14"
    )


def test_a_hint_says_why_and_its_way_out_is_taken_by_keyboard(builder: Callable[..., Page]) -> None:
    page = builder()
    cards(page).first.focus()
    add(page, "batch norm")
    page.keyboard.press("ArrowUp")
    hint = button(page, "Hint about conv1")
    expect(hint).to_be_visible()
    page.keyboard.press("Enter")
    for _ in range(12):
        if hint.evaluate("node => node.getRootNode().activeElement === node"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".hints .way").first.focus()
    page.keyboard.press("Enter")
    expect(hint).to_be_hidden()
    expect(said(page)).to_contain_text("Mended")


def test_every_sum_tells_how_it_came_about(builder: Callable[..., Page]) -> None:
    page = builder()
    page.locator(".builder .sums button").first.hover()
    expect(page.locator(".builder .sum-how")).to_have_text("156 + 2,416 + 48,120 + 10,164 + 850 = 61,706")


@pytest.mark.parametrize(("dark", "locale"), [(False, "es-ES"), (True, "en-US")])
def test_a_phone_has_room_for_it(
    app: Any, new_page: Callable[..., Page], settled: Callable[[Page], None], dark: bool, locale: str
) -> None:
    page = new_page(width=390, locale=locale, dark=dark)
    page.goto(f"{app.url}/architecture")
    settled(page)
    expect(cards(page)).to_have_count(12)
    assert page.evaluate("document.documentElement.scrollWidth <= 390")
    sides = page.locator(".builder .card > .row").evaluate_all(
        "rows => rows.map(row => row.getBoundingClientRect()).map(box => [box.left, box.right])"
    )
    assert all(left >= 0 and right <= 390 for left, right in sides)
    cards(page).first.locator("input").first.click()
    page.keyboard.type("9")
    expect(cards(page).first).to_contain_text("9×28×28")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_serious_with_the_palette_open_and_a_layer_that_does_not_fit(
    builder: Callable[..., Page], dark: bool
) -> None:
    page = builder(dark=dark)
    cards(page).nth(6).focus()
    page.keyboard.press("Delete")
    page.keyboard.press("Home")
    add(page, "parallel")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".card.broken")).to_have_count(1)
    page.keyboard.press("/")
    expect(page.locator(".palette")).to_be_visible()
    violations = Axe().run(page, {"exclude": [["[data-testid=stSidebarNav]"]]}).response["violations"]
    grave = [one for one in violations if one["impact"] in {"serious", "critical"}]
    told = [f"{one['id']}: {one['help']}\n" + "\n".join(f"  {node['html']}" for node in one["nodes"]) for one in grave]
    assert not grave, "\n".join(told)


def test_what_does_not_fit_inside_a_block_is_one_press_away(builder: Callable[..., Page]) -> None:
    page = builder()
    page.locator("label", has_text="ResNet-8").first.click()
    expect(cards(page).last).to_have_attribute("aria-label", re.compile("^fc1"))
    block = page.locator('.builder .card[aria-label^="res3"]')
    block.focus()
    page.keyboard.press("ArrowRight")
    maps = block.locator('.card[aria-label^="conv2"] input').first
    maps.fill("24")
    page.get_by_role("button", name="Show the layer that does not fit").click()
    expect(block.locator(".trouble").first).to_be_in_viewport()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Show the layer that does not fit")).to_be_hidden()


def test_a_number_refused_leaves_none_of_its_digits_behind(builder: Callable[..., Page]) -> None:
    page = builder()
    maps = page.locator('.builder .card[aria-label^="conv1"] input').first
    maps.focus()
    page.keyboard.type("5000")
    expect(page.locator('.builder .card[aria-label^="conv1"] .chip .note').first).to_have_text("From 1 to 1024.")
    page.keyboard.press("Escape")
    expect(maps).to_have_value("6")
    expect(page.locator('.builder .card[aria-label^="conv1"]')).to_have_attribute("aria-label", re.compile("6×28×28"))


def test_a_plus_holds_still_under_the_finger(builder: Callable[..., Page]) -> None:
    page = builder(width=390)
    page.locator('.builder .card[aria-label^="fc1"]').click()
    page.locator('.builder .card[aria-label^="conv1"] > .plus').dispatch_event("pointerdown")
    expect(page.locator('.builder .card[aria-label^="fc1"]')).to_have_class(re.compile("selected"))
    page.locator('.builder .card[aria-label^="conv1"] > .plus').click(force=True)
    expect(page.locator(".builder .palette")).to_be_visible()
