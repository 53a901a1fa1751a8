"""Every word the builder shows that belongs to no layer; `{names}` are filled in the browser."""

from ui import i18n
from ui.i18n import mark

_STACK = {
    "stack": mark("The network, from the image to the answers"),
    "name": mark("Name of the network"),
    "image": mark("Image"),
    "image_size": mark("Channels × height × width of the image"),
    "answers_fit": mark("{count} answers, one for each class of {data}"),
    "answers_differ": mark("{count} answers, but {data} has {classes} classes"),
    "image_differs": mark("{data} has images of {shape}"),
    "image_take": mark("Take {shape}"),
    "answers_take": mark("Give {layer} {classes} outputs"),
    "empty": mark("Nothing here yet. Press / or + to add the first layer."),
    "waits": mark("waits for {layer}"),
    "branch": mark("branch {number}"),
    "straight": mark("The input, unchanged"),
    "read_only": mark("The block makes these layers from its numbers; they cannot be changed one by one."),
    "made_by_block": mark("The block itself adds:"),
    "to_trouble": mark("Show the layer that does not fit"),
    "open": mark("Show what is inside"),
    "close": mark("Hide what is inside"),
    "card": mark("{name}, {label}, gives {shape}"),
    "card_waiting": mark("{name}, {label}"),
    "keys": mark(
        "↑ ↓ choose · Enter numbers · / add · Alt+↑ ↓ move · Ctrl+D double · Del take out · "
        "Ctrl+C X V copy, cut, paste · Ctrl+Z undo"
    ),
}
_DOING = {
    "undo": mark("Undo"),
    "redo": mark("Redo"),
    "clear": mark("Start from nothing"),
    "add": mark("Add a layer"),
    "add_here": mark("Add a layer behind {name}"),
    "add_first": mark("Add a layer at the beginning"),
    "add_inside": mark("Add a layer inside {name}"),
    "duplicate": mark("Double"),
    "delete": mark("Take out"),
    "up": mark("Move up"),
    "down": mark("Move down"),
    "drag": mark("Drag {name} to another place"),
    "more": mark("More settings"),
    "less": mark("Fewer settings"),
    "branch_add": mark("Add a branch"),
    "branch_remove": mark("Take out branch {number}"),
    "said_added": mark("{name} added at place {place}"),
    "said_pasted": mark("Pasted from place {place} on; layers: {count}"),
    "said_removed": mark("{name} taken out"),
    "said_moved": mark("{name} moved to place {place}"),
    "said_copied": mark("{name} copied"),
    "said_fixed": mark("Mended: {fix}"),
    "said_undone": mark("Undone"),
    "said_redone": mark("Done again"),
    "said_cleared": mark("All layers taken out. Undo brings them back."),
    "paste_unreadable": mark("What you pasted is no layer. Copy a card of a network, or a network's JSON."),
    "paste_value": mark("What you pasted has a value that {kind} does not take."),
    "paste_large": mark("What you pasted is too large for a network."),
    "paste_unknown": mark("What you pasted has a layer that this version does not know: {kind}."),
    "full": mark("A network holds {most} layers at most."),
}
_PALETTE = {
    "palette": mark("Layers to add"),
    "search": mark("Search a layer"),
    "nothing_found": mark("No layer is called “{text}”."),
    "close_palette": mark("Close"),
}
_FIELDS = {
    "no_number": mark("Type a whole number."),
    "no_fraction": mark("Type a number."),
    "between": mark("From {low} to {high}."),
    "above_zero": mark("More than {low}, at most {high}."),
    "sides": mark("One number, or height × width."),
    "sides_many": mark("So many numbers: {lengths}."),
    "or_words": mark("Or: {words}."),
    "as_kernel": mark("as the window"),
    "none": mark("none"),
    "yes": mark("yes"),
    "no": mark("no"),
}
_LEDGER = {
    "ledger": mark("What it costs"),
    "totals": mark("Whole network"),
    "parameters": mark("Parameters"),
    "work": mark("Multiply-adds per image"),
    "memory": mark("Memory of its maps"),
    "training": mark("Memory while training"),
    "output": mark("Output"),
    "field": mark("Receptive field"),
    "jump": mark("Step in the image"),
    "share_parameters": mark("{share} of the parameters"),
    "share_work": mark("{share} of the work"),
    "picture": mark("{name} as a row of volumes, from the image to the answers"),
    "table": mark("The whole ledger"),
    "layer": mark("Layer"),
    "old_numbers": mark("The server does not answer just now; these numbers are from before."),
    "hint": mark("Hint about {name}"),
}

TEXTS = {**_STACK, **_DOING, **_PALETTE, **_FIELDS, **_LEDGER}


class _Kept(dict[str, str]):
    """Leaves every name in its braces."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def texts() -> dict[str, str]:
    """The sentences, in the learner's language."""
    return {name: i18n.filled(sentence, _Kept()) for name, sentence in TEXTS.items()}
