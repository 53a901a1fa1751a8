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
    highest=mark("The highest: the schedule moves it."),
    precision=mark("Half as many bits where the machine gains from it."),
    seeded=mark("The first weights follow from the seed."),
    data=mark("Images and labels to train on, to choose by, and to test with at the end."),
    as_mnist=mark("Enlarges a digit to 20 pixels and puts its centre of mass in the middle, as in MNIST."),
    drawn_here=mark("Convolab draws these pictures: run this in its folder."),
    hold_out=mark("Indices to keep and indices to hold out; every class gives its share."),
    schedule=mark("The learning rate of a step."),
    normalise=mark("Brings pixels to mean 0 and deviation 1, as counted over the training images."),
    stream=mark("A seed of its own for everything that is drawn, so that nothing depends on what came before."),
    accuracy=mark("The share of right answers."),
    train=mark("Trains the model and gives the loss of every step."),
    denormal=mark("Numbers below 1e-38 count as zero: they are slow."),
    order=mark("Every epoch has an order of its own."),
    dropout=mark("What dropout draws follows from the step."),
    epoch=mark("epoch"),
    loss_word=mark("loss"),
    validation_word=mark("right in validation:"),
    test_word=mark("right in the test:"),
)


class _Kept(dict[str, str]):
    """Leaves every {name} as it is: the core fills them."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def comments() -> Comments:
    """The sentences for exported source, in the language being spoken."""
    return Comments(**{each.name: i18n.filled(getattr(_COMMENTS, each.name), _Kept()) for each in fields(Comments)})
