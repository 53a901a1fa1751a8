"""A scene goes into a link and back; what is no scene is refused before it costs anything."""

import base64
import json
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.stepping.operations import SeparableSpec, TransposedConvolutionSpec
from cnn_core.stepping.picture import GridPicture, PixelsPicture
from cnn_core.stepping.scene import LARGEST_JSON, LensScene, ValuesKernel
from ui.scene_link import LARGEST_TEXT, DamagedLinkError, packed, unpacked


def pixels(side: int, channels: int = 1, value: int = 7) -> PixelsPicture:
    data = base64.b64encode(bytes([value]) * (channels * side * side)).decode()
    return PixelsPicture(shape=(channels, side, side), data=data)


def link(content: bytes) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return base64.urlsafe_b64encode(packer.compress(content) + packer.flush()).rstrip(b"=").decode()


def link_of(scene: LensScene) -> str:
    found = packed(scene)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "scene",
    [
        LensScene(),
        LensScene(picture=GridPicture(id="edge"), cell=(0, 2, 3)),
        LensScene(picture=pixels(32, 3)),
        LensScene(operation=TransposedConvolutionSpec(output_padding=(1, 0), groups=2)),
        LensScene(operation=SeparableSpec(out_channels=2, padding="same"), pointwise=((0.5, -1.0), (0.0, 2.0))),
        LensScene(kernel=ValuesKernel(values=((((0.5, -1.0), (0.25, 3.0)),),))),
    ],
)
def test_there_and_back(scene: LensScene) -> None:
    assert unpacked(link_of(scene)) == (scene, True)


def test_a_link_is_short_and_needs_no_escaping() -> None:
    assert len(link_of(LensScene())) < 600
    assert all(letter.isalnum() or letter in "-_" for letter in link_of(LensScene(picture=pixels(32, 3))))


def test_what_is_too_large_for_any_link_has_none() -> None:
    numbers = np.random.default_rng(0).normal(size=(8, 3, 7, 7)).tolist()
    assert packed(LensScene.parse({"kernel": {"values": numbers}})) is None
    noise = base64.b64encode(np.random.default_rng(0).bytes(3 * 32 * 32)).decode()
    assert packed(LensScene(picture=PixelsPicture(shape=(3, 32, 32), data=noise))), "what the promise says must fit"


def test_a_large_picture_stays_with_whoever_has_it() -> None:
    scene = LensScene(picture=pixels(33))
    assert len(link_of(scene)) < 700
    assert unpacked(link_of(scene), scene.picture) == (scene, True)
    assert unpacked(link_of(scene), pixels(33, value=8), scene.picture) == (scene, True)
    for others in ((), (pixels(33, value=8),)):
        found, has_picture = unpacked(link_of(scene), *others)
        assert not has_picture
        assert found.kernel == scene.kernel


def test_a_few_bytes_that_claim_to_be_gigabytes_are_refused() -> None:
    bomb = link(b" " * 5_000_000)
    assert len(bomb) < LARGEST_TEXT
    with pytest.raises(DamagedLinkError):
        unpacked(bomb)
    with pytest.raises(DamagedLinkError):
        unpacked(link(b'{"a":' + b" " * LARGEST_JSON + b"1}"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!!!",
        "ñandú",
        "A" * (LARGEST_TEXT + 1),
        link(b"not JSON"),
        link(b"[]"),
        link(b"null"),
        link(b"\xff\xfe"),
        link(b"[" * 5000),
        link(b'{"picture_kept": 7, "cell": "x"}'),
        link(json.dumps({"cell": [0, 0, 10**9]}).encode()),
        link(b'{"operation": {"kind": "convolution", "stride": [0, 0]}}'),
        link(b'{"unknown": 1}'),
        link(b"{}")[:-1],
    ],
)
def test_what_is_no_scene_is_damaged(text: str) -> None:
    with pytest.raises(DamagedLinkError):
        unpacked(text)


@given(st.text(max_size=200))
def test_no_text_does_anything_else(text: str) -> None:
    with pytest.raises(DamagedLinkError):
        unpacked(text)


@given(st.integers(0, 400), st.sampled_from("Aa0_-"))
def test_a_letter_changed_gives_a_scene_or_is_refused(at: int, letter: str) -> None:
    text = link_of(LensScene())
    at %= len(text)
    try:
        scene, _ = unpacked(text[:at] + letter + text[at + 1 :])
    except DamagedLinkError:
        return
    assert isinstance(scene, LensScene)
