"""What a replay needs to be told of past cases. Casework tells it; this room does not know how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from policies.engine.past import CaseHistory


@dataclass(frozen=True, slots=True)
class Scope:
    """Which cases: of these lines of business, received from ``since`` (None: ever) up to ``until``."""

    lines: tuple[str, ...]
    until: datetime
    since: datetime | None = None


class Histories(Protocol):
    """Past cases of the present organisation, by growing key, with codes and moments only."""

    def count(self, scope: Scope) -> int:
        """How many there are."""

    def batch(self, scope: Scope, *, after: int, size: int) -> Sequence[CaseHistory]:
        """The first ``size`` of them whose key is greater than ``after``."""
