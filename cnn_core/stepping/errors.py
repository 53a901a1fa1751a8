"""What an operation under the lens cannot do, beyond what the layers of a network cannot do either."""

from cnn_core.layers import ShapeError


class OneValueError(ShapeError):
    """Batch normalisation while training cannot tell the variance of a single value."""

    code = "one_value"
    template = "{layer}: expected at least 2 values to take mean and variance of; received 1"
