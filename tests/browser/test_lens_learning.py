"""A filter is learnt under the lens in a real browser: play, scrub, the way back, and no motion for who wants none."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from cnn_core.stepping.picture import ValuesPicture
from cnn_core.stepping.scene import LensScene, PresetKernel, TargetUpstream, ValuesKernel
from tests.browser.test_accessibility import GRAVE, NOT_OURS
from tests.browser.test_lens import open_lens, scene_of, show, values

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

NOISE = np.random.default_rng(4).uniform(-1, 1, (1, 8, 8)).round(3).tolist()  # it tells all weights apart
SOBEL = [-1, 0, 1, -2, 0, 2, -1, 0, 1]
OWN = [[[[0.25, 0, 0], [0, 0.5, 0], [0, 0, 0.125]]]]


@pytest.fixture
def lens(app: Any, page: Page, settled: Callable[[Page], None]) -> Locator:
    """A kernel of one's own on noise, backwards, from a target that a Sobel made."""
    found = open_lens(page, app.url, settled)
    show(found, _scene())
    return found


def _scene() -> LensScene:
    return LensScene(
        picture=ValuesPicture(values=NOISE),
        kernel=ValuesKernel(values=OWN),
        bias=(0.5,),
        direction="backward",
        upstream=TargetUpstream(preset="sobel_x"),
    )


def step(lens: Locator) -> int:
    return int(lens.locator(".learning-numbers").inner_text().split("·")[0].split()[1].replace(",", ""))


def test_a_random_kernel_becomes_the_sobel(lens: Locator) -> None:
    lens.locator(".learn").click()
    said = lens.locator(".learning-said")
    expect(said).to_contain_text("Learnt after", timeout=30_000)
    shown = values(lens)
    assert np.abs(np.array(shown["weight"]) - SOBEL).max() < 1e-2
    assert shown["loss"] < 1e-5
    expect(lens.locator(".learning .play")).to_be_disabled()
    scrub = lens.locator(".learning-scrub")
    scrub.focus()
    lens.page.keyboard.press("Home")
    assert step(lens) == 0
    start = values(lens)
    assert start["loss"] > 1e5 * shown["loss"]
    assert np.abs(np.array(start["weight"])).max() <= 1, "the random kernel"
    lens.page.keyboard.press("End")
    assert values(lens)["weight"] == shown["weight"]


def test_it_pauses_goes_step_by_step_and_to_the_end(lens: Locator) -> None:
    lens.locator(".learn").click()
    play = lens.locator(".learning .play")
    play.click()
    expect(lens.locator(".learning-said")).to_contain_text("Paused after")
    paused, loss = step(lens), values(lens)["loss"]
    lens.locator(".code-button").click()
    expect(lens.locator(".lines .current")).to_contain_text("gradient_step")
    lens.locator(".learning .one").click()
    assert step(lens) == paused + 1
    assert values(lens)["loss"] < loss
    lens.locator(".learning .hurry").click()
    expect(lens.locator(".learning-said")).to_contain_text("Learnt after")
    lens.locator(".learning .reset").click()
    assert step(lens) == 0
    expect(lens.locator(".learning-said")).to_contain_text("A step of the past")
    seeded = values(lens)["weight"]
    lens.locator(".learn").click()
    play.click()
    lens.locator(".learning .reset").click()
    assert values(lens)["weight"] != seeded, "each press draws another kernel"


def test_ones_own_kernel_waits_and_comes_back(lens: Locator, settled: Callable[[Page], None]) -> None:
    own = scene_of(lens)
    lens.locator(".learn").click()
    expect(lens.locator(".learning-said")).to_contain_text("Learnt after", timeout=30_000)
    assert scene_of(lens)["kernel"] != own["kernel"]
    lens.locator(".learning .back").click()
    assert scene_of(lens) == own
    expect(lens.locator(".learning")).to_be_hidden()
    expect(lens.locator(".learn")).to_be_focused()
    # what was learnt is taken: the way back stays open, over another learning and over a switch of the family
    lens.locator(".learn").click()
    lens.locator(".learning .hurry").click()
    lens.locator(".learning .keep").click()
    learnt = scene_of(lens)["kernel"]
    assert learnt != own["kernel"]
    lens.locator(".learn").click()
    lens.locator(".family [data-id=pooling]").click()
    lens.locator(".family [data-id=convolution]").click()
    lens.locator(".way-back").click()
    assert scene_of(lens)["kernel"] == own["kernel"]
    assert scene_of(lens)["bias"] == own["bias"]


def test_a_reload_while_it_learns_brings_ones_own_kernel(lens: Locator, settled: Callable[[Page], None]) -> None:
    page = lens.page
    lens.locator(".presets button", has_text="Sharpen").click()
    lens.locator(".learn").click()
    lens.locator(".transport .forward").click()  # something to keep while it learns
    page.wait_for_timeout(1500)
    settled(page)
    page.reload()
    settled(page)
    again = page.locator(".lens-host")
    again.locator(".output .sheet").wait_for()
    assert scene_of(again)["kernel"] == {"preset": "sharpen"}


def test_who_wants_less_motion_learns_step_by_step(lens: Locator) -> None:
    lens.page.emulate_media(reduced_motion="reduce")
    lens.locator(".learn").click()
    expect(lens.locator(".learning-calm")).to_contain_text("each press makes one gradient step")
    assert step(lens) == 0
    play = lens.locator(".learning .play")
    expect(play).to_have_attribute("title", "Learn one step; your system asks for less motion")
    for count in (1, 2):
        play.click()
        lens.page.wait_for_timeout(100)
        assert step(lens) == count
    lens.locator(".learning .hurry").click()
    expect(lens.locator(".learning-said")).to_contain_text("Learnt after", timeout=30_000)


def test_while_it_learns_nothing_is_read_out_and_nothing_is_grave(lens: Locator) -> None:
    lens.evaluate(
        """node => {
            node.readOut = 0;
            const live = [...node.querySelectorAll('[role=status], [aria-live=polite]')];
            for (const each of live) {
                const isOff = () => each.getAttribute('aria-live') === 'off';
                const observer = new MutationObserver(() => isOff() || (node.readOut += 1));
                observer.observe(each, { childList: true, characterData: true, subtree: true });
            }
        }"""
    )
    lens.locator(".learn").click()
    expect(lens.locator(".learning-said")).to_contain_text("Learnt after", timeout=30_000)
    assert lens.evaluate("node => node.readOut") <= 4
    violations = Axe().run(lens.page, NOT_OURS).response["violations"]
    assert not [(one["id"], one["nodes"][0]["html"]) for one in violations if one["impact"] in GRAVE]


def test_a_kernel_of_the_table_is_the_learners_own_too(lens: Locator) -> None:
    show(lens, _scene().model_copy(update={"kernel": PresetKernel(preset="gaussian")}))
    lens.locator(".learn").click()
    lens.locator(".learning .back").click()
    assert scene_of(lens)["kernel"] == {"preset": "gaussian"}


def test_another_setting_while_learning_brings_ones_own_kernel_back(lens: Locator) -> None:
    own = scene_of(lens)["kernel"]
    lens.locator(".direction button").nth(1).click()
    lens.locator(".upstream button").nth(2).click()
    lens.locator(".learn").click()
    expect(lens.locator(".learning")).to_be_visible()
    lens.locator(".upstream button").nth(0).click()
    assert scene_of(lens)["kernel"] == own
