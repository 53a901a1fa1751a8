"""A fresh Python that knows nothing of this project: what is exported must stand alone."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def in_fresh_interpreter(program: str, *, folder: Path, warnings: str = "error", **environment: str) -> Any:
    """Run a program in an empty folder; the last line that it prints is JSON, and that is returned."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    ended = subprocess.run(
        [sys.executable, "-W", warnings, "-c", program],
        cwd=folder,
        env=known | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    return json.loads(ended.stdout.splitlines()[-1])
