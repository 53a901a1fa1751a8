"""The browser lets one choose what the core takes, no less and no more; and what it lets one write fits into a link."""

import base64
import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from cnn_core.activations import ACTIVATIONS
from cnn_core.stepping.normalization import Memory
from cnn_core.stepping.operations import OPERATIONS
from cnn_core.stepping.picture import LARGEST_PICTURE, LARGEST_VALUE, PixelsPicture, SamplePicture, Side, ValuesPicture
from cnn_core.stepping.scene import LARGEST_JSON, LensScene
from ui import lens, scene_link

LENS = Path(__file__).resolve().parents[2] / "ui" / "components" / "lens"
MODULES = {
    "scene": "scene.js",
    "limits": "limits.js",
    "model": "picture/model.js",
    "ways": "picture/ways.js",
    "batch": "batch.js",
    "pooling": "pooling_controls.js",
    "dense": "dense_controls.js",
    "dropout": "dropout_controls.js",
    "normalization": "normalization_controls.js",
    "activation": "activation_controls.js",
    "operations": "operations.js",
}


@pytest.fixture(scope="module")
def browser() -> dict[str, Any]:
    """What each module of the browser exports, as far as JSON can say it."""
    node = shutil.which("node")
    if not node:
        pytest.skip("Node is not installed")
    paths = {name: (LENS / path).as_uri() for name, path in MODULES.items()}
    script = f"""
        const found = {{}};
        for (const [name, path] of Object.entries({json.dumps(paths)})) found[name] = {{ ...(await import(path)) }};
        console.log(JSON.stringify(found));
    """
    asked = [node, "--input-type=module", "-e", script]
    found: dict[str, Any] = json.loads(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
    return found


def bounds(schema: dict[str, Any]) -> list[float]:
    """The least and the largest number of a JSON schema; of a pair, those of its first; of an optional one, its own."""
    one = schema.get("prefixItems", schema.get("anyOf", [schema]))[0]
    return [one.get("minimum", one.get("exclusiveMinimum")), one["maximum"]]


def bounds_of(model: Any, field: str) -> list[float]:
    schema = TypeAdapter(model).json_schema()
    found = schema["properties"][field]
    options = [one for one in found.get("anyOf", []) if "maximum" in one or "prefixItems" in one]
    return bounds(options[0] if options else found)


@pytest.mark.parametrize("kind", ["convolution", "transposed_convolution", "separable"])
def test_convolutions_go_as_far_in_the_browser_as_in_the_core(browser: dict[str, Any], kind: str) -> None:
    fields = OPERATIONS[kind].model_fields
    # More is never allowed: it must be less than the largest stride or dilation.
    told = {name: limits for name, limits in browser["scene"]["BOUNDS"].items() if name != "output_padding"}
    for name in told.keys() & fields.keys():
        assert told[name] == bounds_of(OPERATIONS[kind], name), name


def test_an_output_padding_is_less_than_the_largest_stride_or_dilation(browser: dict[str, Any]) -> None:
    told = browser["scene"]["BOUNDS"]
    assert told["output_padding"] == [0, max(told["stride"][1], told["dilation"][1]) - 1]


@pytest.mark.parametrize("kind", ["max_pool", "avg_pool", "adaptive_max_pool", "adaptive_avg_pool"])
def test_poolings_too(browser: dict[str, Any], kind: str) -> None:
    told = browser["pooling"]["BOUNDS"]
    for name in told.keys() & OPERATIONS[kind].model_fields.keys():
        assert told[name] == bounds_of(OPERATIONS[kind], name), name


def test_what_one_slides_reaches_from_end_to_end(browser: dict[str, Any]) -> None:
    slid = {
        ("batch_norm", "eps"): browser["normalization"]["EPS"],
        ("batch_norm", "momentum"): browser["normalization"]["MOMENTA"],
        ("dropout", "p"): browser["dropout"]["SHARES"],
        ("activation", "temperature"): browser["activation"]["TEMPERATURES"],
        ("linear", "out_features"): browser["dense"]["OUTPUTS"],
    }
    for (kind, field), numbers in slid.items():
        assert [numbers[0], numbers[-1]] == bounds_of(OPERATIONS[kind], field), (kind, field)


def test_the_parameters_of_activations_stay_within_the_core_s(browser: dict[str, Any]) -> None:
    told = browser["operations"]["PARAMETERS"]
    for kind, parameter in told.items():
        low, high = bounds_of(ACTIVATIONS[kind], parameter["name"])
        assert low <= parameter["bounds"][0] and parameter["bounds"][1] == high, kind
        spec = ACTIVATIONS[kind]
        assert [getattr(spec.parse({parameter["name"]: end}), parameter["name"]) for end in parameter["bounds"]]


def test_the_memory_of_a_normalisation(browser: dict[str, Any]) -> None:
    assert browser["normalization"]["VARIANCE"] == bounds_of(Memory, "variance")
    for name in ("scale", "shift", "mean"):
        assert [-browser["limits"]["LARGEST"], browser["limits"]["LARGEST"]] == bounds_of(Memory, name)


def test_pictures_and_numbers(browser: dict[str, Any]) -> None:
    assert browser["model"]["SIZES"] == bounds_of(SamplePicture, "size")
    largest = bounds(TypeAdapter(Side).json_schema())[1]
    assert browser["model"]["SIZES"][1] == largest and 3 * largest**2 == LARGEST_PICTURE
    assert browser["limits"]["LARGEST"] == LARGEST_VALUE
    assert browser["batch"]["MOST_OTHERS"] == LensScene.model_json_schema()["properties"]["batch"]["maxItems"]
    told = browser["scene"]["BOUNDS"]
    assert (told["out_channels"][1], told["kernel_size"][1]) == (lens._MOST_MAPS, lens._LARGEST_KERNEL)


def test_as_many_numbers_as_one_may_type_make_a_scene(browser: dict[str, Any]) -> None:
    side = int(browser["limits"]["MOST_TYPED"] ** 0.5)
    assert side * side == browser["limits"]["MOST_TYPED"]
    number = random.Random(0)
    rows = tuple(tuple(round(number.uniform(-99, 99), 5) for _ in range(side)) for _ in range(side))
    assert len(LensScene(picture=ValuesPicture(values=(rows,))).to_json()) < LARGEST_JSON


def test_a_picture_of_ones_own_comes_in_as_large_as_a_link_holds(browser: dict[str, Any]) -> None:
    side = browser["ways"]["OWN"]
    noise = base64.b64encode(random.Random(0).randbytes(3 * side * side)).decode()
    scene = LensScene(picture=PixelsPicture(shape=(3, side, side), data=noise))
    link = scene_link.packed(scene)
    assert link is not None
    assert scene_link.unpacked(link) == (scene, True)
