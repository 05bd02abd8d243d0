"""Which migrations a schema must have, and a digest that says at a glance whether it has them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

Key = tuple[str, str]
"""App label and name of a migration."""

TEMPLATE_FORMAT = 2
"""Raised when ``tenants.template`` makes another text of the same migrations."""


def labels_of(app_names: Iterable[str]) -> frozenset[str]:
    """The labels of installed apps by their names in the settings."""
    wanted = set(app_names)
    return frozenset(config.label for config in apps.get_app_configs() if config.name in wanted)


def public_targets(loader: MigrationLoader) -> list[Key]:
    """What the public schema must have."""
    return _leaves(loader, labels_of(settings.SHARED_APPS))


def tenant_targets(loader: MigrationLoader) -> list[Key]:
    """What an organisation's schema must have."""
    return _leaves(loader, labels_of(settings.TENANT_APPS))


def _leaves(loader: MigrationLoader, labels: frozenset[str]) -> list[Key]:
    return sorted(key for key in loader.graph.leaf_nodes() if key[0] in labels)


@lru_cache(maxsize=1)
def tenant_digest() -> str:
    """SHA-256 over the migration files of all tenant apps: equal digests mean equal schemas.

    The files are read, not imported, so that the check costs milliseconds.
    """
    digest = hashlib.sha256(f"format {TEMPLATE_FORMAT}\n".encode())
    for label in sorted(labels_of(settings.TENANT_APPS)):
        for file in migration_files(label):
            digest.update(f"{label}/{file.name}\n".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def migration_files(label: str) -> list[Path]:
    """The files of an app's migrations, none where it has none."""
    module, _ = MigrationLoader.migrations_module(label)
    spec = find_spec(module) if module else None
    folders = (spec.submodule_search_locations or ()) if spec is not None else ()
    return sorted(file for folder in folders for file in Path(folder).glob("*.py"))
