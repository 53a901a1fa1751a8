"""A network comes back from its source, which nobody runs; what cannot be read is said by line."""

import re

import pytest
from hypothesis import given

from cnn_core.architecture import ArchitectureSpec, ledger, shapes, totals
from cnn_core.errors import CnnCoreError, InvalidSpecError
from cnn_core.exports.pytorch import module_source, sequential_source
from cnn_core.exports.sequential import read_sequential
from cnn_core.exports.source_errors import (
    SourceArgumentError,
    SourceChannelsError,
    SourceLayerError,
    SourceStatementError,
    SourceSyntaxError,
    SourceTooLongError,
)
from cnn_core.exports.syntax import LARGEST_SOURCE
from cnn_core.presets import PRESETS
from tests.cnn_core.architecture.strategies import networks
from tests.cnn_core.exports.members import UNREADABLE
from tests.cnn_core.exports.plain_comments import COMMENTS

IMAGE = (1, 28, 28)
GLOBAL_POOLING = r"Adaptive.*Pool2d\(1\),.*\n.*Flatten"  # comes back as the one layer that it is


def layers(source: str) -> list[object]:
    return [layer.model_dump(mode="json") for layer in read_sequential(source, IMAGE).layers]


def readable(spec: ArchitectureSpec) -> bool:
    """Blocks and the one activation that PyTorch does not have are classes, and those are not read."""
    kinds, source = {layer.kind for layer in spec.layers}, sequential_source(spec, COMMENTS)
    return not kinds & UNREADABLE and "Step(" not in source and not re.search(GLOBAL_POOLING, source)


@given(networks().filter(readable))
def test_a_network_s_own_source_gives_it_back(spec: ArchitectureSpec) -> None:
    assert read_sequential(sequential_source(spec, COMMENTS), spec.input_shape, spec.name) == spec


@pytest.mark.parametrize("preset", [kind for kind in PRESETS if readable(PRESETS[kind].build((3, 32, 32), 10))])
def test_a_whole_exported_module_is_read(preset: str) -> None:
    spec = PRESETS[preset].build((3, 32, 32), 10)
    assert read_sequential(module_source(spec, COMMENTS), spec.input_shape, spec.name) == spec


@pytest.mark.parametrize(
    "source",
    [
        "nn.Sequential(nn.Conv2d(1, 6, 5), nn.ReLU())",
        "torch.nn.Sequential(torch.nn.Conv2d(1, 6, kernel_size=(5, 5)), torch.nn.ReLU(inplace=True))",
        "import torch\nfrom torch import nn\n\nmodel: nn.Module = nn.Sequential(nn.Conv2d(1, 6, 5, 1, 0), nn.ReLU())",
        'm = nn.Sequential(OrderedDict([("a", nn.Conv2d(1, 6, 5)), ("b", nn.ReLU())]))',
        'm = nn.Sequential(collections.OrderedDict({"a": nn.Conv2d(1, 6, 5), "b": nn.ReLU()}))',
        "m = Sequential(nn.Sequential(Conv2d(in_channels=1, out_channels=6, kernel_size=5)), nn.ReLU())",
        'nn.Sequential(nn.Conv2d(1, 6, 5, padding="valid", padding_mode="zeros", dtype=None), nn.ReLU())',
    ],
)
def test_the_ways_people_write_it(source: str) -> None:
    assert layers(source) == [
        {"kind": "conv2d", "out_channels": 6, "kernel_size": 5},
        {"kind": "activation", "function": "relu"},
    ]


def test_a_pooling_to_one_value_with_a_flatten_is_the_global_pooling() -> None:
    for size in ("1", "(1, 1)", "output_size=1"):
        assert layers(f"nn.Sequential(nn.AdaptiveAvgPool2d({size}), nn.Flatten())") == [{"kind": "global_avg_pool"}]
    assert layers("nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten(1))") == [{"kind": "global_max_pool"}]


