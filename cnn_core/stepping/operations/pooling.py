"""Poolings, as they are put under the lens: each window becomes one number."""

from typing import Annotated, Literal

from pydantic import Field

from cnn_core.layers import AvgPool2dSpec, MaxPool2dSpec, Shape, Window
from cnn_core.stepping.operations.base import Kernel, OperationSpec, Stride, torch_call

# Half of the largest kernel: more padding than half its own kernel no pooling takes.
PoolPadding = Annotated[int, Field(ge=0, le=3)]
Size = Annotated[int, Field(ge=1, le=64)]


class SlidingPoolSpec(OperationSpec):
    """What the two sliding poolings share.

    Attributes:
        kernel_size: px.
        stride: px from one window to the next.
        padding: px on each side, at most half the kernel.
    """

    kernel_size: tuple[Kernel, Kernel] = (2, 2)
    stride: tuple[Stride, Stride] = (2, 2)
    padding: tuple[PoolPadding, PoolPadding] = (0, 0)

    def layer(self) -> MaxPool2dSpec | AvgPool2dSpec:
        raise NotImplementedError

    def window(self) -> Window:
        """What one output value reads."""
        return self.layer().window()

    def reads(self, axis: int, size: int, output: int) -> range:
        """The places along one axis that an output value reads; below 0 and from `size` on lies the padding.

        >>> MaxPoolSpec(kernel_size=(3, 3), padding=(1, 1)).reads(0, size=8, output=0)
        range(-1, 2)
        """
        start = output * self.stride[axis] - self.padding[axis]
        return range(start, start + self.kernel_size[axis])

    def _fields(self) -> dict[str, object]:
        return {"kernel_size": self.kernel_size, "stride": self.stride, "padding": self.padding}

    def _call(self, name: str) -> str:
        # PyTorch's own stride, when it is not given, is the kernel.
        stride, padding = (self.stride, self.kernel_size), (self.padding, (0, 0))
        return torch_call(name, self.kernel_size, stride=stride, padding=padding)


class MaxPoolSpec(SlidingPoolSpec):
    """Keeps the largest value of each window; padding counts as minus infinity, so it never wins."""

    kind: Literal["max_pool"] = "max_pool"

    def layer(self) -> MaxPool2dSpec:
        return MaxPool2dSpec.parse(self._fields())

    def pytorch_line(self, input_shape: Shape) -> str:
        return self._call("nn.MaxPool2d")


class AvgPoolSpec(SlidingPoolSpec):
    """Keeps the mean of each window; padding counts as zeros, as in PyTorch."""

    kind: Literal["avg_pool"] = "avg_pool"

    def layer(self) -> AvgPool2dSpec:
        return AvgPool2dSpec.parse(self._fields())

    def pytorch_line(self, input_shape: Shape) -> str:
        return self._call("nn.AvgPool2d")


class AdaptivePoolSpec(OperationSpec):
    """What the two adaptive poolings share: the output's size is given, the windows follow from it.

    Attributes:
        output_size: px of the output; (1, 1) is a global pooling.
    """

    output_size: tuple[Size, Size] = (1, 1)

    def output_shape(self, input_shape: Shape) -> Shape:
        return input_shape[0], *self.output_size

    def reads(self, axis: int, size: int, output: int) -> range:
        """The places along one axis that an output value reads: its even part of them, rounded outwards.

        >>> spec = AdaptiveAvgPoolSpec(output_size=(3, 1))
        >>> [list(spec.reads(0, 5, output)) for output in range(3)]
        [[0, 1], [1, 2, 3], [3, 4]]
        """
        count = self.output_size[axis]
        return range(output * size // count, -(-(output + 1) * size // count))


class AdaptiveMaxPoolSpec(AdaptivePoolSpec):
    """Keeps the largest value of each part of the map."""

    kind: Literal["adaptive_max_pool"] = "adaptive_max_pool"

    def pytorch_line(self, input_shape: Shape) -> str:
        return torch_call("nn.AdaptiveMaxPool2d", self.output_size)


class AdaptiveAvgPoolSpec(AdaptivePoolSpec):
    """Keeps the mean of each part of the map."""

    kind: Literal["adaptive_avg_pool"] = "adaptive_avg_pool"

    def pytorch_line(self, input_shape: Shape) -> str:
        return torch_call("nn.AdaptiveAvgPool2d", self.output_size)
