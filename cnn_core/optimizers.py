"""The table of optimisers: how a gradient becomes a change of the weights."""

from typing import Annotated, ClassVar, Literal

import torch
from pydantic import Field
from torch import nn

from cnn_core.spec import Spec

_ADAM = frozenset({"step", "exp_avg", "exp_avg_sq"})


class OptimizerSpec(Spec):
    """What every optimiser has: a learning rate, which is the *highest* one when a schedule moves it."""

    formula: ClassVar[str]
    reference: ClassVar[str]
    state_names: ClassVar[frozenset[str]]
    """What torch remembers of each parameter between two steps; a saved run carries it."""

    kind: str
    learning_rate: float = Field(default=1e-3, gt=0, le=10)

    def build(self, model: nn.Module) -> torch.optim.Optimizer:
        """The optimiser over all parameters of `model`, in PyTorch's fused form (one kernel for all tensors)."""
        raise NotImplementedError


class SGDSpec(OptimizerSpec):
    """Stochastic gradient descent, with the heavy ball's momentum or Nesterov's.

    Reference:
        Sutskever, Martens, Dahl and Hinton (2013), On the importance of initialization and momentum in deep
        learning, ICML, eqs. 1-4; Polyak (1964).
    """

    formula: ClassVar[str] = r"v \leftarrow \mu v + g + \lambda w, \quad w \leftarrow w - \eta v"
    reference: ClassVar[str] = "Sutskever et al. (2013), ICML, eqs. 1-4"
    state_names: ClassVar[frozenset[str]] = frozenset({"momentum_buffer"})

    kind: Literal["sgd"] = "sgd"
    learning_rate: float = Field(default=0.05, gt=0, le=10)
    momentum: float = Field(default=0.9, ge=0, lt=1)
    nesterov: bool = False
    weight_decay: float = Field(default=0.0, ge=0, le=1)

    def build(self, model: nn.Module) -> torch.optim.Optimizer:
        """`torch.optim.SGD`, fused; Nesterov's form is plain descent when the momentum is 0."""
        return torch.optim.SGD(
            model.parameters(),
            lr=self.learning_rate,
            momentum=self.momentum,
            nesterov=self.nesterov and self.momentum > 0,
            weight_decay=self.weight_decay,
            fused=True,
        )


class AdamSpec(OptimizerSpec):
    """Adam: every weight has its own step, from running means of its gradient and of the gradient's square.

    Reference:
        Kingma and Ba (2015), Adam: a method for stochastic optimization, arXiv:1412.6980, algorithm 1.
    """

    formula: ClassVar[str] = (
        r"m \leftarrow \beta_1 m + (1-\beta_1) g, \quad v \leftarrow \beta_2 v + (1-\beta_2) g^2, \quad "
        r"w \leftarrow w - \eta \, \hat m / (\sqrt{\hat v} + \epsilon)"
    )
    reference: ClassVar[str] = "Kingma and Ba (2015), arXiv:1412.6980, algorithm 1"
    state_names: ClassVar[frozenset[str]] = _ADAM

    kind: Literal["adam"] = "adam"
    beta1: float = Field(default=0.9, ge=0, lt=1)
    beta2: float = Field(default=0.999, ge=0, lt=1)
    epsilon: float = Field(default=1e-8, gt=0, le=1)

    def build(self, model: nn.Module) -> torch.optim.Optimizer:
        """`torch.optim.Adam`, fused."""
        betas = (self.beta1, self.beta2)
        return torch.optim.Adam(model.parameters(), lr=self.learning_rate, betas=betas, eps=self.epsilon, fused=True)


class AdamWSpec(OptimizerSpec):
    """Adam with the weights' decay kept apart from the gradient's running means.

    Reference:
        Loshchilov and Hutter (2019), Decoupled weight decay regularization, arXiv:1711.05101, algorithm 2.
    """

    formula: ClassVar[str] = (
        r"w \leftarrow w - \eta \lambda w - \eta \, \hat m / (\sqrt{\hat v} + \epsilon) \quad \text{(m, v as in Adam)}"
    )
    reference: ClassVar[str] = "Loshchilov and Hutter (2019), arXiv:1711.05101, algorithm 2"
    state_names: ClassVar[frozenset[str]] = _ADAM

    kind: Literal["adamw"] = "adamw"
    beta1: float = Field(default=0.9, ge=0, lt=1)
    beta2: float = Field(default=0.999, ge=0, lt=1)
    epsilon: float = Field(default=1e-8, gt=0, le=1)
    weight_decay: float = Field(default=0.01, ge=0, le=1)

    def build(self, model: nn.Module) -> torch.optim.Optimizer:
        """`torch.optim.AdamW`, fused."""
        return torch.optim.AdamW(
            model.parameters(),
            lr=self.learning_rate,
            betas=(self.beta1, self.beta2),
            eps=self.epsilon,
            weight_decay=self.weight_decay,
            fused=True,
        )


AnyOptimizer = Annotated[SGDSpec | AdamSpec | AdamWSpec, Field(discriminator="kind")]

OPTIMIZERS: dict[str, type[OptimizerSpec]] = {"sgd": SGDSpec, "adam": AdamSpec, "adamw": AdamWSpec}
