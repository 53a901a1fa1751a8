"""The activations a network can use: what each computes, its derivative and who proposed it."""

from typing import Annotated, ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor, nn

from cnn_core.reference import Reference
from cnn_core.spec import CompactSpec


class ActivationSpec(CompactSpec):
    """A function applied to every value of a feature map, between two layers.

    Attributes:
        formula: the rule in LaTeX, with the spec's own field names spelled as Greek letters.
        reference: where it was proposed.
        elementwise: whether each output depends on one input only (softmax: on all channels of its pixel).
        parameters: numbers it learns.
    """

    kind: str
    formula: ClassVar[str]
    reference: ClassVar[Reference]
    elementwise: ClassVar[bool] = True
    parameters: ClassVar[int] = 0

    def build(self) -> nn.Module:
        """The torch module that computes it."""
        raise NotImplementedError

    def derivative(self, x: Tensor) -> Tensor:
        """How much each output moves when its own input moves, by torch's autograd.

        Args:
            x: any shape for elementwise activations, (N, C, ...) for softmax; floating point. Left untouched.

        Returns:
            The derivative of `y[i]` by `x[i]`, shape of `x` (for softmax the diagonal of the Jacobian).

        >>> SigmoidSpec().derivative(torch.zeros(1))
        tensor([0.2500])
        """
        leaf = x.detach().clone().requires_grad_()
        # A caller inside no_grad (an evaluation, a page's picture) must get the derivative, too.
        with torch.enable_grad():
            return self._own_gradient(self.build().to(x), leaf)

    def _own_gradient(self, module: nn.Module, leaf: Tensor) -> Tensor:
        return torch.autograd.grad(module(leaf).sum(), leaf)[0]


class ReluSpec(ActivationSpec):
    """Keeps what is positive, replaces the rest by zero."""

    kind: Literal["relu"] = "relu"
    formula = r"\max(0, x)"
    reference = Reference(
        "Nair, Hinton", "Rectified Linear Units Improve Restricted Boltzmann Machines", 2010, venue="ICML"
    )

    def build(self) -> nn.Module:
        return nn.ReLU()


class LeakyReluSpec(ActivationSpec):
    """Keeps what is positive, shrinks the rest, so that a negative value still passes a gradient."""

    kind: Literal["leaky_relu"] = "leaky_relu"
    negative_slope: float = Field(0.01, ge=0.0, le=1.0)
    formula = r"\begin{cases} x & x > 0 \\ \alpha x & x \le 0 \end{cases}"
    reference = Reference(
        "Maas, Hannun, Ng", "Rectifier Nonlinearities Improve Neural Network Acoustic Models", 2013, venue="ICML"
    )

    def build(self) -> nn.Module:
        return nn.LeakyReLU(self.negative_slope)


class PreluSpec(ActivationSpec):
    """A leaky ReLU whose slope is learnt: one slope for the whole layer, starting at `init`."""

    kind: Literal["prelu"] = "prelu"
    init: float = Field(0.25, ge=0.0, le=1.0)
    formula = r"\begin{cases} x & x > 0 \\ a x & x \le 0 \end{cases}\quad a \text{ learnt}"
    reference = Reference(
        "He, Zhang, Ren, Sun", "Delving Deep into Rectifiers", 2015, venue="ICCV, eq. 1", arxiv="1502.01852"
    )
    parameters = 1

    def build(self) -> nn.Module:
        return nn.PReLU(init=self.init)


class EluSpec(ActivationSpec):
    """Like ReLU, but bends smoothly down to minus `alpha`, so that the mean of a layer stays near zero."""

    kind: Literal["elu"] = "elu"
    alpha: float = Field(1.0, gt=0.0, le=4.0)
    formula = r"\begin{cases} x & x > 0 \\ \alpha (e^{x} - 1) & x \le 0 \end{cases}"
    reference = Reference(
        "Clevert, Unterthiner, Hochreiter",
        "Fast and Accurate Deep Network Learning by Exponential Linear Units",
        2015,
        venue="ICLR 2016",
        arxiv="1511.07289",
    )

    def build(self) -> nn.Module:
        return nn.ELU(self.alpha)


class SiluSpec(ActivationSpec):
    """The input times its own sigmoid; also known as Swish."""

    kind: Literal["silu"] = "silu"
    formula = r"x \cdot \sigma(x) = \frac{x}{1 + e^{-x}}"
    reference = Reference(
        "Elfwing, Uchibe, Doya",
        "Sigmoid-Weighted Linear Units for Neural Network Function Approximation in Reinforcement Learning",
        2017,
        venue="Neural Networks 107",
        arxiv="1702.03118",
    )

    def build(self) -> nn.Module:
        return nn.SiLU()


