"""What a good teacher says, in words: what was noticed, and why it matters."""

from collections.abc import Mapping
from typing import Any

from cnn_core.architecture import Advice, ArchitectureSpec
from ui import fix_texts
from ui.i18n import filled, mark, number

TEXTS: Mapping[str, tuple[str, str]] = {
    "bias_before_batch_norm": (
        mark("{layer} has a bias, and {norm} right behind it takes it away again."),
        mark(
            "The normalisation subtracts the mean of each map, and with it any number that was added to the whole map. "
            "{norm} can add a number of its own. The {biases} biases cost memory and learn nothing."
        ),
    ),
    "softmax_before_cross_entropy": (
        mark("{layer} is a softmax too many: the loss applies one itself."),
        mark(
            "The cross-entropy here takes the raw answers (logits) and turns them into shares. A softmax of shares "
            "makes them almost equal, so that the network learns slowly and never becomes sure."
        ),
    ),
    "activation_at_the_end": (
        mark("{layer} comes after the last layer and bends the answers."),
        mark(
            "The answers (logits) may be any numbers, also negative ones; the loss makes shares of them. An activation "
            "at the end cuts or squeezes them, and where it is flat no gradient comes back."
        ),
    ),
    "no_activation_between": (
        mark("There is no activation between {first} and {layer}: together they are only one linear layer."),
        mark(
            "A weighted sum of weighted sums is a weighted sum. However many linear layers follow one another, a "
            "single one could do the same; it is the activation between them that makes depth worth something."
        ),
    ),
    "receptive_field_too_small": (
        mark("Before {layer} each value sees only {field} px of an image of {image} px."),
        mark(
            "A feature can be no larger than what its value sees. Here whatever is larger than {field} px is only "
            "put together by {layer}, from parts that do not know of one another. An earlier pooling or more "
            "convolutions let every value see more."
        ),
    ),
    "receptive_field_far_too_large": (
        mark("Already before {layer} each value sees {field} px, more than the whole image of {image} px."),
        mark(
            "The {count} convolutions from there on find nothing new around them. In a plain stack such layers mostly "
            "hand on what they receive: fewer of them, or fewer poolings before, learn as much for less."
        ),
    ),
    "pooled_to_one_too_early": (
        mark("{layer} leaves a single px of each map, and {following} wants to look around with {kernel} px."),
        mark(
            "Around a single px there is only padding. All the weights of {following} but the one in the middle are "
            "multiplied by zeros: they cost, and never learn. Keep the map larger until there."
        ),
    ),
    "saturating_activations_in_a_deep_stack": (
        mark("{count} layers here squeeze their values, as {layer} does: the first layers will hardly learn."),
        mark(
            "On its way back the gradient is multiplied by the slope of each activation: at most 1/4 for a sigmoid, at "
            "most 1 for tanh and almost 0 at the ends of both. After {count} of them little is left. ReLU, or a "
            "normalisation before each, lets the gradient through."
        ),
    ),
    "dropout_before_batch_norm": (
        mark("{layer} before {norm} lets the two work against each other."),
        mark(
            "While training, the dropout changes how much the values vary, and {norm} remembers that. Later the "
            "dropout does nothing, the values vary differently, and {norm} normalises them wrongly. Put the dropout "
            "behind the last normalisation, or take it out."
        ),
    ),
    "step_stops_the_gradient": (
        mark("{layer} lets no gradient through: nothing before it can learn."),
        mark(
            "The step is flat everywhere, so its slope is zero, and the gradient that goes back is multiplied by it. "
            "The first artificial neurons had it; learning by gradients began with smoother ones."
        ),
    ),
}


def warning(advice: Advice, spec: ArchitectureSpec) -> dict[str, Any]:
    """A remark as the browser shows it: where, what, why, and its buttons."""
    text, why = TEXTS[advice.code]
    facts = {name: number(fact) if isinstance(fact, int) else fact for name, fact in advice.params.items()}
    fixes = [fix_texts.choice(fix, spec) for fix in advice.fixes]
    return {"path": list(advice.path), "text": filled(text, facts), "why": filled(why, facts), "fixes": fixes}
