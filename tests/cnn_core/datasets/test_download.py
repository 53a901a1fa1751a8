"""Downloading from a server on this very machine: progress, checksum, and nothing half-done whatever goes wrong."""

import errno
import gzip
import hashlib
import http.server
import io
import shutil
import socket
import tarfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnn_core.datasets import Cifar10Spec, DatasetDownloadError, MnistSpec, Progress, download
from cnn_core.datasets.vision import PublishedFile


class Shop(http.server.ThreadingHTTPServer):
    """Serves what is in `goods`; a value that is an int is an error, one in `slow` never arrives whole."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Counter)
        self.goods: dict[str, bytes | int] = {}
        self.broken: set[str] = set()
        self.url = f"http://127.0.0.1:{self.server_port}/"


class Counter(http.server.BaseHTTPRequestHandler):
    server: Shop

    def do_GET(self) -> None:
        name = self.path.lstrip("/")
        goods = self.server.goods.get(name, 404)
        if isinstance(goods, int):
            self.send_error(goods)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(goods)))
        self.end_headers()
        if name in self.server.broken:
            self.wfile.write(goods[: len(goods) // 2])
            self.wfile.flush()
            time.sleep(3)
            return
        self.wfile.write(goods)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def shop() -> Iterator[Shop]:
    server = Shop()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


@pytest.fixture
def small_mnist(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """MNIST's four files with other, shorter contents, in the shop and in the tables of checksums."""
    plain = {file.path: bytes([index]) * 50_000 for index, file in enumerate(MnistSpec.files)}
    packed = {f"{Path(path).name}.gz": gzip.compress(content) for path, content in plain.items()}
    shop.goods.update(packed)
    files = tuple(
        PublishedFile(path, md5(content), packed_md5=md5(packed[f"{Path(path).name}.gz"]))
        for path, content in plain.items()
    )
    monkeypatch.setattr(MnistSpec, "files", files)
    monkeypatch.setattr(MnistSpec, "mirrors", (shop.url,))
    return plain


def everything_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_the_files_arrive_unpacked_with_progress(small_mnist: dict[str, bytes], tmp_path: Path) -> None:
    seen: list[Progress] = []
    MnistSpec().fetch(tmp_path, seen.append)
    assert {path: (tmp_path / path).read_bytes() for path in small_mnist} == small_mnist
    assert everything_in(tmp_path) == set(small_mnist)
    assert [progress.part for progress in seen if progress.done == progress.total] == [1, 2, 3, 4]
    assert {progress.parts for progress in seen} == {4}
    assert MnistSpec().available(tmp_path)


def test_only_what_is_missing_or_damaged_is_fetched(small_mnist: dict[str, bytes], tmp_path: Path) -> None:
    MnistSpec().fetch(tmp_path)
    damaged, missing = (tmp_path / file.path for file in MnistSpec.files[:2])
    damaged.write_bytes(b"?")
    missing.unlink()
    seen: list[Progress] = []
    MnistSpec().fetch(tmp_path, seen.append)
    assert {progress.file for progress in seen} == {f"{damaged.name}.gz", f"{missing.name}.gz"}
    assert damaged.read_bytes() == small_mnist[MnistSpec.files[0].path]


def test_the_second_mirror_is_asked_when_the_first_fails(
    small_mnist: dict[str, bytes], shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MnistSpec, "mirrors", (shop.url + "gone/", shop.url))
    MnistSpec().fetch(tmp_path)
    assert everything_in(tmp_path) == set(small_mnist)


@pytest.mark.parametrize(
    ("goods", "reason"), [(404, "refused"), (503, "refused"), (gzip.compress(b"others"), "wrong_checksum")]
)
def test_what_is_not_the_published_file_is_not_kept(
    goods: bytes | int, reason: str, small_mnist: dict[str, bytes], shop: Shop, tmp_path: Path
) -> None:
    shop.goods["t10k-images-idx3-ubyte.gz"] = goods
    with pytest.raises(DatasetDownloadError) as caught:
        MnistSpec().load(tmp_path, download=True)
    assert caught.value.params == {"dataset": "mnist", "reason": reason}
    # the two before it arrived whole and stay; nothing of the third does
    assert everything_in(tmp_path) == {file.path for file in MnistSpec.files[:2]}


def test_a_line_that_breaks_or_falls_silent_is_given_up(
    small_mnist: dict[str, bytes], shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "SECONDS_OF_SILENCE", 0.3)
    shop.broken.add("train-images-idx3-ubyte.gz")
    with pytest.raises(DatasetDownloadError) as caught:
        MnistSpec().fetch(tmp_path)
    assert caught.value.params["reason"] == "no_network"
    assert everything_in(tmp_path) == set()


def test_without_a_network_it_says_so_in_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_args: object, **_kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unreachable)
    began = time.monotonic()
    with pytest.raises(DatasetDownloadError) as caught:
        Cifar10Spec().load(tmp_path, download=True)
    assert caught.value.params == {"dataset": "cifar10", "reason": "no_network"}
    assert time.monotonic() - began < 10
    assert everything_in(tmp_path) == set()


def test_a_full_disk_is_told_from_a_broken_line(
    small_mnist: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(DatasetDownloadError) as caught:
        MnistSpec().fetch(tmp_path)
    assert caught.value.params["reason"] == "disk"
    assert everything_in(tmp_path) == set()


def test_a_folder_that_cannot_be_made_is_the_disks_fault(small_mnist: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatasetDownloadError) as caught:
        MnistSpec().fetch(tmp_path / "file")
    assert caught.value.params["reason"] == "disk"


def test_stopping_in_the_middle_leaves_nothing(small_mnist: dict[str, bytes], tmp_path: Path) -> None:
    class EnoughError(Exception):
        pass

    def stop(_progress: Progress) -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        MnistSpec().fetch(tmp_path, stop)
    assert everything_in(tmp_path) == set()


def test_the_batches_are_taken_out_of_the_archive(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = {file.path: file.path.encode() * 1000 for file in Cifar10Spec.files}
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        for path, content in {**plain, "../outside": b"no"}.items():
            member = tarfile.TarInfo(path)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    shop.goods["cifar.tar.gz"] = archive.getvalue()
    files = tuple(PublishedFile(path, md5(content)) for path, content in plain.items())
    monkeypatch.setattr(Cifar10Spec, "files", files)
    monkeypatch.setattr(Cifar10Spec, "archive", shop.url + "cifar.tar.gz")
    monkeypatch.setattr(Cifar10Spec, "archive_md5", md5(archive.getvalue()))
    folder = tmp_path / "inside"
    Cifar10Spec().fetch(folder)
    assert {path: (folder / path).read_bytes() for path in plain} == plain
    assert everything_in(tmp_path) == {f"inside/{path}" for path in plain}
