"""What the builder shows and what it tells: the network as JSON, the layers there are, every word it needs."""

from functools import lru_cache
from typing import Any, Final

from cnn_core.architecture import ArchitectureSpec
from cnn_core.architecture.reading import read as read_json
from cnn_core.layers import LAYERS, LayerSpec
from cnn_core.training.recipes import RECIPES
from ui import choices, errors, i18n, session
from ui.components.builder import builder, texts
from ui.fields import fields
from ui.i18n import Term, mark, term
from ui.layer_texts import family

# The family of a layer is the module of its class; it gives the colour of its card and its place in the palette.
FAMILIES: Final = {
    "convolution": mark("Convolution"),
    "pooling": mark("Pooling"),
    "activation": mark("Activation"),
    "normalization": mark("Normalisation"),
    "regularization": mark("Regularisation"),
    "shaping": mark("Reshaping"),
    "dense": mark("Dense"),
    "block": mark("Blocks"),
}

# How a field stands in a card's line; the others by their name.
_IN_LINE: Final = {
    "kernel_size": mark("{value}"),
    "out_channels": mark("{value} maps"),
    "out_features": mark("{value} outputs"),
    "stride": mark("stride {value}"),
    "padding": mark("padding {value}"),
    "dilation": mark("dilation {value}"),
    "groups": mark("groups {value}"),
    "function": mark("{value}"),
    "p": mark("{value}"),
    "times": mark("{value} times"),
    "num_groups": mark("{value} groups"),
    "channels": mark("{value} maps inside"),
}

# What a layer needs and nothing says: numbers that fit most small networks, and blocks worth opening.
_FIRST: Final[dict[str, Any]] = {"out_channels": 16, "out_features": 64, "function": "relu"}
_CONVOLUTION: Final = {"kind": "conv2d", "out_channels": 16, "padding": 1}
_WITHOUT_BIAS: Final = [_CONVOLUTION | {"bias": False}, {"kind": "batch_norm2d"}]
_RELU: Final = {"kind": "activation", "function": "relu"}
_FIRST_OF: Final[dict[str, dict[str, Any]]] = {
    "conv2d": {"padding": 1},
    "depthwise_separable": {"padding": 1},
    "residual": {"layers": [*_WITHOUT_BIAS, _RELU, *_WITHOUT_BIAS], "shortcut": "projection"},
    "parallel": {"branches": [[_CONVOLUTION | {"kernel_size": 1, "padding": 0}], [_CONVOLUTION]]},
    "repeat": {"layers": [*_WITHOUT_BIAS, _RELU]},
}


# What else people call a layer: words that the palette finds it by.
_ALSO: Final = {
    "conv2d": mark("conv filter kernel 2d"),
    "depthwise_separable": mark("separable depthwise pointwise mobilenet"),
    "conv_transpose2d": mark("deconvolution transposed upconvolution"),
    "max_pool2d": mark("max pooling subsampling"),
    "avg_pool2d": mark("mean average pooling subsampling"),
    "global_avg_pool": mark("gap global mean pooling"),
    "global_max_pool": mark("gmp global max pooling"),
    "linear": mark("linear fully connected fc dense neurons"),
    "flatten": mark("flatten vector row"),
    "batch_norm2d": mark("bn batchnorm normalisation normalization"),
    "dropout": mark("regularisation regularization"),
    "dropout2d": mark("spatial dropout maps"),
    "upsample": mark("resize enlarge interpolation"),
    "pad": mark("padding border zeros mirror"),
    "residual": mark("skip connection shortcut resnet sum"),
    "parallel": mark("branches concat concatenate inception"),
    "repeat": mark("loop times stack"),
    "squeeze_excitation": mark("se attention channels"),
}


def show(key: str = "builder") -> None:
    """The editor on the page, with the learner's network in it."""
    builder(builder_data(choices.network()), key=key, on_network=keep)


def keep(told: str) -> None:
    """Make what the editor holds the learner's network. It need not fit: an editor holds it all the same."""
    with errors.shown():
        session.keep_network(read(told))


