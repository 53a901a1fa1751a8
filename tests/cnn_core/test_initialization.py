"""First weights: each rule's own mean, spread and bounds, as its formula says."""

from math import sqrt
from typing import get_args

import pytest
import torch
from torch import nn

from cnn_core.initialization import INITIALIZATIONS, InitializationId, initialize

# n_in, n_out of nn.Conv2d(32, 64, 5) and nn.Linear(800, 400); variance and, for uniform rules, the bound.
VARIANCE = {
    "default": lambda n_in, n_out: 1 / (3 * n_in),
    "he_normal": lambda n_in, n_out: 2 / n_in,
    "he_uniform": lambda n_in, n_out: 2 / n_in,
    "glorot_normal": lambda n_in, n_out: 2 / (n_in + n_out),
    "glorot_uniform": lambda n_in, n_out: 2 / (n_in + n_out),
    "lecun_normal": lambda n_in, n_out: 1 / n_in,
}
LAYERS = [(lambda: nn.Conv2d(32, 64, 5), 32 * 25, 64 * 25), (lambda: nn.Linear(800, 400), 800, 400)]


@pytest.mark.parametrize("rule", INITIALIZATIONS)
@pytest.mark.parametrize(("make", "n_in", "n_out"), LAYERS, ids=["conv2d", "linear"])
def test_spread_is_the_formula_s(rule: str, make: type[nn.Conv2d], n_in: int, n_out: int) -> None:
    layer = make()
    initialize(layer, rule, torch.Generator().manual_seed(0))
    variance = VARIANCE[rule](n_in, n_out)
    assert layer.weight.var().item() == pytest.approx(variance, rel=0.03)
    assert abs(layer.weight.mean().item()) < 5 * sqrt(variance / layer.weight.numel())
    if "normal" not in rule:
        assert layer.weight.abs().max().item() <= sqrt(3 * variance) * 1.0001
    assert layer.bias is not None
    if rule == "default":
        assert 0 < layer.bias.abs().max().item() <= 1 / sqrt(n_in)
    else:
        assert not layer.bias.any()


def test_other_layers_are_reset_to_torch_s_constants() -> None:
    model = nn.Sequential(
        *(nn.BatchNorm2d(3), nn.PReLU(init=0.1), nn.BatchNorm2d(2, affine=False)),
        *(nn.LayerNorm([3, 2, 2]), nn.GroupNorm(2, 4), nn.InstanceNorm2d(3, affine=True)),
    )
    fresh = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    with torch.no_grad():
        for tensor in model.state_dict().values():
            tensor.fill_(9)
    initialize(model, "he_normal")
    assert all(torch.equal(tensor, fresh[name]) for name, tensor in model.state_dict().items())


def test_the_table_has_every_id_that_a_spec_may_name() -> None:
    assert set(INITIALIZATIONS) == set(get_args(InitializationId))
    assert all(rule.formula and rule.reference.year for rule in INITIALIZATIONS.values())
