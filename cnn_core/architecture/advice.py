"""What a good teacher says of a network that runs, but could be better."""

from cnn_core.architecture import rules
from cnn_core.architecture.places import Advice, network_of
from cnn_core.architecture.rules import Rule
from cnn_core.architecture.spec import ArchitectureSpec

__all__ = ["RULES", "Advice", "advice"]

RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        rules.bias_before_batch_norm,
        rules.softmax_before_cross_entropy,
        rules.activation_at_the_end,
        rules.no_activation_between,
        rules.receptive_field_too_small,
        rules.receptive_field_far_too_large,
        rules.pooled_to_one_too_early,
        rules.saturating_activations_in_a_deep_stack,
        rules.dropout_before_batch_norm,
        rules.step_stops_the_gradient,
    )
}


def advice(spec: ArchitectureSpec, classes: int | None = None) -> tuple[Advice, ...]:
    """Everything there is to remark, in the order of the layers; of a network that does not fit, as far as it does.

    Args:
        spec: the network.
        classes: numbers it has to end in; as long as it does not, its last layer is not taken for the end.

    >>> from cnn_core.presets import PRESETS
    >>> advice(PRESETS["lenet5"].build((1, 28, 28), 10))
    ()
    """
    network = network_of(spec, classes)
    found = [each for rule in RULES.values() for each in rule(network)]
    once = {(each.code, each.path): each for each in reversed(found)}  # a repeated stretch says everything again
    return tuple(sorted(once.values(), key=lambda each: each.path[1:]))
