"""What the portal quotes from the rulebooks in force, as plain values for templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from kernel import clock
from policies.engine.pack import (
    BusinessType,
    ChannelKind,
    Citation,
    Identity,
    Label,
    Nature,
    Pack,
    PackStatus,
)
from policies.selectors import business_lines

ICONS = {
    Nature.COMPLAINT: "scale",
    Nature.REPORT: "megaphone",
    Nature.ENQUIRY: "message-circle-question-mark",
    Nature.CONDUCT: "shield-alert",
}


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A legal time limit as the public may read it (R14): its rule in words and where it stands."""

    label: Label
    rule: Label
    basis: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """A condition or a reason, with where it stands."""

    label: Label
    basis: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Grounds:
    """Several grounds."""

    items: tuple[Ground, ...]

    @property
    def basis(self) -> tuple[Citation, ...]:
        """Where all of them stand; nothing where they stand in different places."""
        found = [ground.basis for ground in self.items]
        return found[0] if found and all(one == found[0] for one in found) else ()


@dataclass(frozen=True, slots=True)
class PortalLine:
    """A line of business that the public may file in over the web."""

    code: str
    channel: str
    """The pack's web channel."""
    pack: Pack
    spec: BusinessType

    @property
    def is_history(self) -> bool:
        """Whether its rulebook binds nobody today (R1)."""
        return self.pack.status in {PackStatus.REPEALED, PackStatus.HISTORY}

    @property
    def icon(self) -> str:
        return ICONS[self.spec.nature]

    @property
    def asks_identity(self) -> bool:
        """Whether one may stay unnamed."""
        return self.spec.identity is not Identity.NAMED

    @property
    def is_encouraged(self) -> bool:
        return self.spec.identity is Identity.ENCOURAGED

    @property
    def is_report(self) -> bool:
        return self.spec.nature is Nature.REPORT

    @property
    def limits(self) -> tuple[TimeLimit, ...]:
        """The legal limits whose end the filer experiences; internal targets are never shown."""
        rules = (self.pack.clocks[code] for code in self.spec.clocks)
        return tuple(
            TimeLimit(label=rule.promise.label, rule=rule.promise.rule, basis=_basis(self.pack, rule.cites))
            for rule in rules
            if rule.legal and rule.promise is not None
        )

    @property
    def conditions(self) -> Grounds:
        """What it takes to be accepted."""
        known = (self.pack.conditions[code] for code in self.spec.conditions)
        return Grounds(tuple(Ground(c.label, _basis(self.pack, c.cites)) for c in known))

    @property
    def reasons(self) -> Grounds:
        """For what a filing is declined."""
        known = (self.pack.reasons[code] for code in self.spec.reasons)
        return Grounds(tuple(Ground(r.label, _basis(self.pack, r.cites)) for r in known))


def portal_lines(*, now: datetime) -> tuple[PortalLine, ...]:
    """The lines of business open to the public at ``now``, in the packs' order."""
    found = []
    for line in business_lines(at=now):
        channel = web_channel(line.pack, line.spec)
        if line.spec.public and channel is not None:
            found.append(PortalLine(code=line.code, channel=channel, pack=line.pack, spec=line.spec))
    return tuple(found)


def portal_line(*, code: str, now: datetime) -> PortalLine | None:
    """One line of business, or None where the public cannot file in it."""
    return next((line for line in portal_lines(now=now) if line.code == code), None)


def history_packs(lines: Sequence[PortalLine]) -> tuple[Pack, ...]:
    """The rulebooks among these that bind nobody today; the portal says so wherever it shows them (R1)."""
    return tuple({line.pack.id: line.pack for line in lines if line.is_history}.values())


def web_channel(pack: Pack, spec: BusinessType) -> str | None:
    """The channel through which this line takes filings from the web."""
    return next((code for code in spec.channels if pack.channels[code].kind is ChannelKind.WEB), None)


def line_choices() -> list[tuple[str, str]]:
    """For the editor: every line, or one of them."""
    language = get_language() or ""
    return [(line.code, line.spec.label.in_language(language)) for line in portal_lines(now=clock.now())]


def _basis(pack: Pack, cites: tuple[str, ...]) -> tuple[Citation, ...]:
    return tuple(pack.citations[code] for code in cites if code in pack.citations)
