"""The table of losses: one number for how wrong a batch of answers is."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field
from torch import nn

from cnn_core.spec import Spec


class LossSpec(Spec):
    """A loss compares logits (N, K) with labels (N,): N images, K classes."""

    formula: ClassVar[str]
    reference: ClassVar[str]

    kind: str

    def build(self) -> nn.Module:
        """A module called as `loss(logits, labels)`; it returns the mean over the batch."""
        raise NotImplementedError


class CrossEntropySpec(LossSpec):
    """How surprised the network is by the right class, in nats, after a softmax over its logits.

    Knowing nothing costs ln K: 2.303 with ten classes. Label smoothing gives every class `label_smoothing` / K of
    the target, so that the network stops growing its logits once it is right.

    Reference:
        Szegedy, Vanhoucke, Ioffe, Shlens and Wojna (2016), Rethinking the inception architecture, arXiv:1512.00567,
        section 7.

    >>> import torch
    >>> loss = CrossEntropySpec().build()
    >>> round(float(loss(torch.zeros(1, 10), torch.tensor([3]))), 3)
    2.303
    """

    formula: ClassVar[str] = r"L = -\frac{1}{N} \sum_n \log \frac{e^{z_{n,y_n}}}{\sum_k e^{z_{n,k}}}"
    reference: ClassVar[str] = "Szegedy et al. (2016), arXiv:1512.00567, section 7"

    kind: Literal["cross_entropy"] = "cross_entropy"
    label_smoothing: float = Field(default=0.0, ge=0, lt=1)

    def build(self) -> nn.Module:
        """`torch.nn.CrossEntropyLoss`."""
        return nn.CrossEntropyLoss(label_smoothing=self.label_smoothing)


# One member so far; a second one turns this into a union, `Annotated[A | B, Field(discriminator="kind")]`.
AnyLoss = Annotated[CrossEntropySpec, Field()]

LOSSES: dict[str, type[LossSpec]] = {"cross_entropy": CrossEntropySpec}
