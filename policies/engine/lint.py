"""What is wrong with a well-formed pack: broken references, stranded cases, clocks that never stop."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from zoneinfo import ZoneInfo

from policies.engine.calendar import CalendarTable
from policies.engine.findings import Finding, Severity, error
from policies.engine.lint_clocks import lint_clocks
from policies.engine.lint_conditions import lint_conditions
from policies.engine.lint_flow import lint_flow
from policies.engine.lint_forms import lint_forms
from policies.engine.lint_milestones import lint_milestones
from policies.engine.lint_references import lint_references
from policies.engine.lint_rules import lint_rules
from policies.engine.lint_secrecy import lint_secrecy
from policies.engine.lint_surroundings import lint_calendar, lint_holders
from policies.engine.pack import Pack

__all__ = ["Finding", "Severity", "lint"]


def lint(
    pack: Pack,
    *,
    holders: Collection[str] | None = None,
    calendar: CalendarTable | None = None,
    day: date | None = None,
) -> tuple[Finding, ...]:
    """Every finding, errors first, each list in the order of its path. A pack with errors is not adopted.

    Fragments are spared the questions that only a whole pack can answer. ``holders`` are the roles that
    somebody in the organisation holds; with ``calendar`` and ``day`` the years into which clocks run are
    looked at, too.
    """
    found = {
        *_whole(pack),
        *lint_references(pack),
        *lint_flow(pack),
        *lint_clocks(pack),
        *lint_conditions(pack),
        *lint_forms(pack),
        *lint_milestones(pack),
        *lint_rules(pack),
        *lint_secrecy(pack),
        *(lint_holders(pack, holders) if holders is not None else ()),
        *(lint_calendar(pack, calendar, day) if calendar is not None and day is not None else ()),
    }
    return tuple(
        sorted(found, key=lambda one: (one.severity is not Severity.ERROR, one.path, one.message.en))
    )


def _whole(pack: Pack) -> Iterator[Finding]:
    if not pack.fragment and not pack.business_types:
        yield error("business_types", "没有任何业务", "There is no line of business")
    if pack.effective_from and pack.effective_to and pack.effective_to < pack.effective_from:
        yield error("effective_to", "失效日早于生效日", "It ends before it begins")
    try:
        ZoneInfo(pack.zone)
    except (KeyError, ValueError, OSError):  # not found, not a name, a folder
        yield error("zone", f"没有时区“{pack.zone}”", f"There is no time zone “{pack.zone}”")
