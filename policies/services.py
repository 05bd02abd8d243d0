"""Adopting rulebooks and publishing calendars."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from kernel import tenancy
from policies import selectors
from policies.almanac.services import import_calendar, note_uses
from policies.calendars import shipped_calendars
from policies.engine.lint import Severity, lint
from policies.engine.pack import Pack
from policies.loading import digest_of, load_pack, locate_shipped, text_of
from policies.models import AdoptedPolicy, Binding
from policies.sources import PackError, Problem


def adopt_pack(
    *,
    pack_id: str,
    now: datetime,
    business_types: Iterable[str] | None = None,
    in_force_from: datetime | None = None,
) -> AdoptedPolicy:
    """Put a shipped pack in force for some or all of its lines of business, from ``in_force_from`` or now.

    What governed those lines until then is retired at that moment; cases that it governs keep it. The same
    pack adopted again changes nothing.

    Raises:
        PackError: when the pack does not validate or check; what was in force stays.
        KeyError: for a line of business that the pack does not have.
    """
    pack = load_pack(pack_id)
    problems = tuple(problems_of(pack))
    if problems:
        raise PackError(*problems)
    return adopt(pack=pack, now=now, business_types=business_types, in_force_from=in_force_from)


def adopt(
    *,
    pack: Pack,
    now: datetime,
    business_types: Iterable[str] | None = None,
    in_force_from: datetime | None = None,
) -> AdoptedPolicy:
    """As ``adopt_pack``, for a pack that was loaded and checked by the caller."""
    lines = tuple(pack.business_types) if business_types is None else tuple(business_types)
    unknown = [line for line in lines if line not in pack.business_types]
    if unknown:
        raise KeyError(unknown[0])
    body = text_of(pack)
    starts = in_force_from or now
    schema = tenancy.schema_name()
    with transaction.atomic():
        selectors.distrust(schema)
        policy, _ = AdoptedPolicy.objects.get_or_create(
            digest=digest_of(body),
            defaults={"pack_id": pack.id, "version": pack.version, "body": body, "adopted_at": now},
        )
        for line in lines:
            _bind(policy, line, starts)
        note_uses(codes=(pack.calendar,))
        transaction.on_commit(partial(selectors.trust, schema))
    return policy


def end_lines(*, policy_id: int | None, business_types: Iterable[str], at: datetime) -> None:
    """Let a rulebook govern some lines no longer, and nothing in its place: no filing is taken in there."""
    schema = tenancy.schema_name()
    with transaction.atomic():
        selectors.distrust(schema)
        for line in business_types:
            _retire((one for one in _standing(line, at) if one.policy_id == policy_id), at)
        transaction.on_commit(partial(selectors.trust, schema))


def problems_of(pack: Pack) -> Iterable[Problem]:
    """The errors that the engine's checks find in a shipped pack, each with its file and line."""
    for finding in lint(pack):
        if finding.severity is Severity.ERROR:
            place = locate_shipped(pack.id, finding.path)
            yield Problem(place.file, place.line, finding.path, finding.message.en)


def install_calendars(*, now: datetime) -> int:
    """Put the calendars that come with the product into the database, where they are not there yet.

    Returns how many were new.
    """
    return sum(import_calendar(calendar=calendar, now=now) for calendar in shipped_calendars())


def _bind(policy: AdoptedPolicy, line: str, starts: datetime) -> None:
    """Let ``policy`` govern a line from a moment on; whatever was to govern it later never will."""
    standing = _standing(line, starts)
    if standing and standing[-1].retired_at is None and standing[-1].policy_id == policy.pk:
        return
    _retire(standing, starts)
    Binding.objects.create(policy=policy, business_type=line, in_force_from=starts)


def _standing(line: str, at: datetime) -> list[Binding]:
    """The bindings of a line that last beyond a moment, locked, in their order."""
    lasting = Q(retired_at__isnull=True) | Q(retired_at__gt=at)
    return list(Binding.objects.select_for_update().filter(lasting, business_type=line).order_by("id"))


def _retire(bindings: Iterable[Binding], at: datetime) -> None:
    for binding in bindings:
        binding.retired_at = max(at, binding.in_force_from)
        binding.save(update_fields=["retired_at"])
