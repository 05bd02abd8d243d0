"""As whom a server runs: PostgreSQL refuses to run as root, so for root it is the existing user ``nobody``.

No user is created. A uid without a passwd entry will not do: initdb looks its name up.
"""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict


class As(TypedDict, total=False):
    """The part of ``subprocess.Popen``'s arguments that says as whom to run."""

    user: int
    group: int
    extra_groups: list[int]
    cwd: str
    env: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Identity:
    """A user to run as; ``uid`` None means: as whoever started us."""

    uid: int | None
    gid: int | None

    def popen_arguments(self, *, cwd: Path) -> As:
        """Arguments for ``subprocess``: this user, no supplementary groups, a bare environment, C locale."""
        env = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "HOME": str(cwd)}
        if self.uid is None or self.gid is None:
            return {"cwd": str(cwd), "env": env}
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "cwd": str(cwd), "env": env}

    def own(self, path: Path, *, mode: int) -> None:
        """Give a file or folder to this user with exactly this mode."""
        path.chmod(mode)
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def server_identity() -> Identity:
    """``nobody`` for root, oneself for everybody else."""
    if os.geteuid() != 0:
        return Identity(uid=None, gid=None)
    entry = pwd.getpwnam("nobody")
    return Identity(uid=entry.pw_uid, gid=entry.pw_gid)
