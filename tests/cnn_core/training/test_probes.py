"""Gradient norms against torch's own norm, in every memory layout."""

import pytest
import torch
from torch import nn

from cnn_core.training.probes import GradientNorms, Moment, gradient_layers, read


def moment(model: nn.Module) -> Moment:
    images = torch.randn(4, 3, 8, 8, generator=torch.Generator().manual_seed(1))
    labels = torch.tensor([0, 1, 0, 1])
    logits = model(images)
    loss = nn.functional.cross_entropy(logits, labels)
    loss.backward()
    return Moment(model, images, labels, logits, loss)


def network() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(3, 5, 3), nn.BatchNorm2d(5), nn.ReLU(), nn.Flatten(), nn.Linear(180, 2, bias=False))


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_each_layers_norm_is_over_all_its_parameters(layout: torch.memory_format) -> None:
    model = network().to(memory_format=layout)
    norms = GradientNorms(model)
    seen = norms.of(read({"squares": norms.squares}, moment(model))["squares"])
    wanted = [
        torch.cat([parameter.grad.flatten() for parameter in model[i].parameters()]).norm().item() for i in (0, 1, 4)
    ]
    assert gradient_layers(model) == ("0", "1", "4")
    assert seen == pytest.approx(wanted, rel=1e-5)


def test_a_frozen_layer_is_left_out_and_one_without_gradient_counts_as_zero() -> None:
    model = network()
    model[0].requires_grad_(False)
    norms = GradientNorms(model)
    now = moment(model)
    model[1].zero_grad()
    assert gradient_layers(model) == ("1", "4")
    assert norms.of(read({"squares": norms.squares}, now)["squares"])[0] == 0.0


def test_all_probes_travel_together_and_come_back_by_name() -> None:
    model = network()
    seen = read({"a": lambda m: (m.loss * 0 + 1, m.loss * 0 + 2), "b": lambda m: [torch.tensor(3.0)]}, moment(model))
    assert seen == {"a": (1.0, 2.0), "b": (3.0,)}
