"""Where things lie for one checkout and one profile.

A profile is one independent set of services: ``demo`` for people, ``test`` for the test run. Everything lies
under ``.dengwen/`` in the checkout, except that a server that may not run as root keeps its files in
``/var/lib/dengwen/<hash of the checkout>``: the unprivileged user cannot enter a closed home directory.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

SERVER_HOME = Path("/var/lib/dengwen")


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders of one profile of one checkout."""

    root: Path
    profile: str
    server_home: Path | None

    @property
    def state(self) -> Path:
        """``.dengwen`` itself: what all profiles share (ports)."""
        return self.root / ".dengwen"

    @property
    def home(self) -> Path:
        """The profile's own files: secrets, keys, media, logs, locks."""
        return self.state / self.profile

    @property
    def data(self) -> Path:
        """What the servers write: the database and the queue."""
        if self.server_home is None:
            return self.home / "data"
        digest = hashlib.sha256(str(self.root).encode()).hexdigest()[:12]
        return self.server_home / digest / self.profile

    @property
    def engines(self) -> Path:
        """Copies of server programs that an unprivileged user can read. Only used by root."""
        return (self.server_home or self.state) / "engines"

    @property
    def logs(self) -> Path:
        """One file for each process."""
        return self.home / "logs"

    @property
    def locks(self) -> Path:
        """Lock files; they outlive a reset."""
        return self.state / "locks"

    @property
    def ports(self) -> Path:
        """The file of chosen ports."""
        return self.state / "ports.json"

    def prepare(self) -> None:
        """Make the folders, private to the caller, and link the servers' folder into the checkout."""
        for folder in (self.home, self.locks, self.logs, self.home / "keys", self.home / "media"):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        self.data.mkdir(parents=True, exist_ok=True)
        if self.server_home is not None:
            link = self.home / "data"
            if link.is_symlink() and link.readlink() != self.data:
                link.unlink()
            if not link.is_symlink():
                link.symlink_to(self.data)


def layout(*, root: Path, profile: str) -> Layout:
    """The layout for whoever asks: root's servers get a home of their own."""
    return Layout(
        root=root.resolve(),
        profile=profile,
        server_home=SERVER_HOME if os.geteuid() == 0 else None,
    )