def read(told: str | bytes) -> ArchitectureSpec:
    """The network of this JSON text.

    Raises:
        InvalidSpecError: it is none.
    """
    return ArchitectureSpec.parse(read_json(told))


def builder_data(spec: ArchitectureSpec) -> dict[str, Any]:
    """Everything the browser needs, in the learner's language."""
    return {
        "network": spec.to_json(),
        "turn": session.network_turn() if session.is_running() else 0,
        "task": _task(),
        **_words_of_all(i18n.language()),
    }


@lru_cache(maxsize=4)
def _words_of_all(language: str) -> dict[str, Any]:
    """What is the same for every network: the layers there are and every sentence, in the language being spoken."""
    return {
        "language": language,
        "kinds": {kind: kind_data(kind, layer) for kind, layer in LAYERS.items()},
        "palette": [entry for kind, layer in LAYERS.items() for entry in offers(kind, layer)],
        "families": {family: i18n.filled(title, {}) for family, title in FAMILIES.items()},
        "texts": texts(),
    }


def kind_data(kind: str, layer: type[LayerSpec]) -> dict[str, Any]:
    """A kind of layer: its words, its colour, how it is named, what can be changed about it."""
    return {
        **_words(kind),
        "family": family(layer),
        "prefix": layer.prefix,
        "named_by_choice": layer.name_prefix is not LayerSpec.name_prefix,
        "seldom_twice": layer.seldom_twice,
        "fields": [_field(kind, one) for one in fields(layer)],
    }


def _words(kind: str) -> dict[str, str]:
    word = term(kind)
    return {"label": word.label, "help": word.help}


def _field(kind: str, field: dict[str, Any]) -> dict[str, Any]:
    """A field with its words; the fields of its variants, where it has some, with theirs."""
    name = field["name"]
    word = _first_term(f"{kind}_{name}", name)
    line = i18n.filled(_IN_LINE.get(name, ""), {"value": "{value}"}) or f"{word.label} {{value}}"
    said = {"label": word.label, "help": word.help, "line": line}
    if field["type"] == "variant":
        said["options"] = [_variant(option) for option in field["options"]]
    if field["type"] == "choice":
        said["labels"] = {option: _choice(name, option) for option in field["options"]}
    return field | said


def _choice(field: str, option: Any) -> str:
    """What to call one of a few values."""
    return _first_term(f"{field}_{option}", str(option)).label if isinstance(option, str) else i18n.number(option)


def _variant(option: dict[str, Any]) -> dict[str, Any]:
    kind = option["kind"]
    return {"kind": kind, **_words(kind), "fields": [_field(kind, one) for one in option["fields"]]}


def _first_term(*term_ids: str) -> Term:
    """The first of these terms that is written: a field may mean something of its own for one kind."""
    return term(next((one for one in term_ids if i18n.is_term(one)), term_ids[-1]))


def offers(kind: str, layer: type[LayerSpec]) -> list[dict[str, Any]]:
    """The entries of the palette for one kind: one, or one for each choice that makes another layer of it."""
    whole = {"family": family(layer), "kind": kind, "also": i18n.filled(_ALSO[kind], {}) if kind in _ALSO else ""}
    choice = next((one for one in fields(layer) if one["type"] == "variant" and one["required"]), None)
    if choice is None:
        return [whole | _words(kind) | {"layer": first(kind)}]
    kinds = [option["kind"] for option in choice["options"]]
    return [whole | _words(one) | {"layer": first(kind) | {choice["name"]: one}} for one in kinds]


def first(kind: str) -> dict[str, Any]:
    """The layer as it comes out of the palette."""
    needed = (field["name"] for field in fields(LAYERS[kind]) if field["required"])
    return {"kind": kind} | {name: _FIRST[name] for name in needed} | _FIRST_OF.get(kind, {})


def _task() -> dict[str, Any]:
    data = choices.dataset()
    return {
        "name": choices.dataset_name(data.kind),
        "shape": list(data.image_shape),
        "classes": len(data.class_ids),
        "batch": RECIPES[data.kind].batch_size,
    }
