"""Run the Dockerfile's own steps without a Docker engine, and ask the app whether it is well.

    python scripts/run_dockerfile_steps.py            # about as long as a fresh installation

Reads the Dockerfile line by line and does what each says in a new, clean directory: ENV and ARG fill an environment
that inherits nothing but what an installation needs, COPY copies the files git knows, RUN runs in a fresh virtual
environment, CMD is started, HEALTHCHECK is asked until it says yes. Paths of the image are moved below the directory.

What a directory cannot do is announced, not hidden: the base image is the Python that runs this script, USER and the
ownership commands keep the current user, and VOLUME is an ordinary folder.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Of the caller's environment: where packages come from and how they are trusted, nothing else.
INHERITED = ("PIP_", "SSL_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
NEEDS_ROOT = ("useradd", "chown")  # replaced by a command that says so and does nothing
SECONDS_TO_HEALTH = 120


@dataclass(frozen=True)
class Instruction:
    """One instruction of a Dockerfile: its word in capitals and the rest, continuation lines joined."""

    word: str
    rest: str


def read_dockerfile(text: str) -> list[Instruction]:
    """The instructions in order, without comments."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ").splitlines()
    return [Instruction(*line.strip().split(maxsplit=1)) for line in joined]


@dataclass
class Image:
    """A directory that stands for the image, with what the instructions have said so far."""

    root: Path
    environment: dict[str, str]
    workdir: Path
    owned: list[str] = field(default_factory=lambda: ["/app", "/var/lib/convolab"])
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)

    def inside(self, text: str) -> str:
        """The text with the image's paths moved below the directory."""
        for path in self.owned:
            text = text.replace(path, f"{self.root}{path}")
        return text

    def apply(self, step: Instruction) -> None:
        """Do what one instruction says; an instruction this script does not know is an error, not a shrug."""
        known = getattr(self, f"_{step.word.lower()}", None)
        if known is None:
            raise SystemExit(f"expected an instruction this script can run; received {step.word}")
        print(f"--- {step.word} {step.rest[:100]}", flush=True)
        known(step.rest)

    def _from(self, rest: str) -> None:
        print(f"    (stands in for {rest}: Python {sys.version.split()[0]} in a fresh virtual environment)")
        venv.create(self.root / "venv", with_pip=True)
        stubs = self.root / "stubs"
        stubs.mkdir()
        for name in NEEDS_ROOT:
            (stubs / name).write_text(f'#!/bin/sh\necho "    (not done outside an image: {name} $*)"\n')
            (stubs / name).chmod(0o755)
        self.environment["PATH"] = f"{self.root}/venv/bin:{stubs}:/usr/local/bin:/usr/bin:/bin"

    def _env(self, rest: str) -> None:
        for pair in rest.split():
            name, _, value = pair.partition("=")
            self.environment[name] = self.inside(value)

    def _arg(self, rest: str) -> None:
        name, _, value = rest.partition("=")
        self.environment[name] = os.environ.get(name, value.strip('"'))

    def _workdir(self, rest: str) -> None:
        self.workdir = Path(self.inside(rest))
        self.workdir.mkdir(parents=True, exist_ok=True)

    def _copy(self, rest: str) -> None:
        source, target = rest.split()
        tracked = subprocess.run(
            ["git", "ls-files", "-z", "--", source], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.split("\0")
        files = [name for name in tracked if name]
        if not files:
            raise SystemExit(f"COPY {source}: git knows no such file")
        into = self.workdir / target
        for name in files:
            relative = Path(name).name if source == name else Path(name).relative_to(Path(source))
            place = into / relative if target.endswith("/") or source != name else into
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place)

    def _run(self, rest: str) -> None:
        subprocess.run(["sh", "-e", "-c", self.inside(rest)], cwd=self.workdir, env=self.environment, check=True)

    def _volume(self, rest: str) -> None:
        Path(self.inside(rest)).mkdir(parents=True, exist_ok=True)

    def _user(self, rest: str) -> None:
        print(f"    (keeps the current user instead of {rest})")

    def _expose(self, rest: str) -> None:
        print(f"    (a free port is used instead of {rest})")

    def _cmd(self, rest: str) -> None:
        self.command = json.loads(rest)

    def _healthcheck(self, rest: str) -> None:
        self.health = json.loads(rest.partition("CMD ")[2])


def answers(image: Image) -> bool:
    """Start the image's command, ask its own health check until it agrees, end everything started."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    environment = image.environment | {"STREAMLIT_SERVER_PORT": str(port), "HOME": str(image.root)}
    process = subprocess.Popen(
        image.command, cwd=image.workdir, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        deadline = time.monotonic() + SECONDS_TO_HEALTH
        while time.monotonic() < deadline and process.poll() is None:
            check = subprocess.run(image.health, cwd=image.workdir, env=environment, capture_output=True, check=False)
            if check.returncode == 0:
                return True
            time.sleep(0.5)
        return False
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def main() -> int:
    steps = read_dockerfile((ROOT / "Dockerfile").read_text(encoding="utf-8"))
    environment = {name: value for name, value in os.environ.items() if name.startswith(INHERITED)}
    with tempfile.TemporaryDirectory(prefix="convolab-image-") as folder:
        image = Image(root=Path(folder), environment=environment, workdir=Path(folder))
        for step in steps:
            image.apply(step)
        if not (image.command and image.health):
            raise SystemExit("expected a CMD and a HEALTHCHECK; at least one is missing")
        well = answers(image)
    print("The app started from the Dockerfile's steps is well." if well else "The app did not become well.")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
