"""The shelf of networks: papers cited as they are, and the perceptron's parameters counted, not remembered."""

import pytest

from cnn_core.architecture import ArchitectureSpec
from cnn_core.datasets import DATASETS
from cnn_core.presets import PRESETS
from ui import choices, i18n, shelf


@pytest.fixture(autouse=True)
def digits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choices, "dataset", lambda: DATASETS["digits"]())


@pytest.mark.parametrize("preset", PRESETS)
def test_a_paper_is_cited_with_its_authors_and_year(preset: str) -> None:
    reference = PRESETS[preset].reference
    said = shelf.citation(reference)
    assert str(reference.year) in said
    assert reference.title.split(":")[0].split("-")[0] in said
    assert ("](https:" in said) == bool(reference.url)
    assert reference.url in said


def test_lenet_has_a_ninth_of_the_perceptron_s_parameters() -> None:
    with i18n.speaking("en"):
        said = shelf.against_the_perceptron(PRESETS["lenet5"].build((1, 28, 28), 10))
    assert "535,818" in said
    assert "8.7 times as many" in said


def test_a_larger_network_is_said_to_be_larger() -> None:
    with i18n.speaking("en"):
        said = shelf.against_the_perceptron(PRESETS["all_cnn"].build((1, 28, 28), 10))
    assert "this network has 2.6 times as many" in said


def test_nothing_is_compared_where_nothing_can_be() -> None:
    wrong = [{"kind": "conv2d", "out_channels": 2, "kernel_size": 15}]
    for layers in (wrong, [{"kind": "flatten"}]):
        spec = ArchitectureSpec.parse({"name": "n", "input_shape": (1, 8, 8), "layers": layers})
        assert shelf.against_the_perceptron(spec) == ""
    assert shelf.against_the_perceptron(PRESETS["mlp"].build((1, 28, 28), 10)) == ""
