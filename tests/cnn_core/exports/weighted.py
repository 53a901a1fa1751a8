"""Networks whose every tensor matters: fresh normalisations and fresh biases would hide mistakes."""

import torch
from torch import nn

from cnn_core.architecture import ArchitectureSpec, build_model


def with_weights(spec: ArchitectureSpec) -> nn.Module:
    """A network in evaluation mode whose normalisations have something to do."""
    model = build_model(spec, seed=3)
    generator = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if tensor.is_floating_point() and ("running" in name or tensor.ndim == 1):
                tensor.uniform_(0.5, 1.5, generator=generator)
    return model.eval()


def some_images(spec: ArchitectureSpec) -> torch.Tensor:
    """Two images, always the same ones."""
    return torch.randn(2, *spec.input_shape, generator=torch.Generator().manual_seed(11))
