"""The whole way, as a learner goes it: choose, train, watch, pause, come back, draw a digit, read the answer."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


class TrainingPage:
    """The training page as a learner reads and uses it (in English)."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.run = page.locator(".live-run section.run")

    def press_start(self) -> None:
        self.page.get_by_role("button", name="Start training").click()

    def pause(self) -> None:
        self.run.locator("button.play").click()

    resume = pause

    def one_step(self) -> None:
        self.run.locator("button.one").click()

    def stop(self) -> None:
        self.run.locator("button.halt").click()

    def wait_for(self, *states: str, seconds: float = 30) -> None:
        """Until the run stands in one of these states (`data-state`, as the headline says it)."""
        expect(self.run).to_have_attribute("data-state", re.compile("|".join(states)), timeout=1000 * seconds)

    def state(self) -> str:
        return self.run.get_attribute("data-state") or ""

    def step(self) -> int:
        """The number in "step 12 of 800 · …"; 0 before there is one."""
        found = re.match(r"step ([\d,]+) of", self.run.locator(".where .progress").inner_text())
        return int(found.group(1).replace(",", "")) if found else 0

    def drawn(self) -> int:
        """The step that the loss curve reaches on the screen; 0 before its first point."""
        return int(
            self.run.locator(".chart.loss .frame").evaluate(
                """frame => {
                    const plot = frame.matches('.js-plotly-plot') ? frame : frame.querySelector('.js-plotly-plot');
                    return Math.max(0, ...(plot?.data ?? []).map(trace => trace.x?.at?.(-1) ?? 0));
                }"""
            )
        )

    def wait_for_curve(self, beyond: int, seconds: float = 90) -> int:
        """Patient: on a busy machine the runner's first preload alone takes half a minute."""
        return int(until(self.drawn, lambda step: step > beyond, seconds=seconds))

    def number(self, name: str) -> float | None:
        """A share among the figures under the headline, [0, 1]; None while there is a dash."""
        entry = self.run.locator(".numbers > div").filter(has_text=name)
        found = re.fullmatch(r"([\d.]+)%", entry.locator("dd").inner_text().strip())
        return float(found.group(1)) / 100 if found else None


def until(read: Callable[[], Any], good: Callable[[Any], bool], *, seconds: float = 10) -> Any:
    """What `read` gives once it is good."""
    deadline = time.monotonic() + seconds
    while not good(value := read()):
        assert time.monotonic() < deadline, f"still {value!r} after {seconds} s"
        time.sleep(0.02)
    return value


def at_rest(read: Callable[[], int], *, seconds: float = 10) -> int:
    """What `read` gives once it has not changed for a second (the headline says "paused" before the worker does)."""
    seen: list[tuple[float, int]] = []

    def unchanged(value: int) -> bool:
        if not seen or seen[-1][1] != value:
            seen.append((time.monotonic(), value))
        return time.monotonic() - seen[-1][0] > 1

    return int(until(read, unchanged, seconds=seconds))


def draw_a_one(pad: Locator) -> None:
    """A vertical stroke in the middle of the pad, with the mouse."""
    box = pad.bounding_box()
    assert box is not None
    page = pad.page
    x = box["x"] + box["width"] / 2
    page.mouse.move(x, box["y"] + 0.2 * box["height"])
    page.mouse.down()
    for share in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        page.mouse.move(x, box["y"] + share * box["height"], steps=3)
    page.mouse.up()


def answers(page: Page) -> list[float]:
    """The ten probabilities beside the pad, [0, 1]; empty before there is an answer."""
    texts = page.locator(".pad-and-answer .bars li .share").all_inner_texts()
    # "< 0.1%" counts as 0.1 %, "> 99.9%" as 99.9 %.
    return [float(number) / 100 for number in re.findall(r"[\d.]+", " ".join(texts))]


def test_the_whole_way_on_the_embedded_digits(app: Any, page: Page, settled: Callable[[Page], None]) -> None:
    page.goto(app.url)
    settled(page)
    page.get_by_role("link", name=re.compile("^Train on")).click()
    page.wait_for_url("**/training*")
    settled(page)
    training = TrainingPage(page)

    training.press_start()
    first = training.wait_for_curve(0)
    training.wait_for_curve(first)

    training.pause()
    training.wait_for("paused")
    stood = at_rest(training.step)
    time.sleep(1)
    assert training.step() == stood, "a paused run went on"
    training.one_step()
    until(training.step, lambda step: step == stood + 1)

    with page.expect_response(lambda response: "keep=1" in response.url and response.ok):  # the stroke is kept
        draw_a_one(page.locator(".pad-and-answer canvas.ink"))
    shares = until(lambda: answers(page), lambda found: len(found) == 10)
    assert sum(shares) == pytest.approx(1, abs=0.015)

    page.reload()
    settled(page)
    training.wait_for("paused")
    assert training.step() == stood + 1, "the reloaded page shows another run"
    training.wait_for_curve(stood)

    training.resume()
    training.wait_for("done", seconds=120)
    assert (training.number("test") or 0) >= 0.96

    shares = until(lambda: answers(page), lambda found: len(found) == 10)
    assert shares.index(max(shares)) == 1, "the trained network does not recognise a vertical stroke"


def test_a_click_before_the_curves_have_loaded_loses_nothing(
    app: Any, page: Page, settled: Callable[[Page], None]
) -> None:
    """Streamlit calls a component twice then, and cleans up after the first call only when the second has drawn."""
    held: list[Route] = []
    page.route("**/live_run/index.js", lambda route: held.append(route))
    with page.expect_request("**/live_run/index.js"):
        page.goto(f"{app.url}/training")
    settled(page)
    training = TrainingPage(page)
    training.press_start()
    expect(page.get_by_role("button", name="Start training")).to_have_count(0)
    settled(page)
    held[0].continue_()
    training.wait_for("queued", "starting", "running", "done", seconds=5)
    page.wait_for_timeout(500)  # the late clean-up
    assert training.run.is_visible()


def test_stop_ends_a_run_and_the_next_one_starts(app: Any, page: Page, settled: Callable[[Page], None]) -> None:
    page.goto(f"{app.url}/training")
    settled(page)
    training = TrainingPage(page)
    training.press_start()
    training.wait_for_curve(0)
    training.stop()
    training.wait_for("cancelled")
    stood = training.drawn()
    settled(page)
    training.press_start()
    training.wait_for("running", "done")
    until(training.drawn, lambda step: 0 < step != stood)


@pytest.mark.slow
def test_mnist_reaches_98_5_percent_after_the_first_epoch(
    app_with_real_data: Any, page: Page, settled: Callable[[Page], None]
) -> None:
    page.goto(f"{app_with_real_data.url}/training")
    settled(page)
    training = TrainingPage(page)
    training.press_start()
    training.wait_for_curve(0)
    first_epoch = until(lambda: training.number("test"), lambda share: share is not None, seconds=240)
    assert first_epoch >= 0.985