def test_the_two_halves_of_a_separable_convolution_come_back_as_two() -> None:
    halves = {"kind": "depthwise_separable", "out_channels": 6}
    spec = ArchitectureSpec.parse({"name": "halves", "input_shape": (3, 8, 8), "layers": [halves]})
    read = read_sequential(sequential_source(spec, COMMENTS), (3, 8, 8))
    assert shapes(read)[-1] == shapes(spec)[-1]
    assert totals(ledger(read)).parameters == totals(ledger(spec)).parameters


def test_paddings_are_turned_round() -> None:
    assert layers("nn.Sequential(nn.ZeroPad2d(2), nn.ReflectionPad2d((3, 3, 1, 1)))") == [
        {"kind": "pad", "padding": 2},
        {"kind": "pad", "padding": [1, 3], "mode": "reflect"},
    ]


def test_a_network_that_does_not_fit_is_read_all_the_same() -> None:
    """The editor tells better what to do about it."""
    read = read_sequential("nn.Sequential(nn.Conv2d(1, 6, 5), nn.Linear(3456, 10), nn.Linear(3, 2))", IMAGE)
    assert len(read.layers) == 3


@pytest.mark.parametrize(
    ("source", "error", "line", "received"),
    [
        ("nn.Sequential(\n  nn.LSTM(3, 4),\n)", SourceLayerError, 2, "nn.LSTM(3, 4)"),
        ("nn.Sequential(*layers)", SourceLayerError, 1, "*layers"),
        ("nn.Sequential(\n[nn.ReLU()])", SourceLayerError, 2, "[nn.ReLU()]"),
        ("nn.Sequential(nn.Dropout(0x" + "f" * 9000 + "))", SourceArgumentError, 1, "Constant"),
        ("nn.Sequential(nn.ReLU(), OrderedDict())", SourceLayerError, 1, "OrderedDict()"),
        ("nn.Sequential(__import__('os').system('true'))", SourceLayerError, 1, "__import__('os').system('true')"),
        ("nn.Sequential(nn.ReLU())\nprint(1)", SourceStatementError, 2, "print(1)"),
        ("a = nn.Sequential(nn.ReLU())\nb = nn.Sequential(nn.ReLU())", SourceStatementError, 2, "b = nn.Seq"),
        ("x = 3", SourceStatementError, 1, "x = 3"),
        ("", SourceStatementError, 1, ""),
        ("nn.Sequential(\nnn.ReLU(", SourceSyntaxError, 2, "nn.ReLU("),
        ("\0", SourceSyntaxError, 1, ""),
        ("(" * 5000, SourceSyntaxError, 1, "((((("),
        ("nn.Sequential(\nnn.Conv2d(3, 6, 5))", SourceChannelsError, 2, "3"),
        ("nn.Sequential(nn.Flatten(), nn.Linear(783, 2))", SourceChannelsError, 1, "783"),
        ("nn.Sequential(nn.BatchNorm2d(num_features=2))", SourceChannelsError, 1, "2"),
        ("nn.Sequential(nn.Conv2d(1, n, 5))", SourceArgumentError, 1, "n"),
        ("nn.Sequential(nn.Conv2d(1, 6))", SourceArgumentError, 1, "nn.Conv2d(1, 6)"),
        ("nn.Sequential(nn.Conv2d(1, 6, 5, 1, 0, 1, 1, True, 'reflect'))", SourceArgumentError, 1, "'reflect'"),
        ("nn.Sequential(nn.Conv2d(1, 6, 5, kernel_size=5))", SourceArgumentError, 1, "kernel_size=5"),
        ("nn.Sequential(nn.Conv2d(1, 6, 5, **more))", SourceArgumentError, 1, "**=more"),
        ("nn.Sequential(nn.Conv2d(1, 6, 99))", SourceArgumentError, 1, "99"),
        ("nn.Sequential(nn.Conv2d(1, '6', 5))", SourceArgumentError, 1, "'6'"),
        ("nn.Sequential(nn.MaxPool2d(2, ceil_mode=True))", SourceArgumentError, 1, "True"),
        ("nn.Sequential(nn.LayerNorm([1, 28]))", SourceChannelsError, 1, "[1, 28]"),
        ("nn.Sequential(nn.ZeroPad2d((1, 2, 1, 1)))", SourceArgumentError, 1, "(1, 2, 1, 1)"),
        ("nn.Sequential(nn.Softmax())", SourceArgumentError, 1, "None"),
        ("nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten(0))", SourceArgumentError, 1, "0"),
    ],
)
def test_what_cannot_be_read_is_said(source: str, error: type[CnnCoreError], line: int, received: str) -> None:
    with pytest.raises(error) as caught:
        read_sequential(source, IMAGE)
    assert caught.value.params["line"] == line
    assert caught.value.params["received"].startswith(received)
    assert len(caught.value.params["received"]) <= 60


