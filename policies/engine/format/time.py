"""Time limits: spans, clocks, vague words and their numbers, office hours (P23 to P26)."""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from typing import Any, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from policies.engine.format.base import Audience, Code, Expression, Label, PackModel


class Unit(StrEnum):
    """Kinds of span that are never converted into each other (R10)."""

    HOUR = "hour"
    BUSINESS_HOUR = "business-hour"
    CALENDAR_DAY = "calendar-day"
    WORKING_DAY = "working-day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    IMMEDIATE = "immediate"


class Roll(StrEnum):
    """What happens when the last day is no working day (regulations.md section 5)."""

    NONE = "none"
    STATUTORY_HOLIDAY = "statutory-holiday"
    NON_WORKING_DAY = "non-working-day"


class Span(PackModel):
    """A length of time in one unit, e.g. 7 working days."""

    amount: int = Field(ge=0, le=4000)
    unit: Unit


class Pause(PackModel):
    """The time between two milestones that does not count (令121 arts. 21, 22)."""

    start: Code
    """The milestone from which time does not count."""
    stop: Code
    """The milestone from which it counts again."""
    label: Label
    """Why it does not count."""
    cites: tuple[str, ...] = ()


class Extension(PackModel):
    """How much longer, how often, and on whose word (P19, P23, R13)."""

    span: Span
    """The length of one extension; of ``open_ended`` ones, the most that may be granted at once."""
    times: int = Field(default=1, ge=1, le=10)
    """How often."""
    approver: str
    """The role that grants it."""
    tiers: tuple[str, ...] = ()
    """Where given, only cases in these tiers can be extended."""
    open_ended: bool = False
    """适当延长 (S5 五, S9 第五条): whoever grants it says how long, up to ``span``."""
    total: Span | None = None
    """The latest end, counted from the start of the clock, whatever was granted (60 days from receipt, R13)."""
    reason: bool = False
    """Whether the reason must be written down by whoever asks or grants."""
    notify: tuple[Audience, ...] = ()
    """Who is told of an extension and its reason (信访工作条例 34, 银保监会令2020年第3号)."""
    notify_filer: bool = False
    """As ``notify: [filer]``."""
    cites: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[Audience, ...]:
        """Everybody who is told of an extension."""
        extra = (Audience.FILER,) if self.notify_filer and Audience.FILER not in self.notify else ()
        return (*extra, *self.notify)


class Promise(PackModel):
    """How the public learns of a clock (R14): a date for what runs already, else the rule in words."""

    label: Label
    """What is promised."""
    rule: Label
    """The rule in words, shown where no date can be given."""


class DayEnd(StrEnum):
    """When the last day of a day-based limit is over (民法典 203)."""

    MIDNIGHT = "midnight"
    OFFICE_CLOSES = "office-closes"
    """With the end of office hours, where there are such hours."""


class ClockRule(PackModel):
    """A time limit (P23). It is computed from milestones, never counted."""

    label: Label
    """What the time limit is for."""
    legal: bool
    """False for an internal target, e.g. a number given to 及时: never shown to the public (P24)."""
    start: tuple[Code, ...]
    """Milestones; the first that happens starts the clock."""
    stop: tuple[Code, ...]
    """Milestones; the first after the start stops the clock. What tells somebody stops at the dispatch (R11)."""
    span: Span = Field(default=Span(amount=0, unit=Unit.IMMEDIATE))
    """The length. May be left out only where ``term`` names a vague word that has one (P24)."""
    term: Code | None = None
    """The vague word of the source that this clock stands for, e.g. 及时; its number is in ``vague_terms``."""
    tiers: dict[Code, Span] = {}
    """Other spans by tier; until classified the strictest of them runs."""
    roll: Roll = Roll.NONE
    """What happens when the last day is no working day."""
    first_day_counts: bool = False
    """Whether the day on which it starts is day 1 already. No Chinese rule says so (民法典 201)."""
    ends: DayEnd = DayEnd.MIDNIGHT
    """When the last day is over; for day-based units only."""
    pauses: tuple[Pause, ...] = ()
    extension: Extension | None = None
    restart: tuple[Code, ...] = ()
    """Milestones that start the clock anew (a repeat report with new facts)."""
    when: Expression | None = None
    """CEL over the facts of the case; the clock exists only where it is true."""
    lapse: Code | None = None
    """A milestone that happens by itself when the time is over and nothing stopped the clock, so that another
    clock may start at the event or at the end of the time for it (R16: three months from the acknowledgement,
    or from the end of the seven days)."""
    actor: str
    """The role that answers for it."""
    warn_at: tuple[float, ...] = (0.5, 0.75)
    """Shares of the time after which whoever answers for it is warned (T3)."""
    promise: Promise | None = None
    cites: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _has_a_length(cls, values: Any) -> Any:
        """A length is given, or comes from the vague word that the clock stands for."""
        if isinstance(values, dict) and "span" not in values:
            missing = InitErrorDetails(type="missing", loc=("span",), input=values)
            raise ValidationError.from_exception_data(cls.__name__, [missing])
        return values


class VagueTerm(PackModel):
    """A word of the source without a number, and ours for it: an internal target, never a promise (P24, T32)."""

    label: Label
    """The word itself, e.g. 及时."""
    span: Span
    """The number that the organisation gave it."""
    cites: tuple[str, ...] = ()


class Topology(StrEnum):
    """How the legal clocks of a line of business lie to each other (P25, T2, T4)."""

    PARALLEL = "parallel"
    """All start at receipt."""
    CHAINED = "chained"
    """Each starts where another one stopped, the first at receipt."""
    MIXED = "mixed"


class BusinessHours(PackModel):
    """Office hours for business-hour clocks; after the cut-off an arrival counts as the next day's (P26)."""

    opens: time = time(9)
    """When the office opens."""
    closes: time = time(17)
    """When the office closes."""
    cut_off: time | None = None
    """What arrives later counts as the next day's."""

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        """Without an hour of office a business-hour clock would never end."""
        if self.closes <= self.opens:
            raise ValueError("offices must close after they open")
        return self
