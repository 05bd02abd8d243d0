"""Where static files are: the address of each is computed once in a process. A page asks for a dozen."""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class _KeptAddresses:
    """In front of a storage class: remembers addresses. The files of a release never change under it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: dict[str | None, str] = {}

    def url(self, name: str | None, *args: Any, **kwargs: Any) -> str:
        if args or kwargs:
            return str(super().url(name, *args, **kwargs))  # type: ignore[misc]  # of the storage behind
        if name not in self._kept:
            self._kept[name] = str(super().url(name))  # type: ignore[misc]  # of the storage behind
        return self._kept[name]


class KeptStaticFiles(_KeptAddresses, StaticFilesStorage):
    """Files by their own names."""


class KeptHashedStaticFiles(_KeptAddresses, CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Files by names that carry the hash of their content."""
