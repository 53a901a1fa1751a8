"""Which of PyTorch's layers can be read back, and what their arguments mean here."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import ValidationError
from torch import nn

from cnn_core.activations import ACTIVATIONS as FUNCTIONS
from cnn_core.activations import ActivationSpec
from cnn_core.errors import InvalidSpecError
from cnn_core.exports.pytorch_layers import ACTIVATIONS, PADS
from cnn_core.layers import (
    ActivationLayerSpec,
    AdaptiveAvgPool2dSpec,
    AdaptiveMaxPool2dSpec,
    AvgPool2dSpec,
    BatchNorm2dSpec,
    Conv2dSpec,
    ConvTranspose2dSpec,
    Dropout2dSpec,
    DropoutSpec,
    FlattenSpec,
    GroupNormSpec,
    InstanceNorm2dSpec,
    LayerNormSpec,
    LayerSpec,
    LinearSpec,
    MaxPool2dSpec,
    PadSpec,
    Shape,
    UpsampleSpec,
)

Fields = dict[str, Any]

WHOLE = "1, 2, 3, …"
_SIGNS = {"ge": "≥ {}", "gt": "> {}", "le": "≤ {}", "lt": "< {}", "expected": "{}"}


@dataclass(frozen=True, slots=True)
class Readable:
    """One of PyTorch's layers: its arguments are those of the installed PyTorch, in their order.

    Attributes:
        torch_class: its name in `torch.nn`.
        spec: what it becomes. An argument that is none of its fields may only have PyTorch's default.
        fed: the argument that counts what reaches the layer; here it is no field, and it is compared.
        renamed: arguments whose field is called otherwise.
        counted: what `fed` should be, for what reaches the layer.
        meant: from the values as PyTorch spells them to ours.
        only: arguments that may only have this value, where it is not PyTorch's default.
        ignored: arguments that change nothing about the numbers.
    """

    torch_class: str
    spec: type[LayerSpec | ActivationSpec]
    fed: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    counted: Callable[[Shape], Any] = lambda shape: shape[0]
    meant: Callable[[Fields], Fields] = lambda fields: fields
    only: Mapping[str, Any] = field(default_factory=dict)
    ignored: tuple[str, ...] = ("inplace",)

    @property
    def arguments(self) -> tuple[str, ...]:
        """Their names, in order."""
        return tuple(self.defaults)

    @property
    def required(self) -> tuple[str, ...]:
        """Those that PyTorch has no default for."""
        return tuple(name for name, default in self.defaults.items() if default is inspect.Parameter.empty)

    @property
    def fixed(self) -> dict[str, Any]:
        """The arguments that cannot be chosen here, and their only value."""
        chosen = {*self.spec.model_fields, *self.renamed, *self.ignored, self.fed}
        return {name: self.only.get(name, default) for name, default in self.defaults.items() if name not in chosen}

    def layer(self, given: Mapping[str, Any]) -> LayerSpec:
        """The layer, from arguments of which the fixed ones and `fed` have been checked.

        Raises:
            InvalidSpecError: a value is out of bounds.
        """
        values = {self.renamed.get(name, name): value for name, value in {**self.defaults, **given}.items()}
        fields = self.meant({name: value for name, value in values.items() if name in self.spec.model_fields})
        spec = self.spec.parse(fields)
        for name, value in fields.items():
            if isinstance(value, str) and value != getattr(spec, name):  # "6" is no 6, for PyTorch neither
                raise InvalidSpecError(field=name, expected=WHOLE, received=repr(value))
        return ActivationLayerSpec(function=spec) if isinstance(spec, ActivationSpec) else spec  # type: ignore[arg-type]

    @property
    def defaults(self) -> dict[str, Any]:
        """PyTorch's own; `inspect.Parameter.empty` where it has none."""
        return _signature(self.torch_class)


@cache
def _signature(torch_class: str) -> dict[str, Any]:
    parameters = inspect.signature(getattr(nn, torch_class)).parameters
    named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)  # nn.Tanh takes *args
    return {name: parameter.default for name, parameter in parameters.items() if parameter.kind in named}


def _activations() -> dict[str, Readable]:
    """Those that PyTorch has; softmax only over the channels, as ours."""
    found = {}
    for kind, name in ACTIVATIONS.items():
        torch_class = name.removeprefix("nn.")
        if torch_class != name:
            only = {} if FUNCTIONS[kind].elementwise else {"dim": 1}
            found[torch_class] = Readable(torch_class, FUNCTIONS[kind], only=only)
    return found


def _padding(fields: Fields) -> Fields:
    return {**fields, "padding": 0} if fields["padding"] == "valid" else fields


def _pad(mode: str) -> Callable[[Fields], Fields]:
    """PyTorch counts (left, right, above, below); ours are (above and below, left and right)."""

    def meant(fields: Fields) -> Fields:
        match fields["padding"]:
            case (left, right, above, below) if (left, above) == (right, below):
                return {"padding": (above, left), "mode": mode}
            case int(padding):
                return {"padding": padding, "mode": mode}
        raise InvalidSpecError(field="padding", expected="(a, a, b, b)", received=repr(fields["padding"]))

    return meant


READABLE: dict[str, Readable] = {
    readable.torch_class: readable
    for readable in (
        Readable("Conv2d", Conv2dSpec, fed="in_channels", meant=_padding),
        Readable("ConvTranspose2d", ConvTranspose2dSpec, fed="in_channels"),
        Readable("MaxPool2d", MaxPool2dSpec),
        Readable("AvgPool2d", AvgPool2dSpec),
        Readable("AdaptiveAvgPool2d", AdaptiveAvgPool2dSpec),
        Readable("AdaptiveMaxPool2d", AdaptiveMaxPool2dSpec),
        Readable("BatchNorm2d", BatchNorm2dSpec, fed="num_features"),
        Readable(
            "LayerNorm",
            LayerNormSpec,
            fed="normalized_shape",
            renamed={"elementwise_affine": "affine"},
            counted=lambda shape: shape if len(shape) > 1 else shape[0],
        ),
        Readable("GroupNorm", GroupNormSpec, fed="num_channels"),
        Readable("InstanceNorm2d", InstanceNorm2dSpec, fed="num_features"),
        Readable("Dropout", DropoutSpec),
        Readable("Dropout2d", Dropout2dSpec),
        *(Readable(name.removeprefix("nn."), PadSpec, meant=_pad(mode)) for mode, name in PADS.items()),
        Readable("Upsample", UpsampleSpec),
        Readable("Flatten", FlattenSpec),
        Readable("Linear", LinearSpec, fed="in_features"),
    )
} | _activations()


def taken_instead(error: InvalidSpecError) -> str:
    """What a field takes, without words of any language: a bound, the names to choose from, or an example."""
    if not isinstance(cause := error.__cause__, ValidationError):
        return str(error.params["expected"])
    problem = cause.errors(include_url=False)[0]
    bounds = [sign.format(problem["ctx"][name]) for name, sign in _SIGNS.items() if name in problem.get("ctx", {})]
    examples = {"bool": "True, False", "float": "0.5"}
    return bounds[0] if bounds else examples.get(problem["type"].split("_")[0], WHOLE)
