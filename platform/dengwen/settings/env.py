"""The only reader of the environment: typed, and failing once with every missing name."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class MissingSettings(SystemExit):
    """Ends the process at start, with all names that the environment lacks."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What this process was told from outside."""

    database_url: str
    app_role: str
    pg_bin: Path | None
    redis_url: str
    secret_key: str
    media_root: Path
    key_dir: Path
    kek_file: Path
    pepper_file: Path
    base_domain: str
    public_port: str
    is_secure: bool
    is_owner: bool
    log_level: str


REQUIRED = (
    "DATABASE_URL", "REDIS_URL", "DENGWEN_SECRET_KEY_FILE", "DENGWEN_MEDIA_ROOT",
    "DENGWEN_KEY_DIR", "DENGWEN_KEK_FILE", "DENGWEN_PEPPER_FILE",
)  # fmt: skip


def read() -> Environment:
    """Read the environment. ``DENGWEN_DB_ROLE=owner`` asks for the role that may change schemas."""
    missing = [name for name in REQUIRED if not os.environ.get(name)]
    if missing:
        raise MissingSettings(f"dengwen: the environment lacks {', '.join(missing)} (./dev sets them)")
    is_owner = os.environ.get("DENGWEN_DB_ROLE") == "owner"
    database_url = os.environ["DATABASE_URL"]
    return Environment(
        database_url=os.environ.get("DATABASE_OWNER_URL", database_url) if is_owner else database_url,
        app_role=unquote(urlsplit(database_url).username or ""),
        pg_bin=Path(os.environ["PG_BIN"]) if os.environ.get("PG_BIN") else None,
        redis_url=os.environ["REDIS_URL"],
        secret_key=Path(os.environ["DENGWEN_SECRET_KEY_FILE"]).read_text().strip(),
        media_root=Path(os.environ["DENGWEN_MEDIA_ROOT"]),
        key_dir=Path(os.environ["DENGWEN_KEY_DIR"]),
        kek_file=Path(os.environ["DENGWEN_KEK_FILE"]),
        pepper_file=Path(os.environ["DENGWEN_PEPPER_FILE"]),
        base_domain=os.environ.get("DENGWEN_BASE_DOMAIN", "localhost"),
        public_port=os.environ.get("DENGWEN_PORT", ""),
        is_secure=os.environ.get("DENGWEN_SECURE", "") == "1",
        is_owner=is_owner,
        log_level=os.environ.get("DENGWEN_LOG_LEVEL", "INFO"),
    )


def database_settings(url: str) -> dict[str, object]:
    """Django's connection settings for a ``postgresql://`` URL."""
    parts = urlsplit(url)
    return {
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


environment = read()
