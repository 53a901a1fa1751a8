"""The whole app on a free port, and a page of a real browser in front of it.

Nothing reaches the network: the server's proxies lead nowhere, and the browser aborts every request that is not for
the app itself and fails the test.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, Route, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = "http://127.0.0.1:9"  # the discard port: a connection is refused at once
HOW_TO_INSTALL = (
    "Chromium is missing. Debian and Ubuntu: sudo apt-get install chromium; "
    "elsewhere: .venv/bin/playwright install chromium"
)


@dataclass
class RunningApp:
    """A started app: where it answers, where it keeps its things, its process."""

    url: str
    home: Path
    process: subprocess.Popen[bytes]
    log: Path

    def healthy(self) -> bool:
        """Streamlit answers 200 to unknown paths, too, so the body counts."""
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                return answer.read().strip() == b"ok"
        except OSError:
            return False

    def wait_until_healthy(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not self.healthy():
            assert self.process.poll() is None, f"the app ended while starting:\n{self.log.read_text()}"
            assert time.monotonic() < deadline, f"the app did not answer in {seconds} s:\n{self.log.read_text()}"
            time.sleep(0.1)

    def stop(self) -> None:
        """End the app with everything it started (the runner and its workers are in its process group)."""
        for word in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, word)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=15)


def start_app(home: Path, data: Path, port: int | None = None) -> RunningApp:
    """`streamlit run app.py` as a learner would, with its own home, and no way to the network."""
    home.mkdir(parents=True, exist_ok=True)
    data.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    log = home / "app.log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), NOWHERE)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("CONVOLAB_", "STREAMLIT_"))
    }
    environment |= proxies | {"no_proxy": "127.0.0.1,localhost", "NO_PROXY": "127.0.0.1,localhost"}
    environment |= {"CONVOLAB_HOME": str(home), "CONVOLAB_DATA": str(data)}
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    app = RunningApp(url=f"http://127.0.0.1:{port}", home=home, process=process, log=log)
    try:
        app.wait_until_healthy()
    except BaseException:
        app.stop()
        raise
    return app


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """The app with nothing but what it ships: no real data, no network."""
    folder = tmp_path_factory.mktemp("embedded")
    running = start_app(folder / "home", folder / "data")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def app_with_real_data(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> Iterator[RunningApp]:
    """The app with the real data sets laid out."""
    running = start_app(tmp_path_factory.mktemp("real") / "home", real_data)
    yield running
    running.stop()


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Callable[..., RunningApp]]:
    """A function that starts an app of the test's own: `launch(home=…, data=…, port=…)`; all are stopped afterwards."""
    started: list[RunningApp] = []

    def launch_one(home: Path | None = None, data: Path | None = None, port: int | None = None) -> RunningApp:
        started.append(start_app(home or tmp_path / "home", data or tmp_path / "data", port))
        return started[-1]

    yield launch_one
    for running in started:
        running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests: the system's, or Playwright's own."""
    with sync_playwright() as playwright:
        executable = _chromium(playwright)
        if executable is None:
            missing = pytest.fail if os.environ.get("CONVOLAB_REQUIRE_BROWSER") else pytest.skip
            missing(HOW_TO_INSTALL)
        running = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield running
        running.close()


def _chromium(playwright: Playwright) -> str | None:
    own = playwright.chromium.executable_path
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next((path for path in map(shutil.which, names) if path), None)
    return found or (own if Path(own).exists() else None)


# On a deep link Streamlit's own script first takes the page's path for the server's base and asks there in vain.
STREAMLIT_ASKS_FIRST = re.compile(r"http://127\.0\.0\.1:\d+/[a-z_]+/_stcore/(health|host-config)")


@dataclass
class Watcher:
    """Collects what a page must not do: errors on its console, requests to anywhere but the app."""

    complaints: list[str] = field(default_factory=list)

    def on_console(self, message: ConsoleMessage) -> None:
        place = message.location.get("url", "")
        if message.type == "error" and not STREAMLIT_ASKS_FIRST.fullmatch(place):
            self.complaints.append(f"console: {message.text} ({place})")

    def on_page_error(self, error: Exception) -> None:
        self.complaints.append(f"uncaught: {error}")

    def on_request(self, route: Route, request: Request) -> None:
        if request.url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
            route.continue_()
        else:
            self.complaints.append(f"left the machine: {request.url}")
            route.abort()

    def watch(self, page: Page) -> None:
        page.on("console", self.on_console)
        page.on("pageerror", self.on_page_error)


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


def tell_what_it_shows(page: Page, picture: Path) -> None:
    """For whoever reads a failed test: the page's address, its words, and a picture of it."""
    print(f"{page.url}\n{page.locator('body').inner_text()[:2000]}")
    page.screenshot(path=picture, full_page=True)
    print(f"picture: {picture}")


@pytest.fixture
def new_page(browser: Browser, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """A function that opens a page as somebody new: `new_page(locale="es-ES", width=390)`. Complaints fail the test."""
    contexts = []
    watcher = Watcher()

    def open_page(*, locale: str = "en-US", width: int = 1280, height: int = 900, dark: bool = False) -> Page:
        context = browser.new_context(
            locale=locale,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        context.route("**/*", watcher.on_request)
        page = context.new_page()
        watcher.watch(page)
        page.set_default_timeout(15_000)
        return page

    yield open_page
    for number, context in enumerate(contexts):
        if request.node.stash.get(FAILED, False):
            for page in context.pages:
                tell_what_it_shows(page, tmp_path / f"page{number}.png")
        context.close()
    assert not watcher.complaints, "\n".join(watcher.complaints)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One page of somebody new who reads English, on a laptop."""
    return new_page()


@pytest.fixture
def settled() -> Callable[[Page], None]:
    """Wait until Streamlit's script has run and the page is still."""

    def wait(page: Page) -> None:
        page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(state="attached")

    return wait
