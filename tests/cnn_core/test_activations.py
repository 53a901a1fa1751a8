"""Each activation against its formula, its derivative against a difference quotient."""

import math

import pytest
import torch
from torch import Tensor

from cnn_core.activations import ACTIVATIONS, ActivationSpec, SoftmaxSpec, StepSpec

X = torch.tensor([-3.0, -1.0, -0.25, 0.5, 1.0, 2.5], dtype=torch.double)
FORMULAS = {
    "relu": lambda x: max(0.0, x),
    "leaky_relu": lambda x: x if x > 0 else 0.01 * x,
    "prelu": lambda x: x if x > 0 else 0.25 * x,
    "elu": lambda x: x if x > 0 else math.exp(x) - 1,
    "silu": lambda x: x / (1 + math.exp(-x)),
    "gelu": lambda x: x / 2 * (1 + math.erf(x / math.sqrt(2))),
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "tanh": math.tanh,
    "step": lambda x: float(x > 0),
}
ELEMENTWISE = [name for name, spec in ACTIVATIONS.items() if spec.elementwise]


def apply(spec: ActivationSpec, x: Tensor) -> Tensor:
    return spec.build().double()(x).detach()


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_values_are_the_formula_s(name: str) -> None:
    expected = torch.tensor([FORMULAS[name](x) for x in X.tolist()], dtype=torch.double)
    torch.testing.assert_close(apply(ACTIVATIONS[name](), X), expected)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_derivative_is_the_slope(name: str) -> None:
    spec, h = ACTIVATIONS[name](), 1e-6
    slope = (apply(spec, X + h) - apply(spec, X - h)) / (2 * h)
    torch.testing.assert_close(spec.derivative(X), slope, atol=1e-8, rtol=1e-6)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_derivative_leaves_the_input_alone_and_works_without_gradients(name: str) -> None:
    x = torch.linspace(-2, 2, 12).reshape(1, 3, 2, 2)
    before = x.clone()
    with torch.no_grad():
        found = ACTIVATIONS[name]().derivative(x)
    assert found.shape == x.shape
    assert torch.equal(x, before)
    assert not x.requires_grad


def test_softmax_shares_out_the_channels_of_each_pixel() -> None:
    x = torch.randn(2, 5, 3, 3, generator=torch.Generator().manual_seed(0))
    shares = SoftmaxSpec().build()(x)
    torch.testing.assert_close(shares.sum(dim=1), torch.ones(2, 3, 3))
    torch.testing.assert_close(shares[:, 0], x[:, 0].exp() / x.exp().sum(dim=1))
    torch.testing.assert_close(SoftmaxSpec().derivative(x), shares * (1 - shares))


def test_step_is_zero_at_zero_and_stops_every_gradient() -> None:
    weight = torch.tensor([-1.0, 0.0, 2.0], requires_grad=True)
    output = StepSpec().build()(weight)
    output.sum().backward()
    assert output.tolist() == [0.0, 0.0, 1.0]
    assert weight.grad is not None
    assert weight.grad.tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_has_its_facts(name: str) -> None:
    spec = ACTIVATIONS[name]
    assert spec().kind == name
    assert spec.formula.count("{") == spec.formula.count("}")
    assert spec.reference.authors
    assert 1940 < spec.reference.year < 2030
    assert spec.parameters == sum(p.numel() for p in spec().build().parameters())
