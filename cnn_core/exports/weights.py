"""A network with its weights in one file: safetensors, the network itself as JSON in the file's header."""

from collections.abc import Mapping

from safetensors.torch import save
from torch import Tensor

from cnn_core.architecture import ArchitectureSpec, build_model
from cnn_core.errors import CnnCoreError, InvalidSpecError
from cnn_core.weights import LARGEST_HEADER, checked_tensors, read_header

ARCHITECTURE = "architecture"
"""The key in the header's remarks."""


class NoNetworkInFileError(CnnCoreError):
    """A file of weights that does not say which network it belongs to. Params: file, received."""

    code = "no_network_in_file"
    template = "{file}: expected a network as JSON in the header; received {received}"


def weights_bytes(spec: ArchitectureSpec, weights: Mapping[str, Tensor]) -> bytes:
    """The file.

    Args:
        spec: the network.
        weights: a state dict of it, on any device.
    """
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in weights.items()}
    return save(tensors, metadata={"format": "pt", ARCHITECTURE: spec.to_json()})


def read_weights(content: bytes, file: str = "") -> tuple[ArchitectureSpec, dict[str, Tensor]]:
    """The network of such a file, and its state dict.

    The header is read first; nothing is allocated before the network in it has been judged on paper and every name,
    shape, type and place is the network's.

    Args:
        content: the file.
        file: its name, for what is said about it.

    Raises:
        WeightsError: the weights are not exactly the network's, or not finite.
        NoNetworkInFileError: the header names no network.
        ShapeError, TooManyParametersError, TooMuchMemoryError, TooMuchWorkError: as `check_size`.
    """
    spec = _spec(read_header(file, content).remarks, file)
    wanted = build_model(spec, device="meta").state_dict()
    return spec, checked_tensors(file, content, wanted)


def is_weights(content: bytes) -> bool:
    """Whether these bytes begin as a file of weights does: a length, then a header in braces.

    >>> is_weights(b'{"name": "LeNet-5"}')
    False
    """
    return content[8:9] == b"{" and int.from_bytes(content[:8], "little") <= LARGEST_HEADER


def spec_in(content: bytes, file: str = "") -> ArchitectureSpec:
    """The network of such a file; everything behind the header may be missing.

    Raises:
        WeightsError: there is no header.
        NoNetworkInFileError: it names no network.
    """
    return _spec(read_header(file, content).remarks, file)


def _spec(remarks: Mapping[str, object], file: str) -> ArchitectureSpec:
    text = remarks.get(ARCHITECTURE)
    if not isinstance(text, str):
        raise NoNetworkInFileError(file=file, received=", ".join(map(str, remarks))[:60] or "-")
    try:
        return ArchitectureSpec.from_json(text)
    except InvalidSpecError as error:
        raise NoNetworkInFileError(file=file, received=error.code) from error
