"""Fetch published files: with progress, a checksum, and nothing half-written left behind."""

import gzip
import hashlib
import http.client
import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cnn_core.datasets.base import DatasetDownloadError, Progress

SECONDS_OF_SILENCE = 10
"""How long a server may say nothing before we give it up."""
CHUNK = 1 << 17


class _RefusedError(Exception):
    """A mirror did not give the right file; `reason` as in `DatasetDownloadError`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One file to fetch.

    Attributes:
        name: the file's name, for the learner.
        urls: the same file on several servers, tried in this order.
        md5: of the file as it is sent.
        part: which parcel it is, from 1.
        parts: how many there are.
    """

    name: str
    urls: Sequence[str]
    md5: str
    part: int
    parts: int


@contextmanager
def fetched(
    dataset: str, parcel: Parcel, folder: Path, on_progress: Callable[[Progress], None] | None
) -> Iterator[IO[bytes]]:
    """The parcel's verified bytes as an open file, which is gone afterwards.

    Raises:
        DatasetDownloadError: no mirror gave the right bytes, or the disk did not take them.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # In the target's own folder, so that a full disk shows here and not when the finished file is moved.
        with tempfile.TemporaryFile(dir=folder) as file:
            _from_any_mirror(parcel, file, on_progress)
            file.seek(0)
            yield file
    except _RefusedError as refused:
        raise DatasetDownloadError(dataset=dataset, reason=refused.reason) from refused
    except OSError as error:
        raise DatasetDownloadError(dataset=dataset, reason="disk") from error


def place(source: IO[bytes] | gzip.GzipFile, target: Path) -> None:
    """Write all of `source` to `target`, whole or not at all: into a folder beside it first, then one rename."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".download-") as folder:
        beside = Path(folder) / target.name
        with beside.open("wb") as out:
            shutil.copyfileobj(source, out, CHUNK)
        beside.replace(target)


def _from_any_mirror(parcel: Parcel, file: IO[bytes], on_progress: Callable[[Progress], None] | None) -> None:
    """Try the mirrors in turn; the first one's reason is told when all fail."""
    refusals = []
    for url in parcel.urls:
        file.seek(0)
        file.truncate()
        try:
            return _from_mirror(url, parcel, file, on_progress)
        except _RefusedError as refused:
            refusals.append(refused)
    raise refusals[0]


def _from_mirror(url: str, parcel: Parcel, file: IO[bytes], on_progress: Callable[[Progress], None] | None) -> None:
    checksum = hashlib.md5(usedforsecurity=False)
    done = 0
    with _opened(url) as response:
        total = response.length
        while chunk := _next_chunk(response):
            file.write(chunk)
            checksum.update(chunk)
            done += len(chunk)
            if on_progress:
                on_progress(Progress(file=parcel.name, done=done, total=total, part=parcel.part, parts=parcel.parts))
    if checksum.hexdigest() != parcel.md5:
        raise _RefusedError("wrong_checksum")


def _opened(url: str) -> http.client.HTTPResponse:
    request = urllib.request.Request(url, headers={"User-Agent": "convolab"})
    try:
        response: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=SECONDS_OF_SILENCE)
    except urllib.error.HTTPError as error:
        error.close()
        raise _RefusedError("refused") from error
    except (OSError, http.client.HTTPException) as error:
        raise _RefusedError("no_network") from error
    return response


def _next_chunk(response: http.client.HTTPResponse) -> bytes:
    """Separate from the writing, so that a broken line is not taken for a full disk."""
    try:
        return response.read(CHUNK)
    except (OSError, http.client.HTTPException) as error:
        raise _RefusedError("no_network") from error
