"""What apt must bring: installed when we are root, otherwise the one line to type.

Imports the standard library only: the bootstrap uses it before anything is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence


class NeedsPackage(RuntimeError):
    """Something must be installed that we may not or cannot install; the message carries the line to type."""


def line_to_type(packages: Sequence[str]) -> str:
    """The command that a person types."""
    return f"sudo apt-get update && sudo apt-get install -y {' '.join(packages)}"


def apt_install(packages: Sequence[str], *, why: str) -> None:
    """Install Debian packages without a question.

    Raises:
        NeedsPackage: we are not root, there is no apt-get, or it failed.
    """
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise NeedsPackage(f"{why}; type:\n    {line_to_type(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    # The list of packages may be old or missing; asking for it first costs seconds, so only when needed.
    for command in (install, ["apt-get", "update"], install):
        run = subprocess.run(
            command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
        )
        if command is install and run.returncode == 0:
            return
    raise NeedsPackage(f"{why}, and apt-get could not install it:\n{run.stderr.strip()[-1500:]}")
