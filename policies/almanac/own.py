"""Changing an organisation's own days and office hours: a draft, then a version that stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction

from policies.almanac import selectors
from policies.almanac.models import OwnCalendarTable
from policies.almanac.rules import CalendarProblem, CalendarRefused, own_reason
from policies.almanac.services import DraftMoved
from policies.engine.wording import text


def start_own_draft(*, by: int, now: datetime) -> OwnCalendarTable:
    """Open the next version of the organisation's own days with what is in force, or go on with the open one."""
    with transaction.atomic():
        latest = selectors.own_in_force()
        copied = {} if latest is None else {name: getattr(latest, name) for name in _OWN}
        version = 1 if latest is None else latest.version + 1
        draft, _ = OwnCalendarTable.objects.get_or_create(
            published_at__isnull=True,
            defaults={**copied, "version": version, "updated_by": by, "updated_at": now},
        )
    return draft


_OWN = ("days", "opens", "closes", "cut_off")


def set_own_days(
    *, revision: int, days: Sequence[date], entry: Sequence[str] | None, by: int, now: datetime
) -> OwnCalendarTable:
    """Give days of the organisation's own ([kind, Chinese, English, basis]), or take them back with None.

    Raises CalendarRefused, DraftMoved.
    """
    with transaction.atomic():
        draft = _locked_own(revision)
        kept = dict(draft.days)
        for day in days:
            iso = day.isoformat()
            reason = None if entry is None else own_reason(iso, entry[0], entry[3])
            if reason is not None:
                raise CalendarRefused(CalendarProblem(reason, day=iso))
            kept.pop(iso, None)
            if entry is not None:
                kept[iso] = list(entry)
        draft.days = dict(sorted(kept.items()))
        return _save_own(draft, by=by, now=now)


def set_own_hours(
    *, revision: int, opens: time | None, closes: time | None, cut_off: time | None, by: int, now: datetime
) -> OwnCalendarTable:
    """Set office hours, or go back to the rulebook's with None. Raises CalendarRefused, DraftMoved."""
    if opens is not None and (closes is None or closes <= opens):
        reason = text("下班时间要晚于上班时间", "The office must close after it opens")
        raise CalendarRefused(CalendarProblem(reason))
    with transaction.atomic():
        draft = _locked_own(revision)
        draft.opens, draft.closes = (opens, closes) if opens is not None else (None, None)
        draft.cut_off = cut_off if opens is not None else None
        return _save_own(draft, by=by, now=now)


def discard_own_draft(*, revision: int) -> None:
    """Give up the next version of the own days. Raises DraftMoved."""
    with transaction.atomic():
        _locked_own(revision).delete()


def publish_own(*, revision: int, by: int, now: datetime) -> OwnCalendarTable:
    """Put the organisation's own days and hours in force; whoever calls counts its open clocks anew."""
    with transaction.atomic():
        draft = _locked_own(revision)
        draft.published_by, draft.published_at = by, now
        draft.save(update_fields=["published_by", "published_at"])
        transaction.on_commit(selectors.forget_calendars)
    return draft


def _locked_own(revision: int) -> OwnCalendarTable:
    draft = OwnCalendarTable.objects.select_for_update().filter(published_at__isnull=True).first()
    if draft is None or draft.revision != revision:
        raise DraftMoved("own")
    return draft


def _save_own(draft: OwnCalendarTable, *, by: int, now: datetime) -> OwnCalendarTable:
    draft.revision += 1
    draft.updated_by, draft.updated_at = by, now
    draft.save()
    return draft
