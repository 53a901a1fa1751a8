"""Every member of every table: one class for each thing the learner can choose, and all that belongs to it.

Whoever adds a member is told here what is missing: its bounds, its way through JSON, its words in both languages.
"""

import inspect
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from cnn_core.activations import ACTIVATIONS, AnyActivation
from cnn_core.datasets import DATASETS, AnyDataset, Dataset, DatasetSpec
from cnn_core.datasets.pixels import channel_statistics
from cnn_core.errors import InvalidSpecError
from cnn_core.initialization import INITIALIZATIONS
from cnn_core.layers import LAYERS, BlockSpec, Layer
from cnn_core.losses import LOSSES, AnyLoss
from cnn_core.optimizers import OPTIMIZERS, AnyOptimizer
from cnn_core.presets import PRESETS
from cnn_core.schedules import SCHEDULES, AnySchedule
from cnn_core.spec import Spec
from cnn_core.stepping.grids import GRIDS
from cnn_core.stepping.kernels import KERNELS
from cnn_core.stepping.operations import OPERATIONS, Operation
from ui.layer_texts import VOLUMES

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY: dict[str, dict[str, dict[str, str]]] = tomllib.loads((ROOT / "content/glossary.toml").read_text("utf-8"))
TABLES: dict[str, tuple[dict[str, Any], Any]] = {
    "layers": (LAYERS, Layer),
    "activations": (ACTIVATIONS, AnyActivation),
    "datasets": (DATASETS, AnyDataset),
    "optimizers": (OPTIMIZERS, AnyOptimizer),
    "schedules": (SCHEDULES, AnySchedule),
    "losses": (LOSSES, AnyLoss),
    "operations": (OPERATIONS, Operation),
}
MEMBERS = [(kind, member) for table, _ in TABLES.values() for kind, member in table.items()]
KINDS = sorted({kind for kind, _ in MEMBERS})
every_member = pytest.mark.parametrize("member", [pytest.param(member, id=kind) for kind, member in MEMBERS])
every_table = pytest.mark.parametrize("table", TABLES)

# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def values(schema: dict[str, Any], shared: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Whatever a field's JSON schema allows."""
    if "$ref" in schema:
        return values(resolved(schema, shared), shared)
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return st.one_of([values(option, shared) for option in options])
    match schema["type"]:
        case "integer":
            return st.integers(schema["minimum"], schema["maximum"])
        case "number":
            return numbers(schema)
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case "array":
            if "items" in schema:
                return st.lists(flat_values(schema["items"], shared), min_size=schema.get("minItems", 0), max_size=3)
            return st.tuples(*[values(item, shared) for item in schema["prefixItems"]])
        case "object":
            return st.fixed_dictionaries({name: values(field, shared) for name, field in schema["properties"].items()})
    raise AssertionError(f"no values for {schema}")


