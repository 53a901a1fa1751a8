"""The builder in Chromium: a key in a number to the painted card, a dragged card, and the account of sixty layers."""

import json

from playwright.sync_api import Page

from benchmarks import app
from benchmarks.lens import WATCH, row, took
from cnn_core.architecture import ArchitectureSpec

KEYS = 100
MOVES = 200
ACCOUNTS = 100
PAIR = [{"kind": "conv2d", "out_channels": 16, "padding": 1}, {"kind": "activation", "function": "relu"}]
NETWORK = ArchitectureSpec.parse(
    {
        "name": "Sixty layers",
        "input_shape": (3, 32, 32),
        "layers": [*PAIR * 29, {"kind": "global_avg_pool"}, {"kind": "linear", "out_features": 10}],
    }
)

# From the question to the whole answer, as the editor asks it.
ASK = """async text => {
    const began = performance.now();
    const answer = await fetch("api/account?lang=en&classes=10", { method: "POST", body: text });
    await answer.json();
    return performance.now() - began;
}"""


def table(port: int | None = None) -> str:
    """A network of sixty layers, on a warm app."""
    with app.running(port) as url, app.browser_page() as page:
        page.goto(f"{url}/architecture")
        page.locator(".builder .card").first.wait_for()
        _bring(page)
        accounts = [float(page.evaluate(ASK, _changed(turn))) for turn in range(ACCOUNTS + 5)][5:]
        keys, drags = _keys(page), _drags(page)
    return "\n".join(
        [
            "| the builder (60 layers; app and browser on this machine) | median | 95 % | worst |",
            "| --- | --- | --- | --- |",
            row(f"a key in a number to paint, {len(keys)} keys", keys, "ms"),
            row(f"a dragged card to paint, {len(drags)} moves", drags, "ms"),
            row(f"the account of the whole network, {len(accounts)} times", accounts, "ms"),
        ]
    )


def _bring(page: Page) -> None:
    """Paste the network into the empty stack, as a learner would."""
    layers = json.dumps([layer.model_dump(mode="json") for layer in NETWORK.layers])
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", layers)
    page.locator(".builder .card").first.click()
    page.keyboard.press("Control+v")
    page.locator(".builder .card").nth(60).wait_for()
    page.wait_for_timeout(1500)  # the account and Python are told


def _changed(turn: int) -> str:
    """Another network each time: what was counted before is not at hand."""
    layers = [layer.model_dump(mode="json") for layer in NETWORK.layers]
    layers[0]["out_channels"] = turn + 1
    return json.dumps({**NETWORK.model_dump(mode="json"), "layers": layers})


def _keys(page: Page) -> list[float]:
    page.locator(".builder .card input").first.focus()
    page.evaluate(WATCH, "keydown")
    for turn in range(KEYS):
        page.keyboard.press("ArrowUp" if turn % 2 else "ArrowDown")
        page.wait_for_function("count => window.took.length >= count", arg=turn + 1)
    return took(page, KEYS)


def _drags(page: Page) -> list[float]:
    handle = page.locator(".builder .card .handle").nth(2)
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(WATCH, "pointermove")
    for turn in range(MOVES):
        page.mouse.move(x, y + 3 * (turn % 80))
    found = took(page, MOVES)
    page.mouse.up()
    return found
