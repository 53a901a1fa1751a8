"""What of a network can be taken away: the files, and what stands in them in the learner's language."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from torch import Tensor

from cnn_core.architecture import ArchitectureSpec, build_model
from cnn_core.exports.comments import Comments
from cnn_core.exports.keras import keras_source
from cnn_core.exports.onnx import onnx_bytes_apart
from cnn_core.exports.pytorch import module_source
from cnn_core.exports.script import script_source
from cnn_core.exports.weights import weights_bytes
from cnn_core.training.spec import RunSpec
from ui import i18n
from ui.i18n import mark

_COMMENTS = Comments(
    made=mark("Made with Convolab."),
    needs=mark("Needs: {packages}."),
    network=mark("{name}: {parameters} parameters; input: {input}."),
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


@dataclass(frozen=True, slots=True)
class Taken:
    """What somebody takes away.

    Attributes:
        spec: the network.
        run: how it is trained; None where the data it is for do not fit it.
        weights: a state dict of it; None for its first weights.
    """

    spec: ArchitectureSpec
    run: RunSpec | None = None
    weights: Mapping[str, Tensor] | None = None

    def state(self) -> Mapping[str, Tensor]:
        if self.weights is not None:
            return self.weights
        return build_model(self.spec, seed=self.run.seed if self.run else 0).state_dict()


@dataclass(frozen=True, slots=True)
class Offer:
    """One of the files.

    Attributes:
        id: stable.
        source_label, source_help: what it is, in English; `label` and `help` say it in the language being spoken.
        ending: of the file's name.
        media_type: as browsers call it.
        make: its content, in the language being spoken.
        needs_run: whether there is none without a run.
        takes_seconds: whether to show that something is going on, and to make one at a time: a class that asks together
            would fill the memory.
    """

    id: str
    source_label: str
    source_help: str
    ending: str
    media_type: str
    make: Callable[[Taken], bytes]
    needs_run: bool = False
    takes_seconds: bool = False

    @property
    def label(self) -> str:
        return i18n.filled(self.source_label, {})

    @property
    def help(self) -> str:
        return i18n.filled(self.source_help, {})

    @property
    def is_text(self) -> bool:
        """Whether it can be read and copied."""
        return self.media_type.startswith("text/") or self.media_type == "application/json"

    def file_name(self, spec: ArchitectureSpec) -> str:
        """The network's name in small letters, as a module is called: "LeNet-5" gives lenet_5.py."""
        return re.sub(r"\W+", "_", spec.name).strip("_").lower() + self.ending


def made(offer_id: str, taken: Taken, language: str) -> bytes:
    """The content of a file, where there is no page to ask for the language.

    Raises:
        ShapeError: a layer does not fit.
        TooManyParametersError, TooMuchMemoryError, TooMuchWorkError: as `build_model`, where weights are in the file.
        OnnxTooSlowError: the network has too many layers to be written as ONNX.
    """
    with i18n.speaking(language):
        return OFFERS[offer_id].make(taken)


def offers(taken: Taken) -> list[Offer]:
    """The files there are of it, in the order of the table."""
    return [offer for offer in OFFERS.values() if taken.run is not None or not offer.needs_run]


def _script(taken: Taken) -> bytes:
    assert taken.run is not None, "asked for only where there is a run"
    return script_source(taken.run, comments()).encode()


OFFERS: dict[str, Offer] = {
    offer.id: offer
    for offer in (
        Offer(
            "pytorch",
            mark("PyTorch module"),
            mark("The network as Python code that needs PyTorch only; each line says what shape it gives."),
            ".py",
            "text/x-python",
            lambda taken: module_source(taken.spec, comments()).encode(),
        ),
        Offer(
            "script",
            mark("Training script"),
            mark("Data, network, training and test in one Python file; with the same seed it draws the same curve."),
            "_training.py",
            "text/x-python",
            _script,
            needs_run=True,
        ),
        Offer(
            "keras",
            mark("Keras 3 code"),
            mark("The same network for Keras, and a function that brings the weights in from PyTorch."),
            "_keras.py",
            "text/x-python",
            lambda taken: keras_source(taken.spec, comments()).encode(),
        ),
        Offer(
            "onnx",
            mark("ONNX"),
            mark("Network and weights for other programs, without Python."),
            ".onnx",
            "application/octet-stream",
            lambda taken: onnx_bytes_apart(taken.spec, taken.state()),
            takes_seconds=True,
        ),
        Offer(
            "json",
            mark("JSON"),
            mark("The network alone, to be opened here again."),
            ".json",
            "application/json",
            lambda taken: taken.spec.to_json().encode(),
        ),
        Offer(
            "safetensors",
            mark("safetensors"),
            mark("The weights, with the network inside; PyTorch and Keras code can load them."),
            ".safetensors",
            "application/octet-stream",
            lambda taken: weights_bytes(taken.spec, taken.state()),
        ),
    )
}
