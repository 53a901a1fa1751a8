"""What can be taken away: one table, whole in both languages, every file what it says it is."""

import ast
import json

import pytest
import torch
from safetensors.torch import load

from cnn_core.architecture import ArchitectureSpec, build_model
from cnn_core.datasets import DigitsSpec
from cnn_core.exports.weights import read_weights
from cnn_core.training.spec import default_run
from ui import i18n
from ui.exporting import OFFERS, Taken, comments, made, offers

LANGUAGES = ("en", "es")


@pytest.fixture
def taken(tiny_architecture: ArchitectureSpec) -> Taken:
    return Taken(tiny_architecture, default_run(tiny_architecture, DigitsSpec()))


def test_without_a_run_there_is_no_script(tiny_architecture: ArchitectureSpec) -> None:
    assert [offer.id for offer in offers(Taken(tiny_architecture))] == [kind for kind in OFFERS if kind != "script"]


def test_every_offer_has_its_words_and_its_file(taken: Taken) -> None:
    assert [offer.id for offer in offers(taken)] == list(OFFERS)
    names = {offer.file_name(taken.spec) for offer in offers(taken)}
    assert len(names) == len(OFFERS)
    assert {"tiny.py", "tiny_keras.py", "tiny_training.py", "tiny.json"} < names
    for offer in OFFERS.values():
        said = []
        for language in LANGUAGES:
            with i18n.speaking(language):
                said.append(offer.help)
                assert offer.label
        assert said[0] != said[1]


@pytest.mark.parametrize("kind", ["pytorch", "script", "keras"])
def test_code_is_code_in_both_languages_and_differs_in_comments_only(kind: str, taken: Taken) -> None:
    sources = [made(kind, taken, language).decode() for language in LANGUAGES]
    assert sources[0] != sources[1]
    assert "{" not in "".join(line.split("#")[1] for line in sources[1].splitlines() if "#" in line)
    assert max(len(line) for source in sources for line in source.splitlines()) <= 120
    trees = [ast.parse(source) for source in sources]
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                node.value = ""
    assert ast.dump(trees[0]) == ast.dump(trees[1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_code_can_stand_in_it(language: str) -> None:
    with i18n.speaking(language):
        spoken = comments()
    for name in type(spoken).__slots__:
        sentence = getattr(spoken, name)
        assert sentence
        assert not set(sentence) & set('"\n\\$'), name


def test_json_and_safetensors_come_back(taken: Taken) -> None:
    assert ArchitectureSpec.from_json(made("json", taken, "es")) == taken.spec
    assert json.loads(made("json", taken, "es"))["name"] == "tiny"
    spec, first = read_weights(made("safetensors", taken, "es"))
    expected = build_model(spec, seed=taken.run.seed).state_dict()
    assert spec == taken.spec
    assert all(torch.equal(first[name], tensor) for name, tensor in expected.items())


def test_trained_weights_go_along(tiny_architecture: ArchitectureSpec) -> None:
    weights = build_model(tiny_architecture, seed=9).state_dict()
    content = made("safetensors", Taken(tiny_architecture, weights=weights), "en")
    assert all(torch.equal(tensor, weights[name]) for name, tensor in load(content).items())


def test_onnx_is_made_apart(taken: Taken) -> None:
    assert b"logits" in made("onnx", taken, "es")
