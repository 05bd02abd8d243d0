"""Reading adopted rulebooks and calendars, through caches in the process.

An adopted rulebook never changes, so its parsed pack is kept for as long as the process lives; packs of many
organisations that are one rulebook (one digest) are parsed once. Which rulebook is in force may change in
another process; that is kept for a few seconds only.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

from kernel import monotonic, tenancy
from policies.almanac.selectors import calendar_table, forget_calendars, forget_versions
from policies.engine.pack import BusinessType, Pack
from policies.loading import pack_from_text
from policies.models import AdoptedPolicy, Binding

__all__ = [
    "AdoptedPolicy",
    "BusinessLine",
    "PolicyVersion",
    "UnknownBusiness",
    "UnknownPolicy",
    "adopted_versions",
    "business_lines",
    "calendar_table",
    "forget_calendars",
    "policy_for_business",
    "policy_version",
]

KEEP_SECONDS = 5.0


class UnknownBusiness(LookupError):
    """Raised for a line of business that no rulebook in force has."""


class UnknownPolicy(LookupError):
    """Raised for the id of no adopted rulebook."""


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A rulebook as an organisation adopted it."""

    id: int
    pack: Pack
    digest: str


@dataclass(frozen=True, slots=True)
class BusinessLine:
    """A line of business in force, with the rulebook that governs it."""

    code: str
    policy_version_id: int
    pack: Pack
    spec: BusinessType


@dataclass(frozen=True, slots=True)
class _Bound:
    """A binding as a plain value."""

    business_type: str
    policy_id: int
    since: datetime
    until: datetime | None


_lock = threading.Lock()
_versions: dict[tuple[str, int], PolicyVersion] = {}
_bindings: dict[str, tuple[float, tuple[_Bound, ...]]] = {}
_untrusted: set[str] = set()
_packs: dict[str, Pack] = {}


def policy_version(version_id: int) -> PolicyVersion:
    """The adopted rulebook with this id. Raises UnknownPolicy."""
    schema = tenancy.schema_name()
    known = _versions.get((schema, version_id))
    if known is not None:
        return known
    row = AdoptedPolicy.objects.filter(pk=version_id).first()
    if row is None:
        raise UnknownPolicy(version_id)
    version = PolicyVersion(id=version_id, pack=_pack(row.digest, row.body), digest=row.digest)
    if schema not in _untrusted:
        _versions[schema, version_id] = version
    return version


def policy_for_business(code: str, at: datetime) -> PolicyVersion:
    """The rulebook that governs a line of business at a moment. Raises UnknownBusiness."""
    for bound in _in_force(at):
        if bound.business_type == code:
            return policy_version(bound.policy_id)
    raise UnknownBusiness(code)


def business_lines(at: datetime) -> tuple[BusinessLine, ...]:
    """The lines of business in force at a moment, rulebook by rulebook in the order of each pack."""
    lines: list[BusinessLine] = []
    bound = _in_force(at)
    for policy_id in dict.fromkeys(b.policy_id for b in bound):
        pack = policy_version(policy_id).pack
        governed = {b.business_type for b in bound if b.policy_id == policy_id}
        lines += [
            BusinessLine(code=code, policy_version_id=policy_id, pack=pack, spec=spec)
            for code, spec in pack.business_types.items()
            if code in governed
        ]
    return tuple(lines)


def adopted_versions() -> tuple[PolicyVersion, ...]:
    """Every rulebook that the organisation ever put in force, the oldest first."""
    ids = dict.fromkeys(bound.policy_id for bound in _all_bindings())
    return tuple(policy_version(version_id) for version_id in ids)


def distrust(schema: str) -> None:
    """What is in force in ``schema`` is being changed: nothing of it is kept until ``trust``."""
    _untrusted.add(schema)
    _bindings.pop(schema, None)


def trust(schema: str) -> None:
    """The change is stored: keep what is read from now on."""
    _untrusted.discard(schema)
    _bindings.pop(schema, None)


def forget() -> None:
    """Drop what was kept of every organisation, and every doubt about it."""
    _untrusted.clear()
    _bindings.clear()
    _versions.clear()
    forget_versions()


def _in_force(at: datetime) -> tuple[_Bound, ...]:
    return tuple(b for b in _all_bindings() if b.since <= at and (b.until is None or at < b.until))


def _all_bindings() -> tuple[_Bound, ...]:
    schema = tenancy.schema_name()
    now = monotonic.seconds()
    kept = _bindings.get(schema)
    if kept is not None and now - kept[0] < KEEP_SECONDS:
        return kept[1]
    rows = Binding.objects.order_by("in_force_from", "id").values_list(
        "business_type", "policy_id", "in_force_from", "retired_at"
    )
    bound = tuple(_Bound(*row) for row in rows)
    if schema not in _untrusted:
        _bindings[schema] = (now, bound)
    return bound


def _pack(digest: str, body: str) -> Pack:
    """The parsed pack, one object per rulebook, so that callers may compare and cache by identity."""
    with _lock:
        pack = _packs.get(digest)
        if pack is None:
            pack = _packs[digest] = pack_from_text(body)
    return pack
