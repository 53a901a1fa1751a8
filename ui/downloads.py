"""Fetching a data set beside the pages: one thread a data set, its progress as plain values anyone may read."""

import threading
import time
from dataclasses import dataclass

from cnn_core.datasets import DatasetSpec, Progress
from cnn_core.errors import CnnCoreError
from ui import errors
from ui.settings import Settings

MEGABYTES = {"mnist": 12, "fashion_mnist": 31, "cifar10": 170}
"""What is sent over the network, rounded, from the published files' lengths."""


@dataclass
class Download:
    """How far one data set's download is; written by its thread, read by every page."""

    progress: Progress | None = None
    done: bool = False
    error: CnnCoreError | None = None
    mistake_id: str | None = None

    @property
    def problem(self) -> str | None:
        """What ended it before its time, as a sentence in the language of who asks; None when nothing did."""
        if self.error is not None:
            return errors.sentence(self.error)
        return errors.mistake_sentence(self.mistake_id) if self.mistake_id else None

    @property
    def share(self) -> float:
        """How much is here, in [0, 1]; files of unknown length count when they are whole."""
        if self.progress is None:
            return 0.0
        part = self.progress.done / self.progress.total if self.progress.total else 0.0
        return min((self.progress.part - 1 + part) / self.progress.parts, 1.0)


_going: dict[str, Download] = {}
_fetched_at: dict[str, float] = {}
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


def fetched_since(kind: str, moment: float) -> bool:
    """Whether this process has fetched the data set, whole, after that moment (seconds since 1970)."""
    return _fetched_at.get(kind, 0.0) > moment


def _fetch(spec: DatasetSpec, download: Download) -> None:
    def note(progress: Progress) -> None:
        download.progress = progress

    try:
        spec.fetch(Settings.from_environment().data, note)  # type: ignore[attr-defined]
        _fetched_at[spec.kind] = time.time()
    except CnnCoreError as error:
        download.error = error
    except Exception as error:
        download.mistake_id = errors.logged(error)
    finally:
        download.done = True
