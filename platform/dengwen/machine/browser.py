"""The browser for the journeys: found, or installed by apt. Without one the test run fails."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from dengwen.machine.debian import NeedsPackage, apt_install

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
VARIABLE = "DENGWEN_CHROMIUM"


def find_chromium() -> Path | None:
    """The browser that was named, else the first on the path."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named) if Path(named).exists() else None
    return next((Path(found) for found in map(shutil.which, NAMES) if found), None)


def ensure_chromium() -> Path:
    """A Chromium that can be started.

    Raises:
        NeedsPackage: with the line to type.
    """
    found = find_chromium()
    if found is None:
        apt_install(["chromium"], why="the journeys need Chromium")
        found = find_chromium()
    if found is None:
        raise NeedsPackage(f"no Chromium on the path; install one, or name it in {VARIABLE}")
    return found
