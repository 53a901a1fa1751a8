"""The sentences of batch normalisation, dropout and the fully connected layer under the lens."""

from typing import Any

from ui.i18n import t

_SLOTS = {
    name: f"{{{name}}}"
    for name in (
        *(
            "missing",
            "row",
            "column",
            "number",
            "sample",
            "count",
            "name",
            "mean",
            "deviation",
            "kept",
            "percent",
            "draws",
            "p",
        ),
        *("x", "w", "product", "dense", "convolution", "height", "width", "same", "most"),
    )
}


def value_texts() -> dict[str, Any]:
    """The texts of the three families, and of the switch that two of them have."""
    return {"phase": _phase(), "normalization": _normalization(), "dropout": _dropout(), "dense": _dense()}


def _phase() -> dict[str, Any]:
    return {
        "label": t("Phase"),
        "options": [
            {"id": "training", "text": t("training"), "help": t("model.train(): the layer as it is while it learns")},
            {"id": "evaluation", "text": t("evaluation"), "help": t("model.eval(): the layer as it is in use")},
        ],
    }


def _normalization() -> dict[str, str]:
    return {
        "samples": t("Pictures in the batch"),
        "others": t("Others"),
        "missing": t(
            "Not here, of the {count} pictures of this batch: {missing}. Mean and variance are those of the rest. "
            "“Others” takes pictures that are here.",
            **_SLOTS,
        ),
        "training": t("Phase"),
        "scale": t("γ (scale)"),
        "shift": t("β (shift)"),
        "mean": t("Remembered mean"),
        "variance": t("Remembered variance"),
        "eps": "ε",
        "momentum": t("Momentum"),
        "before": t("Before"),
        "after": t("After"),
        "spread": t("{name}: mean {mean}, standard deviation {deviation}", **_SLOTS),
        "sample": t("Picture {sample} of {count}", **_SLOTS),
        "place": t("Picture {sample}, row {row}, column {column}", **_SLOTS),
        "memory": t("What it remembers, after one more batch like this"),
        "memory_used": t("In evaluation, the remembered mean and variance are used, and nothing moves."),
        "once": t("Train on this batch once"),
        "fifty": t("50 times"),
        "afresh": t("Forget"),
        "all_alike": t(
            "All gradients are alike, so nothing reaches the input: adding the same to all values moves their mean, "
            "and the mean is taken off again. Give the cells numbers of their own."
        ),
    }


def _dropout() -> dict[str, str]:
    return {
        "p": t("Share dropped, p"),
        "training": t("Phase"),
        "draw": t("Random draw"),
        "again": t("Another draw"),
        "seed": t("seed {number}", **_SLOTS),
        "mask": t("Mask: 0 or 1 / (1 − p)"),
        "means": t("The mean of all values"),
        "kept": t("{kept} of {count} values stay ({percent}%). What becomes of their mean:", **_SLOTS),
        "mean_before": t("before"),
        "mean_unscaled": t("dropped, but not divided by 1 − {p}", **_SLOTS),
        "mean_after": t("after"),
        "mean_many": t("after, over {draws} draws", **_SLOTS),
    }


def _dense() -> dict[str, str]:
    return {
        "out_features": t("Outputs"),
        "weights": t("Weights"),
        "random": t("random"),
        "template": t("this picture"),
        "template_help": t("Weights that answer 1 to this picture and 0 to a flat one"),
        "no_step": t("A step would write more than {most} weights: fewer outputs, or a smaller picture.", **_SLOTS),
        "too_many": t(
            "More than {most} weights cannot be set one by one: fewer outputs, or a smaller picture.", most="{most}"
        ),
        "weights_of": t("Weights of output {number}", **_SLOTS),
        "weights_help": t("The weights, each on the px it multiplies. Arrows move from one to the next."),
        "products": t("Products"),
        "outputs": t("Outputs"),
        "output": t("Output {number}", **_SLOTS),
        "weight_at": t("Weight in row {row}, column {column}", **_SLOTS),
        "term": t("Row {row}, column {column}: {x}·{w} = {product}, one term of the sum", **_SLOTS),
        "costs": t(
            "Numbers to learn: {dense}. A 3 × 3 convolution with as many maps: {convolution}, because it uses the "
            "same weights in every place. A convolution whose kernel is {height} × {width} is this very layer: {same}.",
            **_SLOTS,
        ),
    }
