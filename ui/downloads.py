"""Fetching a data set beside the pages: one thread a data set, its progress as plain values anyone may read."""

import logging
import threading
from dataclasses import dataclass

from cnn_core.datasets import DatasetSpec, Progress
from cnn_core.errors import CnnCoreError
from ui.settings import Settings

_log = logging.getLogger("convolab.downloads")

MEGABYTES = {"mnist": 12, "fashion_mnist": 31, "cifar10": 170}
"""What is sent over the network, rounded, from the published files' lengths."""


@dataclass
class Download:
    """How far one data set's download is; written by its thread, read by every page."""

    progress: Progress | None = None
    done: bool = False
    error: Exception | None = None

    def check(self) -> None:
        """Raise what ended it, if anything did.

        Raises:
            DatasetDownloadError: it did not arrive.
        """
        if self.error is not None:
            raise self.error

    @property
    def share(self) -> float:
        """How much is here, in [0, 1]; files of unknown length count when they are whole."""
        if self.progress is None:
            return 0.0
        part = self.progress.done / self.progress.total if self.progress.total else 0.0
        return min((self.progress.part - 1 + part) / self.progress.parts, 1.0)


_going: dict[str, Download] = {}
_lock = threading.Lock()


def of(kind: str) -> Download | None:
    """The download of a data set that somebody here has asked for, or None."""
    return _going.get(kind)


def start(spec: DatasetSpec) -> Download:
    """Fetch a data set's files unless that is already going on."""
    with _lock:
        known = _going.get(spec.kind)
        if known is not None and not known.done:
            return known
        download = _going[spec.kind] = Download()
    threading.Thread(target=_fetch, args=(spec, download), name=f"download {spec.kind}", daemon=True).start()
    return download


def forget(kind: str) -> None:
    """Forget a download that is over."""
    _going.pop(kind, None)


def _fetch(spec: DatasetSpec, download: Download) -> None:
    def note(progress: Progress) -> None:
        download.progress = progress

    try:
        spec.fetch(Settings.from_environment().data, note)  # type: ignore[attr-defined]
    except CnnCoreError as error:
        download.error = error
    except Exception as error:
        _log.exception("the download of %s", spec.kind)
        download.error = error  # and shown by the page, with an id
    finally:
        download.done = True
