"""One sentence for each error code: what happened, and the way out. Params come in as text, already formatted."""

from ui.i18n import mark

SENTENCES = {
    "error": mark("This cannot be done."),
    "invalid_spec": mark("The value of “{field}” does not fit: {expected}. It was {received}."),
    # networks and data
    "dataset_mismatch": mark(
        "This network takes images of {shape} and gives {classes} answers, but the data has images of "
        "{expected_shape} and {expected_classes} classes. Choose the network again: it is then built for this data."
    ),
    # training
    "diverged": mark(
        "The training diverged at step {step}: the loss went from {first_loss} to {loss}. "
        "A learning rate ten times smaller usually helps."
    ),
    "state_mismatch": mark(
        "The saved state does not belong to this network, so the training cannot go on from it. Start it again."
    ),
}
