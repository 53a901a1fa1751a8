"""A photo of one's own digit on the pad: read in the browser, answered like a drawing; what is wrong is said there."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
SAMPLES = Path(__file__).resolve().parents[2] / "assets" / "samples" / "mnist.png"


def one_colour_png(path: Path, width: int, height: int) -> None:
    """A real PNG of one bit a pixel, written row by row, so that only the file is ever whole."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    packer, row = zlib.compressobj(9), bytes(1 + (width + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b""))


def mnist_digit(digit: int) -> Image.Image:
    """A digit of MNIST's training images, 28 × 28, white on black."""
    with Image.open(SAMPLES) as sheet:
        left, top = 28 * (digit % 5), 28 * (digit // 5)
        return sheet.crop((left, top, left + 28, top + 28)).copy()


@pytest.fixture
def pad(app: Any, page: Page, settled: Callable[[Page], None]) -> Locator:
    page.goto(f"{app.url}/training")
    settled(page)
    pad = page.locator(".drawing-pad")
    pad.locator("button.photo").scroll_into_view_if_needed()
    return pad


def choose(pad: Locator, path: Path) -> None:
    pad.locator("input[type=file]").set_input_files(path)


def test_twenty_thousand_by_twenty_thousand_pixels_meet_a_sentence_and_the_page_goes_on(
    pad: Locator, tmp_path: Path
) -> None:
    huge = tmp_path / "huge.png"
    one_colour_png(huge, 20_000, 20_000)
    assert huge.stat().st_size < 1_000_000
    choose(pad, huge)
    note = pad.locator(".photo-note")
    expect(note).to_have_text(
        "The picture has 20,000 × 20,000 pixels, 400 million; 40 million are the most. "
        "Make it smaller, or take a part of it."
    )
    mnist_digit(3).save(tmp_path / "three.png")
    choose(pad, tmp_path / "three.png")
    expect(pad.locator(".digit")).to_have_text("3")
    expect(note).to_be_empty()


@pytest.mark.parametrize("digit", [2, 5, 8])
def test_a_digit_of_mnist_is_read_as_that_digit(pad: Locator, tmp_path: Path, digit: int) -> None:
    path = tmp_path / "digit.png"
    mnist_digit(digit).save(path)
    choose(pad, path)
    expect(pad.locator(".digit")).to_have_text(str(digit))
    expect(pad.locator(".hint")).to_be_hidden()


def test_dark_ink_on_a_photographed_page_is_read_too(pad: Locator, tmp_path: Path) -> None:
    page = Image.linear_gradient("L").resize((1200, 900)).point([150 + level // 3 for level in range(256)])
    ink = mnist_digit(7).resize((420, 420), Image.Resampling.BICUBIC)
    page.paste(40, (500, 200), ink)
    page.save(tmp_path / "photo.jpg", quality=80)
    choose(pad, tmp_path / "photo.jpg")
    expect(pad.locator(".digit")).to_have_text("7")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.png", b"", "The file is empty."),
        ("text.png", b"not a picture at all", "That file is no picture we can read."),
        ("short.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "The file ends in the middle of the picture."),
        ("odd.gif", b"GIF89a\5\0\5\0\0\0\0\7", "The file is damaged"),
    ],
)
def test_what_is_wrong_is_said_beside_the_pad(
    pad: Locator, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)
    choose(pad, tmp_path / name)
    expect(pad.locator(".photo-note.wrong")).to_contain_text(sentence)
    expect(pad.locator(".hint")).to_be_visible()


def test_pixels_that_do_not_unpack_are_told(pad: Locator, tmp_path: Path) -> None:
    mnist_digit(4).save(tmp_path / "bad.png")
    content = bytearray((tmp_path / "bad.png").read_bytes())
    content[60:120] = bytes(60)
    (tmp_path / "bad.png").write_bytes(content)
    choose(pad, tmp_path / "bad.png")
    expect(pad.locator(".photo-note.wrong")).to_contain_text("The file is damaged")


def test_an_animation_gives_its_first_picture_and_says_so(pad: Locator, tmp_path: Path) -> None:
    frames = [mnist_digit(digit).convert("P") for digit in (6, 1)]
    frames[0].save(tmp_path / "two.gif", save_all=True, append_images=frames[1:])
    choose(pad, tmp_path / "two.gif")
    expect(pad.locator(".digit")).to_have_text("6")
    expect(pad.locator(".photo-note")).to_have_text("The file moves; we took its first picture.")


DROP = """([pad, kind, bytes]) => {
    const files = new DataTransfer();
    files.items.add(new File([new Uint8Array(bytes)], 'digit.png', { type: 'image/png' }));
    const init = { bubbles: true, composed: true, cancelable: true };
    const event = kind === 'drop'
        ? new DragEvent('drop', { ...init, dataTransfer: files })
        : new ClipboardEvent('paste', { ...init, clipboardData: files });
    pad.dispatchEvent(event);
}"""


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_dropped_and_pasted_pictures_are_taken(pad: Locator, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "digit.png"
    mnist_digit(0).save(path)
    surface = pad.locator(".pad").element_handle()
    pad.page.evaluate(DROP, [surface, kind, list(path.read_bytes())])
    expect(pad.locator(".digit")).to_have_text("0")
