"""Every address of an organisation's host that is ours, as names with the parameters that each takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.urls import URLPattern, URLResolver

ROOMS = ("accounts", "casework", "cms", "dengwen", "oversight", "policies", "ui")


@dataclass(frozen=True, slots=True)
class Route:
    """One pattern: what ``reverse`` calls it, and its parameters with their converters."""

    name: str
    parameters: tuple[tuple[str, str], ...]


def routes() -> list[Route]:
    """Our routes by name. Those of Wagtail and allauth are their own and see this schema only."""
    patterns = import_module(settings.ROOT_URLCONF).urlpatterns
    return sorted(_walk(patterns, "", ()), key=lambda route: route.name)


def _walk(patterns: list[URLPattern | URLResolver], space: str, above: tuple) -> Iterator[Route]:
    for pattern in patterns:
        taken = (*above, *((name, type(kind).__name__) for name, kind in pattern.pattern.converters.items()))
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, inner, taken)
        elif pattern.name and _room(pattern) in ROOMS:
            yield Route(name=f"{space}{pattern.name}", parameters=taken)


def _room(pattern: URLPattern) -> str:
    view = getattr(pattern.callback, "view_class", pattern.callback)
    return str(view.__module__).split(".")[0]
