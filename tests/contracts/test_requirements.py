"""The pins: made for every supported Python, from pyproject.toml, naming no place of their own."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = ("3.11", "3.12", "3.13")
MACHINES = (
    {"sys_platform": "linux", "platform_machine": "x86_64"},
    {"sys_platform": "linux", "platform_machine": "aarch64"},
    {"sys_platform": "darwin", "platform_machine": "arm64"},
    {"sys_platform": "win32", "platform_machine": "AMD64"},
)


def lines(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_line_is_an_exact_pin_and_nothing_else(name: str) -> None:
    for line in lines(name):
        assert re.fullmatch(r"[a-z0-9-]+==[^ ;]+( ; .+)?", line), line


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_file_names_no_place(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index-url|--find-links|/\w+/", text)


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: "-".join(machine.values()))
@pytest.mark.parametrize(("name", "extras"), [("requirements.txt", ()), ("requirements-dev.txt", ("dev",))])
def test_the_pins_satisfy_the_project(name: str, extras: tuple[str, ...], python: str, machine: dict[str, str]) -> None:
    environment = {"python_version": python, "python_full_version": f"{python}.0", "extra": ""} | machine
    pinned: dict[str, str] = {}
    for pin in map(Requirement, lines(name)):
        if pin.marker is None or pin.marker.evaluate(environment):
            assert canonicalize_name(pin.name) not in pinned, f"{pin.name} is pinned twice for Python {python}"
            pinned[canonicalize_name(pin.name)] = next(iter(pin.specifier)).version
    wanted = [*PROJECT["dependencies"], *(line for extra in extras for line in PROJECT["optional-dependencies"][extra])]
    for requirement in map(Requirement, wanted):
        if requirement.marker is None or requirement.marker.evaluate(environment):
            version = pinned.get(canonicalize_name(requirement.name))
            assert version is not None, f"{requirement.name} has no pin for Python {python}"
            assert version in requirement.specifier, f"{requirement}: pinned to {version}"


def test_both_files_agree() -> None:
    development = set(lines("requirements-dev.txt"))
    names = {line.split("==")[0] for line in development}
    assert [line for line in lines("requirements.txt") if line not in development] == []
    assert {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]} <= names