def flat_values(schema: dict[str, Any], shared: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Of layers in a block those that have no layers in them: else there would be no end."""
    if "oneOf" not in schema:
        return values(schema, shared)
    options = [resolved(option, shared) for option in schema["oneOf"]]
    return st.one_of([values(option, shared) for option in options if not has_lists(option)])


def has_lists(schema: dict[str, Any]) -> bool:
    return any("items" in field for field in schema["properties"].values())


def resolved(schema: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    return shared[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema


def numbers(schema: dict[str, Any]) -> st.SearchStrategy[float]:
    low, high = bounds(schema)
    return st.floats(low, high, exclude_min="exclusiveMinimum" in schema, exclude_max="exclusiveMaximum" in schema)


def bounds(schema: dict[str, Any]) -> tuple[float, float]:
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    assert low is not None, f"expected a lower bound; received {schema}"
    assert high is not None, f"expected an upper bound; received {schema}"
    return low, high


def specs(member: type[Spec]) -> st.SearchStrategy[dict[str, Any]]:
    schema = member.model_json_schema()
    return values(schema, schema.get("$defs", {}))


@every_member
@given(data=st.data())
def test_a_member_comes_back_from_json_equal(member: type[Spec], data: st.DataObject) -> None:
    spec = member.parse(data.draw(specs(member)))
    again = member.from_json(spec.to_json())
    assert again == spec
    assert hash(again) == hash(spec)
    assert again.to_json() == spec.to_json()


@every_table
@given(data=st.data())
def test_the_union_reads_what_a_member_wrote(table: str, data: st.DataObject) -> None:
    members, union = TABLES[table]
    member = data.draw(st.sampled_from(sorted(members)).map(members.__getitem__))
    spec = member.parse(data.draw(specs(member)))
    assert TypeAdapter(union).validate_json(spec.to_json()) == spec


@every_table
def test_a_table_and_its_union_have_the_same_members(table: str) -> None:
    members, union = TABLES[table]
    schema = TypeAdapter(union).json_schema()
    shared = schema.get("$defs", {})
    options = [resolved(option, shared) for option in schema.get("oneOf", [])] or [schema]
    assert sorted(option["properties"]["kind"]["const"] for option in options) == sorted(members)


@every_table
def test_a_member_is_entered_under_its_kind(table: str) -> None:
    members, _ = TABLES[table]
    assert {kind: member.model_fields["kind"].default for kind, member in members.items()} == {
        kind: kind for kind in members
    }


def test_only_a_layer_and_the_same_thing_under_the_lens_share_a_kind() -> None:
    kinds = [kind for kind, _ in MEMBERS]
    shared = {kind for kind in kinds if kinds.count(kind) > 1}
    assert shared == LAYERS.keys() & OPERATIONS.keys() == {"activation", "dropout", "linear"}


# ── Bounds ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def bounded(schema: dict[str, Any], shared: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every number in the fields, with the name of its field; an unbounded one fails in `bounds`."""
    for name, field in resolved(schema, shared)["properties"].items():
        for option in field.get("anyOf", [field]):
            number = resolved(option, shared)
            if number.get("type") in ("integer", "number") and "enum" not in number:
                yield name, number


def too_far(schema: dict[str, Any]) -> list[float]:
    """The nearest values outside the bounds, and no number at all."""
    low, high = bounds(schema)
    below = (
        low if "exclusiveMinimum" in schema else low - 1 if schema["type"] == "integer" else np.nextafter(low, -np.inf)
    )
    above = (
        high
        if "exclusiveMaximum" in schema
        else high + 1
        if schema["type"] == "integer"
        else np.nextafter(high, np.inf)
    )
    return [below, above, float("nan"), float("inf")]


@every_member
@given(data=st.data())
def test_a_number_outside_its_bounds_is_refused(member: type[Spec], data: st.DataObject) -> None:
    schema = member.model_json_schema()
    fields = data.draw(specs(member))
    for name, field in bounded(schema, schema.get("$defs", {})):
        for value in too_far(field):
            with pytest.raises(InvalidSpecError) as caught:
                member.parse(fields | {name: value})
            assert str(caught.value.params["field"]).startswith(name)


@every_member
@given(data=st.data())
def test_an_unknown_field_is_refused(member: type[Spec], data: st.DataObject) -> None:
    with pytest.raises(InvalidSpecError):
        member.parse(data.draw(specs(member)) | {"colour": 1})


@every_member
def test_a_member_explains_itself(member: type[Spec]) -> None:
    assert member.__doc__
    assert member.__doc__ != inspect.getdoc(member.__mro__[1])


# ── Pictures ─────────────────────────────────────────────────────────────────────────────────────────────────────────

# They become marks on the volume before them.
MARKS = {"batch_norm2d", "layer_norm", "group_norm", "instance_norm2d", "dropout", "dropout2d", "pad", "flatten"}


def test_a_single_layer_is_drawn_as_a_volume_or_known_to_be_a_mark() -> None:
    single = {kind for kind, layer in LAYERS.items() if not issubclass(layer, BlockSpec)}
    assert single - set(VOLUMES) == MARKS | {"activation"}


# ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def initialization_terms() -> list[str]:
    return [f"initialization_{rule}" for rule in INITIALIZATIONS]


def class_terms() -> list[str]:
    return sorted({f"class_{class_id}" for spec in DATASETS.values() for class_id in spec.class_ids})


def preset_terms() -> list[str]:
    return [f"preset_{preset}" for preset in PRESETS]


def kernel_terms() -> list[str]:
    return [f"kernel_{preset}" for preset in KERNELS]


def grid_terms() -> list[str]:
    return [f"grid_{name}" for name in GRIDS]


WORDS = [
    *("batch", "epoch", "training_step", "accuracy", "gradient_norm", "parameter", "multiply_add", "receptive_field"),
    *("feature_map", "train", "validation", "test", "loss", "initialization"),
]


@pytest.mark.parametrize(
    "term", [*KINDS, *initialization_terms(), *class_terms(), *preset_terms(), *kernel_terms(), *grid_terms(), *WORDS]
)
def test_a_term_has_its_words(term: str) -> None:
    assert term in GLOSSARY


@every_member
def test_every_field_has_its_words(member: type[Spec]) -> None:
    kind = member.model_fields["kind"].default
    without = [name for name in member.model_fields if name != "kind" and not {name, f"{kind}_{name}"} & set(GLOSSARY)]
    assert not without


@pytest.mark.parametrize("term", GLOSSARY)
def test_an_entry_is_whole_in_both_languages(term: str) -> None:
    entry = GLOSSARY[term]
    assert set(entry) == {"es", "en"}
    for words in entry.values():
        assert set(words) == ({"label"} if term.startswith("class_") else {"label", "help"})
        assert 1 <= len(words["label"]) <= 26
        assert all(text == text.strip() for text in words.values())
    if not term.startswith("class_"):
        assert entry["es"]["help"] != entry["en"]["help"]
        for words in entry.values():
            assert words["help"].endswith(".")
            assert 20 <= len(words["help"]) <= 260


def test_the_pages_ask_for_no_term_that_is_not_there() -> None:
    sources = [path.read_text("utf-8") for folder in ("ui", "pages") for path in (ROOT / folder).rglob("*.py")]
    asked = {term for source in sources for term in re.findall(r"\bterm\(\"([a-z0-9_]+)\"", source)}
    assert not asked - set(GLOSSARY)


# ── Data ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module", params=DATASETS)
def loaded(request: pytest.FixtureRequest) -> tuple[type[DatasetSpec], Dataset]:
    member = DATASETS[request.param]
    folder = None if member.embedded else request.getfixturevalue("real_data")
    return member, member.parse({"kind": request.param}).load(folder)


def test_a_data_set_has_the_sizes_and_classes_it_says(loaded: tuple[type[DatasetSpec], Dataset]) -> None:
    member, dataset = loaded
    parts = (dataset.train, dataset.validation, dataset.test)
    assert tuple(len(part) for part in parts) == member.sizes
    for part in parts:
        assert tuple(part.images.shape) == (len(part), *member.image_shape)
        assert (part.images.dtype, part.labels.dtype) == (torch.uint8, torch.int64)
        assert part.labels.unique().tolist() == list(range(len(member.class_ids)))


def test_its_parts_share_no_image(loaded: tuple[type[DatasetSpec], Dataset]) -> None:
    _, dataset = loaded
    train, validation, test = (
        {image.tobytes() for image in part.images.numpy()} for part in (dataset.train, dataset.validation, dataset.test)
    )
    assert not train & validation
    assert not train & test
    assert not validation & test


def test_its_mean_and_deviation_are_the_training_images(loaded: tuple[type[DatasetSpec], Dataset]) -> None:
    _, dataset = loaded
    assert (dataset.mean, dataset.std) == channel_statistics(dataset.train.images.numpy())


def test_it_says_where_it_comes_from(loaded: tuple[type[DatasetSpec], Dataset]) -> None:
    member, _ = loaded
    assert all((member.licence, member.source, member.citation))


@pytest.mark.parametrize("kind", [kind for kind, member in DATASETS.items() if member.embedded])
def test_an_embedded_one_is_the_same_every_time(kind: str) -> None:
    spec = DATASETS[kind].parse({"kind": kind, "seed": 5})
    assert spec.available(None)
    one, two = spec.load(), spec.load()
    for name in ("train", "validation", "test"):
        assert torch.equal(getattr(one, name).images, getattr(two, name).images)
        assert torch.equal(getattr(one, name).labels, getattr(two, name).labels)


@pytest.mark.parametrize("kind", [kind for kind, member in DATASETS.items() if member.accepts_drawing])
def test_one_that_takes_drawings_has_pictures_as_drawings_are_prepared(kind: str) -> None:
    assert DATASETS[kind].image_shape == (1, 28, 28)
    assert DATASETS[kind].class_ids == tuple("0123456789")
