"""Changing calendars: a country's next version from draft to publication, and an organisation's own days."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from kernel import alarms, tenancy
from policies.almanac import selectors
from policies.almanac.notices import read_schedule
from policies.almanac.rules import (
    KIND_LABELS,
    CalendarProblem,
    CalendarRefused,
    day_reason,
    days_of_year,
    problems_of,
)
from policies.almanac.seeding import seeded, statutory
from policies.calendars import CalendarFile, UnknownCalendar, shipped_calendar
from policies.engine.calendar import DayKind
from policies.engine.wording import text
from policies.shared.models import CalendarDraft, CalendarRun, CalendarShare, CalendarUse
from policies.shared.models import CalendarTable as CalendarRow

DISPATCH = "calendar-run"
"""The alarm that hands a run over to the organisations; it rings where the run was started."""

SETTLE = timedelta(seconds=selectors.KEEP_SECONDS + 1)
"""After this no process counts by the replaced table any more, so that no clock is missed."""


class DraftMoved(ValueError):
    """Raised where somebody else changed or published the draft meanwhile."""


class NotTried(ValueError):
    """Raised for a draft whose effect on the open clocks was not looked at."""


def start_draft(*, code: str, by: str, now: datetime) -> CalendarDraft:
    """Open the next version of a calendar with what is in force, or go on with the one that is open."""
    latest = CalendarRow.objects.filter(code=code).order_by("-version").first()
    started = {"base_version": 0, "years": [], "days": {}, "source": ""}
    if latest is not None:
        started = {
            "base_version": latest.version,
            "years": latest.years,
            "days": latest.days,
            "source": latest.source,
        }
    else:
        try:
            shipped = shipped_calendar(code)
        except UnknownCalendar:
            pass
        else:
            started |= {"base_version": shipped.version, "years": sorted(shipped.published)}
            started["days"] = _entries_of_shipped(code)
    draft, _ = CalendarDraft.objects.get_or_create(
        code=code, defaults={**started, "updated_by": by, "updated_at": now}
    )
    return draft


def _entries_of_shipped(code: str) -> dict[str, list[str]]:
    table = shipped_calendar(code)
    return {
        day.isoformat(): [kind.value, table.names[day].zh_hans, table.names[day].en]
        for day, kind in table.days.items()
    }


def discard_draft(*, code: str, revision: int) -> None:
    """Give up the next version. Raises DraftMoved, NoDraft."""
    with transaction.atomic():
        _locked(code, revision).delete()


def set_day(
    *, code: str, revision: int, day: date, kind: str, name_zh: str, name_en: str, by: str, now: datetime
) -> CalendarDraft:
    """Say what a day of the draft is. A day that is what its weekday makes it is no exception and is not kept.

    Raises CalendarRefused, DraftMoved, NoDraft.
    """
    with transaction.atomic():
        draft = _locked(code, revision)
        reason = day_reason(day.isoformat(), kind, draft.years)
        if reason is not None:
            raise CalendarRefused(CalendarProblem(reason, day=day.isoformat()))
        days = dict(draft.days)
        days.pop(day.isoformat(), None)
        if DayKind(kind) is not _by_weekday(day):
            label = KIND_LABELS[DayKind(kind)]
            days[day.isoformat()] = [kind, name_zh.strip() or label.zh_hans, name_en.strip() or label.en]
        return _save(draft, days=days, years=draft.years, by=by, now=now)


def seed_year(*, code: str, revision: int, year: int, by: str, now: datetime) -> CalendarDraft:
    """Put the days that follow from law alone into a year of the draft, in place of what it had.

    Raises CalendarRefused, DraftMoved, NoDraft.
    """
    with transaction.atomic():
        draft = _locked(code, revision)
        days = _with_year(draft.days, year, seeded(code, year))
        return _save(draft, days=days, years=sorted({*draft.years, year}), by=by, now=now)


def import_schedule(
    *, code: str, revision: int, year: int, content: str, by: str, now: datetime
) -> CalendarDraft:
    """Take a year's schedule out of a notice or a CSV file, in place of what the draft had for that year.

    Raises CalendarRefused (with lines; the draft stays as it was), DraftMoved, NoDraft.
    """
    with transaction.atomic():
        draft = _locked(code, revision)
        read = read_schedule(content, year=year, statutory=statutory(code, year))
        return _save(
            draft,
            days=_with_year(draft.days, year, read),
            years=sorted({*draft.years, year}),
            by=by,
            now=now,
        )


def drop_year(*, code: str, revision: int, year: int, by: str, now: datetime) -> CalendarDraft:
    """Take a year that was not published after all out of the draft. Raises DraftMoved, NoDraft."""
    with transaction.atomic():
        draft = _locked(code, revision)
        years = [one for one in draft.years if one != year]
        return _save(draft, days=_with_year(draft.days, year, {}), years=years, by=by, now=now)


def describe(
    *, code: str, revision: int, source: str, source_url: str, notice: str, by: str, now: datetime
) -> CalendarDraft:
    """Say where the schedule was published. Raises DraftMoved, NoDraft."""
    with transaction.atomic():
        draft = _locked(code, revision)
        draft.source, draft.source_url, draft.notice = source.strip(), source_url.strip(), notice.strip()
        return _save(draft, days=draft.days, years=draft.years, by=by, now=now)


def try_out(*, code: str, revision: int, now: datetime) -> CalendarRun:
    """Count in the background how many open clocks the draft would move. Raises as ``publish_draft``."""
    with transaction.atomic():
        draft = _locked(code, revision)
        _refuse_unsound(draft)
        run = CalendarRun.objects.create(
            code=code, before_version=draft.base_version, draft_revision=draft.revision, started_at=now
        )
        _share_out(run)
        _hand_over_later(run, now)
    return run


def publish_draft(*, code: str, revision: int, by: str, now: datetime) -> CalendarRun:
    """Put the draft in force and count all open clocks anew, in the background.

    Raises:
        CalendarRefused: when the table is not sound or says not where it was published.
        NotTried: when it was not found out how many clocks this very revision moves.
        DraftMoved: when the draft was changed, or another version published, since it was looked at.
        NoDraft: when it is gone.
    """
    with transaction.atomic():
        draft = _locked(code, revision)
        _refuse_unsound(draft)
        trial = selectors.trial_of(draft)
        if trial is None or not trial.is_finished:
            raise NotTried(code)
        if CalendarRow.objects.filter(code=code, version__gt=draft.base_version).exists():
            raise DraftMoved(code)
        row = CalendarRow.objects.create(
            code=code,
            version=draft.base_version + 1,
            years=draft.years,
            days=draft.days,
            source=draft.source,
            source_url=draft.source_url,
            notice=draft.notice,
            published_by=by,
            published_at=now,
        )
        draft.delete()
        run = _after_publication(row)
        _hand_over_later(run, now + SETTLE)
    return run


def import_calendar(*, calendar: CalendarFile, now: datetime) -> bool:
    """Publish one version of a calendar from a file. Whether it was new; a published one is never overwritten.

    Its run waits for ``dengwen`` to hand it over: here no organisation is present whose alarm could ring.
    """
    with transaction.atomic():
        row, is_new = CalendarRow.objects.get_or_create(
            code=calendar.code,
            version=calendar.version,
            defaults={
                "years": list(calendar.years),
                "days": calendar.days,
                "source": calendar.source,
                "published_at": now,
            },
        )
        if is_new:
            _after_publication(row)
    return is_new


def note_uses(*, codes: Collection[str]) -> None:
    """Hint in public that the present organisation's rulebooks count by these calendars."""
    schema = tenancy.schema_name()
    known = set(CalendarUse.objects.filter(schema=schema).values_list("code", flat=True))
    missing = [CalendarUse(code=code, schema=schema) for code in codes if code not in known]
    if missing:
        CalendarUse.objects.bulk_create(missing, ignore_conflicts=True)


