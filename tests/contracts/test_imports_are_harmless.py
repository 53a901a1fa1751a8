"""Importing a module of the core changes nothing about the process: not its exit status, not its threads' number."""

import pkgutil
import subprocess
import sys
from pathlib import Path

import cnn_core

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import importlib, sys, torch
threads = torch.get_num_threads()
for name in {names!r}:
    importlib.import_module(name)
assert torch.get_num_threads() == threads
sys.exit(3)
"""


def test_a_process_that_imported_everything_ends_with_its_own_status() -> None:
    names = [module.name for module in pkgutil.walk_packages(cnn_core.__path__, "cnn_core.")]
    assert len(names) > 30
    names = [name for name in names if not name.endswith("__main__") and ".migrations." not in name]
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(names=names)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 3, ended.stderr
