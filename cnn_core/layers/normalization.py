"""Normalisation: values are shifted and scaled to mean 0 and variance 1, each time over a part of what reaches it.

What is normalised together: of all images of the batch one map (batch), of one image everything (layer), some of its
maps (group), or one (instance). The receptive field leaves these statistics out, as is usual.
"""

from math import prod
from typing import Any, Literal

from pydantic import Field
from torch import nn

from cnn_core.layers.arithmetic import Shape, Terms, shape_text
from cnn_core.layers.base import LayerSpec, image_shape
from cnn_core.layers.errors import NormGroupsError, SingleValueError
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
    is_linear = True
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


class LayerNormSpec(LayerSpec):
    """Layer normalisation: the mean and variance of all values of one image, the same while training and answering.

    Any shape, unchanged: (C, H, W) is normalised over channels and positions together, (F,) over its numbers.

    Attributes:
        eps: added to the variance before the root is taken.
        affine: whether a scale and a shift are learnt afterwards, of every value its own.
    """

    kind: Literal["layer_norm"] = "layer_norm"
    eps: float = Field(1e-5, ge=1e-8, le=0.1)
    affine: bool = True

    prefix = "ln"
    reference = Reference("Ba, Kiros, Hinton", "Layer Normalization", 2016, venue="eq. 3", arxiv="1607.06450")

    def output_shape(self, input_shape: Shape) -> Shape:
        _check_values(prod(input_shape), input_shape, [])
        return input_shape

    def parameter_terms(self, input_shape: Shape) -> Terms:
        return ((2, *input_shape),) if self.affine else ()

    def build(self, input_shape: Shape) -> nn.Module:
        self.output_shape(input_shape)
        return nn.LayerNorm(list(input_shape), eps=self.eps, elementwise_affine=self.affine)


class GroupNormSpec(LayerSpec):
    """Group normalisation: the mean and variance of some maps of one image together.

    Input shape (C, H, W), output shape (C, H, W).

    Attributes:
        num_groups: the channels are split into so many groups, each normalised by itself.
        eps: added to the variance before the root is taken.
        affine: whether a scale and a shift for each map are learnt afterwards.
    """

    kind: Literal["group_norm"] = "group_norm"
    num_groups: int = Field(4, ge=1, le=1024)
    eps: float = Field(1e-5, ge=1e-8, le=0.1)
    affine: bool = True

    prefix = "gn"
    reference = Reference("Wu, He", "Group Normalization", 2018, venue="ECCV, eq. 7", arxiv="1803.08494")

    def output_shape(self, input_shape: Shape) -> Shape:
        channels, height, width = image_shape(input_shape, self.kind, _LAYER_NORM)
        fitting = [n for n in range(1, channels + 1) if channels % n == 0]
        if self.num_groups not in fitting:
            raise NormGroupsError(
                channels=channels,
                groups=self.num_groups,
                fitting=fitting,
                fixes=[_set_groups(max(n for n in fitting if n <= self.num_groups))],
            )
        fewer = [_set_groups(n) for n in fitting[-2:-1]]  # the next number gives two or more values a group
        _check_values(channels // self.num_groups * height * width, input_shape, fewer)
        return input_shape

    def parameter_terms(self, input_shape: Shape) -> Terms:
        return ((2, input_shape[0]),) if self.affine else ()

    def build(self, input_shape: Shape) -> nn.Module:
        channels = self.output_shape(input_shape)[0]
        return nn.GroupNorm(self.num_groups, channels, eps=self.eps, affine=self.affine)


class InstanceNorm2dSpec(LayerSpec):
    """Instance normalisation: the mean and variance of each map of one image, the same while training and answering.

    Input shape (C, H, W), output shape (C, H, W); a map of one value has no variance.

    Attributes:
        eps: added to the variance before the root is taken.
        affine: whether a scale and a shift for each map are learnt afterwards.
    """

    kind: Literal["instance_norm2d"] = "instance_norm2d"
    eps: float = Field(1e-5, ge=1e-8, le=0.1)
    affine: bool = False

    prefix = "inorm"
    reference = Reference(
        "Ulyanov, Vedaldi, Lempitsky",
        "Instance Normalization: The Missing Ingredient for Fast Stylization",
        2016,
        venue="eq. 4",
        arxiv="1607.08022",
    )

    def output_shape(self, input_shape: Shape) -> Shape:
        channels, height, width = image_shape(input_shape, self.kind, _LAYER_NORM)
        together: list[dict[str, Any]] = [{"op": "replace", "layer": _LAYER_NORM}] if channels > 1 else []
        _check_values(height * width, input_shape, together)
        return input_shape

    def parameter_terms(self, input_shape: Shape) -> Terms:
        return ((2, input_shape[0]),) if self.affine else ()

    def build(self, input_shape: Shape) -> nn.Module:
        channels = self.output_shape(input_shape)[0]
        return nn.InstanceNorm2d(channels, eps=self.eps, affine=self.affine)


_LAYER_NORM: dict[str, object] = {"kind": "layer_norm"}


def _set_groups(number: int) -> dict[str, Any]:
    return {"op": "set", "fields": {"num_groups": number}}


def _check_values(together: int, input_shape: Shape, fixes: list[dict[str, Any]]) -> None:
    """Refuse to normalise a single value; batch normalisation finds more of them in the other images of the batch."""
    if together == 1:
        image = len(input_shape) == 3
        last = {"op": "replace", "layer": {"kind": "batch_norm2d"}} if image else {"op": "remove"}
        raise SingleValueError(received=shape_text(input_shape), fixes=[*fixes, last])
