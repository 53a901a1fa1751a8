"""Every layer of the table keeps the house's promises."""

from typing import get_args

import pytest

from cnn_core.errors import CnnCoreError
from cnn_core.layers import LAYERS, Layer
from cnn_core.layers.errors import ShapeError

NOBODY_S = {"flatten", "linear", "activation", "pad", "upsample", "repeat"}  # nobody proposed them


def test_the_union_and_the_table_hold_the_same_layers() -> None:
    assert list(get_args(get_args(Layer)[0])) == list(LAYERS.values())


@pytest.mark.parametrize("kind", LAYERS)
def test_every_layer_is_found_by_its_id_and_says_what_it_does(kind: str) -> None:
    layer = LAYERS[kind]
    assert layer.model_fields["kind"].default == kind
    assert layer.prefix
    assert layer.__doc__
    assert layer.reference or kind in NOBODY_S


@pytest.mark.parametrize("error", [ShapeError, *ShapeError.all_subclasses()])
def test_error_codes_are_unique(error: type[CnnCoreError]) -> None:
    codes = [each.code for each in CnnCoreError.all_subclasses()]
    assert codes.count(error.code) == 1
