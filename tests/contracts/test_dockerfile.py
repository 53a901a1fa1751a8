"""The Dockerfile keeps its promises: unprivileged, one process command, a health check that reads the answer."""

import json
from pathlib import Path

import pytest

from scripts.run_dockerfile_steps import Instruction, read_dockerfile

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def steps() -> list[tuple[str, str]]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    return [(step.word, step.rest) for step in read_dockerfile(text)]


def the(steps: list[tuple[str, str]], word: str) -> str:
    found = [rest for name, rest in steps if name == word]
    assert len(found) == 1, f"expected one {word}; received {found}"
    return found[0]


def test_it_ends_as_an_unprivileged_user(steps: list[tuple[str, str]]) -> None:
    assert the(steps, "USER") not in ("root", "0")
    assert [name for name, _ in steps].index("USER") < [name for name, _ in steps].index("CMD")


def test_it_starts_one_process(steps: list[tuple[str, str]]) -> None:
    assert json.loads(the(steps, "CMD")) == ["streamlit", "run", "app.py"]


def test_its_health_check_runs_a_file_it_copies(steps: list[tuple[str, str]]) -> None:
    script = json.loads(the(steps, "HEALTHCHECK").partition("CMD ")[2])[-1]
    assert any(rest.split()[0] == script for name, rest in steps if name == "COPY")


def test_everything_it_copies_exists(steps: list[tuple[str, str]]) -> None:
    missing = [rest for name, rest in steps if name == "COPY" and not (ROOT / rest.split()[0]).exists()]
    assert not missing


def test_what_learners_make_lives_in_the_volume(steps: list[tuple[str, str]]) -> None:
    environment = " ".join(rest for name, rest in steps if name == "ENV")
    assert f"CONVOLAB_HOME={the(steps, 'VOLUME')}" in environment


def test_comments_are_dropped_and_continuation_lines_joined() -> None:
    text = '# a comment\nRUN one \\\n    two\n\nCMD ["x"]\n'
    assert read_dockerfile(text) == [Instruction("RUN", "one      two"), Instruction("CMD", '["x"]')]
