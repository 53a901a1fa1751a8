"""What the builder is given: every layer there is, in both languages, as plain JSON."""

import json
import re

import pytest

from cnn_core.activations import ACTIVATIONS
from cnn_core.architecture import ArchitectureSpec, shapes
from cnn_core.errors import InvalidSpecError
from cnn_core.layers import LAYERS
from ui import builder
from ui.components.base import FOLDER, styles
from ui.components.builder.texts import TEXTS
from ui.i18n import speaking
from ui.layer_texts import family


def palette(language: str) -> list[dict[str, object]]:
    with speaking(language):
        return [entry for kind, layer in LAYERS.items() for entry in builder.offers(kind, layer)]


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_palette_offers_every_layer_and_every_activation_by_its_own_name(language: str) -> None:
    found = palette(language)
    assert {entry["kind"] for entry in found} == set(LAYERS)
    assert len(found) == len(LAYERS) - 1 + len(ACTIVATIONS)
    assert all(entry["label"] and entry["help"] for entry in found)
    assert json.dumps(found)


@pytest.mark.parametrize("kind", LAYERS)
def test_what_comes_out_of_the_palette_is_a_layer_that_fits_somewhere(kind: str) -> None:
    layer = LAYERS[kind].parse(builder.first(kind))
    taken = 0
    for shape in [(16, 16, 16), (64,)]:
        spec = {"name": "n", "input_shape": (16, 16, 16), "layers": [{"kind": "flatten"}] * (len(shape) == 1) + [layer]}
        try:
            shapes(ArchitectureSpec.parse(spec))
            taken += 1
        except Exception:  # a layer takes images or vectors, or both
            continue
    assert taken


@pytest.mark.parametrize("kind", LAYERS)
def test_every_family_has_a_title_in_the_palette(kind: str) -> None:
    assert family(LAYERS[kind]) in builder.FAMILIES


@pytest.mark.parametrize("family", builder.FAMILIES)
def test_every_family_has_a_colour_in_the_browser(family: str) -> None:
    assert f".family-{family} {{ --hue:" in (styles("builder") or "")


def test_the_picture_knows_no_family_that_is_none() -> None:
    drawn = re.search(r"DRAWN = new Set\(\[(.*?)\]\)", (FOLDER / "shared" / "volumes.js").read_text("utf-8"))
    assert drawn and set(re.findall(r"\w+", drawn[1])) <= {"input", *builder.FAMILIES}


def test_every_sentence_is_used_and_every_one_that_is_used_is_there() -> None:
    modules = "".join(path.read_text("utf-8") for path in (FOLDER / "builder").glob("*.js"))
    sums = {"parameters", "work", "memory", "training"}  # looked up by the ids of the account
    assert {*re.findall(r"\btexts\.(\w+)", modules), *sums} == set(TEXTS)


@pytest.mark.parametrize("kind", LAYERS)
def test_every_field_has_words_in_both_languages_and_a_place_for_its_value(kind: str) -> None:
    for language in ("es", "en"):
        with speaking(language):
            for field in builder.kind_data(kind, LAYERS[kind])["fields"]:
                assert field["label"]
                assert field["line"].count("{value}") == 1, field


def test_the_browser_gets_its_sentences_with_their_names_in_braces() -> None:
    with speaking("en"):
        assert builder.texts() == TEXTS
    with speaking("es"):
        assert builder.texts()["waits"] == "espera a {layer}"


@pytest.mark.parametrize(
    "told", ["", "{", "[]", '{"name": "n"}', '{"name": "n", "input_shape": [1, 2, 2], "layers": []}']
)
def test_what_is_no_network_is_not_read(told: str) -> None:
    with pytest.raises(InvalidSpecError):
        builder.read(told)


def test_a_network_that_does_not_fit_is_read_all_the_same() -> None:
    told = {"name": "n", "input_shape": [1, 4, 4], "layers": [{"kind": "conv2d", "out_channels": 2, "kernel_size": 9}]}
    assert builder.read(json.dumps(told)).name == "n"


@pytest.mark.parametrize(
    ("language", "word", "kind"),
    [
        ("en", "fully", "linear"),
        ("en", "skip", "residual"),
        ("en", "gap", "global_avg_pool"),
        ("es", "lineal", "linear"),
        ("es", "salto", "residual"),
        ("es", "promedio", "avg_pool2d"),
    ],
)
def test_the_palette_knows_what_else_people_say(language: str, word: str, kind: str) -> None:
    with speaking(language):
        (entry,) = builder.offers(kind, LAYERS[kind])
    assert word in entry["also"].split()
