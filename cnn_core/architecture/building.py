"""From the network on paper to torch's module."""

from collections import OrderedDict

import torch
from torch import nn

from cnn_core.architecture.limits import check_size
from cnn_core.architecture.spec import ArchitectureSpec, input_shapes, layer_names
from cnn_core.initialization import initialize


def build_model(
    spec: ArchitectureSpec, *, device: torch.device | str = "cpu", seed: int | None = None
) -> nn.Sequential:
    """The network as a torch module, its layers named as in `layer_names`, in training mode.

    The first weights are drawn on the CPU and then moved, so that a seed gives the same network on every device. With
    the "default" initialisation they are those of `torch.manual_seed(seed)` followed by the same layers in plain torch.

    Args:
        spec: the network.
        device: where it goes; on "meta" it has shapes but no weights.
        seed: of the first weights; torch's global generator stays as it was. None: drawn from the global generator.

    Raises:
        ShapeError: a layer does not fit.
        TooManyParametersError, TooMuchMemoryError, TooMuchWorkError: as `check_size` for a single image.
    """
    check_size(spec)
    # Built without memory first: torch's constructors would draw from the global generator.
    with torch.device("meta"):
        model = _sequential(spec)
    if torch.device(device).type == "meta":
        return model
    _allocate(model)
    initialize(model, spec.initialization, None if seed is None else torch.Generator().manual_seed(seed))
    return model.to(device)


def _sequential(spec: ArchitectureSpec) -> nn.Sequential:
    modules = (layer.build(shape) for layer, shape in zip(spec.layers, input_shapes(spec), strict=True))
    return nn.Sequential(OrderedDict(zip(layer_names(spec), modules, strict=True)))


def _allocate(model: nn.Module) -> None:
    """Give every meta tensor of `model` memory on the CPU, uninitialised."""
    # Not model.to_empty: on meta tensors its first call imports sympy and torch's meta kernels, 1.5 to 3 seconds.
    for module in model.modules():
        for name, parameter in list(module.named_parameters(recurse=False)):
            setattr(module, name, nn.Parameter(torch.empty(parameter.shape, dtype=parameter.dtype)))
        for name, buffer in list(module.named_buffers(recurse=False)):
            setattr(module, name, torch.empty(buffer.shape, dtype=buffer.dtype))
