"""The sentences of the families of operations under the lens: their switch, pooling, activations."""

from typing import Any

from ui.i18n import t


def family_texts() -> dict[str, Any]:
    """The texts of all families."""
    return {
        "family": t("Kind of layer"),
        "families": {
            "convolution": {"text": t("Convolution"), "help": t("A kernel slides over the picture")},
            "pooling": {"text": t("Pooling"), "help": t("Each window becomes one number")},
            "activation": {"text": t("Activation"), "help": t("A function of every single value")},
        },
    }
