"""What is committed belongs to everybody: no place of one machine, no registry's address, nothing huge."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Written in two halves, so that this file does not find itself.
PLACES = [
    "/wo" + "rk/",
    "/ro" + "ot/",
    "/tm" + "p/",
    "/opt/" + "pypi",
    "/opt/" + "wheels",
    "/Us" + "ers/",
    "C:" + "\\Users",
]
REGISTRIES = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "registry.npm" + "js",
    "download.py" + "torch.org",
    "jsde" + "livr",
    "unp" + "kg.com",
    "fonts.google" + "apis",
]
LARGEST_BYTES = 2_500_000


def tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: nothing is tracked here")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="ignore")


@pytest.mark.parametrize("word", [*PLACES, *REGISTRIES])
def test_no_tracked_file_names(word: str) -> None:
    assert [str(path.relative_to(ROOT)) for path in tracked() if word in text_of(path)] == []


def test_no_tracked_file_is_huge() -> None:
    assert [str(path.relative_to(ROOT)) for path in tracked() if path.stat().st_size > LARGEST_BYTES] == []


def test_the_tree_is_not_empty() -> None:
    """The tests above enumerate: they would hold of nothing, too."""
    assert len(tracked()) > 20
