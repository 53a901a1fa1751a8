"""Networks worth knowing, ready to be changed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from cnn_core.architecture import ArchitectureSpec
from cnn_core.layers import DenseBlockSpec, InvertedResidualSpec, ResidualSpec
from cnn_core.presets import classics, deep
from cnn_core.presets.making import InputShape
from cnn_core.reference import Reference

__all__ = ["PRESETS", "InputShape", "Preset"]


@dataclass(frozen=True, slots=True)
class Preset:
    """A network that can be fitted to an image's shape and a number of classes.

    Attributes:
        reference: the paper it goes back to.
        build: gives the network for an image of shape (C, H, W) and so many classes; `shapes` tells whether an image
            is large enough for it.
        is_first: whether it is among the few that a beginner is shown.
    """

    reference: Reference
    build: Callable[[InputShape, int], ArchitectureSpec]
    is_first: bool = False

    @property
    def paper(self) -> str:
        """Authors and title."""
        return f"{self.reference.authors}, {self.reference.title}"

    @property
    def year(self) -> int:
        """Of publication."""
        return self.reference.year


_LENET = Reference(
    "LeCun, Bottou, Bengio, Haffner",
    "Gradient-Based Learning Applied to Document Recognition",
    1998,
    venue="Proceedings of the IEEE 86",
)
_RESNET = ResidualSpec.reference

PRESETS: dict[str, Preset] = {
    "mlp": Preset(
        Reference(
            "Rumelhart, Hinton, Williams",
            "Learning Representations by Back-Propagating Errors",
            1986,
            venue="Nature 323",
        ),
        classics.mlp,
    ),
    "lenet5_1998": Preset(_LENET, classics.lenet5_1998),
    "lenet5": Preset(_LENET, classics.lenet5, is_first=True),
    "alexnet_small": Preset(
        Reference(
            "Krizhevsky, Sutskever, Hinton",
            "ImageNet Classification with Deep Convolutional Neural Networks",
            2012,
            venue="NeurIPS 25",
        ),
        classics.alexnet_small,
    ),
    "vgg_small": Preset(
        Reference(
            "Simonyan, Zisserman",
            "Very Deep Convolutional Networks for Large-Scale Image Recognition",
            2014,
            venue="ICLR 2015",
            arxiv="1409.1556",
        ),
        classics.vgg_small,
        is_first=True,
    ),
    "all_cnn": Preset(
        Reference(
            "Springenberg, Dosovitskiy, Brox, Riedmiller",
            "Striving for Simplicity: The All Convolutional Net",
            2014,
            venue="ICLR 2015 workshop",
            arxiv="1412.6806",
        ),
        classics.all_cnn,
    ),
    "plain20": Preset(_RESNET, partial(deep.plain, 20)),
    "plain56": Preset(_RESNET, partial(deep.plain, 56)),
    "resnet8": Preset(_RESNET, partial(deep.resnet, 8), is_first=True),
    "resnet14": Preset(_RESNET, partial(deep.resnet, 14)),
    "resnet20": Preset(_RESNET, partial(deep.resnet, 20)),
    "resnet32": Preset(_RESNET, partial(deep.resnet, 32)),
    "resnet44": Preset(_RESNET, partial(deep.resnet, 44)),
    "resnet56": Preset(_RESNET, partial(deep.resnet, 56)),
    "squeezenet_small": Preset(
        Reference(
            "Iandola et al.",
            "SqueezeNet: AlexNet-level Accuracy with 50x Fewer Parameters and <0.5MB Model Size",
            2016,
            arxiv="1602.07360",
        ),
        deep.squeezenet_small,
    ),
    "densenet16": Preset(DenseBlockSpec.reference, partial(deep.densenet, 16)),
    "mobilenet_small": Preset(InvertedResidualSpec.reference, deep.mobilenet_small),
}
