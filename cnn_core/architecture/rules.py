"""The rules of good teachers, each with its paper.

None is a law: where a published network does otherwise on purpose, the rule knows the case and keeps quiet.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, pairwise

from cnn_core.activations import SigmoidSpec, SoftmaxSpec, StepSpec, TanhSpec
from cnn_core.architecture.places import Advice, Fix, Network, Place, network_of
from cnn_core.architecture.repair import repaired
from cnn_core.errors import InvalidSpecError
from cnn_core.layers import (
    BatchNorm2dSpec,
    Dropout2dSpec,
    DropoutSpec,
    GroupNormSpec,
    InstanceNorm2dSpec,
    LayerNormSpec,
)
from cnn_core.layers.arithmetic import shape_text

DEEP_STACK = 5
"""Saturating activations one behind another from which on the first layers hardly learn."""

WASTED_CONVOLUTIONS = 3
"""Convolutions that see no more of the image than the one before them, from which on it is told."""

RELU = {"kind": "activation", "function": "relu"}
Rule = Callable[[Network], Iterator[Advice]]
_NORMALISING = BatchNorm2dSpec | LayerNormSpec | GroupNormSpec | InstanceNorm2dSpec
_CENTRED_BY_MAP = BatchNorm2dSpec | InstanceNorm2dSpec


def bias_before_batch_norm(network: Network) -> Iterator[Advice]:
    """A bias right before a normalisation of each map, which takes the mean away and the bias with it.

    Reference: Ioffe, Szegedy, "Batch Normalization", 2015, arXiv:1502.03167, section 3.2.
    """
    for place, following in _pairs(network):
        if getattr(place.layer, "bias", False) and isinstance(following.layer, _CENTRED_BY_MAP):
            saved = place.layer.parameter_terms(place.before)[-1]
            facts = {"norm": following.name, "biases": saved[0]}
            yield place.advice("bias_before_batch_norm", facts, place.setting(bias=False))


def softmax_before_cross_entropy(network: Network) -> Iterator[Advice]:
    """A softmax at the end, while the loss applies its own: two of them flatten the gradient.

    Reference: Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs", 1990;
    Goodfellow, Bengio, Courville, "Deep Learning", 2016, section 6.2.2.3.
    """
    last = _last_activation(network)
    if last is not None and isinstance(last.function, SoftmaxSpec):
        yield last.advice("softmax_before_cross_entropy", {}, *_last_removal(network))


def activation_at_the_end(network: Network) -> Iterator[Advice]:
    """An activation behind the last layer: the logits may need any value, and it cuts or squeezes them.

    Reference: Goodfellow, Bengio, Courville, "Deep Learning", 2016, section 6.2.2.
    """
    last = _last_activation(network)
    if last is not None and not isinstance(last.function, SoftmaxSpec):
        yield last.advice("activation_at_the_end", {}, *_last_removal(network))


def no_activation_between(network: Network) -> Iterator[Advice]:
    """Two layers of weights with nothing but linear layers between them: together they are one linear map.

    A depthwise convolution with its pointwise one, and a column with its row, are one convolution taken apart on
    purpose; there it keeps quiet.

    Reference: Leshno, Lin, Pinkus, Schocken, "Multilayer Feedforward Networks with a Nonpolynomial Activation
    Function Can Approximate Any Function", Neural Networks 6, 1993; Chollet, "Xception", 2016, arXiv:1610.02357,
    section 4.7, for the exception.
    """
    for chain in network.chains:
        first: Place | None = None
        for place in chain:
            if not place.layer.is_linear:
                first = None
            elif place.learns_a_map:
                if first is not None and not _taken_apart(first, place):
                    yield place.advice("no_activation_between", {"first": first.name}, place.insertion(RELU))
                first = place


def receptive_field_too_small(network: Network) -> Iterator[Advice]:
    """Where the maps become a vector, a value sees less than half of the image: what is larger, no feature can be.

    Reference: Luo, Li, Urtasun, Zemel, "Understanding the Effective Receptive Field in Deep Convolutional Neural
    Networks", 2016, arXiv:1701.04128; Araujo, Norris, Sim, Distill 2019.
    """
    at, joining = next(((at, place) for at, place in enumerate(network.chain) if place.joins), (0, None))
    if joining is None or joining.field.whole == (1, 1):  # nothing looks around: it is not meant to
        return
    image, seen = network.image, joining.field.whole
    if any(2 * sees < side for sees, side in zip(seen, image, strict=True)):
        facts = {"field": shape_text(seen), "image": shape_text(image)}
        fixes = [place.insertion({"kind": "max_pool2d"}) for place in network.chain[1 : at + 1]]
        yield joining.advice("receptive_field_too_small", facts, *_that_help(network, receptive_field_too_small, fixes))


def receptive_field_far_too_large(network: Network) -> Iterator[Advice]:
    """Several convolutions behind one that sees the whole image already: in a plain stack they add little.

    Reference: Richter, Schöning, Wiedenroth, Krumnack, "Should You Go Deeper? Optimizing Convolutional Neural Network
    Architectures without Training by Receptive Field Analysis", 2021, arXiv:2106.12307.
    """
    image = network.image
    wasted = [
        place
        for place in network.chain
        if place.looks_around
        and place.learns_a_map
        and all(sees > side for sees, side in zip(place.field.whole, image, strict=True))
    ]
    if len(wasted) >= WASTED_CONVOLUTIONS:
        facts = {"count": len(wasted), "field": shape_text(wasted[0].field.whole), "image": shape_text(image)}
        yield wasted[0].advice("receptive_field_far_too_large", facts)


def pooled_to_one_too_early(network: Network) -> Iterator[Advice]:
    """A map of one px, and a convolution behind it whose kernel finds nothing but padding around that px.

    Reference: Dumoulin, Visin, "A Guide to Convolution Arithmetic for Deep Learning", 2016, arXiv:1603.07285.
    """
    for at, place in enumerate(network.chain):
        if place.learns_a_map and place.looks_around and place.before[1:] == (1, 1):
            shrinking = [each for each in network.chain[:at] if each.before[1:] != (1, 1)]
            if shrinking:
                fixes = _that_help(network, pooled_to_one_too_early, [shrinking[-1].removal()])
                facts = {"following": place.name, "kernel": shape_text(place.extent)}
                yield shrinking[-1].advice("pooled_to_one_too_early", facts, *fixes)
            return


def saturating_activations_in_a_deep_stack(network: Network) -> Iterator[Advice]:
    """Five or more sigmoids or hyperbolic tangents without normalisation: each shrinks the gradient on its way back.

    Reference: Glorot, Bengio, "Understanding the Difficulty of Training Deep Feedforward Neural Networks", AISTATS
    2010; Hochreiter, "Untersuchungen zu dynamischen neuronalen Netzen", 1991.
    """
    if any(isinstance(layer, _NORMALISING) for layer in network.layers):
        return
    for chain in network.chains:  # of branches side by side, and around a shortcut, the gradient takes each way alone
        found = [place for place in chain if isinstance(place.function, SigmoidSpec | TanhSpec)]
        if len(found) >= DEEP_STACK:
            facts, fix = {"count": len(found)}, found[0].setting(function="relu")
            yield found[0].advice("saturating_activations_in_a_deep_stack", facts, fix)


def dropout_before_batch_norm(network: Network) -> Iterator[Advice]:
    """A dropout before a batch normalisation: the variance it learns while training is not the one it meets later.

    Reference: Li, Chen, Hu, Yang, "Understanding the Disharmony between Dropout and Batch Normalization by Variance
    Shift", 2018, arXiv:1801.05134.
    """
    for chain in network.chains:
        dropout: Place | None = None
        for place in chain:
            if isinstance(place.layer, BatchNorm2dSpec) and dropout is not None:
                yield dropout.advice("dropout_before_batch_norm", {"norm": place.name}, dropout.removal())
            if isinstance(place.layer, DropoutSpec | Dropout2dSpec) and place.layer.p:
                dropout = place
            elif isinstance(place.layer, BatchNorm2dSpec) or not place.layer.is_linear:
                dropout = None


def step_stops_the_gradient(network: Network) -> Iterator[Advice]:
    """A step activation: its derivative is zero, so that no layer before it learns anything.

    Reference: Bengio, Léonard, Courville, "Estimating or Propagating Gradients Through Stochastic Neurons", 2013,
    arXiv:1308.3432.
    """
    for chain in network.chains:
        for at, place in enumerate(chain):
            if isinstance(place.function, StepSpec) and any(each.learns_a_map for each in chain[:at]):
                yield place.advice("step_stops_the_gradient", {}, place.setting(function="relu"))


def _pairs(network: Network) -> Iterator[tuple[Place, Place]]:
    for chain in network.chains:
        yield from pairwise(chain)


def _last_activation(network: Network) -> Place | None:
    """The activation at the end of a finished network."""
    last = network.chain[-1] if network.chain and network.is_finished else None
    if last is None or last.function is None:
        return None
    return last if len(last.path) == len(("layers", 0)) else None  # that of a repeated stretch stands inside, too


def _last_removal(network: Network) -> list[Fix]:
    """Taking the last layer out, where another one is left."""
    return [network.chain[-1].removal()] if len(network.spec.layers) > 1 else []


def _taken_apart(first: Place, second: Place) -> bool:
    """Whether two convolutions are one taken apart: each map and then across maps, or a column and a row."""
    if len(first.before) != 3 or len(second.before) != 3:
        return False
    (height, width), (next_height, next_width) = first.extent, second.extent
    by_map = getattr(first.layer, "groups", 1) == first.before[0] > 1 and (next_height, next_width) == (1, 1)
    lines = width == next_height == 1 < height or height == next_width == 1 < width
    return by_map or lines


def _that_help(network: Network, rule: Rule, fixes: Iterable[Fix]) -> Iterator[Fix]:
    """The first of the fixes after which all layers fit and the rule has nothing more to say, if there is one."""
    return islice((fix for fix in fixes if _helps(network, rule, fix)), 1)


def _helps(network: Network, rule: Rule, fix: Fix) -> bool:
    try:
        mended = network_of(repaired(network.spec, fix))
    except InvalidSpecError:  # it was the only layer, or one more is too many
        return False
    return mended.is_whole and not any(rule(mended))
