"""A layer that cannot be applied to what reaches it: which, why, and what would fit.

A layer raises without knowing its own name; `cnn_core.architecture.shapes` adds it with `at`. Besides the numbers,
`params["fixes"]` holds the ways out as data, each {"op", "path", …}: `cnn_core.architecture.repaired` applies one.
"""

from typing import Any, Self

from cnn_core.errors import CnnCoreError

Place = tuple[str | int, ...]
"""Keys from something's JSON to a layer in it: ("layers", 3), ("branches", 0, 1)."""


class ShapeError(CnnCoreError):
    """A layer cannot take the shape that reaches it.

    Attributes:
        params: `layer` (name) and `index` (0-based place in the network, of the block where it lies in one) of the
            layer, None until `at` has been called; `path`, the keys from the network's JSON to the layer; `fixes`.
    """

    code = "shape"
    template = "{layer}: expected a shape that fits; received {received}"

    def __init__(self, **params: Any) -> None:
        super().__init__(**{"layer": None, "index": None, "path": [], "fixes": [], **params})

    def at(self, index: int, layer: str, *, place: Place | None = None) -> Self:
        """The same error seen from what holds the layer: called once at each level, from the inside out.

        Args:
            index: 0-based place of the layer.
            layer: its name there.
            place: where the layer stands in the holder's JSON, ("layers", index) when missing.
        """
        place = ("layers", index) if place is None else place
        fixes = [{**fix, "path": [*place, *fix.get("path", [])]} for fix in self.params["fixes"]]
        name = f"{layer}.{self.params['layer']}" if self.params["layer"] else layer
        path = [*place, *self.params["path"]]
        return type(self)(**{**self.params, "layer": name, "index": index, "path": path, "fixes": fixes})

    def with_fixes(self, *more_fixes: dict[str, Any]) -> Self:
        """The same error with ways out that only the network knows."""
        return type(self)(**{**self.params, "fixes": [*self.params["fixes"], *more_fixes]})

    def sealed(self) -> Self:
        """The same error in a layer that no field of the network names: the block around it can only be taken out."""
        return type(self)(**{**self.params, "path": [], "fixes": [{"op": "remove"}]})


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


class ReflectTooLargeError(ShapeError):
    """A mirror cannot show more than lies before it: the padding reaches further than the picture.

    Params: axis ("height" | "width"), size (px that reach the layer), padding (px asked for), fitting_padding.
    """

    code = "reflect_too_large"
    template = (
        "{layer}: expected a reflected padding below the {size} px of {axis}, at most {fitting_padding}; "
        "received {padding}"
    )


class OutputPaddingError(ShapeError):
    """The px added behind a transposed convolution's output must be fewer than its stride or its dilation.

    Params: axis, output_padding, stride, dilation, fitting_padding (the largest that works).
    """

    code = "output_padding"
    template = (
        "{layer}: expected an output padding of at most {fitting_padding} along the {axis}, below the larger of "
        "stride {stride} and dilation {dilation}; received {output_padding}"
    )


class NothingLeftError(ShapeError):
    """The padding of a transposed convolution cuts away all of its output.

    Params: axis, padding, arithmetic (the output size's formula with these numbers), fitting_padding.
    """

    code = "nothing_left"
    template = (
        "{layer}: expected a padding that leaves some {axis} ({arithmetic}), at most {fitting_padding}; "
        "received {padding}"
    )


class SideTooLargeError(ShapeError):
    """A layer that enlarges would give larger maps than any layer may.

    Params: axis ("height" | "width"), side (px it would have), limit, arithmetic ("400·4 = 1600").
    """

    code = "side_too_large"
    template = "{layer}: expected maps of at most {limit} px of {axis}; received {side} ({arithmetic})"


class NormGroupsError(ShapeError):
    """Channels that do not split into equal groups to be normalised.

    Params: channels, groups, fitting (all numbers of groups that divide the channels).
    """

    code = "norm_groups"
    template = (
        "{layer}: expected a number of groups that divides {channels} channels, one of {fitting}; received {groups}"
    )


class SingleValueError(ShapeError):
    """A normalisation over one value: its mean is the value itself, so the result would be 0 whatever it is.

    Params: received ("16×1×1").
    """

    code = "single_value"
    template = "{layer}: expected at least 2 values to take mean and variance of; received one each time, of {received}"


class JoinError(ShapeError):
    """The branches of a block give shapes that cannot be joined.

    Params: join ("add" | "concat" | "multiply"), received ("16×8×8, 32×8×8").
    """

    code = "join"
    template = "{layer}: expected branches whose shapes go together ({join}); received {received}"
