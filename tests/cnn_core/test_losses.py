"""The loss against the logarithm of a softmax, written out."""

import pytest
import torch
from pydantic import TypeAdapter

from cnn_core.losses import LOSSES, AnyLoss, CrossEntropySpec


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_cross_entropy_is_the_mean_surprise(smoothing: float) -> None:
    logits = torch.randn(7, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    labels = torch.tensor([0, 1, 2, 3, 0, 1, 2])
    surprise = -(logits.exp() / logits.exp().sum(1, keepdim=True)).log()
    wanted = sum(
        (1 - smoothing) * surprise[n, label] + smoothing * surprise[n].mean() for n, label in enumerate(labels)
    )
    got = CrossEntropySpec(label_smoothing=smoothing).build()(logits, labels)
    torch.testing.assert_close(got, wanted / len(labels))


def test_the_table_and_the_kinds_agree() -> None:
    for kind, loss in LOSSES.items():
        spec = loss.parse({"kind": kind})
        assert TypeAdapter(AnyLoss).validate_json(spec.to_json()) == spec
        assert loss.formula
        assert loss.reference
