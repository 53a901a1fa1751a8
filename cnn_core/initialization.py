"""The ways to draw a network's first weights."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import torch
from torch import Tensor, nn

from cnn_core.reference import Reference

InitializationId = Literal["default", "he_normal", "he_uniform", "glorot_normal", "glorot_uniform", "lecun_normal"]
Generator = torch.Generator | None


@dataclass(frozen=True, slots=True)
class Initialization:
    """A rule for the first weights of convolutions and linear layers.

    Attributes:
        formula: the distribution in LaTeX; n_in and n_out count the numbers that enter and leave one output.
        reference: where it was proposed.
        weight: fills a weight in place.
        bias: fills a bias in place, given the weight's n_in.
    """

    formula: str
    reference: Reference
    weight: Callable[[Tensor, Generator], object]
    bias: Callable[[Tensor, int, Generator], object]


_DRAWN = (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)
_CONSTANT = (nn.BatchNorm2d, nn.LayerNorm, nn.GroupNorm, nn.InstanceNorm2d, nn.PReLU)


def initialize(model: nn.Module, rule: str, generator: Generator = None) -> None:
    """Draw every weight of `model` anew, in the order of its layers.

    Layers that are neither convolution nor linear have no draw to make: they are reset to torch's constants. Of a
    transposed convolution torch takes for n_in the numbers that one input value gives to, not those it is made of.

    Args:
        model: changed in place; its tensors may be uninitialised memory.
        rule: id in `INITIALIZATIONS`.
        generator: source of the numbers, on the model's device; torch's global one when None.
    """
    for module in model.modules():
        if isinstance(module, _DRAWN):
            _fill(module, INITIALIZATIONS[rule], generator)
        elif isinstance(module, _CONSTANT):
            module.reset_parameters()


def _fill(module: nn.Conv2d | nn.ConvTranspose2d | nn.Linear, rule: Initialization, generator: Generator) -> None:
    with torch.no_grad():
        rule.weight(module.weight, generator)
        if module.bias is not None:
            rule.bias(module.bias, module.weight[0].numel(), generator)


def _zero(bias: Tensor, _inputs: int, _generator: Generator) -> object:
    return nn.init.zeros_(bias)


def _uniform_bias(bias: Tensor, inputs: int, generator: Generator) -> object:
    return nn.init.uniform_(bias, -1 / sqrt(inputs), 1 / sqrt(inputs), generator=generator)


_HE = Reference("He, Zhang, Ren, Sun", "Delving Deep into Rectifiers", 2015, venue="ICCV, eq. 10", arxiv="1502.01852")
_GLOROT = Reference(
    "Glorot, Bengio",
    "Understanding the Difficulty of Training Deep Feedforward Neural Networks",
    2010,
    venue="AISTATS, eq. 12 and 16",
)
_LECUN = Reference(
    "LeCun, Bottou, Orr, Müller", "Efficient BackProp", 1998, venue="Neural Networks: Tricks of the Trade, eq. 16"
)

INITIALIZATIONS: dict[str, Initialization] = {
    # torch's own rule, draw for draw: torch.manual_seed(seed) and a plain nn.Sequential give the same weights.
    "default": Initialization(
        r"\mathcal{U}\left(-\frac{1}{\sqrt{n_{in}}}, \frac{1}{\sqrt{n_{in}}}\right)",
        _LECUN,
        lambda weight, generator: nn.init.kaiming_uniform_(weight, a=sqrt(5), generator=generator),
        _uniform_bias,
    ),
    "he_normal": Initialization(
        r"\mathcal{N}\left(0, \frac{2}{n_{in}}\right)",
        _HE,
        lambda weight, generator: nn.init.kaiming_normal_(weight, nonlinearity="relu", generator=generator),
        _zero,
    ),
    "he_uniform": Initialization(
        r"\mathcal{U}\left(-\sqrt{\frac{6}{n_{in}}}, \sqrt{\frac{6}{n_{in}}}\right)",
        _HE,
        lambda weight, generator: nn.init.kaiming_uniform_(weight, nonlinearity="relu", generator=generator),
        _zero,
    ),
    "glorot_normal": Initialization(
        r"\mathcal{N}\left(0, \frac{2}{n_{in} + n_{out}}\right)",
        _GLOROT,
        lambda weight, generator: nn.init.xavier_normal_(weight, generator=generator),
        _zero,
    ),
    "glorot_uniform": Initialization(
        r"\mathcal{U}\left(-\sqrt{\frac{6}{n_{in} + n_{out}}}, \sqrt{\frac{6}{n_{in} + n_{out}}}\right)",
        _GLOROT,
        lambda weight, generator: nn.init.xavier_uniform_(weight, generator=generator),
        _zero,
    ),
    "lecun_normal": Initialization(
        r"\mathcal{N}\left(0, \frac{1}{n_{in}}\right)",
        _LECUN,
        lambda weight, generator: nn.init.kaiming_normal_(weight, nonlinearity="linear", generator=generator),
        _zero,
    ),
}