def handed_over(*, share: CalendarShare) -> None:
    """The organisation has its alarm."""
    share.is_handed_over = True
    share.save(update_fields=["is_handed_over"])


def drop_share(*, share: CalendarShare) -> None:
    """The organisation is no more: it has no clock that could move, and uses no calendar."""
    CalendarUse.objects.filter(schema=share.schema).delete()
    share.delete()


def report_share(
    *, run: UUID, total: int, done: int, moved: int, firmed: int, finished_at: datetime | None
) -> None:
    """How far the present organisation is in a run. Silent where the run is gone."""
    CalendarShare.objects.filter(run__public_id=run, schema=tenancy.schema_name()).update(
        total=total, done=min(done, total), moved=moved, firmed=firmed, finished_at=finished_at
    )


def _locked(code: str, revision: int) -> CalendarDraft:
    draft = CalendarDraft.objects.select_for_update().filter(code=code).first()
    if draft is None:
        raise selectors.NoDraft(code)
    if draft.revision != revision:
        raise DraftMoved(code)
    return draft


def _save(
    draft: CalendarDraft, *, days: Mapping[str, Sequence[str]], years: Iterable[int], by: str, now: datetime
) -> CalendarDraft:
    draft.days, draft.years = dict(sorted(days.items())), list(years)
    draft.revision += 1
    draft.updated_by, draft.updated_at = by, now
    draft.save()
    return draft


def _with_year(
    days: Mapping[str, Sequence[str]], year: int, entries: Mapping[str, Sequence[str]]
) -> dict[str, Sequence[str]]:
    gone = days_of_year(days, year)
    return {**{iso: entry for iso, entry in days.items() if iso not in gone}, **entries}


def _by_weekday(day: date) -> DayKind:
    return DayKind.WORKING if day.isoweekday() < 6 else DayKind.WEEKEND


def _refuse_unsound(draft: CalendarDraft) -> None:
    problems = list(problems_of(years=draft.years, days=draft.days))
    if not draft.source.strip():
        problems.append(
            CalendarProblem(text("请写明放假安排是在哪里公布的", "Say where the schedule was published"))
        )
    if selectors.draft_differences(draft).is_empty:
        problems.append(
            CalendarProblem(text("与现行版本没有任何不同", "Nothing differs from the version in force"))
        )
    if problems:
        raise CalendarRefused(*problems)


def _after_publication(row: CalendarRow) -> CalendarRun:
    before = CalendarRow.objects.filter(code=row.code, version__lt=row.version).order_by("-version")
    run = CalendarRun.objects.create(
        code=row.code,
        before_version=before.values_list("version", flat=True).first() or 0,
        version=row.version,
        started_at=row.published_at,
    )
    _share_out(run)
    transaction.on_commit(selectors.forget_calendars)
    return run


def _share_out(run: CalendarRun) -> None:
    schemas = CalendarUse.objects.filter(code=run.code).order_by("id").values_list("schema", flat=True)
    CalendarShare.objects.bulk_create([CalendarShare(run=run, schema=schema) for schema in schemas])


def _hand_over_later(run: CalendarRun, at: datetime) -> None:
    alarms.arm(alarms=[alarms.NewAlarm(kind=DISPATCH, subject=run.public_id, at=at)])
