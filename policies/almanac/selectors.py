"""Reading calendars: the table that an organisation's clocks count by, drafts, and runs with their progress.

The table is kept in the process for a few seconds, for each organisation; a national table that has not
changed stays one object for all of them, with what it worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, Sum

from kernel import monotonic, rows, tenancy
from kernel.rows import Statement
from policies.almanac.models import OwnCalendarTable
from policies.almanac.rules import Differences, differences
from policies.calendars import shipped_calendar, shipped_calendars, table_from_rows
from policies.engine.calendar import CalendarTable, DayKind
from policies.engine.own_calendar import OwnCalendar, OwnDay, with_own
from policies.engine.pack import BusinessHours
from policies.engine.wording import text
from policies.shared.models import CalendarDraft, CalendarRun, CalendarShare, CalendarUse
from policies.shared.models import CalendarTable as CalendarRow

KEEP_SECONDS = 5.0
"""How long another process may go on counting by a table that was replaced."""

_national: dict[str, CalendarTable] = {}
_kept: dict[tuple[str, str], tuple[float, CalendarTable]] = {}
_merged: dict[tuple[str, str], tuple[CalendarTable, int, CalendarTable]] = {}


class NoDraft(LookupError):
    """Raised where a calendar has no draft, or none of the revision that was looked at."""


def calendar_table(code: str) -> CalendarTable:
    """What the present organisation's clocks count by: the latest published table under its own days.

    Where the database has none, the table that comes with the product. Raises UnknownCalendar.
    """
    key = (tenancy.schema_name(), code)
    kept, now = _kept.get(key), monotonic.seconds()
    if kept is not None and now - kept[0] < KEEP_SECONDS:
        return kept[1]
    table = _read(key)
    _kept[key] = (now, table)
    return table


def forget_calendars() -> None:
    """Something was published: what was kept of any table is read again. A version itself never changes."""
    _kept.clear()


def forget_versions() -> None:
    """Also drop the tables themselves, for where versions come and go (tests, another database)."""
    _kept.clear()
    _national.clear()
    _merged.clear()


def national_table(code: str, *, version: int | None = None) -> CalendarTable:
    """One published version of a country's table without anybody's own days, the latest where not said."""
    found = CalendarRow.objects.filter(code=code)
    row = (found if version is None else found.filter(version=version)).order_by("-version").first()
    if row is None:
        return shipped_calendar(code)
    return table_from_rows(code=row.code, version=row.version, years=row.years, days=row.days)


def _read(key: tuple[str, str]) -> CalendarTable:
    schema, code = key
    national_version, own_version = _versions(schema, code)
    table = _national.get(code)
    if table is None or table.version != (national_version or table.version):
        table = _national[code] = national_table(code)
    if not own_version:
        return table
    merged = _merged.get(key)
    if merged is None or merged[0] is not table or merged[1] != own_version:
        own = own_calendar(OwnCalendarTable.objects.get(version=own_version))
        merged = _merged[key] = (table, own_version, with_own(table, own))
    return merged[2]


def _versions(schema: str, code: str) -> tuple[int | None, int | None]:
    """The version in force of the country's table and of the organisation's own days, in one round trip."""
    if schema == tenancy.PUBLIC:
        return rows.read(Statement(text=_NATIONAL_VERSION, values=(code,)))[0][0], None
    national, own = rows.read(Statement(text=_BOTH_VERSIONS, values=(code,)))[0]
    return national, own


_NATIONAL_VERSION = f"SELECT max(version) FROM public.{CalendarRow._meta.db_table} WHERE code = %s"  # noqa: S608 -- our table
_BOTH_VERSIONS = (
    f"SELECT ({_NATIONAL_VERSION}), (SELECT max(version) FROM {OwnCalendarTable._meta.db_table} "  # noqa: S608 -- our tables
    "WHERE published_at IS NOT NULL)"
)


def own_calendar(row: OwnCalendarTable) -> OwnCalendar:
    """A row as the engine takes it."""
    hours = None
    if row.opens is not None and row.closes is not None:
        hours = BusinessHours(opens=row.opens, closes=row.closes, cut_off=row.cut_off)
    days = {
        date.fromisoformat(iso): OwnDay(
            kind=DayKind(entry[0]), name=text(entry[1], entry[2]), basis=entry[3] if len(entry) > 3 else ""
        )
        for iso, entry in row.days.items()
    }
    return OwnCalendar(version=row.version, days=days, hours=hours)


def own_in_force() -> OwnCalendarTable | None:
    """The own days and hours that the organisation published last."""
    return OwnCalendarTable.objects.filter(published_at__isnull=False).order_by("-version").first()


def own_draft() -> OwnCalendarTable | None:
    """The own days and hours in the making."""
    return OwnCalendarTable.objects.filter(published_at__isnull=True).first()


def own_versions() -> list[OwnCalendarTable]:
    """What was published so far, the latest first."""
    return list(OwnCalendarTable.objects.filter(published_at__isnull=False).order_by("-version")[:20])


def table_on_trial(code: str, *, own: OwnCalendarTable | None = None) -> CalendarTable:
    """The table as it would be with ``own``, or else with the open draft of the country's next version.

    Raises NoDraft.
    """
    if own is not None:
        return with_own(national_table(code), own_calendar(own))
    table = draft_table(draft_of(code))
    in_force = own_in_force()
    return with_own(table, own_calendar(in_force)) if in_force is not None else table


def draft_of(code: str) -> CalendarDraft:
    """The next version in the making. Raises NoDraft."""
    draft = CalendarDraft.objects.filter(code=code).first()
    if draft is None:
        raise NoDraft(code)
    return draft


def draft_table(draft: CalendarDraft) -> CalendarTable:
    """A draft as the engine counts by it."""
    return table_from_rows(
        code=draft.code, version=draft.base_version + 1, years=draft.years, days=draft.days
    )


def draft_differences(draft: CalendarDraft) -> Differences:
    """What publishing it would change."""
    nothing = CalendarTable(draft.code, 0, {}, frozenset())
    before = national_table(draft.code) if draft.base_version else nothing
    return differences(before, draft_table(draft))


def changes_of(code: str, version: int) -> Differences | None:
    """What a published version changed against the one before it; None where that is not kept."""
    found = CalendarRow.objects.filter(code=code, version__lte=version).order_by("-version")
    tables = [
        table_from_rows(code=row.code, version=row.version, years=row.years, days=row.days)
        for row in found[:2]
    ]
    return differences(tables[1], tables[0]) if len(tables) == 2 else None


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """A calendar in the operators' list."""

    code: str
    version: int
    years: tuple[int, ...]
    source: str
    published_at: datetime | None
    draft_revision: int | None
    users: int
    """How many organisations count by it."""


