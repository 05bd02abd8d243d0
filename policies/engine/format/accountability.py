"""Rewards, appraisal, statistics, improvement (P38 to P41)."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from pydantic import Field, model_validator

from policies.engine.format.base import Audience, Code, Expression, Label, PackModel, Period
from policies.engine.format.time import Span


class RewardLevel(PackModel):
    """One level of reward (P38): a share of the base, and no less than the floor."""

    label: Label
    percent: Decimal = Field(ge=0, le=100)
    """The share of the base (罚没款) in per cent."""
    floor: int = Field(ge=0)
    """The least that is paid, in whole units of the pack's currency; also where there is no base."""
    criteria: Label | None = None
    """What belongs here."""


class RewardRule(PackModel):
    """A reward for whoever reported (P38, S5 八, R26). None: no reward, whatever a level says."""

    levels: dict[Code, RewardLevel]
    """The levels, best first."""
    cap: int | None = Field(default=None, ge=0)
    """The most that is paid for one case."""
    joint_from: int | None = Field(default=None, ge=0)
    """From this sum on it is set together with the finance department."""
    joint_role: str | None = None
    """The role that then signs too."""
    approver: str
    """The role that sets it."""
    when: Expression | None = None
    """CEL over the facts: which reports are rewarded, e.g. proven ones that led to a major case."""
    since: tuple[Code, ...] = ("closed",)
    """Milestones from which a reward may be claimed."""
    claim_window: Span | None = None
    """How long it may be claimed; without it there is no end."""
    natural_persons_only: bool = True
    """Whether organisations get none."""
    excluded: dict[Code, Label] = {}
    """Who gets none: officials, the infringed party and its agents, the offender, the paid rival."""
    insider_raise: bool = False
    """Whether an insider's reward may be raised with the consent of the finance department."""
    cites: tuple[str, ...] = ()


class Indicator(PackModel):
    """One figure of an appraisal (P39)."""

    label: Label
    weight: int = Field(default=1, ge=0, le=100)
    """How much it counts."""
    target: Decimal
    """The value that earns the whole weight."""
    worst: Decimal = Decimal(0)
    """The value that earns nothing; what lies between earns its share."""
    cites: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _has_a_scale(self) -> Self:
        """Between one value and itself there is nothing to measure."""
        if self.target == self.worst:
            raise ValueError("target and worst must differ")
        return self


class AccountabilityTrigger(PackModel):
    """What calls for an account (P39): 久拖不决, a leak, a false record."""

    label: Label
    clocks: tuple[Code, ...] = ()
    """Clocks whose breach sets it off."""
    milestones: tuple[Code, ...] = ()
    """Or something that was recorded."""
    overdue_by: Span | None = None
    """How long a clock has to be over; at once where not given."""
    times: int = Field(default=1, ge=1)
    """How often within a period before it is set off."""
    right_of_reply: Span | None = None
    """How long whoever is concerned may answer."""
    cites: tuple[str, ...] = ()


class AppraisalRule(PackModel):
    """How units and people are appraised (P39, S1 第十条, R31)."""

    period: Period
    """How often."""
    indicators: dict[Code, Indicator] = {}
    """What is measured."""
    commend_from: Decimal | None = Field(default=None, ge=0, le=100)
    """表彰: from this score on somebody is put forward for commendation."""
    commendation: Label | None = None
    """What is awarded."""
    accountability: dict[Code, AccountabilityTrigger] = {}
    """What calls for an account."""
    signed_by: str | None = None
    """The role that signs it off."""
    cites: tuple[str, ...] = ()


class ReportRule(PackModel):
    """A statistical report (P40): 投诉分析报告, FCA returns, the yearly report of 信访."""

    label: Label
    cadence: Period
    """How often."""
    due: Span | None = None
    """How soon after the end of its period it is made."""
    dimensions: tuple[str, ...] = ()
    """By what the figures are split: line of business, channel, category, cause, unit, tier."""
    indicators: tuple[str, ...] = ()
    """Metrics by their code in the metric dictionary."""
    publicity: tuple[Audience, ...] = ()
    """Who gets it."""
    publish_from: int | None = Field(default=None, ge=1)
    """From how many cases in a period it is published (DISP 1.10A: 500 per half-year)."""
    smallest_cell: int = Field(default=1, ge=1)
    """Figures below are not shown one by one."""
    cites: tuple[str, ...] = ()


class ImprovementRule(PackModel):
    """Learning from cases (P41, S2 第十二、十三条, R32): cause, measure, owner, and whether it held."""

    causes: tuple[Code, ...] = ()
    """The causes that may be coded, of the pack's list ``causes``; all where empty."""
    required_on: tuple[Code, ...] = ()
    """Milestones upon which a cause must have been coded, e.g. ``closed``."""
    actions: dict[Code, Label] = {}
    """Kinds of measure: 改进制度, 员工培训, 改进产品."""
    owner: str
    """The role that carries a measure out."""
    verifier: str | None = None
    """The role that checks it; another person than the owner."""
    verify_after: Span | None = None
    """When it is checked whether the measure held."""
    recurrence: Span | None = None
    """For how long after a measure a case of the same cause counts as a recurrence."""
    threshold: int = Field(default=1, ge=1)
    """From how many cases of one cause in a period a measure is due."""
    period: Period = Period.QUARTER
    """The period in which cases of one cause are counted."""
    cites: tuple[str, ...] = ()
