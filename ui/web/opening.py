"""Open what has to be there before the first page; where that fails, say why in one sentence and stop."""

import os
import sys

from cnn_core.errors import CnnCoreError
from ui import errors, i18n, storage
from ui.settings import Settings
from ui.web.identity import Signer


def opened(settings: Settings) -> Signer:
    """The signer, once the store is there and of this version.

    Raises:
        SystemExit: with status 1, after a sentence for whoever started the laboratory.
    """
    try:
        storage.store()
        return storage.signer()
    except (CnnCoreError, OSError) as error:
        way_out = f"CONVOLAB_HOME, now {settings.home}, names the folder to keep it in."
        sys.stderr.write(f"{_reason(error, settings)} {way_out}\n")
        sys.exit(1)


def _reason(error: CnnCoreError | OSError, settings: Settings) -> str:
    if settings.home.is_dir() and not os.access(settings.home, os.W_OK):  # which a database calls by many names
        return "Convolab may not write to its folder."
    if isinstance(error, CnnCoreError):
        with i18n.speaking("en"):
            return errors.sentence(error)
    return f"Convolab cannot keep anything here: {error}."
