"""What a learner waits for, in Chromium: from the click to the first point, and from a step to its point."""

import statistics
import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page

from benchmarks import app

CLICKS = 5
STEPS = 15

LAST_STEP = """frame => {
    const plot = frame.matches('.js-plotly-plot') ? frame : frame.querySelector('.js-plotly-plot');
    return Math.max(0, ...(plot?.data ?? []).flatMap(trace => trace.x?.length ? [trace.x[trace.x.length - 1]] : []));
}"""


class Screen:
    """The training page, watched."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.run = page.locator(".live-run section.run")
        self.chart = self.run.locator(".chart.loss .frame")

    def last_step(self) -> int:
        """The step of the rightmost point of the loss curve; 0 where there is none."""
        return int(self.chart.evaluate(LAST_STEP)) if self.chart.count() else 0

    def seconds_until(self, good: Callable[[int], bool], press: Locator, at_most: float = 120) -> float:
        """From pressing a button until the last point on the screen is as wanted."""
        press.wait_for()
        began = time.perf_counter()
        press.evaluate("button => button.click()")  # Playwright's own click first looks whether the button stands still
        while not good(self.last_step()):
            if time.perf_counter() > began + at_most:
                raise RuntimeError(f"nothing moved on the screen for {at_most} s")
            time.sleep(0.005)
        return time.perf_counter() - began

    def start(self) -> float:
        """Seconds from the click on "Start training" to the first point of the new run."""
        before = self.last_step()
        button = self.page.get_by_role("button", name="Start training")
        return self.seconds_until(lambda step: step > 0 and (step < before or not before), button)

    def one_step(self) -> float:
        """Seconds from the click on "one step", in a paused run, to that step's point."""
        before = self.last_step()
        return self.seconds_until(lambda step: step > before, self.run.locator("button.one"))

    def settle(self) -> None:
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)

    def pause(self) -> None:
        self.run.locator("button.play").evaluate("button => button.click()")
        self.page.wait_for_selector(".live-run section.run[data-state=paused]", timeout=10_000)
        time.sleep(1)

    def stop(self) -> None:
        self.run.locator("button.halt").evaluate("button => button.click()")
        self.page.wait_for_selector(".live-run section.run[data-state=cancelled]", timeout=10_000)


def table(port: int | None = None) -> str:
    """The default run of the training page, on whatever data there is."""
    with app.running(port) as url, app.browser_page() as page:
        screen = Screen(page)
        page.goto(f"{url}/training")
        screen.settle()
        cold = screen.start()
        warm = [_start_again(screen) for _ in range(CLICKS)]
        screen.pause()
        steps = [screen.one_step() for _ in range(STEPS)]
    return "\n".join(
        [
            "| on the screen (LeNet-5, app and browser on this machine) | median | worst |",
            "| --- | --- | --- |",
            f"| click to first point, right after the app's start | {cold:.2f} s | |",
            f"| click to first point, warm | {statistics.median(warm):.2f} s | {max(warm):.2f} s |",
            f"| one step: click to its point | {statistics.median(steps):.2f} s | {max(steps):.2f} s |",
        ]
    )


def _start_again(screen: Screen) -> float:
    # Far enough that the new run's first point cannot be mistaken for one of this run's.
    while screen.last_step() < 300:
        time.sleep(0.05)
    screen.stop()
    return screen.start()
