"""Every sentence of the lens in the learner's language; the browser fills in what stands in braces."""

from typing import Any

from ui import i18n
from ui.components.lens.texts_families import family_texts
from ui.components.lens.texts_learning import learning_texts
from ui.components.lens.texts_values import value_texts
from ui.i18n import t
from ui.sentences import SENTENCES

_SLOTS = {
    name: f"{{{name}}}"
    for name in ("row", "column", "rows", "columns", "count", "map", "maps", "channel", "number", "name", "value")
} | {"low": "{low}", "high": "{high}", "size": "{size}", "before": "{before}", "after": "{after}"}
_EXPLAINED = (
    "kernel_size",
    "stride",
    "padding",
    "output_padding",
    "padding_mode",
    "dilation",
    "out_channels",
    "groups",
    "bias",
    "flipped",
)
_PROBLEMS = (
    "kernel_too_large",
    "groups",
    "same_padding_stride",
    "reflect_too_large",
    "pool_padding",
    "output_padding",
    "nothing_left",
    "one_value",
    "shape",
)


class _Kept(dict[str, str]):
    """Placeholders that stay as they are: the browser knows the numbers."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def texts() -> dict[str, Any]:
    """The texts of the lens, nested by the part that shows them."""
    return (
        {
            "label": t(
                "The layer under the lens. Arrows move the cell, space plays, Home and End jump, Enter pins, "
                "Escape lets go, plus and minus zoom."
            ),
            "controls": _controls(),
            "problems": {code: i18n.filled(SENTENCES[code], _Kept()) for code in _PROBLEMS},
            "this_layer": t("this layer"),
            "axes": {"height": t("height"), "width": t("width")},
            "fix": t("{name}: {value}", **_SLOTS),
            "direction": _direction(),
            "zoom": _zoom(),
            "backward": _backward(),
            "learning": learning_texts(),
            "transport": _transport(),
            "facts": _facts(),
            "kernels": t("Kernels"),
            "code_button": t("The code that runs"),
            "code_title": t("The code that runs"),
            "project": t("Projector"),
            "project_help": t("The lens alone on the whole screen; Escape leaves"),
        }
        | _names()
        | _line()
        | family_texts()
        | value_texts()
    )


def _controls() -> dict[str, Any]:
    return {
        "label": t("The layer"),
        "kind": t("Kind"),
        "kinds": [
            {"id": "convolution", "text": t("ordinary"), "help": i18n.term("convolution").help},
            {"id": "transposed_convolution", "text": t("transposed"), "help": i18n.term("transposed_convolution").help},
            {"id": "separable", "text": t("separable"), "help": i18n.term("separable").help},
        ],
        "kernel_size": t("Kernel"),
        "stride": t("Stride"),
        "padding": t("Padding"),
        "padding_mode": t("Filled with"),
        "output_padding": i18n.term("output_padding").label,
        "dilation": t("Dilation"),
        "out_channels": t("Maps"),
        "groups": t("Groups"),
        "bias": t("Bias"),
        "flipped": t("Flipped"),
        "then": t("Then"),
        "no_activation": t("nothing"),
        "same": t("same"),
        "same_help": t("As much padding as keeps the size"),
        "modes": [
            {"id": "zeros", "text": t("zeros")},
            {
                "id": "reflect",
                "text": t("mirror"),
                "help": t("The picture mirrored at its edge, which is not repeated"),
            },
            {"id": "replicate", "text": t("edge"), "help": t("The edge of the picture again and again")},
        ],
        "depthwise": t("depthwise"),
        "bias_help": t("A number added to every value of a map"),
        "flipped_help": t("True convolution: the kernel is turned by half a turn first; networks do not do it"),
        "vertical": t("vertical"),
        "horizontal": t("horizontal"),
        "linked": t("Vertical and horizontal alike"),
        "linked_help": t("Vertical and horizontal alike; press to set them apart"),
        "less": t("One less"),
        "more": t("One more"),
        "bounds": t("from {low} to {high}", **_SLOTS),
        "help": {name: i18n.term(name).help for name in _EXPLAINED},
    }


def _direction() -> dict[str, Any]:
    return {
        "label": t("Direction"),
        "ways": [
            {"id": "forward", "text": t("Forwards"), "help": t("From the input to the output")},
            {"id": "backward", "text": t("Backwards"), "help": t("From the gradient of the output to all others")},
        ],
    }


def _backward() -> dict[str, Any]:
    return {
        "upstream": t("Gradient at the output, dL/dy"),
        "kinds": [
            {"id": "ones", "text": t("ones"), "help": t("Every output counts the same: L is their sum")},
            {"id": "values", "text": t("own"), "help": t("Click a cell of the output and type its number")},
            {
                "id": "target",
                "text": t("from a target"),
                "help": t("L is the mean squared error against a kernel's map"),
            },
            {
                "id": "wanted",
                "text": t("wanted values"),
                "help": t("L is the mean squared error against what you want of each output: choose one and type it"),
            },
        ],
        "target": t("Kernel that makes the target"),
        "own": t("dL/dy of this cell"),
        "wanted": t("wanted of this output"),
        "loss": "L = {definition} = {value}",
        "went": t("L: {before} → {after}", **_SLOTS),
        "too_far": t(
            "So large a step would make the weights too large for the lens: it was not taken. "
            "Try a smaller learning rate."
        ),
        "rate": t("learning rate"),
        "step": t("One gradient step"),
        "dz": "dL/dz",
        "dw": "dL/dW",
        "dx": "dL/dX",
        "db": "dL/db",
    }


def _zoom() -> dict[str, Any]:
    return {
        "label": t("How close"),
        "levels": [
            {"id": "map", "text": t("Whole map"), "help": t("The whole map (−)")},
            {"id": "window", "text": t("Window"), "help": t("The surroundings of the window (+)")},
            {"id": "arithmetic", "text": t("Arithmetic"), "help": t("The window alone, with its numbers (+)")},
        ],
    }


def _transport() -> dict[str, str]:
    return {
        "label": t("Player"),
        "first": t("First cell"),
        "first_help": t("First cell (Home)"),
        "back": t("One cell back"),
        "back_help": t("One cell back (comma)"),
        "play": t("Play"),
        "play_help": t("Play (space)"),
        "calm": t("Less motion is asked for: one cell a press"),
        "calm_play": t("Play: one cell on"),
        "calm_help": t("One cell on (space): your system asks for less motion, so nothing plays by itself"),
        "pause": t("Pause"),
        "pause_help": t("Pause (space)"),
        "forward": t("One cell on"),
        "forward_help": t("One cell on (full stop)"),
        "last": t("Last cell"),
        "last_help": t("Last cell (End)"),
        "scrub": t("Cell of the map"),
        "speed": t("Speed"),
        "rate": t("{count} cells/s", **_SLOTS),
        "row": t("row"),
        "column": t("column"),
        "place": t("row {row} of {rows}, column {column} of {columns}", **_SLOTS),
        "pin": t("Pin"),
        "pin_help": t("Keep this cell while the pointer wanders (Enter, or a click on it)"),
        "unpin": t("Let go"),
        "unpin_help": t("Let go of this cell (Escape)"),
    }


def _facts() -> dict[str, str]:
    return {
        "size": t("Output size"),
        "copy": t("Copy"),
        "copied": t("Copied"),
        "selected": t("Press Ctrl+C"),
    }


def _names() -> dict[str, Any]:
    return {
        "input": t("Input"),
        "kernel": t("Kernel"),
        "kernel_of": t("Kernel of map {map}", **_SLOTS),
        "output": t("Output"),
        "output_map": t("Output, map {map} of {maps}", **_SLOTS),
        "output_help": t("The output. Arrows move the cell; its arithmetic is read out."),
        "refusals": {
            "no_number": t("That is no number. Write it with digits, like −1.5."),
            "between": t("A number from {low} to {high} can stand here.", low="{low}", high="{high}"),
            "above_zero": t("A number above 0 can stand here, like 0.1."),
        },
        "input_help": t("Arrows move over its cells; every output that a cell feeds lights up."),
        "maps": t("Maps of the output"),
        "map": t("Map {map}", **_SLOTS),
        "channel": t("channel {number}", **_SLOTS),
        "colours": [t("red"), t("green"), t("blue")],
        "weight": t("Weight in row {row}, column {column}, channel {channel}", **_SLOTS),
        "bias_of": t("Bias of map {map}", **_SLOTS),
        "bias_short": t("bias"),
    }


def _line() -> dict[str, str]:
    return {
        "place": t("Output in row {row}, column {column}", **_SLOTS),
        "place_of_map": t("Output of map {map} in row {row}, column {column}", **_SLOTS),
        "folded": t("… {count} more …", **_SLOTS),
        "fold": t("Fewer"),
        "feeds": t("The input in row {row}, column {column} takes part in {count} outputs.", **_SLOTS),
        "feeds_one": t("The input in row {row}, column {column} takes part in one output.", **_SLOTS),
        "stamps": t(
            "The input in row {row}, column {column} stamps the kernel, multiplied by {value}, into {count} outputs.",
            **_SLOTS,
        ),
        "padding_feeds": t("This cell of the padding takes part in {count} outputs.", **_SLOTS),
        "padding_feeds_one": t("This cell of the padding takes part in one output."),
        "applied_one": t("The weight in row {row}, column {column} is applied in one place.", **_SLOTS),
        "applied": t("The weight in row {row}, column {column} is applied in {count} places.", **_SLOTS),
    }
