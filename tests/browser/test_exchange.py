"""Taking away and bringing back in Chromium: files that arrive, text in the clipboard, a network that comes in."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from cnn_core.architecture import ArchitectureSpec, build_model
from cnn_core.exports.links import from_link
from cnn_core.exports.weights import weights_bytes
from cnn_core.presets import PRESETS

LENET = PRESETS["lenet5"].build((1, 28, 28), 10)
RESNET = PRESETS["resnet8"].build((1, 28, 28), 10)


pytestmark = pytest.mark.browser


@pytest.fixture
def opened(app: Any, new_page: Callable[..., Page], settled: Callable[[Page], None]) -> Page:
    page = new_page()
    page.goto(f"{app.url}/architecture?lang=en")
    settled(page)
    page.locator(".builder .card").first.wait_for()
    for title in ("Take it away", "Pictures for slides"):
        page.locator("[data-testid=stExpander] summary", has_text=title).click()
    page.locator(".exchange").wait_for()
    page.locator(".slide-pictures").wait_for()
    return page


def offer(page: Page, label: str) -> Locator:
    return page.locator(".exchange li", has=page.get_by_text(label, exact=True))


def test_a_file_is_saved_and_says_so(opened: Page, tmp_path: Path) -> None:
    with opened.expect_download() as download:
        offer(opened, "JSON").get_by_role("button", name="Save").click()
    download.value.save_as(tmp_path / "network.json")
    assert ArchitectureSpec.from_json((tmp_path / "network.json").read_text()) == LENET
    expect(opened.locator(".offers .said")).to_have_text(f"Saved as {download.value.suggested_filename}.")


def test_source_and_link_are_copied(opened: Page) -> None:
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    offer(opened, "PyTorch module").get_by_role("button", name="Copy").click()
    expect(opened.locator(".offers .said")).to_have_text("Copied.")
    assert "nn.Conv2d(1, 6" in opened.evaluate("navigator.clipboard.readText()")
    offer(opened, "A link").get_by_role("button").click()
    opened.wait_for_function("navigator.clipboard.readText().then(text => text.includes('?network='))")
    link = opened.evaluate("navigator.clipboard.readText()")
    assert from_link(link.split("?network=")[1]) == LENET
    assert len(link) < 500


def test_pasted_source_becomes_the_network_and_can_be_undone(opened: Page) -> None:
    back = opened.locator(".bringing")
    back.locator("textarea").fill("model = nn.Sequential(nn.Conv2d(1, 8, 3), nn.Flatten(), nn.Linear(8 * 26 * 26, 10))")
    back.get_by_role("button", name="Build it").click()
    names = opened.locator(".builder .card .name")
    expect(names).to_have_text(["conv1", "flatten", "fc1"])
    opened.locator(".builder .card").first.focus()
    opened.keyboard.press("Control+z")
    expect(names).to_have_count(len(LENET.layers))


def test_what_cannot_be_read_is_told_where_it_was_put(opened: Page) -> None:
    back = opened.locator(".bringing")
    back.locator("textarea").fill("nn.Sequential(nn.Conv3d(1, 8, 3))")
    back.get_by_role("button", name="Build it").click()
    expect(back.locator(".said.wrong")).to_contain_text("Line 1")
    expect(opened.locator(".builder .card .name")).to_have_count(len(LENET.layers))


def test_of_a_file_of_weights_only_the_header_travels(opened: Page, tmp_path: Path) -> None:
    content = weights_bytes(RESNET, build_model(RESNET, seed=0).state_dict())
    (tmp_path / "resnet.safetensors").write_bytes(content)
    with opened.expect_request("**/api/bring*") as asked:
        opened.locator(".bringing input[type=file]").set_input_files(tmp_path / "resnet.safetensors")
    sent = asked.value.post_data_buffer
    assert sent is not None
    assert len(sent) == 8 + struct.unpack("<Q", content[:8])[0]
    expect(opened.locator(".builder .card .name").first).to_have_text("conv1")
    expect(opened.locator(".bringing .said")).to_contain_text("ResNet-8")


def test_a_file_larger_than_any_network_is_not_sent(opened: Page, tmp_path: Path) -> None:
    (tmp_path / "large.py").write_text("#" * 3_000_000)
    opened.locator(".bringing input[type=file]").set_input_files(tmp_path / "large.py")
    expect(opened.locator(".bringing .said.wrong")).to_contain_text("larger than any network")


def test_a_picture_is_saved_as_svg_and_as_png_three_times_as_large(opened: Page, tmp_path: Path) -> None:
    pictures = opened.locator(".slide-pictures")
    pictures.get_by_role("radio", name="Block diagram").click()
    files = {}
    for kind in ("SVG", "PNG"):
        with opened.expect_download() as download:
            pictures.get_by_role("button", name=f"Save as {kind}").click()
        assert download.value.suggested_filename == f"LeNet-5-blocks.{kind.lower()}"
        download.value.save_as(tmp_path / kind)
        files[kind] = (tmp_path / kind).read_bytes()
    width = pictures.locator("img").evaluate("image => image.naturalWidth")
    assert files["SVG"].startswith(b"<svg")
    assert struct.unpack(">I", files["PNG"][16:20])[0] == pytest.approx(3 * width, abs=2)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("Promise.reject(new TypeError('away'))", "That did not work. Try it again in a moment."),
        ("Promise.resolve(new Response(JSON.stringify({ text: 'No.' }), { status: 422 }))", "No."),
        ("Promise.resolve(new Response('<html>', { status: 502 }))", "That did not work. Try it again in a moment."),
    ],
)
def test_a_server_that_is_away_or_refuses_is_told(opened: Page, answer: str, sentence: str) -> None:
    opened.evaluate(f"() => {{ window.fetch = () => {answer}; }}")
    offer(opened, "JSON").get_by_role("button", name="Save").click()
    expect(opened.locator(".offers .said.wrong")).to_have_text(sentence)
