"""A network that somebody brings: a link, JSON, a file of weights with the network inside, or PyTorch source."""

import re

from cnn_core.architecture import ArchitectureSpec
from cnn_core.exports.links import from_link
from cnn_core.exports.sequential import read_sequential
from cnn_core.exports.weights import is_weights, spec_in
from cnn_core.weights import LARGEST_HEADER
from ui import builder
from ui.i18n import t

MOST = 8 + LARGEST_HEADER  # bytes; a file of weights is sent up to the end of its header

_IN_ADDRESS = re.compile(r"[?&]network=([\w-]+)")
_BARE = re.compile(r"[a-z][\w-]{11,}")


def bring(content: bytes, image_shape: tuple[int, int, int]) -> ArchitectureSpec:
    """The network in what was brought, whatever of the four it is.

    Args:
        content: of the file or the text.
        image_shape: (C, H, W) that source is read for: it does not say what comes in.

    Raises:
        CnnCoreError: it holds no network we can read; says where, why and what would be taken.
    """
    if is_weights(content):
        return spec_in(content)
    text = content.decode("utf-8", "replace").strip()
    link = _IN_ADDRESS.search(text) or _BARE.fullmatch(text)
    if link:
        return from_link(link[link.re.groups])
    if text.startswith(("{", "[")):
        return builder.read(text)
    return read_sequential(text, image_shape, t("My network"))
