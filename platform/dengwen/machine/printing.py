"""What letters and screenshots need from the system: Pango to set type, and fonts with Chinese in them."""

from __future__ import annotations

import ctypes
import importlib.util
import sys
from pathlib import Path

from dengwen.machine.debian import NeedsPackage, apt_install
from dengwen.machine.layout import Layout

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}

FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="same"><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
  <alias binding="same"><family>serif</family><prefer><family>Noto Serif SC</family></prefer></alias>
</fontconfig>
"""


def missing_packages() -> list[str]:
    """The Debian packages whose library cannot be loaded."""
    return [package for library, package in LIBRARIES.items() if not _loads(library)]


def ensure_pango() -> None:
    """Make sure that letters can be typeset.

    Raises:
        NeedsPackage: with the line to type.
    """
    if sys.platform == "darwin":
        if not any(_loads(name) for name in ("libpango-1.0.dylib", "/opt/homebrew/lib/libpango-1.0.dylib")):
            raise NeedsPackage("letters need Pango; type:\n    brew install pango")
        return
    missing = missing_packages()
    if missing:
        apt_install(missing, why="letters need Pango")
    left = missing_packages()
    if left:
        raise NeedsPackage(f"{', '.join(left)} is installed but its library cannot be loaded")


def chinese_fonts_environment(place: Layout) -> dict[str, str]:
    """Variables under which a browser finds the Chinese fonts of the wheel, besides the system's own."""
    spec = importlib.util.find_spec("pylopdf_fonts_zh_cn")
    if spec is None or spec.origin is None:
        return {}
    path = place.state / "fonts.conf"
    path.write_text(FONTS_CONF.format(fonts=Path(spec.origin).parent, cache=place.state / "font-cache"))
    return {"FONTCONFIG_FILE": str(path)}


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
