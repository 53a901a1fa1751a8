"""What the lens is given in words, and the line of PyTorch it writes itself, against the core's."""

import json
import random
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cnn_core.stepping.operations import ConvolutionSpec
from ui import i18n
from ui.components.lens import texts

LENS = Path(__file__).resolve().parents[3] / "ui" / "components" / "lens"
SCRIPT = f"""
import {{ pytorchLine }} from "{(LENS / "pytorch.js").as_uri()}";
let text = "";
for await (const part of process.stdin) text += part;
console.log(JSON.stringify(JSON.parse(text).map(([op, channels]) => pytorchLine(op, channels))));
"""


def random_convolution(chance: random.Random) -> ConvolutionSpec:
    def pair(low: int, high: int) -> tuple[int, int]:
        first = chance.randint(low, high)
        return first, chance.choice((first, chance.randint(low, high)))

    return ConvolutionSpec(
        out_channels=chance.randint(1, 8),
        kernel_size=pair(1, 7),
        stride=pair(1, 3),
        padding=chance.choice(("same", pair(0, 3))),
        padding_mode=chance.choice(("zeros", "reflect", "replicate")),
        dilation=pair(1, 3),
        groups=chance.randint(1, 3),
        bias=chance.choice((True, False)),
        flipped=chance.choice((True, False)),
    )


def test_the_browser_writes_the_same_line_of_pytorch_as_the_core() -> None:
    node = shutil.which("node")
    if not node:
        pytest.skip("Node is not installed")
    chance = random.Random(0)
    asked = [(random_convolution(chance), chance.randint(1, 3)) for _ in range(200)]
    given = json.dumps([(json.loads(op.to_json()), channels) for op, channels in asked])
    answer = subprocess.run(
        [node, "--input-type=module", "-e", SCRIPT], input=given, capture_output=True, text=True, check=True
    )
    for line, (op, channels) in zip(json.loads(answer.stdout), asked, strict=True):
        assert line == op.pytorch_line((channels, 9, 9))


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_word_the_modules_ask_for_is_given(language: str) -> None:
    with i18n.speaking(language):
        given = texts()
    sources = [path.read_text("utf-8") for path in LENS.glob("*.js")]
    asked = {name for source in sources for name in re.findall(r"\b(?:texts|words)\.([a-z_]+)\b", source)}
    assert asked - {"js"} <= names(given)  # "words.js" is a module
    assert all(text.strip() for text in sentences(given))


def names(value: Any) -> set[str]:
    """The keys at every depth: parts of the lens are handed their own part of the texts."""
    if not isinstance(value, dict):
        return set()
    return set(value).union(*(names(part) for part in value.values()))


def sentences(value: Any) -> Iterator[str]:
    """Every text below a dict or list, but not the ids of choices."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from () if name == "id" else sentences(part)
    else:
        for part in value:
            yield from sentences(part)
