"""The sentences of the families of operations under the lens: their switch, pooling, activations."""

from typing import Any

from ui import i18n
from ui.i18n import t

_SLOTS = {
    name: f"{{{name}}}"
    for name in (
        *("down", "right", "input", "input_all", "input_percent", "output", "output_all", "output_percent"),
        *("channel", "map", "percent"),
        *("name", "dead", "dead_percent", "flat", "flat_percent", "count", "least"),
    )
}


def family_texts() -> dict[str, Any]:
    """The texts of all families."""
    return {
        "family": t("Kind of layer"),
        "families": {
            "convolution": {"text": t("Convolution"), "help": t("A kernel slides over the picture")},
            "pooling": {"text": t("Pooling"), "help": t("Each window becomes one number")},
            "activation": {"text": t("Activation"), "help": t("A function of every single value")},
            "normalization": {"text": t("Normalisation"), "help": t("A batch gets mean 0 and variance 1")},
            "dropout": {"text": t("Dropout"), "help": t("Values dropped at random while training")},
            "dense": {"text": t("Fully connected"), "help": t("Every output is a sum over the whole picture")},
        },
        "on": {
            "label": t("Applied to"),
            "options": [
                {"id": "picture", "text": t("the picture")},
                {
                    "id": "convolution",
                    "text": t("the convolution"),
                    "help": t("The output of your convolution, with its kernel and settings"),
                },
            ],
            "convolved": t("Output of the convolution"),
        },
        "examples": {
            "label": t("Examples"),
            "stamps": t("four stamps that overlap"),
            "checkerboard": t("a checkerboard of ones"),
            "mixed": t("three channels, mixed"),
            "course": t("maximum of [1, 3, 2, 4]"),
            "course_mean": t("mean of [1, 3, 2, 4]"),
            "points": t("points to slide"),
            "signed": t("from −3 to 3"),
            "scores": t("softmax of [2, 1, 0.1]"),
            "four": t("[1, 3, 5, 7]: mean 4, variance 5"),
            "ones": t("64 ones"),
            "two": t("3·1 + 4·2 + 0.5"),
        },
        "separable": _separable(),
        "pooling": _pooling(),
        "slide": _slide(),
        "activation": _activation(),
    }


def _separable() -> dict[str, Any]:
    return {
        "weight": t("Weight of channel {channel} in map {map}", **_SLOTS),
        "costs": t("What it costs, without biases"),
        "weights": t("Weights"),
        "products": t("Multiply-adds"),
        "cost_of": {
            "separable": t("This one, in two steps"),
            "ordinary": t("The ordinary convolution"),
            "share": t("Share of the ordinary one"),
        },
        "share": t("{percent}%", **_SLOTS),
    }


def _pooling() -> dict[str, Any]:
    return {
        "what": t("Keeps"),
        "kinds": [
            {"id": "max", "text": t("maximum"), "help": i18n.term("max_pool").help},
            {"id": "avg", "text": t("mean"), "help": i18n.term("avg_pool").help},
        ],
        "way": t("Windows"),
        "ways": [
            {"id": "sliding", "text": t("sliding"), "help": t("Windows of one size, a stride apart")},
            {
                "id": "adaptive",
                "text": t("adaptive"),
                "help": t("The output's size is given; the windows share the input evenly"),
            },
            {"id": "global", "text": t("global"), "help": t("One window over the whole map")},
        ],
        "kernel_size": t("Window"),
        "output_size": t("Output"),
        "window": t("Window"),
    }


def _slide() -> dict[str, Any]:
    return {
        "label": t("Slide the picture"),
        "ways": {
            "left": t("One px to the left"),
            "up": t("One px up"),
            "down": t("One px down"),
            "right": t("One px to the right"),
        },
        "back": t("Back to its place"),
        "still": t("Does the output notice when everything moves by one px?"),
        "said": t(
            "Moved {down} px vertically, {right} px horizontally. Changed: {input} of {input_all} values of the input "
            "({input_percent}%), {output} of {output_all} of the output ({output_percent}%).",
            **_SLOTS,
        ),
    }


def _activation() -> dict[str, Any]:
    return {
        "functions": t("Activations"),
        "parameters": {
            "negative_slope": t("Slope of the negative side"),
            "init": t("Learnt slope"),
            "alpha": t("Alpha"),
        },
        "temperature": t("Temperature"),
        "approximate": t("Approximated by tanh"),
        "curve": t("Curve of {name} and its derivative", **_SLOTS),
        "flat_key": t("derivative below 0.01"),
        "bars_key": t("values of the input (root scale)"),
        "on_curve": t("A point on the curve; the cells with about this value are marked"),
        "shares": t("Shares of the channels"),
        "quiet": t(
            "Dead (output 0 and derivative 0): {dead} of {count} values ({dead_percent}%). "
            "Derivative below {least}, so that almost no gradient passes: {flat} ({flat_percent}%).",
            **_SLOTS,
        ),
        "softmax_alone": t(
            "One channel has nobody to share with: its share is always 1. "
            "Give the convolution more maps, or take the example."
        ),
        "softmax_quiet": t(
            "Softmax looks at all channels of a pixel: they share 1, and one can only gain what others lose."
        ),
    }
