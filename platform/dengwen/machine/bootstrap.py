"""Makes the Python environment and goes on inside it. Runs on the system's Python: standard library only.

The environment is kept in the user's cache under the hash of the lock, so that a second checkout and CI find
it made. It is built in place (environments cannot be moved) under a lock, and counts only once its marker
stands.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "platform"))

from dengwen.machine.debian import NeedsPackage, apt_install  # noqa: E402 -- the path must stand first
from dengwen.machine.printing import missing_packages  # noqa: E402 -- the path must stand first
from dengwen.machine.progress import Progress, Step  # noqa: E402 -- the path must stand first

LOCK = ROOT / "requirements.lock"
MARKER = "dengwen-complete"
UNUSED_SECONDS = 60 * 24 * 3600
"""An environment that nobody used for this long makes room when another is made."""


class CannotMakeEnvironment(RuntimeError):
    """The environment could not be made; the message tells the person what to do."""


def cache_home() -> Path:
    """The user's cache folder by the XDG rule: a relative path is ignored."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(named) if named.startswith("/") else Path.home() / ".cache"
    return base / "dengwen"


def environment_path() -> Path:
    """Where the environment of this lock and this Python lies."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]
    return cache_home() / f"env-{digest}-py{sys.version_info.major}.{sys.version_info.minor}"


def locked_packages() -> int:
    """How many lines the lock pins (a few are for other systems)."""
    return sum(1 for line in LOCK.read_text().splitlines() if line[:1].isalnum() and "==" in line)


def ensure_environment(progress: Progress) -> Path:
    """The environment, made if it is not there yet.

    Raises:
        CannotMakeEnvironment
    """
    path = environment_path()
    if (path / MARKER).exists():
        (path / MARKER).touch()
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with _beside(path, "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (path / MARKER).exists():
            shutil.rmtree(path, ignore_errors=True)
            _require_venv(progress)
            with progress.step("Python environment"):
                _run([sys.executable, "-m", "venv", str(path)], _beside(path, "log"))
            with progress.step("Dependencies") as step:
                _install(path, step)
            (path / MARKER).touch()
            remove_unused(beside=path)
    return path


def remove_unused(*, beside: Path) -> None:
    """Remove the environments of older locks that were last used long before this one was made."""
    made = (beside / MARKER).stat().st_mtime
    for marker in beside.parent.glob(f"env-*/{MARKER}"):
        if made - marker.stat().st_mtime > UNUSED_SECONDS:
            marker.unlink()
            shutil.rmtree(marker.parent, ignore_errors=True)
            for kind in ("lock", "log"):
                _beside(marker.parent, kind).unlink(missing_ok=True)


def _beside(path: Path, kind: str) -> Path:
    return path.with_name(f"{path.name}.{kind}")


def _require_venv(progress: Progress) -> None:
    """Debian and Ubuntu cut ``ensurepip`` out of Python and put it into a package of its own."""
    if importlib.util.find_spec("ensurepip") is not None:
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    # One line to type for all that is missing, rather than one after another.
    packages = [package, *(missing_packages() if sys.platform == "linux" else [])]
    try:
        with progress.step("Python's venv module"):
            apt_install(packages, why="Python cannot make a virtual environment")
    except NeedsPackage as error:
        raise CannotMakeEnvironment(str(error)) from error


def _run(command: list[str], log: Path) -> None:
    with log.open("wb") as output:
        ended = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, check=False)
    if ended.returncode != 0:
        raise CannotMakeEnvironment(f"{' '.join(command)} failed:\n{log.read_text(errors='replace')[-3000:]}")


def _install(path: Path, step: Step) -> None:
    command = [
        str(path / "bin/python"), "-m", "pip", "install", "--only-binary", ":all:", "--require-hashes",
        "--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--requirement", str(LOCK),
    ]  # fmt: skip
    total, seen = locked_packages(), 0
    log = _beside(path, "log")
    with log.open("w") as output:
        pip = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in pip.stdout or ():
            output.write(line)
            if line.startswith("Collecting "):
                seen += 1
                step.detail = f"{seen} of {total}: {line.split()[1].split('==')[0]}"
            elif line.startswith("Installing collected"):
                step.detail = f"unpacking {seen} packages"
        status = pip.wait()
    if status != 0:
        raise CannotMakeEnvironment(
            f"pip could not install the locked dependencies (whole log: {log}):\n"
            f"{log.read_text(errors='replace')[-3000:]}"
        )
    step.detail = f"{seen} packages"


def go_on(path: Path, arguments: list[str]) -> None:
    """Replace this process by the real command inside the environment."""
    program = path / "bin/python"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "platform"), str(ROOT)]),
        "VIRTUAL_ENV": str(path),
        "PATH": os.pathsep.join([str(path / "bin"), os.environ.get("PATH", os.defpath)]),
        "PYTHONUTF8": "1",
    }
    environment.pop("PYTHONHOME", None)
    os.execve(program, [str(program), "-m", "dengwen.machine", *arguments], environment)  # noqa: S606 -- no shell is meant


def main() -> int:
    """Make the environment, then become the command."""
    # Progress goes to standard error: what a command prints may be read by a program.
    progress = Progress(sys.stderr)
    try:
        path = ensure_environment(progress)
    except CannotMakeEnvironment as error:
        progress.say(f"dev: {error}")
        return 1
    except KeyboardInterrupt:
        progress.say("dev: stopped; the next ./dev goes on from the beginning")
        return 130
    go_on(path, sys.argv[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main())
