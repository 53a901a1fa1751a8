"""The lens's arithmetic in one Node process, to be asked from Python."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

ANSWERS = Path(__file__).with_name("lens_answers.mjs")


class Arithmetic:
    """Call a function of `ui/components/lens/arithmetic`: `arithmetic("convolution.convolve", x, weight, bias, op)`."""

    def __init__(self, node: subprocess.Popen[str]) -> None:
        self._node = node

    def __call__(self, call: str, *arguments: Any, take: int | None = None) -> Any:
        request = {"call": call, "arguments": arguments} | ({} if take is None else {"take": take})
        print(json.dumps(request, default=_plain), file=self._stdin, flush=True)
        answer = self._stdout.readline()
        assert answer, f"Node ended over {request}"
        return json.loads(answer, object_hook=_tensor)

    @property
    def _stdin(self) -> Any:
        return self._node.stdin

    @property
    def _stdout(self) -> Any:
        return self._node.stdout


@pytest.fixture(scope="session")
def arithmetic() -> Iterator[Arithmetic]:
    node = shutil.which("node")
    if not node:
        pytest.skip("Node is not installed")
    process = subprocess.Popen([node, ANSWERS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    yield Arithmetic(process)
    process.communicate(timeout=10)


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Tensors as small as these lose four times their time in handing work from thread to thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def _plain(value: Any) -> Any:
    """Tensors as the browser holds them: flat, with their shape."""
    assert isinstance(value, Tensor)
    return {"data": value.detach().flatten().tolist(), "shape": list(value.shape)}


def _tensor(answer: dict[str, Any]) -> Any:
    if answer.keys() != {"data", "shape"}:
        return answer
    return torch.tensor(answer["data"], dtype=torch.float64).reshape(answer["shape"])
