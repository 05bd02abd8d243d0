"""What a layout needs to know of a place to go. A context may hold anything with these attributes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NavItem:
    """One view of the desk."""

    label: object
    """A text, a lazy translation or a pack's label."""
    url: str
    icon: str = ""
    """A lucide name, always beside the words."""
    is_here: bool = False
    count: int | None = None
    tone: str = ""
    """Tone of the count where it is not 0: ``red``, ``amber`` or none."""
    key: str = ""
    """The letter after ``g`` that goes there."""
