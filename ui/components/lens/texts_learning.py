"""The sentences of "Learn this filter" under the lens."""

from typing import Any

from ui.i18n import t

_SLOTS = {
    name: f"{{{name}}}" for name in ("step", "count", "seed", "loss", "distance", "rate", "share", "off", "largest")
}


def learning_texts() -> dict[str, Any]:
    """The texts of the way from a random kernel to the one that made the target."""
    return {
        "learn": t("Learn this filter"),
        "learn_help": t("Gradient descent from a random kernel, until its output is the target; your own kernel waits"),
        "again": t("From another random kernel"),
        "back": t("Back to my kernel"),
        "keep": t("Take this kernel"),
        "keep_help": t("The kernel shown stays in the lens; until then a link or a reload brings your own"),
        "kernel": t("Kernel, learning"),
        "goal": t("Kernel of the target"),
        "output": t("Its output"),
        "target": t("Target"),
        "curve": t("L over the steps, logarithmic"),
        "numbers": t("Step {step} · L = {loss} · farthest weight: {distance} off · learning rate {rate}", **_SLOTS),
        "reset": t("To the beginning: the random kernel"),
        "play": t("Learn on"),
        "play_calm": t("Learn one step; your system asks for less motion"),
        "pause": t("Pause learning"),
        "step": t("Learn one step"),
        "hurry": t("Learn to the end, without showing the steps between"),
        "scrub": t("Step of the learning"),
        "at": t("step {step}", **_SLOTS),
        "calm": t(
            "Your system asks for less motion: nothing runs by itself, each press makes one gradient step. "
            "The last button learns to the end at once."
        ),
        "begins": t("A random kernel, drawn from the seed {seed}, and no bias. Your own kernel waits.", **_SLOTS),
        "nothing": t("Nothing to learn here: L is 0 from the start, whatever the kernel. Choose a picture with edges."),
        "learns": t("Learning from a random kernel (seed {seed}). Your own kernel waits.", **_SLOTS),
        "paused": t("Paused after {count} steps.", **_SLOTS),
        "looks_back": t("A step of the past. Going on from here, the same way is learnt again."),
        "learnt": t(
            "Learnt after {count} steps: L is less than {share} of what it was, so the output errs by less than {off} "
            "of its first error. Every weight has come within {distance} of the target's kernel.",
            **_SLOTS,
        ),
        "alike": t(
            "Done after {count} steps: L is less than {share} of what it was, so the output errs by less than {off} "
            "of its first error. And yet a weight is still {distance} off: on this picture that makes next to no "
            "difference to the output.",
            **_SLOTS,
        ),
        "still": t(
            "Stopped after {count} steps: L = {loss} hardly falls any more. The gradient is close to zero, although "
            "the target is not reached; another random kernel may get farther.",
            **_SLOTS,
        ),
        "long": t(
            "Paused after {count} steps: L still falls, ever more slowly, for the px of this picture are too much "
            "alike. Play goes on.",
            **_SLOTS,
        ),
        "too_far": t(
            "Stopped after {count} steps: with this learning rate each step goes too far, L grows, and a weight would "
            "be beyond {largest}. Go back, type a smaller rate, and learn anew.",
            **_SLOTS,
        ),
    }
