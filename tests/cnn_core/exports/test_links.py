"""A network in a link, there and back; what is none is refused before it costs anything."""

import base64
import hashlib
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.architecture import ArchitectureSpec
from cnn_core.architecture.reading import LONGEST
from cnn_core.exports import links
from cnn_core.exports.links import LARGEST_LINK, DamagedLinkError, LinkTooLongError, from_link, to_link
from cnn_core.letters import DamagedLettersError, from_letters, to_letters
from cnn_core.presets import PRESETS
from tests.cnn_core.architecture.strategies import networks
from tests.cnn_core.architecture.test_blocks_of_all_layers import networks as with_blocks


@given(networks() | with_blocks())
def test_there_and_back(spec: ArchitectureSpec) -> None:
    assert from_link(to_link(spec)) == spec


@pytest.mark.parametrize("preset", PRESETS)
def test_a_typical_network_needs_fewer_than_500_characters(preset: str) -> None:
    spec = PRESETS[preset].build((3, 32, 32), 10)
    letters = to_link(spec)
    assert len(letters) < 500
    assert all(letter.isascii() and (letter.isalnum() or letter in "-_") for letter in letters)
    assert from_link(letters) == spec


OLD_LINK = "aG4xJm-I4RrV9QKLQgAxbcRhmYUI9s8BxDgA"
OLD_DICTIONARIES = {"a": "4e6be0b07e14105b691f1f1fcf2eb9e22faffbd4b71e5eb684095ba9aa86bc3f"}


def test_links_that_are_out_there_still_open() -> None:
    """What this test knows never changes; a new dictionary gets a new letter and a new line here."""
    known = {letter: hashlib.sha256(content).hexdigest() for letter, content in links._DICTIONARIES.items()}
    assert known == OLD_DICTIONARIES
    names = [layer.kind for layer in from_link(OLD_LINK).layers]
    assert (from_link(OLD_LINK).name, len(names), names[0], names[-1]) == ("LeNet-5", 12, "conv2d", "linear")


@pytest.mark.parametrize(
    "letters", ["", "a", "b", "zzzz", "a!!!", "a" * (LARGEST_LINK + 1), "é", "a" + to_letters(b"{}")]
)
def test_what_is_no_link_is_refused(letters: str) -> None:
    with pytest.raises(DamagedLinkError):
        from_link(letters)


@given(st.data())
def test_a_cut_or_changed_link_is_refused_or_another_network(data: st.DataObject) -> None:
    letters = to_link(PRESETS["lenet5"].build((1, 28, 28), 10))
    at = data.draw(st.integers(0, len(letters) - 1))
    changed = letters[:at] + data.draw(st.sampled_from(["", "A", "_", "%"])) + letters[at + 1 :]
    try:
        assert isinstance(from_link(changed), ArchitectureSpec)
    except DamagedLinkError as error:
        assert error.params["characters"] == len(changed)


def test_a_few_letters_never_become_many_bytes() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    bomb = packer.compress(b" " * (LONGEST + 1)) + packer.flush()
    with pytest.raises(DamagedLettersError):
        from_letters(base64.urlsafe_b64encode(bomb).decode().rstrip("="), most=LONGEST)


def test_a_network_that_is_too_long_for_a_link_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "LARGEST_LINK", 20)
    with pytest.raises(LinkTooLongError):
        to_link(PRESETS["lenet5"].build((1, 28, 28), 10))
