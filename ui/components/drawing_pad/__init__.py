"""A pad to draw a digit on; the network's ten probabilities follow the pen."""

from pathlib import Path
from typing import Any

from ui import i18n, runs
from ui.components import base
from ui.components.picture_texts import picture_texts
from ui.i18n import t

# The number stays in one piece with its unit.
NOT_APART = "28\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}28\N{NO-BREAK SPACE}"

_mount = base.component("drawing_pad", Path(__file__).parent)


def drawing_pad(run_id: str | None, *, live: bool, network: str = "", key: str = "drawing_pad") -> None:
    """Show the pad with the learner's last drawing on it, which the browser fetches when the pad appears.

    Mount it once a page under the same key: another network is only another subject, the ink stays.

    Args:
        run_id: the run whose network answers; None for the model shipped with the laboratory.
        network: that run in the learner's words, what is trained on what.
        live: whether that run goes on, so that the answer is asked for again while the network learns.
        key: Streamlit's key.
    """
    data = {
        "token": runs.run_token(run_id or runs.SHIPPED),
        "subject": run_id or runs.SHIPPED,
        "live": live,
        "language": i18n.language(),
        "names": [str(digit) for digit in range(10)],
        "texts": texts(network),
    }
    _mount(data=data, key=key)


def texts(network: str) -> dict[str, Any]:
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
        "seen": t("What the network sees: 28 × 28 pixels").replace("28 × 28 ", NOT_APART),
        "author_run": t("your network, step {step}", step="{step}"),
        "author_shipped": t("the laboratory's network answers"),
        "by_run": t("Answered by your network after step {step}: {network}.", step="{step}", network=network),
        "by_run_live": t(
            "Answered by your network while it learns, step {step}: {network}.", step="{step}", network=network
        ),
        "by_shipped": t("Answered by the laboratory's own LeNet-5, trained on MNIST."),
        "not_yet": t("Your network has no checkpoint yet; until then the laboratory's own LeNet-5 answers."),
        "will_run": t("Your network answers, even while it is still learning."),
        "lost": t("No answer from the server; the next stroke asks again."),
        **photo_texts(),
    }


def photo_texts() -> dict[str, str]:
    """What is said about a photo of the learner's own digit."""
    return {
        "photo": t("Your photo"),
        "photo_help": t(
            "A photo of your own digit: choose a file, drop it on the pad or paste it. The photo stays on your device."
        ),
        "photo_reading": t("Looking at the picture…"),
        "no_ink": t("Nothing stands out from the paper. Take a picture with a dark pen, nearer and in even light."),
        **picture_texts(),
    }
