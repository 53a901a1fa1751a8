"""What an operation under the lens cannot do, beyond what the layers of a network cannot do either."""

from cnn_core.layers import ShapeError


class ReflectTooLargeError(ShapeError):
    """A mirror cannot show more than lies before it: the padding reaches further than the picture.

    Params: axis ("height" | "width"), size (px of the picture), padding (px asked for), fitting_padding.
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


class OneValueError(ShapeError):
    """Batch normalisation while training cannot tell the variance of a single value."""

    code = "one_value"
    template = "{layer}: expected at least 2 values to take mean and variance of; received 1"
