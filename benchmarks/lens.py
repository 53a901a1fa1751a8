"""What follows the pointer under the lens, in Chromium: a move, an edited weight, and the opening of the page."""

import math
import statistics
import time

from playwright.sync_api import Locator, Page

from benchmarks import app
from cnn_core.stepping.operations import ConvolutionSpec
from cnn_core.stepping.picture import SamplePicture
from cnn_core.stepping.scene import LensScene

MOVES = 500
EDITS = 100
OPENINGS = 7
SCENE = LensScene(
    picture=SamplePicture(dataset="shapes", index=0, size=64),
    operation=ConvolutionSpec(out_channels=8, padding="same"),
    bias=(0.0,) * 8,
)

# What the browser works from an event until its frame is painted: the listeners, and then the frame itself (its
# callbacks, style, layout, paint, commit), without the wait for the screen's next turn between the two. Chromium hands
# out the pointer's moves at the beginning of a frame, so there the frame's callbacks follow the listeners at once. A
# key comes before its frame; how long its listeners took stands in its entry of the Event Timing API.
WATCH = """type => {
    const processed = new Map();
    const note = (entry) => processed.set(entry.startTime, entry.processingEnd - entry.processingStart);
    new PerformanceObserver(list => list.getEntries().forEach(note)).observe({ type: "event", durationThreshold: 16 });
    const took = window.took = [];
    took.all = () => took.map(({ at, listeners, frame }) => (processed.get(at) ?? listeners) + frame);
    window.addEventListener(type, (event) => {
        const began = performance.now();
        requestAnimationFrame(() => {
            const frame = performance.now();
            const channel = new MessageChannel();
            channel.port1.onmessage = () =>
                took.push({ at: event.timeStamp, listeners: frame - began, frame: performance.now() - frame });
            channel.port2.postMessage(null);
        });
    }, { capture: true });
}"""


def table(port: int | None = None) -> str:
    """64×64×3 under eight 3×3 filters, on a warm app."""
    with app.running(port) as url, app.browser_page() as page:
        openings = [_seconds_to_open(page, url) for _ in range(OPENINGS + 1)][1:]
        lens = page.locator(".lens-host")
        lens.evaluate("(node, text) => node.lens.show(text)", SCENE.to_json())
        moves, edits = _moves(page, lens), _edits(page, lens)
    return "\n".join(
        [
            "| under the lens (64×64×3, 8 filters of 3×3; app and browser on this machine) | median | 95 % | worst |",
            "| --- | --- | --- | --- |",
            row(f"pointer to paint, {len(moves)} moves over the output", moves, "ms"),
            row(f"an edited weight to paint, {len(edits)} edits", edits, "ms"),
            row(f"opening the page to a playable lens, {len(openings)} times", openings, "s"),
        ]
    )


def row(name: str, values: list[float], unit: str) -> str:
    ordered = sorted(values)
    most = ordered[math.ceil(0.95 * len(ordered)) - 1]
    return (
        f"| {name} | "
        + " | ".join(f"{one:.2f} {unit}" for one in (statistics.median(values), most, ordered[-1]))
        + " |"
    )


def _seconds_to_open(page: Page, url: str) -> float:
    began = time.perf_counter()
    page.goto(f"{url}/convolution")
    page.locator(".lens-host button.play").wait_for()
    page.locator(".lens-host .output .sheet").wait_for()
    return time.perf_counter() - began


def _moves(page: Page, lens: Locator) -> list[float]:
    sheet = lens.locator(".output .sheet")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    page.evaluate(WATCH, "pointermove")
    for turn in range(MOVES):  # a spiral's arms: every move reaches another cell
        angle, reach = 2.4 * turn, 0.48 * math.sqrt(turn / MOVES)
        x, y = 0.5 + reach * math.cos(angle), 0.5 + reach * math.sin(angle)
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
    return took(page, MOVES)


def _edits(page: Page, lens: Locator) -> list[float]:
    lens.locator(".kernel [role=spinbutton], .kernel input").first.focus()
    page.evaluate(WATCH, "keydown")
    for turn in range(EDITS):
        page.keyboard.press("ArrowUp" if turn % 2 else "ArrowDown")
        # A hand waits for what it sees.
        page.wait_for_function("count => window.took.length >= count", arg=turn + 1)
    return took(page, EDITS)


def took(page: Page, count: int) -> list[float]:
    page.wait_for_function("count => window.took.length >= count", arg=count // 2)
    page.wait_for_timeout(500)
    return [float(one) for one in page.evaluate("window.took.all()")]