def test_what_would_be_taken_is_said() -> None:
    with pytest.raises(SourceLayerError) as caught:
        read_sequential("nn.Sequential(nn.LSTM(3, 4))", IMAGE)
    assert {"Conv2d", "AdaptiveAvgPool2d", "ReLU", "Sequential"} <= set(caught.value.params["known"].split(", "))


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        ("Conv2d(1, 6, 99)", "≤ 15"),
        ("Conv2d(1, 0, 3)", "≥ 1"),
        ("Conv2d(1, 2.5, 3)", "1, 2, 3, …"),
        ("Conv2d(1, '6', 3)", "1, 2, 3, …"),
        ("Conv2d(1, 6, 3, bias=3)", "True, False"),
        ("Conv2d(1, 6, 3, padding_mode='circular')", "'zeros'"),
        ("ELU(alpha=0)", "> 0.0"),
        ("Upsample(scale_factor=2, mode='bicubic')", "'nearest' or 'bilinear'"),
    ],
)
def test_what_an_argument_takes_is_said_without_words(layer: str, expected: str) -> None:
    with pytest.raises(SourceArgumentError) as caught:
        read_sequential(f"nn.Sequential(nn.{layer})", IMAGE)
    assert caught.value.params["expected"] == expected


def test_size_and_depth_are_bounded() -> None:
    with pytest.raises(SourceTooLongError):
        read_sequential(" " * (LARGEST_SOURCE + 1), IMAGE)
    with pytest.raises(SourceLayerError):
        read_sequential("nn.Sequential(" * 50 + "nn.ReLU()" + ")" * 50, IMAGE)
    with pytest.raises(InvalidSpecError):
        read_sequential("nn.Sequential(" + "nn.ReLU()," * 9_000 + ")", IMAGE)
    for sums in (100, 300, 3_000, 40_000):
        with pytest.raises((SourceArgumentError, SourceSyntaxError, SourceStatementError, SourceChannelsError)):
            read_sequential(f"nn.Sequential(nn.Flatten(), nn.Linear(1{'+1' * sums}, 5))", IMAGE)
    with pytest.raises((SourceLayerError, SourceStatementError, SourceSyntaxError)):
        read_sequential("nn.Sequential(" + "-" * 90_000 + "1)", IMAGE)


def test_an_empty_dictionary_holds_no_layers() -> None:
    with pytest.raises(InvalidSpecError):
        read_sequential("nn.Sequential(OrderedDict())", IMAGE)


def test_a_size_may_be_written_as_the_product_it_is() -> None:
    source = "nn.Sequential(nn.Conv2d(1, 2 * 4, 3), nn.Flatten(), nn.Linear(8 * 26 * (28 - 2), 20 // 2))"
    spec = read_sequential(source, (1, 28, 28))
    assert shapes(spec)[-1] == (10,)


@pytest.mark.parametrize(
    "size",
    [
        "8 * x",
        "2 ** 8",
        "4 // 0",
        "1.5 * 2",
        "9999999999 * 9999999999",
        "-(4)" + " + 1" * 3000,
        "1" + " + 1" * 500,
        "0x" + "f" * 9000,
    ],
)
def test_other_arithmetic_is_refused_and_not_run(size: str) -> None:
    with pytest.raises(CnnCoreError):
        read_sequential(f"nn.Sequential(nn.Flatten(), nn.Linear({size}, 3))", (1, 2, 2))
