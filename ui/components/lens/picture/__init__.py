"""The words of the picture chooser; the chooser itself is `chooser.js`."""

from typing import Any

from cnn_core.datasets import DATASETS
from ui import i18n
from ui.components.picture_texts import picture_texts
from ui.i18n import t


def chooser_texts() -> dict[str, Any]:
    """Every sentence of the picture chooser; the browser fills in what stands in braces."""
    return {
        "title": t("Picture"),
        "change": t("Choose another picture"),
        "size": t("Size"),
        "size_says": t("{low} to {high} pixels", low="{low}", high="{high}"),
        "less": t("One less"),
        "more": t("One more"),
        "colours": t("Colours"),
        "colour": t("Colour"),
        "grey": t("Grey"),
        "ways_label": t("Where the picture comes from"),
        "ways": _ways(),
        "names": {"pixels": t("your own"), "values": t("your own grid"), "sample": "", "grid": ""},
        "datasets": {kind: i18n.term(kind).label for kind in DATASETS},
        "empty_grid": t("An empty grid"),
        "draw": _draw(),
        "own": {
            "choose": t("Choose a picture"),
            "hint": t("Or drop one here, or paste one. It is read on your device; only its few pixels are kept."),
            "reading": t("Looking at the picture…"),
        },
        "files": picture_texts(),
        "camera": _camera(),
        "edit": _edit(),
    }


def _ways() -> dict[str, str]:
    return {
        "samples": t("Samples"),
        "grids": t("Grids"),
        "draw": t("Draw"),
        "own": t("Your picture"),
        "camera": t("Camera"),
        "edit": t("Cell by cell"),
    }


def _draw() -> dict[str, str]:
    return {
        "pad": t("Drawing pad. Arrows move the pen, space lowers and lifts it, Ctrl+Z undoes, Delete clears."),
        "pen_up": t("The pen is up."),
        "pen_down": t("The pen is down."),
        "hint": t("Draw something here"),
        "undo": t("Undo"),
        "clear": t("Clear"),
    }


def _camera() -> dict[str, str]:
    return {
        "hint": t("The camera is on until you take the picture; nothing is kept before that."),
        "asking": t("The browser may ask now whether this page may use the camera."),
        "open": t("Switch the camera on"),
        "take": t("Take the picture"),
        "stop": t("Switch it off"),
        "refused": t("The browser may not use the camera. Allow it beside the address, or choose a file instead."),
        "insecure": t("Browsers give the camera only to https pages and to this very computer. Choose a file instead."),
        "missing": t("There is no camera here. Choose a file instead."),
        "busy": t("The camera does not answer; another program may be using it. Close that one, or choose a file."),
    }


def _edit() -> dict[str, Any]:
    return {
        "sheet": t("The cells of the picture. Arrows move, digits type a value, Enter goes on."),
        "cell": t("Row {row}, column {column}", row="{row}", column="{column}"),
        "channel": t("Channel"),
        "channels": [t("red"), t("green"), t("blue")],
        "no_number": t("That is no number. Write it with digits, like −1.5."),
        "not_a_share": t("Pixels go from 0 (black) to 1 (white). For other numbers begin with a grid."),
        "too_large": t("Numbers may go from −{most} to {most}.", most="{most}"),
        "too_many": t("This grid is too large to be edited. Begin with a smaller one."),
    }
