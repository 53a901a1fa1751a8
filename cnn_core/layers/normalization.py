"""Normalisation: each map is shifted and scaled to mean 0 and variance 1."""

from typing import Literal

from pydantic import Field
from torch import nn

from cnn_core.layers.arithmetic import Shape, Terms
from cnn_core.layers.base import LayerSpec, image_shape
from cnn_core.reference import Reference


class BatchNorm2dSpec(LayerSpec):
    """Batch normalisation: the mean and variance of each map, over the batch while training, remembered afterwards.

    Input shape (C, H, W), output shape (C, H, W). While training, a map of 1×1 needs a batch of at least 2 images
    (`cnn_core.architecture.smallest_batch`).

    Attributes:
        eps: added to the variance before the root is taken.
        momentum: share of the present batch in the remembered mean and variance.
        affine: whether a scale and a shift for each map are learnt afterwards.
    """

    kind: Literal["batch_norm2d"] = "batch_norm2d"
    eps: float = Field(1e-5, ge=1e-8, le=0.1)
    momentum: float = Field(0.1, ge=0.0, le=1.0)
    affine: bool = True

    prefix = "bn"
    needs_variance = True
    reference = Reference(
        "Ioffe, Szegedy",
        "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift",
        2015,
        venue="ICML, algorithm 1",
        arxiv="1502.03167",
    )

    def output_shape(self, input_shape: Shape) -> Shape:
        return image_shape(input_shape, self.kind)

    def parameter_terms(self, input_shape: Shape) -> Terms:
        return ((2, input_shape[0]),) if self.affine else ()

    def build(self, input_shape: Shape) -> nn.Module:
        channels, _, _ = image_shape(input_shape, self.kind)
        return nn.BatchNorm2d(channels, eps=self.eps, momentum=self.momentum, affine=self.affine)