def calendars() -> list[CalendarLine]:
    """All calendars that are published, shipped or being made, by code."""
    in_force = {
        file.code: CalendarRow(
            code=file.code, version=file.version, years=list(file.years), source=file.source
        )
        for file in shipped_calendars()
    }
    in_force |= {row.code: row for row in CalendarRow.objects.order_by("code", "version").defer("days")}
    drafts = dict(CalendarDraft.objects.values_list("code", "revision"))
    users = dict(CalendarUse.objects.values_list("code").annotate(Count("id")))
    unknown = CalendarRow(version=0, years=[])
    return [
        CalendarLine(
            code=code,
            version=row.version,
            years=tuple(sorted(row.years)),
            source=row.source,
            published_at=row.published_at,
            draft_revision=drafts.get(code),
            users=users.get(code, 0),
        )
        for code in sorted({*in_force, *drafts})
        for row in (in_force.get(code, unknown),)
    ]


def published(code: str) -> list[CalendarRow]:
    """The versions of a calendar, the latest first, without their days."""
    return list(CalendarRow.objects.filter(code=code).order_by("-version").defer("days")[:50])


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, over all organisations."""

    run: CalendarRun
    organisations: int
    finished: int
    affected: int
    """Organisations in which a clock moves."""
    cases: int
    done: int
    moved: int
    firmed: int

    @property
    def is_finished(self) -> bool:
        return self.finished == self.organisations

    @property
    def is_trial(self) -> bool:
        return self.run.version is None


def progress(run: CalendarRun) -> Progress:
    """The sum of the shares."""
    told = CalendarShare.objects.filter(run=run).aggregate(
        organisations=Count("id"),
        finished=Count("id", filter=Q(finished_at__isnull=False)),
        affected=Count("id", filter=Q(moved__gt=0)),
        cases=Sum("total", default=0),
        done=Sum("done", default=0),
        moved=Sum("moved", default=0),
        firmed=Sum("firmed", default=0),
    )
    return Progress(run=run, **told)


def run_by_id(public_id: UUID) -> CalendarRun | None:
    """A run, for its progress page."""
    return CalendarRun.objects.filter(public_id=public_id).first()


def runs_of(code: str) -> list[Progress]:
    """The latest publications of a calendar and how far their clocks are."""
    found = CalendarRun.objects.filter(code=code, version__isnull=False).order_by("-id")[:5]
    return [progress(run) for run in found]


def trial_of(draft: CalendarDraft) -> Progress | None:
    """What was found out about this very revision of a draft."""
    found = CalendarRun.objects.filter(code=draft.code, draft_revision=draft.revision, version__isnull=True)
    found = found.filter(before_version=draft.base_version, started_at__gte=draft.updated_at)
    run = found.order_by("-id").first()
    return progress(run) if run is not None else None


def waiting_shares(run: CalendarRun, *, limit: int) -> Sequence[CalendarShare]:
    """Shares whose organisations were not told yet, locked for whoever tells them."""
    found = CalendarShare.objects.select_for_update(skip_locked=True).filter(run=run, is_handed_over=False)
    return list(found.order_by("id")[:limit])


def waiting_runs() -> list[CalendarRun]:
    """Runs of which some organisation was not told yet."""
    return list(CalendarRun.objects.filter(shares__is_handed_over=False).distinct().order_by("id"))
