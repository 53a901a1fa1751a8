"""What every test may ask for: tiny models, the real data where there is some, and a calm hypothesis.

Directories come from `tmp_path`; nothing here touches the network.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from cnn_core.architecture import ArchitectureSpec

BROWSER_TESTS = Path(__file__).parent / "browser"

# Derandomised, so that a red test stays red on the next run; deadlines measure the machine, not the code.
settings.register_profile(
    "convolab",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("convolab")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last, marked as such.

    Quick tests tell first; and Playwright keeps an event loop running in this thread until its session ends, so that
    no other test could start one of its own.
    """
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker("browser")
    items.sort(key=lambda item: BROWSER_TESTS in item.path.parents)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with MNIST, Fashion-MNIST and CIFAR-10 as torchvision lays them out."""
    folder = os.environ.get("CONVOLAB_DATA")
    if not folder:
        pytest.skip("CONVOLAB_DATA is not set: this test needs the real data sets")
    path = Path(folder)
    assert path.is_dir(), f"CONVOLAB_DATA is not a folder: {path}"
    return path


@pytest.fixture
def tiny_architecture() -> "ArchitectureSpec":
    """A network on 1 × 28 × 28 with ten answers, small enough for a step in a millisecond."""
    from cnn_core.architecture import ArchitectureSpec  # here, so that tests without torch start without it

    return ArchitectureSpec.parse(
        {
            "name": "tiny",
            "input_shape": (1, 28, 28),
            "layers": [
                {"kind": "conv2d", "out_channels": 2, "kernel_size": 3},
                {"kind": "activation", "function": {"kind": "relu"}},
                {"kind": "max_pool2d", "kernel_size": 4},
                {"kind": "flatten"},
                {"kind": "linear", "out_features": 10},
            ],
        }
    )
