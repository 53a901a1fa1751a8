"""What cannot be read in a source: the line, what stands there, and what would be taken.

`line` counts from 1, `received` is cut to 60 characters.
"""

from cnn_core.errors import CnnCoreError


class SourceTooLongError(CnnCoreError):
    """Params: limit, received (characters)."""

    code = "source_too_long"
    template = "expected a source of at most {limit} characters; received {received}"


class SourceSyntaxError(CnnCoreError):
    """It is no Python. Params: line, received."""

    code = "source_syntax"
    template = "line {line}: expected Python; received {received}"


class SourceStatementError(CnnCoreError):
    """A statement that is no import and no single `nn.Sequential(…)`, or none of these at all (`reason` "missing").

    Params: line, received, reason ("missing" or "other").
    """

    code = "source_statement"
    template = "line {line}: expected one nn.Sequential(…) and nothing but imports beside it; received {received}"


class SourceLayerError(CnnCoreError):
    """Something that is no layer we have. Params: line, received, known (the names that would be taken)."""

    code = "source_layer"
    template = "line {line}: expected one of {known}; received {received}"


class SourceArgumentError(CnnCoreError):
    """An argument of a layer. Params: line, layer ("nn.Conv2d"), field (its name), expected, received."""

    code = "source_argument"
    template = "line {line}: {layer}: {field}: expected {expected}; received {received}"


class SourceChannelsError(CnnCoreError):
    """A layer that counts on other channels than reach it. Params: line, layer, argument, expected, received."""

    code = "source_channels"
    template = "line {line}: {layer}: expected {argument} {expected}, as many as reach it; received {received}"