class GeluSpec(ActivationSpec):
    """The input times the share of a standard normal distribution that lies below it."""

    kind: Literal["gelu"] = "gelu"
    approximate: Literal["none", "tanh"] = "none"
    formula = r"x \cdot \Phi(x) = \frac{x}{2} \left(1 + \operatorname{erf} \frac{x}{\sqrt{2}}\right)"
    reference = Reference("Hendrycks, Gimpel", "Gaussian Error Linear Units (GELUs)", 2016, arxiv="1606.08415")

    def build(self) -> nn.Module:
        return nn.GELU(self.approximate)


class SigmoidSpec(ActivationSpec):
    """Squeezes every value into (0, 1); its derivative is at most 1/4, which makes deep stacks forget."""

    kind: Literal["sigmoid"] = "sigmoid"
    formula = r"\sigma(x) = \frac{1}{1 + e^{-x}}"
    reference = Reference(
        "Rumelhart, Hinton, Williams",
        "Learning Representations by Back-Propagating Errors",
        1986,
        venue="Nature 323",
    )

    def build(self) -> nn.Module:
        return nn.Sigmoid()


class TanhSpec(ActivationSpec):
    """Squeezes every value into (-1, 1), with zero in the middle."""

    kind: Literal["tanh"] = "tanh"
    formula = r"\tanh(x) = \frac{e^{x} - e^{-x}}{e^{x} + e^{-x}}"
    reference = Reference(
        "LeCun, Bottou, Orr, Müller", "Efficient BackProp", 1998, venue="Neural Networks: Tricks of the Trade"
    )

    def build(self) -> nn.Module:
        return nn.Tanh()


class SoftmaxSpec(ActivationSpec):
    """Turns the channels of each pixel (or the numbers of a vector) into shares that add up to 1."""

    kind: Literal["softmax"] = "softmax"
    formula = r"\frac{e^{x_i}}{\sum_{j} e^{x_j}}"
    reference = Reference(
        "Bridle",
        "Probabilistic Interpretation of Feedforward Classification Network Outputs, "
        "with Relationships to Statistical Pattern Recognition",
        1990,
        venue="Neurocomputing, NATO ASI Series 68",
    )
    elementwise = False

    def build(self) -> nn.Module:
        return nn.Softmax(dim=1)

    def _own_gradient(self, module: nn.Module, leaf: Tensor) -> Tensor:
        # The outputs of a pixel always add up to 1, so the gradient of their sum is zero: take one channel at a time.
        shares = module(leaf)
        own = [torch.autograd.grad(shares[:, c].sum(), leaf, retain_graph=True)[0][:, c] for c in range(leaf.shape[1])]
        return torch.stack(own, dim=1)


class StepSpec(ActivationSpec):
    """1 above zero, 0 elsewhere: the first artificial neuron's rule.

    Its derivative is zero wherever it exists, so nothing before it can learn by gradient descent: the gradients
    that reach those layers are exactly zero, and that is what a run shows.
    """

    kind: Literal["step"] = "step"
    formula = r"\begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}"
    reference = Reference(
        "McCulloch, Pitts",
        "A Logical Calculus of the Ideas Immanent in Nervous Activity",
        1943,
        venue="Bulletin of Mathematical Biophysics 5",
    )

    def build(self) -> nn.Module:
        return Step()


class Step(nn.Module):
    """1 where the input is above zero, else 0; the gradient that flows back is zero."""

    def forward(self, x: Tensor) -> Tensor:
        # sign keeps the graph (torch gives it the derivative 0); a comparison would cut it and backward would fail.
        return torch.relu(torch.sign(x))


AnyActivation = Annotated[
    ReluSpec
    | LeakyReluSpec
    | PreluSpec
    | EluSpec
    | SiluSpec
    | GeluSpec
    | SigmoidSpec
    | TanhSpec
    | SoftmaxSpec
    | StepSpec,
    Field(discriminator="kind"),
]

ACTIVATIONS: dict[str, type[ActivationSpec]] = {
    "relu": ReluSpec,
    "leaky_relu": LeakyReluSpec,
    "prelu": PreluSpec,
    "elu": EluSpec,
    "silu": SiluSpec,
    "gelu": GeluSpec,
    "sigmoid": SigmoidSpec,
    "tanh": TanhSpec,
    "softmax": SoftmaxSpec,
    "step": StepSpec,
}
