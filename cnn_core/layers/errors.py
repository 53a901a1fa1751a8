"""A layer that cannot be applied to what reaches it: which, why, and what would fit.

A layer raises without knowing its own name; `cnn_core.architecture.shapes` adds it with `at`. Besides the numbers,
`params["fixes"]` holds the ways out as data, each {"op", "index", …}: `cnn_core.architecture.repaired` applies one.
"""

from typing import Any, Self

from cnn_core.errors import CnnCoreError


class ShapeError(CnnCoreError):
    """A layer cannot take the shape that reaches it.

    Attributes:
        params: `layer` (name) and `index` (0-based) of the layer, None until `at` has been called; `fixes`.
    """

    code = "shape"
    template = "{layer}: expected a shape that fits; received {received}"

    def __init__(self, **params: Any) -> None:
        super().__init__(**{"layer": None, "index": None, "fixes": [], **params})

    def at(self, index: int, layer: str, *more_fixes: dict[str, Any]) -> Self:
        """The same error with the layer's place, in its text and in each of its fixes."""
        fixes = [{"index": index, **fix} for fix in [*self.params["fixes"], *more_fixes]]
        return type(self)(**{**self.params, "layer": layer, "index": index, "fixes": fixes})


class NeedsImageError(ShapeError):
    """A layer that slides over an image received a vector.

    Params: kind (of the layer), features (numbers received).
    """

    code = "needs_image"
    template = "{layer}: expected an image (channels, height, width); received a vector of {features} numbers"


class NeedsVectorError(ShapeError):
    """A linear layer received an image.

    Params: received ("16×5×5"), features (what flatten would give), arithmetic ("16·5·5 = 400").
    """

    code = "needs_vector"
    template = "{layer}: expected a vector; received an image {received}; a flatten before it gives {arithmetic}"


class KernelTooLargeError(ShapeError):
    """The kernel does not fit into the padded image, not even once.

    Params: axis ("height" | "width"), size (px that reach the layer), padding (px added on both sides together),
    room (their sum), kernel, dilation, extent (px the dilated kernel covers), arithmetic (the output size's formula
    with these numbers), fitting_kernel, fitting_padding ("3" or "3×2").
    """

    code = "kernel_too_large"
    template = (
        "{layer}: expected a kernel covering at most {room} px of {axis}; received one covering {extent} px "
        "({arithmetic}); a kernel of {fitting_kernel} or a padding of {fitting_padding} would fit"
    )


class PoolPaddingError(ShapeError):
    """Padding of a pooling above half its kernel: some windows would see padding only.

    Params: padding, kernel, fitting_padding ("1" or "1×0").
    """

    code = "pool_padding"
    template = (
        "{layer}: expected a padding of at most half the kernel, {fitting_padding}; "
        "received {padding} for a kernel of {kernel}"
    )


class SamePaddingStrideError(ShapeError):
    """Padding "same" promises an output as large as the input, which a stride above 1 cannot give.

    Params: stride, fitting_padding (the number that centres the kernel, for this stride).
    """

    code = "same_padding_stride"
    template = (
        '{layer}: expected stride 1 with padding "same"; received stride {stride}; '
        "with a padding of {fitting_padding} the stride can stay"
    )


class GroupsError(ShapeError):
    """Channels that do not split into equal groups.

    Params: in_channels, out_channels, groups, fitting (all numbers of groups that divide both).
    """

    code = "groups"
    template = (
        "{layer}: expected a number of groups that divides {in_channels} and {out_channels} channels, "
        "one of {fitting}; received {groups}"
    )
