"""What people are told, asked, and may do against it: feedback, progress, survey, appeal (P30 to P33)."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from policies.engine.format.base import Audience, Code, Expression, Label, PackModel
from policies.engine.format.time import Roll, Span


class Feedback(PackModel):
    """Who is told when something happened (P30)."""

    label: Label
    business_types: tuple[Code, ...] = ()
    on: tuple[Code, ...]
    """Milestones upon which it is due; the first that happens."""
    audience: Audience
    when: Expression | None = None
    """CEL over the facts of the case, e.g. a name, an address and the wish for a reply (T20)."""
    clock: Code | None = None
    """The time limit for it."""
    letter: Code | None = None
    """The paper that carries it."""
    hop: int = Field(default=1, ge=1, le=9)
    """Its place in a chain: 承办单位 → 受理单位 is hop 1, 受理单位 → 举报人 hop 2 (T18)."""
    optional: bool = False
    """Offered to the officer, not owed (T19)."""
    done: tuple[Code, ...] = ()
    """Milestones that show that it was sent; the next hop waits for them."""
    cites: tuple[str, ...] = ()


class ProgressMode(StrEnum):
    """When a filer hears of progress without asking (P31)."""

    NONE = "none"
    ON_STAGE_CHANGE = "on-stage-change"
    EVERY = "every"


class ProgressRule(PackModel):
    """News of how handling goes on, not only of its end (P31, S11 五(一))."""

    mode: ProgressMode = ProgressMode.NONE
    """Never, when the case moves on, or at regular times."""
    every: Span | None = None
    """For ``every``: at the latest so long after the last news."""
    cites: tuple[str, ...] = ()


class SatisfactionRule(PackModel):
    """回访 and rating (P32, S2 第十三条, 令121 art. 26)."""

    rating: bool = True
    """Whether the filer may rate on the tracking page."""
    scale: int = Field(default=5, ge=2, le=10)
    """The best rating; the worst is 1."""
    aspects: dict[Code, Label] = {}
    """What is rated: 办理态度, 办理时效, 办理结果."""
    since: tuple[Code, ...] = ("closed",)
    """The milestone from which the asking is counted (R12)."""
    after: Span | None = None
    """How long after it somebody calls; not before."""
    within: Span | None = None
    """By when the call is made, counted from the same milestone."""
    sampling: int = Field(default=0, ge=0, le=100)
    """回访: how many cases in a hundred are called back; the sample cannot be steered."""
    low: int = Field(default=2, ge=1, le=10)
    """A rating up to here is followed up."""
    caller: str | None = None
    """The role that calls; never who handled the case."""
    cites: tuple[str, ...] = ()


class Reviewer(StrEnum):
    """Which body decides on an appeal (P33, R24)."""

    SAME = "same"
    """The same unit; with ``other_person`` somebody who did not handle the case (T31)."""
    HIGHER_UNIT = "higher-unit"
    OTHER_ORGANISATION = "other-organisation"
    """Another tenant, e.g. the regulator or the superior organ."""
    OUTSIDE = "outside"
    """A court, an arbitration body, an ombudsman: we only say so."""


class AppealLevel(PackModel):
    """One level of appeal (P33): 复核申诉, 核查, 复查, 复核."""

    label: Label
    """What it is called; 复核申诉 is no 质量申诉 (T13)."""
    on: tuple[Code, ...]
    """Milestones of the outcome being told, from which the window runs."""
    window: Span | None = None
    """How long an appeal may be lodged; without it there is no end."""
    term: Code | None = None
    """The vague word where the source gives no number (S1 “规定时间”); the window is then its number."""
    roll: Roll = Roll.NONE
    lodged: tuple[Code, ...] = ("appealed",)
    """Milestones of its having been lodged."""
    decided: tuple[Code, ...] = ("appeal-decided",)
    """Milestones of the decision."""
    decide_within: Span | None = None
    """How long the reviewer has, from when it was lodged."""
    pauses: tuple[Code, Code] | None = None
    """The milestones of a hearing, whose time is not counted (信访工作条例 36)."""
    body: Reviewer = Reviewer.SAME
    """Who decides: we, a unit above, another organisation, or somebody outside."""
    reviewer: str | None = None
    """The role that decides, where we decide it."""
    other_person: bool = True
    """Whether whoever handled the case may not decide (T31)."""
    grounds: dict[Code, Label] = {}
    """Grounds that may be picked."""
    when: Expression | None = None
    final: bool = False
    """Whether nothing is open after it."""
    legal: bool = True
    """False for a window that we set ourselves: it is told as ours, not as the law's."""
    cites: tuple[str, ...] = ()


class AppealRule(PackModel):
    """The levels of appeal in their order (P33). None: no appeal within the rulebook."""

    levels: dict[Code, AppealLevel] = {}
    routes: Label | None = None
    """Courts, arbitration and others that stay open (令121 art. 25)."""
    cites: tuple[str, ...] = ()
