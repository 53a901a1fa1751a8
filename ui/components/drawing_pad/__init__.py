"""A pad to draw a digit on; the network's ten probabilities follow the pen."""

import math
from pathlib import Path
from typing import Any

import numpy as np

from ui import i18n, pictures, runs, session
from ui.components import base
from ui.i18n import t

SIDE = 140
"""px of the square picture the pad sends and keeps."""

_mount = base.component("drawing_pad", Path(__file__).parent)


def drawing_pad(run_id: str | None, *, live: bool, key: str = "drawing_pad") -> None:
    """Show the pad with the learner's last drawing on it.

    Mount it once a page under the same key: another network is only another token, the ink stays.

    Args:
        run_id: the run whose network answers; None for the model shipped with the laboratory.
        live: whether that run goes on, so that the answer is asked for again while the network learns.
        key: Streamlit's key.
    """
    data = {
        "token": runs.run_token(run_id or runs.SHIPPED),
        "live": live,
        "side": SIDE,
        "language": i18n.language(),
        "names": [str(digit) for digit in range(10)],
        "texts": texts(),
        "drawing": last_drawing(),
    }
    _mount(data=data, key=key)


def last_drawing() -> str:
    """The learner's last ink as an address for `<img>`, bright on dark; empty when there is none.

    (Bytes inside a component's data would become text, so the picture travels as PNG in a data address.)
    """
    kept = runs.store().drawing(session.workspace_id())
    side = math.isqrt(len(kept)) if kept else 0
    if not kept or side * side != len(kept) or not any(kept):
        return ""
    return pictures.grey(np.frombuffer(kept, np.uint8).reshape(side, side))


def texts() -> dict[str, Any]:
    """Every sentence of the component; the browser fills in what stands in braces."""
    return {
        "pad": t("Drawing pad. Arrows move the pen, space lowers and lifts it, Ctrl+Z undoes, Delete clears."),
        "pen_up": t("The pen is up."),
        "pen_down": t("The pen is down."),
        "hint": t("Draw a digit here, large"),
        "undo": t("Undo"),
        "undo_help": t("Take back the last stroke (Ctrl+Z)"),
        "clear": t("Clear"),
        "bars": t("How sure the network is of each digit"),
        "nothing": t("nothing drawn yet"),
        "seen": t("What the network sees: 28 × 28 pixels"),
        "by_run": t("Answered by your network, as it stands after step {step}.", step="{step}"),
        "by_run_live": t("Answered by your network while it learns: step {step}.", step="{step}"),
        "by_shipped": t("Answered by the laboratory's own LeNet-5, trained on MNIST."),
        "not_yet": t("Your network has no checkpoint yet; until then the laboratory's own LeNet-5 answers."),
        "will_run": t("Your network answers, even while it is still learning."),
        "lost": t("No answer from the server; the next stroke asks again."),
    }
