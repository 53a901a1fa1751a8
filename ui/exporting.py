"""What of a network can be taken away: the files, and what stands in them in the learner's language."""

from dataclasses import fields

from cnn_core.exports.comments import Comments
from ui import i18n
from ui.i18n import mark

_COMMENTS = Comments(
    made=mark("Made with Convolab."),
    network=mark("{name}: {input} in, {parameters} parameters."),
    maps=mark("{channels} maps of {height}×{width}"),
    one_map=mark("1 map of {height}×{width}"),
    vector=mark("{count} numbers"),
    one_number=mark("1 number"),
    add=mark("Adds the outputs of its branches up."),
    concat=mark("Puts the maps of its branches one behind another."),
    multiply=mark("Scales each map by a number of its own."),
    branches=mark("Gives the same input to every branch, joins their outputs, and applies what comes after."),
    zero_padded=mark("Leaves pixels out at a fixed step, and adds maps of zeros behind those that are there."),
    more_maps=mark("Adds maps of zeros behind those that are there."),
    adaptive_pool=mark("Cuts the map into so many parts, which may overlap, and keeps one number of each."),
    transposed=mark("A transposed convolution as in PyTorch: the input is spread with zeros, then convolved."),
    step=mark("1 above zero, 0 elsewhere; no gradient flows back."),
    weights=mark("The first weights: {rule}."),
    pad_minus_infinity=mark("Padding that no max pooling ever chooses."),
    pad_from_map=mark("Padding taken from the map itself: as in a mirror, or its edge again."),
    gelu_tanh=mark("GELU by the formula with the hyperbolic tangent."),
    load_weights=mark("Puts the weights of the PyTorch model into this one, by the names of the layers."),
    kernel_order=mark("PyTorch counts (output, input, height, width), Keras (height, width, input, output)."),
)


class _Kept(dict[str, str]):
    """Leaves every {name} as it is: the core fills them."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def comments() -> Comments:
    """The sentences for exported source, in the language being spoken."""
    return Comments(**{each.name: i18n.filled(getattr(_COMMENTS, each.name), _Kept()) for each in fields(Comments)})
